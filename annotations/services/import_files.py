"""Reading the file of an import: what is in it, and its documents as records of ours."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from annotations.domain.errors import DomainError, EmptyDocument
from annotations.domain.mappings import LONGEST, MOST, Choices
from annotations.formats import jsonl
from annotations.formats.checks import Problem
from annotations.formats.foreign import ForeignDocument
from annotations.formats.foreign.mapping import Mapper
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.foreign.tally import OTHERS, add
from annotations.formats.foreign.units import Halves, Parts, as_code_points, find_unit, settle_text
from annotations.formats.reading import Read, Row
from annotations.formats.records import DocumentRecord
from annotations.formats.sources import Origin, Source, lines, opened
from annotations.models import Project
from annotations.queries.imports import text_here

TWICE: Final = "This text of this article is in the file twice, and is taken once."
NOTHING_TO_SEE: Final = "There is nothing to see in this text, so it was left out."
TOO_MANY: Final = (
    "{:,} spans are about this text; at most {:,} come in with one. Nothing of it was taken. "
    "Divide the text, or its spans among several files."
)
MOST_SPANS: Final = 100_000  # of one text: they are all in memory at once
EXAMPLES: Final = 3
FIRST_TROUBLES: Final = 100  # of a file that was looked at
SHOWN: Final = 120  # code points of an example

Tell = Callable[[Problem], object]


class UnitUnknown(DomainError):
    """The file does not tell in which unit its offsets are."""

    code = "unit_unknown"


class UnknownUnit(DomainError):
    """Offsets are counted otherwise."""

    code = "unknown_unit"
    message = "Offsets are counted in code_point or utf16. Nothing was changed."


@dataclass
class Seen:
    """How often a foreign word is in a file, and the first passages that have it.

    An example of a label has its words; both readings, as code points and as UTF-16, where the
    file does not tell the unit and they differ. One of a relation has the words of its two ends.
    """

    count: int = 0
    examples: list[list[str]] = field(default_factory=list)

    def as_dict(self) -> dict[str, Any]:
        return {"count": self.count, "examples": self.examples}


@dataclass
class Survey:
    """What a file of another tool has in it.

    ``undecided`` documents need a unit to be said, ``unread`` ones cannot come in. ``troubles``
    are rows that cannot be read, with the first of them.
    """

    documents: int = 0
    undecided: int = 0
    unread: int = 0
    troubles: int = 0
    first_troubles: list[Problem] = field(default_factory=list)
    first_undecided: str = ""
    units: Counter[str] = field(default_factory=Counter)
    labels: dict[str, Seen] = field(default_factory=dict)
    links: dict[str, Seen] = field(default_factory=dict)
    attributes: Counter[str] = field(default_factory=Counter)

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            "undecided": self.undecided,
            "troubles": self.troubles,
            "first_troubles": [asdict(one) for one in self.first_troubles],
            "units": dict(self.units),
            "labels": {word: seen.as_dict() for word, seen in self.labels.items()},
            "links": {word: seen.as_dict() for word, seen in self.links.items()},
            "attributes": dict(self.attributes),
        }


def survey(project: Project, path: Path, format: str, unit: str = "") -> Survey:
    """Read the whole file once. Raises OSError or BadFile."""
    found = Survey()
    with opened(path) as source:
        for document in _documents(project, source, format):
            _look_at(found, document, unit)
    return found


def documents_of(path: Path, tell: Tell = id) -> Iterator[Read]:
    """Yield the documents of our own format. Raises OSError, BadFile or BadLine.

    What else is in a zip, and a line that is there twice, is told.
    """
    seen: set[bytes] = set()
    with opened(path) as source:
        for member in source.datasets(".jsonl", ".json"):
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

    What cannot be taken is told, row by row. Raises OSError, BadFile or BadMapping.
    """
    with opened(path) as source:
        articles: dict[bytes, int] = {}
        for number, document in enumerate(_documents(project, source, format), start=1):
            article = number
            if not FOREIGN[format].TEXTS:  # several may be about one text, and are one article
                article = articles.setdefault(_digest(document.text or ""), number)
            mapped = _mapped(mapper, document, article, unit, known=article != number)
            for one in document.troubles:
                tell(Problem(one.line, document.origin.file, one.where, one.reason))
            if mapped:
                yield Read(document.origin, *mapped)
        mapper.tally.left["other files in the zip"] += _tell_untold(source, tell)


