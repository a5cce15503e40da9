"""Dataset formats. To add one: write a module with the same names, and list it here.

PostgreSQL itself builds the lines of our own jsonl, and so an export of it is a copy of bytes;
every other format is a translation of these lines, read one at a time.
"""

from collections.abc import Callable, Iterable, Iterator
from importlib.util import find_spec
from typing import Final, Protocol

from annotations.formats import (
    brat,
    claimreview,
    conll,
    csv,
    doccano,
    jsonl,
    labelstudio,
    parquet,
    spacy,
    webannotation,
    xmi,
)
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report


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


def translate(
    name: str, lines: Iterable[bytes], report: Report, secrets: Iterable[str] = ()
) -> Iterator[bytes]:
    """Yield format ``name`` for ``lines``, each a document as ``jsonl`` writes it.

    ``secrets`` are the names of all confidential sources, for the formats in ``PUBLISHED``.
    """
    if name in PUBLISHED:
        return PUBLISHED[name](jsonl.read(lines), report, secrets)
    if name in FROM_LINES:
        return FROM_LINES[name](lines, report)
    return FORMATS[name].write(jsonl.read(lines), report)


def lacking(name: str) -> str:
    """The package that format ``name`` needs and this installation does not have, or nothing."""
    needed = NEEDS.get(name, "")
    return needed if needed and find_spec(needed) is None else ""


def _counted(lines: Iterable[bytes], report: Report) -> Iterator[bytes]:
    for line in lines:
        report.rows += 1
        yield line


MODULES: Final[tuple[Format, ...]] = (
    *(jsonl, csv, parquet, webannotation, claimreview, brat),
    *(conll, doccano, labelstudio, spacy, xmi),
)
FORMATS: Final = {module.NAME: module for module in MODULES}
READERS: Final = {jsonl.NAME: jsonl.read}
IMPORTED: Final[dict[str, str]] = {
    jsonl.NAME: f"Stetdesk ({jsonl.LABEL})",
    **{name: reader.LABEL for name, reader in FOREIGN.items()},
}
"""What can be imported, with what people call it: our own format, and those of other tools."""
FROM_LINES: Final[dict[str, Callable[[Iterable[bytes], Report], Iterator[bytes]]]] = {
    jsonl.NAME: _counted,
    parquet.NAME: parquet.write_lines,
}
"""Formats that take the lines as they are."""
PUBLISHED: Final = {claimreview.NAME: claimreview.write}
"""Formats that are made to be published, where no confidential source may be named at all."""
NEEDS: Final = {spacy.NAME: spacy.NEEDS}
"""Packages that formats need, and that an installation may do without."""
BINARY: Final = {parquet.NAME, spacy.NAME}
"""Formats whose bytes nobody can read: people are shown our own lines instead."""
