"""Readers: bytes of one medium → a draft. To add one: write a module with ``read``, list it."""

from collections.abc import Callable
from pathlib import PurePath
from typing import Final

from annotations.domain.errors import UnsupportedMediaType
from annotations.ingest import plain
from annotations.ingest.drafts import Draft

Reader = Callable[[bytes, str, str | None], Draft]

READERS: Final[dict[str, Reader]] = {
    suffix: module.read for module in [plain] for suffix in module.SUFFIXES
}


def read(data: bytes, name: str, media_type: str | None = None) -> Draft:
    """Return the draft of the file ``name``, by the reader for its suffix.

    Raises UnsupportedMediaType if there is none, and what that reader raises.
    """
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        raise UnsupportedMediaType(
            f"Files of this kind cannot be read; these can: {', '.join(READERS)}. "
            "Nothing was stored. Paste the text instead.",
            field="file",
        )
    return reader(data, name, media_type)
