"""Looking at a file of another tool before an import: which words are in it, and what they tag."""

from collections import Counter
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from annotations.domain import text as text_rules
from annotations.domain.mappings import LONGEST, MOST, Choices
from annotations.formats.foreign import ForeignDocument
from annotations.formats.foreign.tally import OTHERS, add
from annotations.formats.foreign.units import Halves, Parts, as_code_points, find_unit
from annotations.formats.reading import Problem
from annotations.formats.sources import opened
from annotations.models import Project
from annotations.services.import_files import no_text, problems_of, with_texts

EXAMPLES: Final = 3
FIRST_TROUBLES: Final = 100  # of a file that was looked at
SHOWN: Final = 120  # code points of an example


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
    texts: set[str] = field(default_factory=set)
    twice: set[str] = field(default_factory=set)
    """The SHA-256 of texts that more than one document is about."""

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
        for document in with_texts(project, source, format):
            if document.text is None and not document.unread:
                document.trouble(document.origin.line, "text", no_text(project, document))
            _look_at(found, document, unit)
    return found


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
    sha256 = text_rules.sha256(text)
    (found.twice if sha256 in found.texts else found.texts).add(sha256)
    halves = None if decided else Halves(text)
    for span in document.spans:
        words[span.id] = _words(text, span.parts, span.quote)
        readings = [words[span.id]]
        if halves:
            readings.append(_words(text, halves.points(span.parts) or [], span.quote))
        _see(found.labels, span.label, list(dict.fromkeys(readings)))
        for name in span.attributes:
            add(found.attributes, name)
    found.unread += document.unread or document.text is None
    found.troubles += len(document.troubles)
    found.first_troubles += problems_of(document)[: FIRST_TROUBLES - len(found.first_troubles)]
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
