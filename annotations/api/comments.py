"""Threads of comments about an annotation."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import Identity, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import paging
from annotations.api.talk import oldest_first
from annotations.domain import errors as domain
from annotations.domain.lengths import LONGEST
from annotations.models import Comment
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.queries.listing import moment
from annotations.services.comments import (
    EmptyComment,
    add_comment,
    remove_comment,
    reopen_thread,
    resolve_thread,
)

NEW: Final = Shape(
    fields={
        "id": Identity(
            required=True, about="Yours to make; the same id and body again is a retry."
        ),
        "text": Text(longest=LONGEST["text"], required=True),
        "reply_to": Identity(
            nullable=True, about="Any comment of the thread that this belongs to."
        ),
    }
)
GONE: Final = Shape(fields={"id": Identity(required=True)})
COMMENT: Final = shapes.shape(
    "Comment",
    {
        "id": shapes.UUID,
        "annotation": shapes.UUID,
        "text": shapes.TEXT,
        "author": shapes.TEXT,
        "created_at": shapes.MOMENT,
        "reply_to": shapes.null(
            {**shapes.UUID, "description": "What began the thread; it may be removed since."}
        ),
        "resolved_at": shapes.null(
            {**shapes.MOMENT, "description": "Of a comment that began a thread."}
        ),
        "resolved_by": shapes.null(shapes.TEXT),
    },
)


class Comments(Endpoint):
    """annotations/{uuid}/comments/"""

    @operation(
        "The comments of an annotation",
        id="comment_list",
        query=paging(),
        answers={200: (shapes.listed(COMMENT), "Oldest first.")},
    )
    def get(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Oldest first. A comment without `reply_to` begins a thread."""
        return oldest_first(call, annotation_id, listing.comments, _shown)

    @operation(
        "Comment on an annotation",
        id="comment_create",
        body=NEW,
        answers={201: (COMMENT, "Added."), 200: (COMMENT, "The same came before.")},
        refusals=(EmptyComment, domain.IdTaken, domain.Gone),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """A comment changes nothing that is signed, and makes nobody a contributor. A reply to a
        resolved thread opens it again.
        """
        comment, new = add_comment(actor=call.actor, annotation_id=annotation_id, **call.body)
        return answer(_shown(comment), 201 if new else 200)

    @operation(
        "Remove a comment",
        id="comment_delete",
        body=GONE,
        answers={204: (None, "Removed.")},
        refusals=(domain.Gone,),
    )
    def delete(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """One's own, or anybody's for a lead. The history keeps it."""
        remove_comment(actor=call.actor, annotation_id=annotation_id, comment_id=call.body["id"])
        return nothing()


class OneComment(Endpoint):
    """annotations/{uuid}/comments/{uuid}/"""

    @operation(
        "Remove a comment",
        id="comment_delete_one",
        answers={204: (None, "Removed.")},
        refusals=(domain.Gone,),
    )
    def delete(self, call: Call, annotation_id: UUID, comment_id: UUID) -> HttpResponse:
        """One's own, or anybody's for a lead. The history keeps it."""
        remove_comment(actor=call.actor, annotation_id=annotation_id, comment_id=comment_id)
        return nothing()


class ResolveThread(Endpoint):
    """annotations/{uuid}/comments/{uuid}/resolve/"""

    @operation(
        "Resolve a thread",
        id="thread_resolve",
        answers={200: (COMMENT, "The comment that began the thread.")},
        refusals=(domain.Gone,),
    )
    def post(self, call: Call, annotation_id: UUID, comment_id: UUID) -> HttpResponse:
        """Named by any of its comments. One that is resolved stays as it is."""
        root = resolve_thread(actor=call.actor, annotation_id=annotation_id, comment_id=comment_id)
        return answer(_shown(root))


class ReopenThread(Endpoint):
    """annotations/{uuid}/comments/{uuid}/reopen/"""

    @operation(
        "Open a resolved thread again",
        id="thread_reopen",
        answers={200: (COMMENT, "The comment that began the thread.")},
        refusals=(domain.Gone,),
    )
    def post(self, call: Call, annotation_id: UUID, comment_id: UUID) -> HttpResponse:
        """Named by any of its comments. One that is open stays as it is."""
        root = reopen_thread(actor=call.actor, annotation_id=annotation_id, comment_id=comment_id)
        return answer(_shown(root))


def _shown(comment: Comment) -> dict[str, Any]:
    return {
        "id": comment.pk,
        "annotation": comment.annotation_id,
        "text": comment.text,
        "author": comment.author.username,
        "created_at": iso(comment.created_at),
        "reply_to": comment.reply_to_id,
        "resolved_at": moment(comment.resolved_at),
        "resolved_by": comment.resolved_by and comment.resolved_by.username,
    }
