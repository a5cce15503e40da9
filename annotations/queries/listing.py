"""Reads for programs: rows in the shapes of the API, and lists that go on after a key.

The caller has checked that project, article or annotation is visible. Offsets in code points, end
exclusive. Every list is a fixed number of queries and asks for one row more than it shows.
"""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from annotations.domain.claims import approval_hash
from annotations.models import (
    Annotation,
    Article,
    Comment,
    Decision,
    Job,
    Membership,
    Project,
    Revision,
    SuggestedEdit,
    User,
)
from annotations.models.annotations import CLAIM_WORDS
from annotations.queries import claims
from annotations.queries.annotations import documents, iso
from annotations.queries.reviews import standings
from annotations.queries.searching import whole_words, words_begun

HEAVY = ("text", "original", "search", "blocks", "repairs")
"""Columns of a revision that a list does without."""


def projects(user: User, *, after: str, limit: int) -> list[Membership]:
    """The user's memberships of desks, by the project's slug; where they practise is no desk.

    One query.
    """
    desks = Membership.objects.filter(user=user, project__practice_of=None)
    found = desks.filter(project__slug__gt=after)
    return list(found.select_related("project").order_by("project__slug")[: limit + 1])


def project(member: Membership) -> dict[str, Any]:
    """A project in the shape of the API, as a member of it sees it. No query."""
    project = member.project
    return {
        "slug": project.slug,
        "name": project.name,
        "mode": project.mode,
        "required_approvals": project.required_approvals,
        "guidelines": project.guidelines,
        "guidelines_version": project.guidelines_version,
        "editors_may_export": project.editors_may_export,
        "organisation_name": project.organisation_name,
        "organisation_url": project.organisation_url,
        "organisation_logo": project.organisation_logo,
        "role": member.role,
        "created_at": iso(project.created_at),
    }


def members(project: Project, *, after: int, limit: int) -> list[Membership]:
    """Who belongs to the project, in the order of their ids. One query."""
    found = Membership.objects.filter(project=project, user_id__gt=after)
    return list(found.select_related("user").order_by("user_id")[: limit + 1])


def articles(
    project: Project,
    *,
    before: int | None,
    limit: int,
    q: str = "",
    **equal: str,
) -> list[Article]:
    """Articles, newest first, with their current revision. One query.

    ``q`` are words of headline or text; ``equal`` may hold language, story, publisher, source_url.
    """
    found = Article.objects.filter(project=project, **equal)
    if before is not None:
        found = found.filter(pk__lt=before)
    if q:
        found = found.filter(current_revision__search=whole_words(q))
    found = found.select_related("project", "current_revision", "created_by")
    light = found.defer(*(f"current_revision__{name}" for name in HEAVY))
    return list(light.order_by("-pk")[: limit + 1])


def revisions(article: Article, *, after: int, limit: int) -> list[Revision]:
    """Versions of an article's text by number, without the text. One query."""
    found = article.revisions.filter(number__gt=after).select_related("created_by")
    return list(found.defer(*HEAVY).order_by("number")[: limit + 1])


def comments(annotation: Annotation, *, after: list[Any] | None, limit: int) -> list[Comment]:
    """The comments of an annotation, oldest first. One query."""
    found = Comment.objects.filter(annotation=annotation, deleted_at=None)
    if after is not None:
        found = found.filter(pk__gt=after[1], created_at=after[0]) | found.filter(
            created_at__gt=after[0]
        )
    people = found.select_related("author", "resolved_by")
    return list(people.order_by("created_at", "pk")[: limit + 1])


def suggested_edits(
    annotation: Annotation, *, after: list[Any] | None, limit: int
) -> list[SuggestedEdit]:
    """What others would change in an annotation, oldest first. One query."""
    found = SuggestedEdit.objects.filter(annotation=annotation)
    if after is not None:
        found = found.filter(pk__gt=after[1], created_at=after[0]) | found.filter(
            created_at__gt=after[0]
        )
    people = found.select_related("author", "settled_by")
    return list(people.order_by("created_at", "pk")[: limit + 1])


def decisions(annotation: Annotation, *, after: int, limit: int) -> list[Decision]:
    """Decisions and retractions on a claim, oldest first. One query."""
    found = Decision.objects.filter(annotation=annotation, pk__gt=after)
    return list(found.select_related("reviewer").order_by("pk")[: limit + 1])


def jobs(project: Project, kind: str, *, before: int | None, limit: int) -> list[Job]:
    """Exports or imports of a project, newest first. One query."""
    found = Job.objects.filter(project=project, kind=kind)
    if before is not None:
        found = found.filter(pk__lt=before)
    return list(found.select_related("project", "requested_by").order_by("-pk")[: limit + 1])


