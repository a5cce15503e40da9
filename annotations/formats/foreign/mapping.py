"""Foreign documents become documents of ours: the one place where another tool's words are read.

Whatever cannot be taken over is told: a row as a trouble of its document, words that nobody gave
a meaning as counts. Ids are our own, or derived, so that the same file again brings the same rows.
"""

import datetime
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import structs

from annotations.domain import blocks, languages, mappings, vocabulary
from annotations.domain import text as text_rules
from annotations.domain.errors import DomainError
from annotations.domain.lengths import check_lengths
from annotations.domain.mappings import IGNORE, LONGEST, Choices, Meaning, Relation
from annotations.domain.spans import JOINER
from annotations.domain.vocabulary import Slugs
from annotations.formats.checks import LETTERS
from annotations.formats.foreign import ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.details import details_of
from annotations.formats.foreign.tally import MOST_WORDS, OTHERS, Tally, add
from annotations.formats.foreign.units import clean, spans_of
from annotations.formats.reading import Row
from annotations.formats.records import (
    SCHEMA,
    AnnotationRecord,
    ArticleRecord,
    Attributes,
    BlockRecord,
    DocumentRecord,
    FragmentRecord,
    LinkRecord,
    RevisionRecord,
)

NAMESPACE: Final = UUID("0f1d9f3a-6f5c-4d7a-8f43-3f0f6c1f2a90")  # of imported rows, for ever
TWICE: Final = "Another row of this document has this id."
LONGEST_HEADLINE: Final = 500
OWN: Final = ("desk_status", "normalised_claim", "no_source_given")
"""What a claim has in places of its own, and other files among its attributes."""


