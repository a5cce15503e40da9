"""The thread of an annotation. A comment changes nothing that is signed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.domain.claims import body_hash
from annotations.domain.errors import DomainError, Gone, IdTaken
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Comment, User
from annotations.permissions import Can, allows, refusal
from annotations.services import history
from annotations.services.locking import NotFound, lock_annotation


class EmptyComment(DomainError):
    """A comment without words."""

    code = "empty_comment"
    message = "Write something first."


@transaction.atomic
def add_comment(*, actor: User, annotation_id: UUID, id: UUID, text: str) -> tuple[Comment, bool]:
    """Say something about an annotation; returns the comment and whether it is new.

    Raises NotFound, NotAllowed, Gone, EmptyComment, TooLong or IdTaken.
    """
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    words = text.strip()
    if not words:
        raise EmptyComment(field="text")
    check_lengths({"text": words})
    digest = body_hash([str(annotation_id), words])
    existing = Comment.objects.filter(pk=id).first()
    if existing:
        if existing.body_sha256 != digest:
            raise IdTaken(field="id")
        if existing.deleted_at:
            raise Gone()
        return existing, False
    comment = Comment.objects.create(
        id=id, annotation=annotation, author=actor, text=words, body_sha256=digest
    )
    history.record(actor, Action.COMMENT_ADDED, annotation, changes={"comment": [None, words]})
    return comment, True


@transaction.atomic
def remove_comment(*, actor: User, annotation_id: UUID, comment_id: UUID) -> None:
    """Hide a comment: one's own, or anybody's for a lead. Raises NotFound or NotAllowed."""
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    comment = Comment.objects.filter(pk=comment_id, annotation=annotation, deleted_at=None).first()
    if comment is None:
        raise NotFound("comment")
    if comment.author_id != actor.pk and not allows(actor, Can.MANAGE, annotation.article):
        raise refusal(Can.MANAGE)
    comment.deleted_at = timezone.now()
    comment.save(update_fields=["deleted_at"])
    history.record(
        actor, Action.COMMENT_REMOVED, annotation, changes={"comment": [comment.text, None]}
    )