def job_of(user: User, job_id: int, kind: str) -> Job | None:
    """A visible export or import. One query."""
    found = Job.objects.visible_to(user).filter(pk=job_id, kind=kind)
    return found.select_related("project", "requested_by").first()


def claims_of(
    project: Project,
    *,
    after: list[Any] | None,
    limit: int,
    q: str = "",
    elsewhere_than: int | None = None,
) -> list[Annotation]:
    """Claims on current texts, those of the newest article first, with their article. One query.

    ``q`` are words of the claim, the last one perhaps only begun; ``elsewhere_than`` an article.
    """
    found: QuerySet[Annotation] = Annotation.objects.alive().claims()
    found = found.filter(project=project, revision=F("article__current_revision"))
    if after is not None:
        found = found.filter(article_id=after[0], ordinal__gt=after[1]) | found.filter(
            article_id__lt=after[0]
        )
    if q:
        found = found.alias(words=CLAIM_WORDS).filter(words=words_begun(q))
    if elsewhere_than is not None:
        found = found.exclude(article_id=elsewhere_than)
    return list(found.select_related("article").order_by("-article_id", "ordinal")[: limit + 1])


def waiting(project: Project, *, after: list[Any] | None, limit: int) -> list[Annotation]:
    """Submitted claims in the order of article and label. One query."""
    found: QuerySet[Annotation] = Annotation.objects.alive().claims()
    found = found.filter(project=project, state="submitted")
    if after is not None:
        found = found.filter(article_id=after[0], ordinal__gt=after[1]) | found.filter(
            article_id__gt=after[0]
        )
    return list(found.order_by("article_id", "ordinal")[: limit + 1])


def waiting_documents(
    found: Sequence[Annotation], project: Project, user: User
) -> list[dict[str, Any]]:
    """Submitted claims with hash, approvals and whose work they are. Seven queries."""
    contents = claims.contents(found)
    standing = standings(found, project.required_approvals)
    shown = documents([claim.pk for claim in found])
    return [
        {
            **shown[claim.pk],
            "hash": approval_hash(contents[claim.pk]),
            "approvals": {"have": standing[claim.pk].have, "need": standing[claim.pk].need},
            "own_work": standing[claim.pk].is_work_of(user),
            "decided_by_you": standing[claim.pk].decided_by(user) is not None,
        }
        for claim in found
    ]


def article(row: Article, *, confidential: bool = False) -> dict[str, Any]:
    """The shape of an article; its confidential note only for whoever may write it."""
    shown: dict[str, Any] = {
        "id": row.pk,
        "project": row.project.slug,
        "headline": row.headline,
        "byline": row.byline,
        "publisher": row.publisher,
        "source_url": row.source_url,
        "language": row.language,
        "direction": row.direction,
        "published_at": moment(row.published_at),
        "licence": row.licence,
        "story": row.story,
        "embargo_until": moment(row.embargo_until),
        "version": row.version,
        "author": row.created_by.username,
        "created_at": iso(row.created_at),
        "updated_at": iso(row.updated_at),
        "revision": brief(row.current_revision) if row.current_revision else None,
    }
    if confidential:
        shown["confidential_note"] = row.confidential_note
    return shown


def brief(row: Revision) -> dict[str, Any]:
    """What tells a revision from others; ``length`` in code points."""
    return {"id": row.pk, "number": row.number, "length": row.length, "sha256": row.sha256}


def revision(row: Revision) -> dict[str, Any]:
    """A revision without its text. Reads nothing that ``HEAVY`` leaves out."""
    return {
        **brief(row),
        "article": row.article_id,
        "media_type": row.media_type,
        "original_sha256": row.original_sha256,
        "complete_blocks": row.complete_blocks,
        "author": row.created_by.username,
        "created_at": iso(row.created_at),
    }


def moment(at: datetime.datetime | None) -> str | None:
    return None if at is None else iso(at)


def last_key(row: Annotation) -> tuple[int, int]:
    """Where ``waiting`` and ``claims_of`` go on after ``row``."""
    return row.article_id, row.ordinal


def revision_text(user: User, revision_id: int) -> Revision | None:
    """A visible revision with its text, without the heavy rest. One query."""
    found = Revision.objects.visible_to(user).filter(pk=revision_id)
    return found.only("text", "sha256", "project_id", "article_id").first()


def full_revision(user: User, revision_id: int) -> Revision | None:
    """A visible revision with text, blocks and repairs. One query."""
    found = Revision.objects.visible_to(user).filter(pk=revision_id)
    return found.select_related("created_by", "article").defer("original", "search").first()


def annotation_of(user: User, annotation_id: UUID) -> Annotation | None:
    """A visible annotation with what its detail needs. One query."""
    found = Annotation.objects.visible_to(user).filter(pk=annotation_id)
    return found.select_related("article__project").first()
