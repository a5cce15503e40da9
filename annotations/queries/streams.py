"""What a live stream tells: the history as it grows, and who may still listen.

An event is told with the little that every member of the project may see: who, what, when, which
tag. Never words of the article, of a note or of a comment, and nothing confidential.
"""

import datetime
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final

import orjson
from django.db import connection
from django.utils import timezone

from annotations.domain.tails import Snapshot
from annotations.models import Annotation, ApiToken, Event, Membership, User
from annotations.permissions import Can, roles_with
from annotations.queries import sessions
from annotations.queries.annotations import iso

# Put together from constants of this module only; every value is a parameter.
# ruff: noqa: S608
MOST: Final = 1000  # events that are told to whoever comes back; more is a reason to load anew
OLDEST: Final = datetime.timedelta(days=1)
AGAIN: Final = datetime.timedelta(seconds=10)
"""How far back is read again: what began before and was committed after what somebody saw last."""
SPREAD: Final = 10_000  # ids that are looked at for that
A_LOOK: Final = 5000  # rows that one look at the end of the history takes at most

COLUMNS: Final = """
  e.id, e.project_id, e.article_id, e.action, e.annotation_id, e.version_after, e.at,
  a.kind, a.ordinal, a.revision_id, e.actor_id, p.username, p.first_name, p.last_name
"""
JOINED: Final = """
left join annotation a on a.id = e.annotation_id
left join person p on p.id = e.actor_id
"""

SINCE: Final = f"""
select {COLUMNS} from event e {JOINED}
where e.project_id = %(project)s and e.article_id is not null
  and (%(article)s::bigint is null or e.article_id = %(article)s)
  and e.id > %(low)s and (e.id > %(after)s or e.at >= %(again)s)
order by e.id
limit %(most)s
"""

SHOWN: Final = """
select newest.id, array(
  select e.id from event e
  where e.article_id = %(article)s and e.id > newest.id - %(spread)s and e.id <= newest.id
    and e.at >= newest.at - make_interval(secs => %(again)s)
  order by e.id desc
  limit %(most)s)
from (
  select e.id, e.at from event e
  where e.project_id = (select project_id from article where id = %(article)s)
  order by e.id desc
  limit 1) as newest
"""

# One statement, so that the snapshot is the one that the rows were read in.
GROWN: Final = f"""
select pg_snapshot_xmin(now.here)::text::bigint, pg_snapshot_xmax(now.here)::text::bigint, e.*
from (select pg_current_snapshot() as here) as now
left join (
  select {COLUMNS}
  from unnest(%(lows)s::bigint[], %(highs)s::bigint[]) as wanted(low, high)
  join event e on e.id between wanted.low and wanted.high {JOINED}
  order by e.id
  limit {A_LOOK}) as e on true
order by e.id
"""


@dataclass(frozen=True, slots=True)
class Asker:
    """Who listens to a project, by which session or token; ``article_id`` narrows it to one."""

    user_id: int
    project_id: int
    article_id: int | None = None
    session_key: str | None = None
    token_id: int | None = None


