"""Reads for releases: those that are there, and what a new one is made from."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Collection
from datetime import datetime
from typing import Final
from uuid import UUID

from django.db.models import Count, QuerySet
from django.db.models.functions import Now

from annotations.domain.history import Action
from annotations.domain.sides import Story
from annotations.models import Annotation, Article, Project, Release, User
from annotations.queries.documents import ALL, Snapshot

STORIES: Final = """
SELECT id, (coalesce(published_at, created_at) AT TIME ZONE 'UTC')::date, story
FROM article WHERE project_id = %(project)s ORDER BY id
"""
# Articles whose claims are linked, and articles of which some versions have the same text.
JOINED: Final = """
SELECT DISTINCT o.article_id, t.article_id FROM link l
JOIN annotation o ON o.id = l.origin_id JOIN annotation t ON t.id = l.target_id
WHERE l.project_id = %(project)s AND o.article_id <> t.article_id
    AND o.deleted_at IS NULL AND t.deleted_at IS NULL
UNION
SELECT same.article_id, same.first FROM (
    SELECT article_id, min(article_id) OVER (PARTITION BY sha256) AS first
    FROM revision WHERE project_id = %(project)s) AS same
WHERE same.article_id <> same.first
ORDER BY 1, 2
"""
VOCABULARIES: Final = """
SELECT v.name, t.slug, max(t.version) FROM vocabulary v JOIN term t ON t.vocabulary_id = v.id
WHERE v.project_id = %(project)s GROUP BY v.name, t.slug ORDER BY v.name, t.slug
"""
GUIDE_EDITS: Final = """
SELECT id FROM event
WHERE project_id = %(project)s AND article_id IS NULL AND action = %(action)s
    AND changes ? 'guidelines'
ORDER BY id
"""
EMBARGOED: Final = "SELECT id FROM article WHERE project_id = %(project)s AND embargo_until > now()"
LINKS_TO: Final = """
SELECT count(*) FROM link l
JOIN annotation o ON o.id = l.origin_id JOIN annotation t ON t.id = l.target_id
WHERE l.project_id = %(project)s AND t.article_id = ANY(%(articles)s)
    AND o.article_id <> ALL(%(articles)s) AND o.deleted_at IS NULL AND t.deleted_at IS NULL
    AND (%(state)s = 'all' OR (o.state = %(state)s AND t.state = %(state)s))
"""
MADE: Final = """
SELECT annotation_id, min(id) FROM event
WHERE article_id = %(article)s AND action = %(action)s GROUP BY annotation_id
"""


def releases_of(user: User, project: Project) -> QuerySet[Release]:
    """The project's releases, newest first, with who made them. One query."""
    found = Release.objects.visible_to(user).filter(project=project)
    return found.select_related("created_by", "project")


def page_of(user: User, project: Project, *, before: int | None, limit: int) -> list[Release]:
    """Releases below number ``before``, newest first, one more than ``limit``. One query."""
    found = releases_of(user, project)
    if before is not None:
        found = found.filter(number__lt=before)
    return list(found[: limit + 1])


def held(project: Project) -> dict[str, tuple[int, int]]:
    """State, or "all" → how many articles and claims a release would hold now. Two queries.

    What is under embargo does not count; a state that no claim is in is missing.
    """
    articles = Article.objects.filter(project=project).exclude(embargo_until__gt=Now())
    claims = Annotation.objects.alive().claims().filter(article__in=articles)
    counted = claims.order_by().values_list("state")
    rows = counted.annotate(Count("article", distinct=True), Count("pk"))
    found = {state: (in_articles, number) for state, in_articles, number in rows}
    if whole := articles.count():
        found[ALL] = whole, sum(number for _, number in found.values())
    return found


def visible_release(user: User, project: Project, number: int) -> Release | None:
    """One release. One query."""
    return releases_of(user, project).filter(number=number).first()


def stories(seen: Snapshot, project_id: int) -> list[Story]:
    """What decides on the side of each article of the project."""
    rows = seen.rows(STORIES, {"project": project_id})
    return [Story(article, day, story) for article, day, story in rows]


def joined(seen: Snapshot, project_id: int) -> list[tuple[int, int]]:
    """Pairs of articles that belong together beside their story."""
    return [(left, right) for left, right in seen.rows(JOINED, {"project": project_id})]


def vocabularies(seen: Snapshot, project_id: int) -> dict[str, dict[str, int]]:
    """Vocabulary → slug → newest version of the term."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for name, slug, version in seen.rows(VOCABULARIES, {"project": project_id}):
        found[name][slug] = version
    return dict(found)


def embargoed(seen: Snapshot, project_id: int) -> frozenset[int]:
    """The articles that may not go out yet, at the moment of the snapshot."""
    return frozenset(id_ for (id_,) in seen.rows(EMBARGOED, {"project": project_id}))


def links_to(seen: Snapshot, project_id: int, articles: Collection[int], state: str) -> int:
    """How many links lead to claims of ``articles`` from claims of others; both in ``state``."""
    asked = {"project": project_id, "articles": list(articles), "state": state}
    ((found,),) = seen.rows(LINKS_TO, asked)
    return int(found)


def now(seen: Snapshot) -> datetime:
    """The moment of the snapshot."""
    ((moment,),) = seen.rows("SELECT now()", {})
    assert isinstance(moment, datetime)
    return moment


class Guides:
    """Which version of the labelling guide stood when, as the project's history tells."""

    def __init__(self, seen: Snapshot, project: Project) -> None:
        asked = {"project": project.pk, "action": Action.PROJECT_EDITED.value}
        self._seen = seen
        self._edits = [event for (event,) in seen.rows(GUIDE_EDITS, asked)]

    def versions(self, article_id: int) -> dict[UUID, int]:
        """The version each annotation of an article was made by. One query.

        Imported ones are missing: they were made elsewhere, by a guide that we do not know.
        """
        asked = {"article": article_id, "action": Action.ANNOTATION_CREATED.value}
        made = self._seen.rows(MADE, asked)
        return {annotation: 1 + bisect_right(self._edits, event) for annotation, event in made}
