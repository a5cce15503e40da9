"""What is here already stays as it is; where a file has it otherwise, that is told."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection

from annotations.domain.spans import Span
from annotations.formats.brat import BREAKS
from annotations.formats.checks import CheckedAnnotation, CheckedDocument
from annotations.formats.reading import Problem, Row
from annotations.models import Annotation
from annotations.services.import_ids import Ids

UNCHANGED: Final = "unchanged"
DIFFERENT: Final = "different"
NOTHING_DONE: Final = frozenset({UNCHANGED, DIFFERENT})
"""Counts of what an import left alone."""
FIELDS: Final = ("desk_status", "normalised_claim", "no_source_given", "note")
"""What is said of an annotation beside its attributes."""
SHORT: Final = 40  # code points of a value that is told in full
MOST_PARTS: Final = 5
LINKS: Final = "SELECT origin_id, type, target_id FROM link WHERE origin_id = ANY(%s)"
LEFT: Final = "It is left as it is here. If the file is right, change it on the article’s page."
DELETED: Final = (
    "It was deleted here, and stays so. It can be restored on the article’s page, under Deleted "
    "tags."
)

Links = set[tuple[str, UUID]]


def compared(documents: Sequence[CheckedDocument], ids: Ids) -> tuple[Counter[str], list[Problem]]:
    """Count the annotations that are here already, and tell of those that are otherwise here."""
    counts: Counter[str] = Counter()
    problems = []
    own = [ids.ids[id_] for id_ in ids.there]
    standing = Annotation.objects.in_bulk(own) if own else {}
    links = _links(own)
    for document in documents:
        names = _names(document, ids)
        for id_, annotation in document.annotations.items():
            if id_ not in ids.there or id_ in ids.taken:
                continue
            here = standing[ids.ids[id_]]
            given = {
                (link.type, ids.ids[link.target])
                for link in annotation.links
                if link.target in ids.ids
            }
            row = document.rows.get(id_)
            whole = row is None or (row.ours and id_ not in ids.alike)
            why = _Comparison(document, annotation, row, here, whole).sentence(
                given, links[here.pk], names
            )
            counts[DIFFERENT if why else UNCHANGED] += 1
            if why:
                line = row.line if row else document.origin.line
                told = Problem(line, document.origin.file, names[here.pk], why, here.article_id)
                problems.append(told)
    return counts, problems


def _names(document: CheckedDocument, ids: Ids) -> dict[UUID, str]:
    """Id here → what the file calls it."""
    found = {}
    for id_, annotation in document.annotations.items():
        row = document.rows.get(id_)
        if id_ in ids.ids:
            found[ids.ids[id_]] = row.name if row else annotation.record.label
    return found


def _links(own: Sequence[UUID]) -> Mapping[UUID, Links]:
    found: dict[UUID, Links] = defaultdict(set)
    if own:
        with connection.cursor() as cursor:
            cursor.execute(LINKS, [list(own)])
            for origin, type_, target in cursor.fetchall():
                found[origin].add((type_, target))
    return found


@dataclass
class _Comparison:
    """One annotation of a file, and the same one as it stands here."""

    document: CheckedDocument
    annotation: CheckedAnnotation
    row: Row | None
    here: Annotation
    whole: bool
    """Whether the file says all of it, so that what is missing there was taken away."""

    def sentence(self, given: Links, links: Links, names: Mapping[UUID, str]) -> str:
        """What differs and what is safe; empty where nothing differs.

        ``given`` are the file's links within the text, ``links`` those here.
        """
        if self.here.deleted_at:
            return DELETED
        found = [*self._kind(), *self._place()]
        found += [] if self._kind() else self._details()
        found += self._relations(given, links, names)
        if not found:
            return ""
        told = "; ".join(found)
        return f"{told[0].upper()}{told[1:]}. {LEFT}"

    def _kind(self) -> list[str]:
        here, there = self.here.kind, self.annotation.record.kind
        return [] if here == there else [f"here it is a {here}, in the file a {there}"]

    def _place(self) -> Iterator[str]:
        text = self.document.record.revision.text
        here, there = list(self.here.fragments), self.annotation.spans
        if here != there and (self.row is None or _lines(text, here) != _lines(text, there)):
            yield f"in our text it lies at {_told(here)}, the file says {_told(there)}"

    def _details(self) -> Iterator[str]:
        record = self.annotation.record
        there = {name: getattr(record, name) for name in FIELDS}
        there |= self.annotation.described.attributes
        ours = {name: getattr(self.here, name) for name in FIELDS} | self.here.attributes
        for name in sorted({*there, *ours} if self.whole else {*there}):
            given, kept = there.get(name) or "", ours.get(name) or ""
            if (given or self.whole) and self._plain(given) != self._plain(kept):
                yield detail(name.replace("_", " "), kept, given)

    def _plain(self, value: Any) -> Any:
        """A value as other tools keep it: some write a space for the end of a line."""
        return " ".join(value.split()) if self.row and isinstance(value, str) else value

    def _relations(self, given: Links, links: Links, names: Mapping[UUID, str]) -> Iterator[str]:
        for type_, target in sorted(given - links, key=str):
            yield f"the file has a link {type_} to {names[target]} that is not here"
        for type_, target in sorted(links - given, key=str):
            if self.whole and target in names:
                yield f"here is a link {type_} to {names[target]} that the file has not"


def _lines(text: str, spans: Sequence[Span]) -> list[tuple[int, int]]:
    """The places of ``spans`` between the ends of lines, where some tools have to part them."""
    found = []
    for span in spans:
        start = span.start
        for gap in BREAKS.finditer(text, span.start, span.end):
            found.append((start, gap.start()))
            start = gap.end()
        found.append((start, span.end))
    return [part for part in found if part[0] < part[1]]


def _told(spans: Sequence[Span]) -> str:
    parts = [f"{one.start}–{one.end}" for one in spans[:MOST_PARTS]]
    return ", ".join(parts) + (" …" if len(spans) > MOST_PARTS else "")


def detail(name: str, here: Any, there: Any) -> str:
    """A short value is told, a long one is not."""
    if any(len(str(value)) > SHORT or isinstance(value, dict) for value in (here, there)):
        return f"its {name} differs"
    return f"its {name} is {_value(here)} here, {_value(there)} in the file"


def _value(value: Any) -> str:
    if value is True:
        return "set"
    return f"“{value}”" if value != "" else "not set"
