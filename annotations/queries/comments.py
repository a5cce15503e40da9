"""Reads the threads of an annotation. One query."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from annotations.models import Annotation, Comment, User


@dataclass(frozen=True)
class Thread:
    """A remark with what was replied. ``root`` names it, also where that remark was removed."""

    root: UUID
    first: Comment
    replies: list[Comment]
    resolved_at: datetime.datetime | None
    resolved_by: User | None

    @property
    def key(self) -> str:
        """Its id as forms send it."""
        return str(self.root)

    @property
    def is_open(self) -> bool:
        return self.resolved_at is None


@dataclass(frozen=True)
class Threads:
    """All threads of an annotation, oldest first."""

    every: list[Thread]

    @property
    def open(self) -> list[Thread]:
        return [thread for thread in self.every if thread.is_open]

    @property
    def resolved(self) -> list[Thread]:
        return [thread for thread in self.every if not thread.is_open]

    @property
    def count(self) -> int:
        """How many remarks there are."""
        return sum(1 + len(thread.replies) for thread in self.every)


def threads(annotation: Annotation) -> Threads:
    """What was said about an annotation, without what was removed. One query."""
    return arranged(annotation.comments.select_related("author", "resolved_by"))


def arranged(comments: Iterable[Comment]) -> Threads:
    """Sort comments (removed ones among them, oldest first) into their threads.

    A thread whose first remark was removed begins with the next; one of which nothing is left
    is gone.
    """
    roots: dict[UUID, Comment] = {}
    said: dict[UUID, list[Comment]] = {}
    for comment in sorted(comments, key=lambda one: one.reply_to_id is not None):
        if comment.reply_to_id is None:
            roots[comment.pk] = comment
        if comment.deleted_at is None:
            said.setdefault(comment.reply_to_id or comment.pk, []).append(comment)
    every = [
        Thread(key, first, replies, roots[key].resolved_at, roots[key].resolved_by)
        for key, (first, *replies) in said.items()
    ]
    return Threads(sorted(every, key=lambda thread: thread.first.created_at))
