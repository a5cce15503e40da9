"""Reads the queue: what waits for whom, page after page, in the order that is asked for.

Every page is a fixed number of queries, whatever the number of rows. Pages follow each other by
the place of the last article shown (no OFFSET), and nothing counts further than MOST_COUNTED.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Subquery
from django.utils import timezone

from annotations.models import (
    Annotation,
    Article,
    Assignment,
    Contributor,
    Decision,
    Project,
    Submission,
    User,
)
from annotations.queries.orders import Place, Sort, Stretch, merged, order_of
from annotations.queries.searching import whole_words

Tab = Literal["mine", "review", "all"]
Due = Literal["", "overdue", "week", "none"]
PAGE: Final = 25
MOST_COUNTED: Final = 100
UNTAGGED: Final = "untagged"
NOBODY: Final = "~nobody"  # no sign-in name has a tilde
SHOWN: Final = (
    *("headline", "publisher", "language", "direction", "story", "created_at", "waiting_since"),
)
DECIDED: Final = ("approved", "changes_requested", "rejected", "withdrawn")


@dataclass(frozen=True)
class Wanted:
    """What the queue shows. ``state`` is a claim's state, UNTAGGED or ""; "" means any.

    ``assignee`` is a sign-in name or NOBODY; ``before`` and ``after`` are places to go on from.
    """

    tab: Tab = "all"
    state: str = ""
    language: str = ""
    story: str = ""
    q: str = ""
    assignee: str = ""
    due: Due = ""
    sort: Sort = "newest"
    before: Place | None = None
    after: Place | None = None

    @property
    def filtered(self) -> bool:
        return any((self.state, self.language, self.story, self.q, self.assignee, self.due))


@dataclass(frozen=True)
class QueueRow:
    """An article with how its claims stand: ``counts`` maps a state to a number."""

    article: Article
    counts: Counter[str]
    people: list[User]
    assignments: list[Assignment]

    @property
    def waiting_since(self) -> datetime.datetime | None:
        return self.article.waiting_since

    @property
    def due(self) -> datetime.date | None:
        """The first day on which something should be done."""
        return min((each.due for each in self.assignments if each.due), default=None)

    @property
    def others(self) -> list[User]:
        """Who worked on its tags without being asked."""
        asked = {each.assignee_id for each in self.assignments}
        return [person for person in self.people if person.pk not in asked]

    @property
    def total(self) -> int:
        return self.counts.total()

    @property
    def decided(self) -> int:
        return sum(self.counts[state] for state in DECIDED)

    @property
    def standing(self) -> str:
        """The state that somebody has to act on first."""
        for state in ("changes_requested", "submitted", "draft"):
            if self.counts[state]:
                return state
        return "decided" if self.total else UNTAGGED

    @property
    def bars(self) -> list[tuple[str, float, float]]:
        """Parts of the bar: class, start and width in percent."""
        good, mixed = self.counts["approved"], self.counts["changes_requested"]
        bad = self.counts["rejected"] + self.counts["withdrawn"]
        parts, start = [], 0.0
        for name, number in [("fill-ok", good), ("fill-warn", mixed), ("fill-bad", bad)]:
            width = 100 * number / self.total if self.total else 0.0
            parts.append((name, round(start, 2), round(width, 2)))
            start += width
        return [part for part in parts if part[2]]


@dataclass(frozen=True)
class QueuePage:
    """Rows in their order; ``newer`` and ``older`` are places to go on from, where there is more.

    ``newer`` is towards the beginning of the order, whatever the order is.
    """

    rows: list[QueueRow] = field(default_factory=list)
    newer: Place | None = None
    older: Place | None = None


def queue(user: User, project: Project, wanted: Wanted) -> QueuePage:
    """One page of the queue of ``user`` in ``project``. Four queries."""
    lists = [_filtered(each, wanted) for each in _tab(user, project, wanted.tab)]
    stretches = _order(user, wanted)
    place, backwards = wanted.after or wanted.before, wanted.after is not None
    found = list(merged(lists, stretches, place, backwards=backwards, number=PAGE + 1))
    more, found = len(found) > PAGE, found[:PAGE]
    if backwards:
        found.reverse()
    first, last = (Place.of(found[0]), Place.of(found[-1])) if found else (None, None)
    if backwards:
        return QueuePage(_rows(found), first if more else None, last)
    return QueuePage(_rows(found), first if place else None, last if more else None)


def tab_counts(user: User, project: Project, tabs: Iterable[Tab]) -> dict[Tab, int]:
    """How many articles each tab has, at most MOST_COUNTED. One query a tab."""
    lists = {tab: [each.only("pk") for each in _tab(user, project, tab)] for tab in tabs}
    return {tab: _newest(each).count() for tab, each in lists.items()}


def _newest(lists: list[QuerySet[Article]]) -> QuerySet[Article]:
    """As many of ``lists`` together as are counted; none is read further."""
    first, *others = (each.order_by("-pk")[:MOST_COUNTED] for each in lists)
    return first.union(*others).order_by("-pk")[:MOST_COUNTED] if others else first


def _order(user: User, wanted: Wanted) -> list[Stretch]:
    """By default newest first; what I am asked to review before what anybody might."""
    if wanted.tab == "review" and wanted.sort == "newest":
        return order_of("newest", first=Exists(_asked(assignee=user, task="review")))
    return order_of(wanted.sort)


def _tab(user: User, project: Project, tab: Tab) -> list[QuerySet[Article]]:
    """What the tab shows, as lists to be put together: one condition each finds its own index."""
    articles = Article.objects.visible_to(user).filter(project=project).only(*SHOWN)
    if tab == "review":
        waiting = articles.filter(waiting_since__isnull=False)
        return [waiting.filter(Exists(_waiting_for(user)))]
    if tab == "mine":
        asked = Assignment.objects.standing().filter(assignee=user)
        untouched = articles.filter(created_by=user, labels_given__0=0)
        return [
            articles.filter(pk__in=asked.values("article_id")),
            articles.filter(Exists(_unfinished_by(user))),
            untouched,
        ]
    return [articles]


def _claims(**conditions: object) -> QuerySet[Annotation]:
    return Annotation.objects.alive().claims().filter(article=OuterRef("pk"), **conditions)


def _asked(**conditions: object) -> QuerySet[Assignment]:
    return Assignment.objects.standing().filter(article=OuterRef("pk"), **conditions)


def _waiting_for(user: User) -> QuerySet[Annotation]:
    """Submitted claims that are not the user's own work and not decided by them this round."""
    own = Contributor.objects.filter(annotation=OuterRef("pk"), user=user)
    last = Submission.objects.filter(annotation=OuterRef("annotation")).order_by("-id")
    decided = Decision.objects.filter(
        annotation=OuterRef("pk"),
        reviewer=user,
        retracted_by=None,
        submission=Subquery(last.values("id")[:1]),
    ).exclude(verdict=Decision.Verdict.RETRACT)
    return _claims(state="submitted").filter(~Exists(own), ~Exists(decided))


