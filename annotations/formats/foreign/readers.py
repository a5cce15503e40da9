"""Readers of other tools' formats. To add one: write a module with the same names, list it here."""

from collections.abc import Iterator
from typing import Final, Protocol

from annotations.formats.foreign import (
    ForeignDocument,
    brat,
    doccano,
    labelstudio,
    webannotation,
)
from annotations.formats.sources import Source


class Reader(Protocol):
    """What a module of this package offers. ``TEXTS`` says whether its files hold the texts."""

    @property
    def NAME(self) -> str: ...  # noqa: N802
    @property
    def LABEL(self) -> str: ...  # noqa: N802
    @property
    def TEXTS(self) -> bool: ...  # noqa: N802

    def read(self, source: Source) -> Iterator[ForeignDocument]:
        """Yield the documents one by one. Raises BadFile."""


FOREIGN: Final[dict[str, Reader]] = {
    module.NAME: module for module in (brat, webannotation, doccano, labelstudio)
}
