"""Reads articles: the queue, the article's own page, texts that are there already.

Every page is a fixed number of queries, whatever the number of rows. Pages follow each other by
the id of the last article shown (no OFFSET), and nothing counts further than MOST_COUNTED.
"""

import datetime
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from typing import Final, Literal

from django.contrib.postgres.search import SearchQuery
from django.db.models import Count, Exists, F, Max, OuterRef, QuerySet, Subquery

from annotations.models import (
    Annotation,
    Article,
    Contributor,
    Decision,
    Project,
    Revision,
    Submission,
    User,
)

Tab = Literal["mine", "review", "all"]
PAGE: Final = 25
MOST_COUNTED: Final = 100
UNTAGGED: Final = "untagged"
SHOWN: Final = ("headline", "publisher", "language", "direction", "story", "created_at")
DECIDED: Final = ("approved", "changes_requested", "rejected", "withdrawn")


@dataclass(frozen=True)
class Wanted:
    """What the queue shows. ``state`` is a claim's state, UNTAGGED or ""; "" means any."""

    tab: Tab = "all"
    state: str = ""
    language: str = ""
    story: str = ""
    q: str = ""
    before: int | None = None
    after: int | None = None

    @property
    def filtered(self) -> bool:
        return bool(self.state or self.language or self.story or self.q)


@dataclass(frozen=True)
class QueueRow:
    """An article with how its claims stand: ``counts`` maps a state to a number."""

    article: Article
    counts: Counter[str]
    people: list[str]
    waiting_since: datetime.datetime | None

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
    """Rows, newest first; ``newer`` and ``older`` are ids to go on from, where there is more."""

    rows: list[QueueRow] = field(default_factory=list)
    newer: int | None = None
    older: int | None = None


def queue(user: User, project: Project, wanted: Wanted) -> QueuePage:
    """One page of the queue of ``user`` in ``project``. Four queries."""
    lists = [_filtered(each, wanted) for each in _tab(user, project, wanted.tab)]
    if wanted.after:
        lists = [each.filter(pk__gt=wanted.after) for each in lists]
        found = list(_first(lists, PAGE + 1, "pk"))
        more, found = len(found) > PAGE, found[:PAGE][::-1]
        newer, older = (found[0].pk if more else None), (found[-1].pk if found else None)
        return QueuePage(_rows(found), newer, older)
    if wanted.before:
        lists = [each.filter(pk__lt=wanted.before) for each in lists]
    found = list(_first(lists, PAGE + 1, "-pk"))
    more, found = len(found) > PAGE, found[:PAGE]
    newer = found[0].pk if found and wanted.before else None
    return QueuePage(_rows(found), newer, found[-1].pk if more else None)


def tab_counts(user: User, project: Project, tabs: Iterable[Tab]) -> dict[Tab, int]:
    """How many articles each tab has, at most MOST_COUNTED. One query a tab."""
    lists = {tab: [each.only("pk") for each in _tab(user, project, tab)] for tab in tabs}
    return {tab: _first(each, MOST_COUNTED, "-pk").count() for tab, each in lists.items()}


def article_of(user: User, article_id: int) -> Article | None:
    """An article that ``user`` may see, with project, current text and who added it. One query."""
    found = Article.objects.visible_to(user).filter(pk=article_id)
    return found.select_related("project", "current_revision", "created_by").first()


def revisions(article: Article) -> list[Revision]:
    """Versions of the text without their words, newest first. One query."""
    light = article.revisions.defer("text", "original", "search", "blocks")
    return list(light.select_related("created_by").order_by("-number"))


def revision_of(article: Article, number: int) -> Revision | None:
    """One version of the text. One query."""
    found = article.revisions.filter(number=number).defer("original", "search")
    return found.select_related("created_by").first()


def newest_number(user: User, revision_id: int) -> int | None:
    """The number of the newest version of the text that a revision is one of. One query."""
    found = Revision.objects.visible_to(user).filter(pk=revision_id)
    return found.values_list("article__current_revision__number", flat=True).first()


def deleted_annotations(article: Article) -> list[Annotation]:
    """What was deleted and can be brought back, latest first. One query."""
    found = article.annotations.exclude(deleted_at=None).select_related("revision")
    return list(found.order_by("-deleted_at").defer("revision__text", "revision__original")[:200])


def same_text(project: Project, sha256s: Collection[str]) -> list[Article]:
    """Articles of the project with exactly one of these texts. One query."""
    same = Revision.objects.filter(project=project, sha256__in=list(sha256s))
    return list(Article.objects.filter(pk__in=same.values("article_id")).order_by("pk")[:5])


def _tab(user: User, project: Project, tab: Tab) -> list[QuerySet[Article]]:
    """What the tab shows, as lists to be put together: one condition each finds its own index."""
    articles = Article.objects.visible_to(user).filter(project=project).only(*SHOWN)
    if tab == "review":
        return [articles.filter(Exists(_waiting_for(user)))]
    if tab == "mine":
        untouched = articles.filter(created_by=user, labels_given__0=0)
        return [articles.filter(Exists(_unfinished_by(user))), untouched]
    return [articles]


def _first(lists: list[QuerySet[Article]], number: int, order: str) -> QuerySet[Article]:
    """The first ``number`` articles of all ``lists`` together; none is read further than that."""
    first, *others = (each.order_by(order)[:number] for each in lists)
    return first.union(*others).order_by(order)[:number] if others else first


def _claims(**conditions: object) -> QuerySet[Annotation]:
    return Annotation.objects.alive().claims().filter(article=OuterRef("pk"), **conditions)


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
        words = SearchQuery(wanted.q, config="simple", search_type="websearch")
        articles = articles.filter(current_revision__search=words)
    return articles


def _rows(articles: list[Article]) -> list[QueueRow]:
    """What stands beside each article. Three queries, none of them for no articles."""
    ids = [article.pk for article in articles]
    if not ids:
        return []
    counts, people = _counts(ids), _people(ids)
    waiting = _waiting_since(ids)
    return [
        QueueRow(article, counts[article.pk], people[article.pk], waiting.get(article.pk))
        for article in articles
    ]


def _counts(ids: list[int]) -> dict[int, Counter[str]]:
    counts: dict[int, Counter[str]] = defaultdict(Counter)
    claims = Annotation.objects.alive().claims().filter(article_id__in=ids)
    rows = claims.values_list("article_id", "state").annotate(number=Count("pk"))
    for article_id, state, number in rows:
        counts[article_id][state or ""] = number
    return counts


def _people(ids: list[int]) -> dict[int, list[str]]:
    """Article → who worked on its tags."""
    people: dict[int, list[str]] = defaultdict(list)
    rows = Contributor.objects.filter(
        annotation__article_id__in=ids, annotation__deleted_at=None
    ).annotate(article_id=F("annotation__article_id"))
    each = ("article_id", "user_id")
    for row in rows.select_related("user").order_by(*each).distinct(*each):
        people[row.article_id].append(str(row.user))
    return people


def _waiting_since(ids: list[int]) -> dict[int, datetime.datetime]:
    """Article → when the claim that waits longest was handed in, as it stands now."""
    handed_in = (
        Submission.objects.filter(
            annotation__article_id__in=ids,
            annotation__state="submitted",
            annotation__deleted_at=None,
        )
        .values_list("annotation_id", "annotation__article_id")
        .annotate(at=Max("created_at"))
    )
    since: dict[int, datetime.datetime] = {}
    for _, article_id, at in handed_in:
        since[article_id] = min(at, since.get(article_id, at))
    return since