def choices_in(found: Survey, chosen: Choices) -> Choices:
    """Those of ``chosen`` that are about words of the file."""
    return Choices(
        {word: ours for word, ours in chosen.labels.items() if word in found.labels},
        {word: ours for word, ours in chosen.links.items() if word in found.links},
    )


def not_in(found: Survey, chosen: Choices) -> list[str]:
    """Words of ``chosen`` that the file has not; none where it has more than were counted."""
    pairs = ((chosen.labels, found.labels), (chosen.links, found.links))
    return [word for words, there in pairs if OTHERS not in there for word in words.keys() - there]


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


def _documents(project: Project, source: Source, format: str) -> Iterator[ForeignDocument]:
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
    mapper: Mapper, document: ForeignDocument, number: int, unit: str, *, known: bool
) -> tuple[DocumentRecord, Mapping[UUID, Row]] | None:
    """The record and its rows; None, and told, where the document as a whole cannot be one."""
    line = document.origin.line
    if document.unread:
        return None
    if document.text is None:
        document.trouble(line, "text", _no_text(document))
        return None
    if len(document.spans) > MOST_SPANS:
        document.trouble(line, "text", TOO_MANY.format(len(document.spans), MOST_SPANS))
        return None
    found = find_unit(document, unit)
    mapper.tally.units[found] += 1
    as_code_points(document, found)
    try:
        return mapper.record(document, number, known=known)
    except EmptyDocument:
        document.trouble(line, "text", NOTHING_TO_SEE)
    except DomainError as error:
        document.trouble(line, "text", error.detail)
    return None


def _no_text(document: ForeignDocument) -> str:
    about = document.address or document.sha256
    if not about:
        return "It does not say which text it is about, so nothing could be made of it."
    return (
        f"The project has no article of this text: {about[:200]}. What the file says of it "
        f"({len(document.spans)}) was left out. Bring the article in first, or put the text into "
        "the zip as a .txt."
    )


def _look_at(found: Survey, document: ForeignDocument, unit: str) -> None:
    found.documents += 1
    decided = find_unit(document, unit)
    if decided:
        found.units[decided] += 1
    else:
        found.undecided += 1
        found.first_undecided = found.first_undecided or document.name
    as_code_points(document, decided)
    words, text = {}, document.text or ""
    halves = None if decided else Halves(text)
    for span in document.spans:
        words[span.id] = _words(text, span.parts, span.quote)
        readings = [words[span.id]]
        if halves:
            readings.append(_words(text, halves.points(span.parts) or [], span.quote))
        _see(found.labels, span.label, list(dict.fromkeys(readings)))
        for name in span.attributes:
            add(found.attributes, name)
    if document.text is None and not document.unread:
        document.trouble(document.origin.line, "text", _no_text(document))
    found.unread += document.unread or document.text is None
    found.troubles += len(document.troubles)
    for one in document.troubles[: FIRST_TROUBLES - len(found.first_troubles)]:
        problem = Problem(one.line, document.origin.file, one.where, one.reason)
        found.first_troubles.append(problem)
    for link in document.links:
        ends = [words.get(end, "?") for end in (link.origin, link.target)]
        _see(found.links, link.type, ends)


def _see(seen: dict[str, Seen], word: str, example: list[str]) -> None:
    word = word[:LONGEST]
    if word not in seen and len(seen) >= MOST:
        word = OTHERS
    one = seen.setdefault(word, Seen())
    one.count += 1
    if len(one.examples) < EXAMPLES:
        one.examples.append(example)


def _words(text: str, parts: Parts, quote: str | None) -> str:
    if quote is not None:
        return quote[:SHOWN]
    return " … ".join(text[max(0, start) : end] for start, end in parts[:4])[:SHOWN]
