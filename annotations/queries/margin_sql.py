"""What margins read, as statements: every page of an article and every edit asks for all of it.

The ORM takes a millisecond to write each of these anew, PostgreSQL a fifth of that to answer.
Fragments and ids come as text.
"""

from collections.abc import Collection, Sequence
from typing import Any, Final, NamedTuple

from django.db import connection

from annotations.domain.spans import Span
from annotations.models.fields import literal
from annotations.queries.chips import LONGEST

TAGS: Final = f"""
select id::text, kind, ordinal, fragments::text, left(quote, {LONGEST + 1}), desk_status,
  no_source_given, state, version, attributes ->> 'type', attributes ->> 'independence',
  attributes ->> 'identity', attributes ->> 'confidential', attributes ->> 'polarity'
from annotation
where revision_id = %(revision)s and deleted_at is null
  and (%(within)s::int4multirange is null or fragments && %(within)s::int4multirange)
order by kind, ordinal
"""  # noqa: S608 (a number of ours)
LINKS: Final = """
select l.origin_id::text, l.type, l.target_id::text, t.kind, t.ordinal, t.revision_id
from link l join annotation o on o.id = l.origin_id join annotation t on t.id = l.target_id
where o.revision_id = %(revision)s and o.deleted_at is null and t.deleted_at is null
  and (%(among)s::uuid[] is null or o.id = any(%(among)s::uuid[]) or t.id = any(%(among)s::uuid[]))
order by l.id
"""
STANCES: Final = """
select e.annotation_id::text, e.stance
from evidence e join annotation a on a.id = e.annotation_id
where a.revision_id = %(revision)s and e.deleted_at is null
order by e.created_at, e.id
"""
TALK: Final = """
select a.id::text, count(distinct coalesce(c.reply_to_id, c.id)), 0
from comment c join annotation a on a.id = c.annotation_id
left join comment first on first.id = c.reply_to_id
where a.revision_id = %(revision)s and c.deleted_at is null and c.resolved_at is null
  and first.resolved_at is null
group by a.id
union all
select a.id::text, 0, count(*)
from suggested_edit s join annotation a on a.id = s.annotation_id
where a.revision_id = %(revision)s and s.state = 'open'
group by a.id
"""


class TagRow(NamedTuple):
    """What mark and chip need of an annotation."""

    key: str
    kind: str
    ordinal: int
    places: str
    words: str
    desk_status: str
    no_source_given: bool
    state: str | None
    version: int
    type: str | None
    independence: str | None
    identity: str | None
    confidential: str | None
    polarity: str | None


def tags(revision_id: int, within: Sequence[Span] | None) -> list[TagRow]:
    """The annotations of a revision by kind and number; those that touch ``within`` alone."""
    places = None if within is None else literal(within)
    return [TagRow(*row) for row in _rows(TAGS, revision=revision_id, within=places)]


def links(revision_id: int, among: Collection[str] | None) -> list[tuple[Any, ...]]:
    """Origin, type, target, and kind, number and revision of the target, of links that leave it.

    With ``among`` only links that begin or end at one of these.
    """
    chosen = None if among is None else list(among)
    return _rows(LINKS, revision=revision_id, among=chosen)


def stances(revision_id: int) -> list[tuple[str, str]]:
    """The claim and the stance of each piece of evidence."""
    return [(claim, stance) for claim, stance in _rows(STANCES, revision=revision_id)]


def talk(revision_id: int) -> list[tuple[str, int, int]]:
    """Annotation, and how many threads and suggested edits of it are open; it may come twice."""
    return [(key, threads, edits) for key, threads, edits in _rows(TALK, revision=revision_id)]


def _rows(statement: str, **asked: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