@dataclass(frozen=True, slots=True)
class Happening:
    """An event as streams tell it; ``body`` is its JSON. ``article_id`` may be None."""

    id: int
    project_id: int
    article_id: int | None
    action: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Missed:
    """What happened since somebody last heard; ``resync``: too much to tell, so load it anew."""

    happenings: Sequence[Happening]
    last: int
    resync: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows already: the newest event ``after`` which it hears more, and the ``ids`` of
    those of its article that ``missed`` would tell again."""

    after: int = 0
    ids: Sequence[int] = ()


def shown_by(article_id: int) -> Shown:
    """What a page of an article shows that is read from now on. One query."""
    with connection.cursor() as cursor:
        cursor.execute(
            SHOWN,
            {
                "article": article_id,
                "spread": SPREAD,
                "again": AGAIN.total_seconds(),
                "most": MOST,
            },
        )
        row = cursor.fetchone()
    return Shown(*row) if row else Shown()


def last_event(project_id: int) -> int:
    """Id of the newest event of a project, 0 where there is none. One query."""
    newest = Event.objects.filter(project_id=project_id).order_by("-id")
    return newest.values_list("id", flat=True).first() or 0


def missed(project_id: int, article_id: int | None, after: int | None) -> Missed:
    """What happened after event ``after`` (None: from now on). Three queries at most.

    Some of what happened shortly before may be told again.
    """
    last = last_event(project_id)
    if after is None:
        return Missed([], last)
    seen = Event.objects.filter(pk=after, project_id=project_id)
    when = seen.values_list("at", flat=True).first()
    if after and (when is None or timezone.now() - when > OLDEST):
        return Missed([], last, resync=True)
    parameters = {
        "project": project_id,
        "article": article_id,
        "after": after,
        "low": max(0, after - SPREAD),
        "again": when - AGAIN if when else None,
        "most": MOST + 1,
    }
    with connection.cursor() as cursor:
        cursor.execute(SINCE, parameters)
        rows = cursor.fetchall()
    if len(rows) > MOST:
        return Missed([], last, resync=True)
    return Missed(_told(rows), max([last, *(row[0] for row in rows)]))


def newest_id() -> int:
    """The highest id of the history, of all projects together. One query."""
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def grown(lows: Sequence[int], highs: Sequence[int]) -> tuple[list[Happening], Snapshot, bool]:
    """Events of all projects with ids in these ranges, and the snapshot they were read in.

    The last is whether the ranges were read to their end. One query.
    """
    with connection.cursor() as cursor:
        cursor.execute(GROWN, {"lows": list(lows), "highs": list(highs)})
        rows = cursor.fetchall()
    snapshot = Snapshot(*rows[0][:2])
    found = [row[2:] for row in rows if row[2] is not None]
    return _told(found), snapshot, len(found) < A_LOOK


def ended(askers: Collection[Asker]) -> dict[Asker, str]:
    """Those who may no longer listen, and why: "session", "token" or "role". Four queries."""
    keys = {asker.session_key for asker in askers if asker.session_key}
    holders = sessions.holders(keys)
    tokens = {asker.token_id for asker in askers if asker.token_id}
    usable = set(ApiToken.objects.usable().filter(pk__in=tokens).values_list("pk", flat=True))
    members = set(
        Membership.objects.filter(
            user__is_active=True,
            role__in=roles_with(Can.READ),
            user_id__in={asker.user_id for asker in askers},
            project_id__in={asker.project_id for asker in askers},
        ).values_list("user_id", "project_id")
    )
    found = {}
    for asker in askers:
        if asker.session_key and holders.get(asker.session_key) != asker.user_id:
            found[asker] = "session"
        elif asker.token_id and asker.token_id not in usable:
            found[asker] = "token"
        elif (asker.user_id, asker.project_id) not in members:
            found[asker] = "role"
    return found


def _told(rows: Sequence[Sequence[Any]]) -> list[Happening]:
    people: dict[int, dict[str, str]] = {}
    found = []
    for row in rows:
        (id_, project, article, action, annotation, version, at) = row[:7]
        (kind, ordinal, revision, actor, username, first, last) = row[7:]
        if username is not None and actor not in people:
            people[actor] = named(User(username=username, first_name=first, last_name=last))
        body = {
            "id": id_,
            "at": iso(at),
            "actor": people.get(actor),
            "action": action,
            "article": article,
            "annotation": annotation,
            "label": f"{Annotation.PREFIXES[kind]}{ordinal}" if kind else "",
            "revision": revision,
            "version_after": version,
        }
        found.append(Happening(id_, project, article, action, orjson.dumps(body)))
    return found


def named(person: User) -> dict[str, str]:
    """A person as streams name them."""
    return {"username": person.username, "name": str(person), "initials": person.initials}