@dataclass
class Mapper:
    """Turns foreign documents into records of one project, one after the other."""

    project: str
    author: str
    choices: Choices
    slugs: Slugs
    now: datetime.datetime
    tally: Tally = field(default_factory=Tally)
    meanings: dict[str, Meaning | None] = field(default_factory=dict)
    relations: dict[str, Relation | None] = field(default_factory=dict)
    seen: Counter[str] = field(default_factory=Counter)
    """How often a text, and a document, came before in the file."""

    def record(
        self, document: ForeignDocument, number: int, *, known: bool = False
    ) -> tuple[DocumentRecord, dict[UUID, Row]]:
        """Return what ``document``, whose offsets are code points, is here, with its rows.

        ``number`` tells the articles of a file apart; ``known`` says that another document was
        about this one. Rows that fail go to its ``troubles``. Raises what is wrong with the text.
        """
        clean(document)
        text = document.text or ""
        digest = text_rules.sha256(text)
        name, again = self._name(document, digest, known=known)
        numbers = {kind: count(1) for kind in LETTERS}
        made: dict[str, AnnotationRecord] = {}
        rows: dict[UUID, Row] = {}
        for span in document.spans:
            before = len(document.troubles)
            try:
                if span.id in made:
                    raise vocabulary.BadAttribute(TWICE)
                # Two people may have worked on one annotation of ours.
                ours = span.own is not None and span.own not in rows and not again
                own = span.own if span.own and ours else uuid5(NAMESPACE, name + span.id)
                record = self._annotation(document, span, own, numbers)
            except DomainError as error:
                document.trouble(span.line, span.id, _left_out(error))
                continue
            if record:
                made[span.id] = record
                rows[own] = Row(span.line, span.id, ours and len(document.troubles) == before)
        links = self._links(document, made)
        for what, amount in document.left.items():
            add(self.tally.left, what, amount)
        annotations = [_with_links(record, links.get(id_, [])) for id_, record in made.items()]
        return self._document(text, digest, number, document.name, annotations), rows

    def _name(self, document: ForeignDocument, digest: str, *, known: bool) -> tuple[str, bool]:
        """What ids are derived from, and whether the file had this text, as another, before."""
        name = f"{self.project}\n{document.name}\n{digest}\n"
        if known:
            return name, False
        times, again = self.seen[name], self.seen[digest] > 0
        self.seen.update((name, digest))
        return f"{name}{times}\n" if times else name, again

    def _annotation(
        self,
        document: ForeignDocument,
        span: ForeignSpan,
        id_: UUID,
        numbers: Mapping[str, Iterator[int]],
    ) -> AnnotationRecord | None:
        """The annotation, or None where its label became nothing."""
        meaning = self._meaning(span.label)
        if meaning is None or meaning.kind == IGNORE:
            add(self.tally.ignored if meaning else self.tally.labels, span.label)
            return None
        text = document.text or ""
        spans = spans_of(text, span)
        words = [text[one.start : one.end] for one in spans]
        given: Attributes = {meaning.name: meaning.value} if meaning.name else {}
        given |= details_of(document, span, meaning.kind, self.slugs, self.tally)
        own = {name: given.pop(name, None) for name in OWN}
        kind: Any = meaning.kind
        note = "\n".join(span.notes)
        check_lengths({"note": note})
        return AnnotationRecord(
            id=id_,
            kind=kind,
            label=f"{LETTERS[kind]}{next(numbers[kind])}",
            fragments=[
                FragmentRecord(start=one.start, end=one.end, quote=quote)
                for one, quote in zip(spans, words, strict=True)
            ],
            quote=JOINER.join(words),
            desk_status=str(own["desk_status"] or ""),
            state="draft" if kind == vocabulary.CLAIM else None,
            attributes=given,
            normalised_claim=str(own["normalised_claim"] or ""),
            no_source_given=bool(own["no_source_given"]),
            note=note,
            author=self.author,
            created_at=self.now,
            updated_at=self.now,
        )

    def _meaning(self, label: str) -> Meaning | None:
        if label not in self.meanings:
            written = self.choices.label(label)
            found = mappings.meaning_of(written, label, self.slugs) if written else None
            if len(self.meanings) >= MOST_WORDS:
                return found
            self.meanings[label] = found
        return self.meanings[label]

    def _relation(self, type_: str) -> Relation | None:
        if type_ not in self.relations:
            written = self.choices.links.get(type_[:LONGEST]) or mappings.usual_link(type_)
            found = mappings.relation_of(written, type_) if written else None
            if len(self.relations) >= MOST_WORDS:
                return found
            self.relations[type_] = found
        return self.relations[type_]

    def _links(
        self, document: ForeignDocument, made: dict[str, AnnotationRecord]
    ) -> dict[str, list[LinkRecord]]:
        """Foreign id of a claim → the links that leave it."""
        found: dict[str, list[LinkRecord]] = {}
        seen: set[tuple[str, str, str]] = set()
        for link in document.links:
            relation = self._relation(link.type)
            if relation is None or relation.type == IGNORE:
                add(self.tally.ignored if relation else self.tally.relations, link.type)
                continue
            origin, target = _ends(link, relation)
            reason = _why_not(link, relation, made)
            if (relation.type, origin, target) in seen:
                reason = "This link is in the file twice, and is taken once."
            if reason:
                document.trouble(link.line, f"{link.type} {link.origin} {link.target}", reason)
                continue
            seen.add((relation.type, origin, target))
            found.setdefault(origin, []).append(
                LinkRecord(
                    type=relation.type,
                    target=made[target].id,
                    author=self.author,
                    created_at=self.now,
                )
            )
        return found

    def _document(
        self, text: str, digest: str, number: int, name: str, annotations: list[AnnotationRecord]
    ) -> DocumentRecord:
        parts = blocks.split(text)
        language = languages.guess_language(text)
        headline = blocks.title(text, parts) or name or OTHERS
        return DocumentRecord(
            schema=SCHEMA,
            unit="code_point",
            project=self.project,
            article=ArticleRecord(
                id=number,
                headline=headline[:LONGEST_HEADLINE],
                language=language,
                direction=languages.direction(text, language),  # type: ignore[arg-type]
                created_by=self.author,
                created_at=self.now,
            ),
            revision=RevisionRecord(
                number=1,
                sha256=digest,
                length=len(text),
                text=text,
                blocks=[
                    BlockRecord(start=part.start, end=part.end, kind=str(part.kind))
                    for part in parts
                ],
                created_by=self.author,
                created_at=self.now,
            ),
            annotations=annotations,
        )


def _left_out(error: DomainError) -> str:
    """Why a row was left out; the others come in."""
    return f"{error.detail.replace(' Nothing was changed.', '')} It was left out."


def _ends(link: ForeignLink, relation: Relation) -> tuple[str, str]:
    """Where a link begins and ends here."""
    return (link.target, link.origin) if relation.reversed else (link.origin, link.target)


def _why_not(link: ForeignLink, relation: Relation, made: Mapping[str, AnnotationRecord]) -> str:
    """Why a link cannot be, or empty."""
    origin, target = (made.get(end) for end in _ends(link, relation))
    if origin is None or target is None:
        missing = [end[:80] for end in (link.origin, link.target) if end not in made]
        return f"One of its ends was left out, or is not there: {', '.join(missing)}."
    if origin is target:
        return "It ends where it begins."
    try:
        vocabulary.check_link(relation.type, origin.kind, target.kind)
    except DomainError as error:
        return error.detail
    return ""


def _with_links(record: AnnotationRecord, links: list[LinkRecord]) -> AnnotationRecord:
    return structs.replace(record, links=links) if links else record
