"""What happened to an annotation or an article, newest first."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.articles import visible_article
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.queries.history import Told, of_annotation, of_article
from annotations.services.locking import NotFound

EVENT: Final = shapes.shape(
    "Event",
    {
        "id": shapes.NUMBER,
        "at": shapes.MOMENT,
        "actor": shapes.null(shapes.TEXT),
        "action": shapes.text("noun.verbed"),
        "annotation": shapes.null(shapes.UUID),
        "label": shapes.TEXT,
        "about": shapes.TEXT,
        "version_before": shapes.null(shapes.NUMBER),
        "version_after": shapes.null(shapes.NUMBER),
        "changes": shapes.ANYTHING,
        "undoes": shapes.null(shapes.NUMBER),
    },
)


class AnnotationHistory(Endpoint):
    """annotations/{uuid}/history/"""

    @operation(
        "History of an annotation",
        id="annotation_history",
        query=paging(),
        answers={200: (shapes.listed(EVENT), "Newest first.")},
    )
    def get(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Of a deleted one, too."""
        annotation = listing.annotation_of(call.actor, annotation_id)
        if annotation is None:
            raise NotFound("annotation")
        before, limit = _page(call)
        return _told(call, of_annotation(annotation.pk, before=before, limit=limit + 1), limit)


class ArticleHistory(Endpoint):
    """articles/{id}/history/"""

    @operation(
        "History of an article",
        id="article_history",
        query=paging(),
        answers={200: (shapes.listed(EVENT), "Newest first.")},
    )
    def get(self, call: Call, article_id: int) -> HttpResponse:
        """With that of its annotations."""
        article = visible_article(call.actor, article_id)
        before, limit = _page(call)
        return _told(call, of_article(article.pk, before=before, limit=limit + 1), limit)


def _page(call: Call) -> tuple[int | None, int]:
    before = place(call.query.get("cursor"), int)
    return before[0] if before else None, call.query.get("limit", USUAL)


def _told(call: Call, found: list[Told], limit: int) -> HttpResponse:
    more, found = len(found) > limit, found[:limit]
    further = following(call.request, found[-1].event.pk) if more else None
    return answer({"results": [_shown(one) for one in found], "next": further})


def _shown(told: Told) -> dict[str, Any]:
    event = told.event
    return {
        "id": event.pk,
        "at": iso(event.at),
        "actor": told.actor.username if told.actor else None,
        "action": event.action,
        "annotation": event.annotation_id,
        "label": told.label,
        "about": event.target,
        "version_before": event.version_before,
        "version_after": event.version_after,
        "changes": event.changes,
        "undoes": event.undoes,
    }
