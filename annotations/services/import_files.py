"""Reading the file of an import: its documents as records of ours."""

from collections.abc import Callable, Iterator, Mapping
from hashlib import blake2b
from pathlib import Path
from typing import Final
from uuid import UUID

from annotations.domain.errors import DomainError, EmptyDocument
from annotations.formats import jsonl
from annotations.formats.foreign import ForeignDocument
from annotations.formats.foreign.mapping import Mapper
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.foreign.units import (
    EITHER,
    as_code_points,
    find_unit,
    said_unit,
    settle_text,
)
from annotations.formats.reading import Problem, Read, Row
from annotations.formats.records import DocumentRecord
from annotations.formats.sources import Origin, Source, lines, opened
from annotations.models import Project
from annotations.queries.imports import has_address, text_here

TWICE: Final = "This text of this article is in the file twice, and is taken once."
NOTHING_TO_SEE: Final = "There is nothing to see in this text, so it was left out."
TOO_MANY: Final = (
    "{:,} spans are about this text; at most {:,} come in with one. Nothing of it was taken. "
    "Divide the text, or its spans among several files."
)
MOST_SPANS: Final = 100_000  # of one text: they are all in memory at once

Tell = Callable[[Problem], object]


class UnitUnknown(DomainError):
    """The file does not tell in which unit its offsets are."""

    code = "unit_unknown"


class UnknownUnit(DomainError):
    """Offsets are counted otherwise."""

    code = "unknown_unit"
    message = "Offsets are counted in code_point or utf16. Nothing was changed."


def documents_of(path: Path, tell: Tell = id) -> Iterator[Read]:
    """Yield the documents of our own format. Raises OSError, BadFile or BadLine.

    What else is in a zip, and a line that is there twice, is told.
    """
    seen: set[bytes] = set()
    with opened(path) as source:
        for member in jsonl.members(source):
            with source.open(member) as file:
                for number, line in lines(file):
                    if not line.strip():
                        continue
                    origin = Origin(number, member.name)
                    record = _decoded(line, *origin)
                    key = _key(record)
                    if key in seen:
                        tell(Problem(*origin, "article", TWICE))
                    else:
                        seen.add(key)
                        yield Read(origin, record)
        _tell_untold(source, tell)


def foreign_documents(
    project: Project, path: Path, format: str, unit: str, mapper: Mapper, tell: Tell
) -> Iterator[Read]:
    """Yield the documents of another tool's file as ``mapper`` makes them.

    What belongs to none of them, and cannot be taken, is told row by row. Raises OSError,
    BadFile or BadMapping.
    """
    with opened(path) as source:
        articles: dict[bytes, int] = {}
        for number, document in enumerate(with_texts(project, source, format), start=1):
            article = number
            if not FOREIGN[format].TEXTS:  # several may be about one text, and are one article
                article = articles.setdefault(_digest(document.text or ""), number)
            mapped = _mapped(project, mapper, document, article, unit, known=article != number)
            problems = problems_of(document)
            if mapped:
                yield Read(document.origin, *mapped, problems)
            else:
                for one in problems:
                    tell(one)
        mapper.tally.left["other files in the zip"] += _tell_untold(source, tell)


def _key(record: DocumentRecord) -> bytes:
    """What no two lines of a file have."""
    article, revision = record.article.id, record.revision
    about = f"{record.project}\n{article}\n{revision.number}\n{revision.sha256}"
    return _digest(about)


def _digest(words: str) -> bytes:
    return blake2b(words.encode(errors="replace"), digest_size=16).digest()


def _tell_untold(source: Source, tell: Tell) -> int:
    """Tell of files in a zip that should have been read; count those that need not be."""
    others = 0
    for name, reason in source.untold():
        others += not reason
        if reason:
            tell(Problem(1, name, "file", reason))
    return others


def _decoded(line: bytes, number: int, name: str) -> DocumentRecord:
    try:
        return jsonl.decode(line, number)
    except jsonl.BadLine as error:
        if not name:
            raise
        raise jsonl.BadLine(f"{name}: {error.detail}", extra=error.extra) from error


def with_texts(project: Project, source: Source, format: str) -> Iterator[ForeignDocument]:
    """Each document with its text."""
    for document in FOREIGN[format].read(source):
        _find_text(project, document)
        settle_text(document)
        yield document


def _find_text(project: Project, document: ForeignDocument) -> None:
    """Give a document that only names its text the text, where the project has it."""
    if document.text is None:
        document.text = text_here(project.pk, document.address, document.sha256)


def _mapped(
    project: Project,
    mapper: Mapper,
    document: ForeignDocument,
    number: int,
    unit: str,
    *,
    known: bool,
) -> tuple[DocumentRecord, Mapping[UUID, Row]] | None:
    """The record and its rows; None, and told, where the document as a whole cannot be one."""
    line = document.origin.line
    if document.unread:
        return None
    if document.text is None:
        document.trouble(line, "text", no_text(project, document))
        return None
    if len(document.spans) > MOST_SPANS:
        document.trouble(line, "text", TOO_MANY.format(len(document.spans), MOST_SPANS))
        return None
    found = find_unit(document, unit)
    mapper.tally.units[found] += 1
    if found not in (EITHER, said_unit(document, unit) or found):
        mapper.tally.against[found] += 1
    as_code_points(document, found)
    try:
        return mapper.record(document, number, known=known)
    except EmptyDocument:
        document.trouble(line, "text", NOTHING_TO_SEE)
    except DomainError as error:
        document.trouble(line, "text", error.detail)
    return None


def problems_of(document: ForeignDocument) -> list[Problem]:
    """The rows of a document that cannot be read."""
    file = document.origin.file
    return [Problem(one.line, file, one.where, one.reason) for one in document.troubles]


def no_text(project: Project, document: ForeignDocument) -> str:
    about = document.address or document.sha256
    if not about:
        return "It does not say which text it is about, so nothing could be made of it."
    if document.sha256 and has_address(project.pk, document.address):
        known = "The article at this address has another text than the file was made for"
    else:
        known = "The project has no article of this text"
    return (
        f"{known}: {about[:200]}. What the file says of it "
        f"({len(document.spans)}) was left out. Bring that text in first, or put the text into "
        "the zip as a .txt."
    )