def _unfinished_by(user: User) -> QuerySet[Annotation]:
    """Drafts and returned claims that the user worked on."""
    own = Contributor.objects.filter(annotation=OuterRef("pk"), user=user)
    return _claims(state__in=("draft", "changes_requested")).filter(Exists(own))


def _filtered(articles: QuerySet[Article], wanted: Wanted) -> QuerySet[Article]:
    if wanted.state == UNTAGGED:
        articles = articles.filter(~Exists(_claims()))
    elif wanted.state:
        articles = articles.filter(Exists(_claims(state=wanted.state)))
    if wanted.language:
        articles = articles.filter(language=wanted.language)
    if wanted.story:
        articles = articles.filter(story=wanted.story)
    if wanted.q:
        articles = articles.filter(current_revision__search=whole_words(wanted.q))
    return _asked_of(articles, wanted)


def _asked_of(articles: QuerySet[Article], wanted: Wanted) -> QuerySet[Article]:
    """Narrow by who is asked and by when."""
    today = timezone.localdate()
    if wanted.assignee == NOBODY:
        articles = articles.filter(~Exists(_asked()))
    elif wanted.assignee:
        theirs = Assignment.objects.standing().filter(assignee__username=wanted.assignee)
        articles = articles.filter(pk__in=theirs.values("article_id"))
    if wanted.due == "overdue":
        articles = articles.filter(Exists(_asked(due__lt=today)))
    elif wanted.due == "week":
        week = (today, today + datetime.timedelta(days=6))
        articles = articles.filter(Exists(_asked(due__range=week)))
    elif wanted.due == "none":
        articles = articles.filter(~Exists(_asked(due__isnull=False)))
    return articles


def _rows(articles: list[Article]) -> list[QueueRow]:
    """What stands beside each article. Three queries, none of them for no articles."""
    ids = [article.pk for article in articles]
    if not ids:
        return []
    counts, people, assignments = _counts(ids), _people(ids), _assignments(ids)
    return [
        QueueRow(article, counts[article.pk], people[article.pk], assignments[article.pk])
        for article in articles
    ]


def _counts(ids: list[int]) -> dict[int, Counter[str]]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    claims = Annotation.objects.alive().claims().filter(article_id__in=ids)
    rows = claims.values_list("article_id", "state").annotate(number=Count("pk"))
    for article_id, state, number in rows:
        counts[article_id][state or ""] = number
    return counts


def _people(ids: list[int]) -> dict[int, list[User]]:
    """Article → who worked on its tags."""
    people: dict[int, list[User]] = defaultdict(list)
    rows = Contributor.objects.filter(
        annotation__article_id__in=ids, annotation__deleted_at=None
    ).annotate(article_id=F("annotation__article_id"))
    each = ("article_id", "user_id")
    for row in rows.select_related("user").order_by(*each).distinct(*each):
        people[row.article_id].append(row.user)
    return people


def _assignments(ids: list[int]) -> dict[int, list[Assignment]]:
    """Article → who is asked, by the day."""
    asked: dict[int, list[Assignment]] = defaultdict(list)
    rows = Assignment.objects.standing().filter(article_id__in=ids).select_related("assignee")
    for row in rows.order_by(F("due").asc(nulls_last=True), "pk"):
        asked[row.article_id].append(row)
    return asked
