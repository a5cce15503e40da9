"""Threads of remarks about an annotation. A comment changes nothing that is signed."""

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.domain.claims import body_hash
from annotations.domain.errors import DomainError, Gone, IdTaken
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Comment, Event, Notice, User
from annotations.permissions import Can, allows, refusal
from annotations.services import history, notices
from annotations.services.locking import NotFound, lock_annotation


class EmptyComment(DomainError):
    """A comment without words."""

    code = "empty_comment"
    message = "Write something first."


@transaction.atomic
def add_comment(
    *, actor: User, annotation_id: UUID, id: UUID, text: str, reply_to: UUID | None = None
) -> tuple[Comment, bool]:
    """Say something about an annotation; returns the comment and whether it is new.

    ``reply_to`` is any comment of the thread that it belongs to; without one it begins a thread.
    A reply opens a resolved thread again. Whoever worked on the annotation or wrote in the thread
    is told.

    Raises NotFound, NotAllowed, Gone (the annotation or the whole thread was removed),
    EmptyComment, TooLong or IdTaken.
    """
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    words = text.strip()
    if not words:
        raise EmptyComment(field="text")
    check_lengths({"text": words})
    root = _root(annotation, reply_to) if reply_to else None
    digest = body_hash([str(annotation_id), words, *([str(root.pk)] if root else [])])
    existing = Comment.objects.filter(pk=id).first()
    if existing:
        return _again(existing, digest), False
    if root and not _alive(root):
        raise Gone()
    comment = Comment.objects.create(
        id=id, annotation=annotation, author=actor, text=words, body_sha256=digest, reply_to=root
    )
    event = history.record(
        actor, Action.COMMENT_ADDED, annotation, changes={"comment": [None, words]}
    )
    notices.tell(Notice.Kind.REPLY, event, _concerned(annotation, root))
    if root and root.resolved_at:
        _settle(actor, annotation, root, resolved=False)
    return comment, True


@transaction.atomic
def resolve_thread(*, actor: User, annotation_id: UUID, comment_id: UUID) -> Comment:
    """Close the thread that a comment belongs to; one that is closed stays as it is.

    Returns the comment that began it. Raises NotFound, NotAllowed or Gone.
    """
    return _settled(actor, annotation_id, comment_id, resolved=True)


@transaction.atomic
def reopen_thread(*, actor: User, annotation_id: UUID, comment_id: UUID) -> Comment:
    """Open a resolved thread again; one that is open stays as it is.

    Returns the comment that began it. Raises NotFound, NotAllowed or Gone.
    """
    return _settled(actor, annotation_id, comment_id, resolved=False)


@transaction.atomic
def remove_comment(*, actor: User, annotation_id: UUID, comment_id: UUID) -> None:
    """Hide a comment: one's own, or anybody's for a lead. Its replies stay.

    Raises NotFound or NotAllowed.
    """
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    comment = Comment.objects.filter(pk=comment_id, annotation=annotation, deleted_at=None).first()
    if comment is None:
        raise NotFound("comment")
    if comment.author_id != actor.pk and not allows(actor, Can.MANAGE, annotation.article):
        raise refusal(Can.MANAGE, actor)
    comment.deleted_at = timezone.now()
    comment.save(update_fields=["deleted_at"])
    history.record(
        actor, Action.COMMENT_REMOVED, annotation, changes={"comment": [comment.text, None]}
    )


def _root(annotation: Annotation, comment_id: UUID) -> Comment:
    """The comment that began the thread of ``comment_id``, removed or not. Raises NotFound."""
    found = Comment.objects.select_related("reply_to").filter(pk=comment_id, annotation=annotation)
    comment = found.first()
    if comment is None:
        raise NotFound("comment")
    return comment.reply_to or comment


def _alive(root: Comment) -> bool:
    """Whether anything of the thread is left."""
    return root.deleted_at is None or root.replies.filter(deleted_at=None).exists()


def _again(existing: Comment, digest: str) -> Comment:
    """A retry is answered with what is stored; anything else under its id is refused."""
    if existing.body_sha256 != digest:
        raise IdTaken(field="id")
    if existing.deleted_at:
        raise Gone()
    return existing


def _concerned(annotation: Annotation, root: Comment | None) -> set[int]:
    """Ids of whoever worked on the annotation, and of whoever wrote in the thread."""
    concerned = notices.workers_of(annotation)
    if root is None:
        return concerned
    writers = root.replies.filter(deleted_at=None).values_list("author_id", flat=True)
    return concerned | {root.author_id, *writers}


def _settled(actor: User, annotation_id: UUID, comment_id: UUID, *, resolved: bool) -> Comment:
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    root = _root(annotation, comment_id)
    if not _alive(root):
        raise Gone()
    if (root.resolved_at is not None) != resolved:
        _settle(actor, annotation, root, resolved=resolved)
    return root


def _settle(actor: User, annotation: Annotation, root: Comment, *, resolved: bool) -> Event:
    root.resolved_at = timezone.now() if resolved else None
    root.resolved_by = actor if resolved else None
    root.save(update_fields=["resolved_at", "resolved_by"])
    action = Action.THREAD_RESOLVED if resolved else Action.THREAD_REOPENED
    changes = {"thread": [str(root.pk), str(root.pk)], "resolved": [not resolved, resolved]}
    return history.record(actor, action, annotation, changes=changes)
