"""Reads of a person's inbox: what they were told, what belongs together, where it leads.

Only of projects that they still belong to, and only once it is told. Fixed numbers of queries.
"""

import datetime
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from django.db.models import Q

from annotations.models import Annotation, Contributor, Event, Membership, Notice, User
from annotations.permissions import ROLES, Can
from annotations.queries.history import Told, tell
from annotations.queries.vocabulary import labels_by_project

PAGE: Final = 60
MOST_COUNTED: Final = 100
TOGETHER: Final = datetime.timedelta(minutes=30)
"""Decisions of one person on one article that are told within this time are one review."""


@dataclass(frozen=True)
class Place:
    """Where a page of the inbox goes on: after the notice told then, with that id."""

    told_at: datetime.datetime
    id: int


@dataclass(frozen=True)
class Wanted:
    """What the inbox shows; "" is any kind."""

    kind: str = ""
    unread: bool = False
    before: Place | None = None

    @property
    def filtered(self) -> bool:
        return bool(self.kind or self.unread)


@dataclass(frozen=True)
class Heard:
    """One notice with its event; ``page`` is where its reader can act on it."""

    notice: Notice
    told: Told
    page: str  # "annotate", "review", "annotation" or "article"


@dataclass(frozen=True)
class Bundle:
    """Notices that are told as one: the decisions of one review, or a single notice."""

    heard: list[Heard]

    @property
    def first(self) -> Heard:
        return self.heard[0]

    @property
    def notice(self) -> Notice:
        return self.heard[0].notice

    @property
    def told(self) -> Told:
        return self.heard[0].told

    @property
    def unread(self) -> bool:
        return any(one.notice.read_at is None for one in self.heard)

    @property
    def approved(self) -> list[Heard]:
        """Approvals, in the order in which they were given."""
        return [one for one in self.heard[::-1] if one.told.verdict == "approve"]

    @property
    def others(self) -> list[Heard]:
        """What is more than an approval: sent back, rejected, taken back."""
        approved = self.approved
        return [one for one in self.heard[::-1] if one not in approved]

    def takes(self, other: Heard) -> bool:
        """Whether ``other``, told before all of these, belongs to them."""
        mine, its = self.heard[-1], other
        return (
            mine.notice.kind == its.notice.kind == Notice.Kind.DECISION
            and mine.notice.article_id == its.notice.article_id
            and mine.told.event.actor_id == its.told.event.actor_id
            and mine.notice.told_at - its.notice.told_at <= TOGETHER
        )


@dataclass(frozen=True)
class InboxPage:
    """Newest first; ``older`` is where it goes on. ``labels``: project → vocabulary → labels."""

    bundles: list[Bundle] = field(default_factory=list)
    older: Place | None = None
    labels: dict[int, dict[str, dict[str, str]]] = field(default_factory=dict)


def unread(user: User) -> int:
    """How much is unread, at most MOST_COUNTED. One query, on every page."""
    found = Notice.objects.visible_to(user).unread().order_by()
    return found[:MOST_COUNTED].count()


def inbox(user: User, wanted: Wanted) -> InboxPage:
    """One page of what came back to ``user``. Eight queries, one where there is nothing."""
    notices = Notice.objects.visible_to(user)
    if wanted.kind:
        notices = notices.filter(kind=wanted.kind)
    if wanted.unread:
        notices = notices.unread()
    if wanted.before:
        at, id_ = wanted.before.told_at, wanted.before.id
        notices = notices.filter(told_at__lte=at).filter(Q(told_at__lt=at) | Q(pk__lt=id_))
    found = list(notices.select_related("article", "project")[: PAGE + 1])
    bundles = _bundled(_heard(user, found))
    if len(found) > PAGE:
        bundles = _whole(bundles)
    if not bundles:
        return InboxPage()
    last = bundles[-1].heard[-1].notice
    more = last.pk != found[-1].pk
    return InboxPage(
        bundles,
        Place(last.told_at, last.pk) if more else None,
        labels_by_project({notice.project_id for notice in found}),
    )


def bundles_of(user: User, notices: Sequence[Notice]) -> list[Bundle]:
    """The same of chosen notices, newest first. Five queries."""
    return _bundled(_heard(user, notices))


def one(user: User, notice_id: int) -> Heard | None:
    """A notice of the user's own, if it is told and its project still theirs."""
    found = Notice.objects.visible_to(user).filter(pk=notice_id)
    return next(_heard(user, list(found.select_related("article", "project"))), None)


def _bundled(heard: Iterable[Heard]) -> list[Bundle]:
    bundles: list[Bundle] = []
    for each in heard:
        if bundles and bundles[-1].takes(each):
            bundles[-1].heard.append(each)
        else:
            bundles.append(Bundle([each]))
    return bundles


def _whole(bundles: list[Bundle]) -> list[Bundle]:
    """Without the last bundle, which goes on; one that fills the page alone is cut."""
    if len(bundles) > 1:
        return bundles[:-1]
    return [Bundle(bundles[0].heard[:PAGE])]


def _heard(user: User, notices: Sequence[Notice]) -> Iterator[Heard]:
    if not notices:
        return
    events = Event.objects.in_bulk({notice.event_id for notice in notices})
    told = {each.event.pk: each for each in tell(events.values())}
    ids = {notice.annotation_id for notice in notices if notice.annotation_id}
    alive = set(Annotation.objects.alive().filter(pk__in=ids).values_list("pk", flat=True))
    may = _abilities(user, {notice.project_id for notice in notices})
    own = Contributor.objects.filter(user=user, annotation_id__in=ids)
    worked_on = set(own.values_list("annotation_id", flat=True))
    for notice in notices:
        if notice.event_id in told:
            page = _page(notice, alive, may[notice.project_id], worked_on)
            yield Heard(notice, told[notice.event_id], page)


def _abilities(user: User, project_ids: set[int]) -> dict[int, frozenset[Can]]:
    may: dict[int, frozenset[Can]] = defaultdict(frozenset)
    rows = Membership.objects.filter(user=user, project_id__in=project_ids)
    for project_id, role in rows.values_list("project_id", "role"):
        may[project_id] = ROLES[role]
    return may


def _page(notice: Notice, alive: set[UUID], may: frozenset[Can], worked_on: set[UUID]) -> str:
    """Where the reader acts on it: who worked on a claim mends it, who did not reviews it."""
    if notice.kind == Notice.Kind.ASSIGNMENT or notice.annotation_id not in alive:
        return "article"
    if Can.DECIDE in may and notice.annotation_id not in worked_on:
        return "review"
    return "annotate" if Can.ANNOTATE in may else "annotation"
