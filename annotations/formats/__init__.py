"""Dataset formats. To add one: write a module with the same names, and list it here.

PostgreSQL itself builds the lines of our own jsonl, and so an export of it is a copy of bytes;
every other format is a translation of these lines, read one at a time.
"""

from collections.abc import Iterable, Iterator
from typing import Final, Protocol

from annotations.formats import csv, jsonl
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.records import DocumentRecord, Report


class Format(Protocol):
    """What a module of this package offers; ``foreign`` has what reads other tools' formats."""

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def LABEL(self) -> str: ...  # noqa: N802
    @property
    def SUFFIX(self) -> str: ...  # noqa: N802
    @property
    def MEDIA_TYPE(self) -> str: ...  # noqa: N802
    @property
    def LOSSLESS(self) -> bool: ...  # noqa: N802

    def write(self, documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
        """Yield the bytes of the file; count rows and losses in ``report`` while doing so."""


FORMATS: Final[dict[str, Format]] = {module.NAME: module for module in (jsonl, csv)}
READERS: Final = {jsonl.NAME: jsonl.read}
IMPORTED: Final[dict[str, str]] = {
    jsonl.NAME: jsonl.LABEL,
    **{name: reader.LABEL for name, reader in FOREIGN.items()},
}
"""What can be imported, with what people call it: our own format, and those of other tools."""


def translate(name: str, lines: Iterable[bytes], report: Report) -> Iterator[bytes]:
    """Yield format ``name`` for ``lines``, each a document as ``jsonl`` writes it."""
    if name == jsonl.NAME:
        return _counted(lines, report)
    return FORMATS[name].write(jsonl.read(lines), report)


def _counted(lines: Iterable[bytes], report: Report) -> Iterator[bytes]:
    for line in lines:
        report.rows += 1
        yield line
