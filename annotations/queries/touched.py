"""Reads what a change touched of an article, and no more: an article may have 2,000 tags.

The history tells which annotations a change concerned, and where they lay before it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q

from annotations.domain.history import Action
from annotations.domain.reviews import MOVES
from annotations.domain.spans import Span
from annotations.models import Annotation, Event, Link, Revision
from annotations.queries.gates import NAMED, Held, gaps_of_claim, gate_reasons, gate_sentence
from annotations.queries.margin import (
    ArticlePage,
    MarginTag,
    article_page,
    block_at,
    blocks_of,
    margin_tags,
)

COMES_OR_GOES: Final = frozenset(
    {Action.ANNOTATION_DELETED.value, Action.ANNOTATION_RESTORED.value}
)
MOST: Final = 2_000  # events looked at
Row = tuple[UUID | None, str, Mapping[str, Any]]
"""Annotation, action and changes of an event."""

# Most claims of an article lack the same: they are counted by what the gate looks at.
STANDINGS: Final = """
select a.desk_status, a.no_source_given, a.attributes ->> 'independence',
  coalesce(l.types, '{}'), coalesce(e.stances, '{}'), count(*),
  (array_agg(a.ordinal order by a.ordinal))[:%(named)s]
from annotation a
left join (
  select k.origin_id, array_agg(distinct k.type) as types
  from link k
    join annotation o on o.id = k.origin_id and o.revision_id = %(revision)s
    join annotation t on t.id = k.target_id and t.deleted_at is null
  group by k.origin_id) l on l.origin_id = a.id
left join (
  select v.annotation_id, array_agg(v.stance order by v.stance) as stances
  from evidence v
    join annotation c on c.id = v.annotation_id and c.revision_id = %(revision)s
  where v.deleted_at is null
  group by v.annotation_id) e on e.annotation_id = a.id
where a.revision_id = %(revision)s and a.kind = 'claim' and a.deleted_at is null
  and a.state = any(%(open)s)
