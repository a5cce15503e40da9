"""Foreign documents become documents of ours: the one place where another tool's words are read.

Whatever cannot be taken over is told: a row as a trouble of its document, words that nobody gave
a meaning as counts. Ids are our own, or derived, so that the same file again brings the same rows.
"""

import datetime
from collections import Counter
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID, uuid5

from msgspec import structs

from annotations.domain import blocks, languages, mappings, vocabulary
from annotations.domain import text as text_rules
from annotations.domain.errors import DomainError
from annotations.domain.ids import beside
from annotations.domain.lengths import check_lengths
from annotations.domain.mappings import IGNORE, LONGEST, Choices, Meaning, Relation
from annotations.domain.spans import JOINER
from annotations.domain.vocabulary import Slugs
from annotations.formats.checks import LETTERS
from annotations.formats.foreign import ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.details import details_of
from annotations.formats.foreign.tally import MOST_WORDS, OTHERS, Tally, add
from annotations.formats.foreign.units import clean, spans_of
from annotations.formats.reading import Row, left_out
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
ONE_TAG: Final = "The very same words are tagged as this kind before: they are one tag."
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
    """How often a document came before in the file."""
    twice: Set[str] = frozenset()
    """The SHA-256 of texts that more than one of its documents is about."""
    owned: set[UUID] = field(default_factory=set)
    """Ids of ours that came before on these: all ids of a large file would not fit in memory."""

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
        made, rows = self._made(document, self._name(document, digest, known=known))
        if digest in self.twice:
            self.owned.update(id_ for id_, row in rows.items() if row.own)
        links = self._links(document, made)
        for what, amount in document.left.items():
            add(self.tally.left, what, amount)
        own = {record.id: record for record in made.values()}
        annotations = [_with_links(record, links.get(id_, [])) for id_, record in own.items()]
        return self._document(text, digest, number, document.name, annotations), rows

    def _name(self, document: ForeignDocument, digest: str, *, known: bool) -> str:
        """What ids are derived from."""
        name = f"{self.project}\n{document.name}\n{digest}\n"
        if known:
            return name
        times = self.seen[name]
        self.seen[name] += 1
        return f"{name}{times}\n" if times else name

    def _made(
        self, document: ForeignDocument, name: str
    ) -> tuple[dict[str, AnnotationRecord], dict[UUID, Row]]:
        """Foreign id → annotation, and the rows of these; two ids may be one annotation."""
        made: dict[str, AnnotationRecord] = {}
        rows: dict[UUID, Row] = {}
        alike: dict[object, AnnotationRecord] = {}
        numbers: Counter[str] = Counter()
        home = uuid5(NAMESPACE, name)
        for span in document.spans:
            before = len(document.troubles)
            try:
                if span.id in made:
                    raise vocabulary.BadAttribute(TWICE)
                # Two people may have worked on one annotation of ours.
                ours = span.own is not None and span.own not in rows and span.own not in self.owned
                own = span.own if span.own and ours else beside(home, NAMESPACE, name + span.id)
                record = self._annotation(document, span, own, numbers)
            except DomainError as error:
                document.trouble(span.line, span.id, left_out(error))
                continue
            if record is None:
                continue
            first = alike.setdefault((span.by, record.kind, _places(record)), record)
            if first is not record and not ours and _says_the_same(first, record):
                made[span.id] = first
                document.trouble(span.line, span.id, ONE_TAG)
                continue
            made[span.id] = record
            numbers[record.kind] += 1
            rows[own] = Row(span.line, span.id, ours and len(document.troubles) == before, ours)
        return made, rows

    def _annotation(
        self,
        document: ForeignDocument,
        span: ForeignSpan,
        id_: UUID,
        numbers: Mapping[str, int],
    ) -> AnnotationRecord | None:
        """The annotation, or None where its label became nothing."""
        meaning = self._meant(span)
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
            label=f"{LETTERS[kind]}{numbers[kind] + 1}",
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

    def _meant(self, span: ForeignSpan) -> Meaning | None:
        """What a span becomes: one of ours keeps its kind, or is left out."""
        meaning = self._meaning(span.label)
        kept = (IGNORE, span.label)
        if span.own and meaning and span.label in vocabulary.KINDS and meaning.kind not in kept:
            return Meaning(span.label)
        return meaning

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
    ) -> dict[UUID, list[LinkRecord]]:
        """Id of a claim → the links that leave it."""
        found: dict[UUID, list[LinkRecord]] = {}
        seen: set[tuple[str, UUID, UUID]] = set()
        for link in document.links:
            relation = self._relation(link.type)
            if relation is None or relation.type == IGNORE:
                add(self.tally.ignored if relation else self.tally.relations, link.type)
                continue
            origin, target = _ends(link, relation)
            begins, ends_at = made.get(origin), made.get(target)
            reason = _why_not(link, relation, made)
            if begins and ends_at and not reason:
                if (relation.type, begins.id, ends_at.id) in seen:
                    reason = "This link is in the file twice, and is taken once."
                seen.add((relation.type, begins.id, ends_at.id))
            if reason or begins is None or ends_at is None:
                document.trouble(link.line, f"{link.type} {link.origin} {link.target}", reason)
                continue
            found.setdefault(begins.id, []).append(
                LinkRecord(
                    type=relation.type,
                    target=ends_at.id,
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
        if target.kind == vocabulary.CLAIM != origin.kind:
            turned = relation.type if relation.reversed else f"{relation.type}:{mappings.REVERSED}"
            return f"{error.detail} Or map “{link.type}” to {turned}: it points the other way."
        return error.detail
    return ""


def _with_links(record: AnnotationRecord, links: list[LinkRecord]) -> AnnotationRecord:
    return structs.replace(record, links=links) if links else record


def _places(record: AnnotationRecord) -> tuple[tuple[int, int], ...]:
    return tuple((part.start, part.end) for part in record.fragments)


def _says_the_same(first: AnnotationRecord, record: AnnotationRecord) -> bool:
    """Whether nothing but the id and the number tells them apart."""
    return structs.replace(record, id=first.id, label=first.label) == first