group by 1, 2, 3, 4, 5
"""


@dataclass(frozen=True)
class Footing:
    """What top bar and footer say of the whole article."""

    counts: Mapping[str, int]
    held: int
    named: Sequence[Held]
    """The first claims that the gate holds back."""
    ready_count: int
    """Claims that Submit would hand in."""

    @property
    def claims(self) -> int:
        return self.counts["claim"]

    @property
    def held_count(self) -> int:
        return self.held

    @property
    def gate_sentence(self) -> str:
        return gate_sentence(self.held, self.named[0] if self.named else None)

    @property
    def gate_reasons(self) -> str:
        return gate_reasons(self.held, self.named)


@dataclass(frozen=True)
class Touched:
    """The rows of an article that a change touched, with all tags on them, and its footing."""

    rows: ArticlePage
    indexes: set[int]
    versions: Mapping[str, int]
    """Id → version of each annotation that was changed and is there."""
    footing: Footing


def last_event(article_id: int) -> int:
    """Id of the last event of an article: what comes later is new. One query."""
    found = Event.objects.filter(article_id=article_id).order_by("-id").values_list("pk", flat=True)
    return found.first() or 0


def touched_since(revision: Revision, event_id: int, also: Iterable[UUID] = ()) -> Touched:
    """What happened to ``revision`` after an event, and to the annotations ``also``.

    A fixed number of queries; the caller checked who asks.
    """
    events = list(
        Event.objects.filter(article_id=revision.article_id, pk__gt=event_id)
        .order_by("-id")
        .values_list("annotation_id", "action", "changes")[:MOST]
    )
    ids = {*also, *(id_ for id_, _, _ in events if id_)}
    ids |= _ends_of_links(events) | _peers(_renamed(events))
    rows = Annotation.objects.filter(pk__in=ids, revision=revision)
    found = list(rows.values_list("pk", "fragments", "version", "deleted_at"))
    spans = [*_places(events), *(span for _, fragments, _, _ in found for span in fragments)]
    indexes = blocks_of(revision.blocks, spans)
    indexes |= {block_at(revision.blocks, span.start) for span in spans if revision.blocks}
    return Touched(
        rows=ArticlePage(revision, tags_on(revision, indexes)),
        indexes=indexes,
        versions={str(id_): version for id_, _, version, deleted in found if not deleted},
        footing=footing(revision),
    )


def as_they_are(revision: Revision, ids: set[UUID], rows: set[int]) -> Touched:
    """These rows, and those where the annotations ``ids`` and what they are linked with lie now.

    A fixed number of queries; the caller checked who asks.
    """
    near = Annotation.objects.alive().filter(pk__in=ids | _peers(ids), revision=revision)
    found = list(near.values_list("pk", "fragments", "version"))
    spans = [span for _, fragments, _ in found for span in fragments]
    blocks = revision.blocks
    indexes = blocks_of(blocks, spans) | {block_at(blocks, span.start) for span in spans} | rows
    indexes &= {*range(len(blocks))}
    return Touched(
        rows=ArticlePage(revision, tags_on(revision, indexes)),
        indexes=indexes,
        versions={str(id_): version for id_, _, version in found},
        footing=footing(revision),
    )


def whole(revision: Revision, versions: Mapping[str, int]) -> Touched:
    """All rows, for a page of which nobody knows what it has seen; ``versions`` are told as given.

    Seven queries; the caller checked who asks.
    """
    rows = article_page(revision)
    return Touched(rows, set(range(len(rows.blocks))), versions, footing(revision))


def tags_on(revision: Revision, indexes: Iterable[int]) -> list[MarginTag]:
    """The tags that lie on these blocks. Four queries."""
    ranges = _joined(revision, sorted(indexes))
    if not ranges:
        return []
    return margin_tags(revision, within=[Span(start, end) for start, end in ranges])


def footing(revision: Revision) -> Footing:
    """What is counted of the whole article. Two queries."""
    here = Annotation.objects.alive().filter(revision=revision).values("kind")
    kinds = here.annotate(count=Count("id")).order_by().values_list("kind", "count")
    counts = {"claim": 0, "source": 0, "status": 0, **dict(kinds)}
    with connection.cursor() as cursor:
        cursor.execute(
            STANDINGS, {"revision": revision.pk, "open": list(MOVES["submit"]), "named": NAMED}
        )
        standings = cursor.fetchall()
    ready, held = 0, 0
    named: list[tuple[int, str]] = []
    for desk_status, unsourced, independence, types, stances, count, ordinals in standings:
        gaps = gaps_of_claim(desk_status, unsourced, independence, frozenset(types), tuple(stances))
        if not gaps:
            ready += count
            continue
        named += [(ordinal, gaps[0].code) for ordinal in ordinals]
        held += count
    prefix = Annotation.PREFIXES["claim"]
    first = [Held(f"{prefix}{ordinal}", code) for ordinal, code in sorted(named)[:NAMED]]
    return Footing(counts, held, first, ready)


def _renamed(events: Iterable[Row]) -> set[UUID]:
    """What is there, or not, or called otherwise since: its peers' chips name it."""
    return {
        id_
        for id_, action, changes in events
        if id_ and (action in COMES_OR_GOES or "kind" in changes)
    }


def _ends_of_links(events: Iterable[Row]) -> set[UUID]:
    told = (side for _, _, changes in events for side in changes.get("link", ()) if side)
    return {UUID(link["target"]) for link in told}


def _peers(ids: set[UUID]) -> set[UUID]:
    """What is linked with ``ids``, at either end. One query."""
    if not ids:
        return set()
    links = Link.objects.filter(Q(origin__in=ids) | Q(target__in=ids))
    return {end for pair in links.values_list("origin_id", "target_id") for end in pair}


def _places(events: Iterable[Row]) -> list[Span]:
    """Where what was changed lay before, and lies now."""
    sides = [side for _, _, changes in events for side in changes.get("fragments", ()) if side]
    return [Span(start, end) for side in sides for start, end in side]


def _joined(revision: Revision, indexes: Iterable[int]) -> list[tuple[int, int]]:
    """The places of these blocks, each with the gap after it, neighbours as one."""
    starts = [0, *(block["start"] for block in revision.blocks[1:]), len(revision.text)]
    ranges: list[tuple[int, int]] = []
    for index in indexes:
        start, end = starts[index], starts[index + 1]
        if ranges and ranges[-1][1] == start:
            start = ranges.pop()[0]
        ranges.append((start, end))
    return ranges
