"""Notices: what came back to a person, in their inbox and by e-mail."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from annotations.models.articles import Article
from annotations.models.projects import Project

if TYPE_CHECKING:
    from annotations.models.people import User


class NoticeQuerySet(models.QuerySet["Notice"]):
    def visible_to(self, user: "User") -> "NoticeQuerySet":
        """What ``user`` has been told of projects that they still belong to."""
        return self.told().filter(recipient_id=user.pk, project__memberships__user_id=user.pk)

    def told(self) -> "NoticeQuerySet":
        return self.filter(told_at__lte=timezone.now())

    def unread(self) -> "NoticeQuerySet":
        return self.filter(read_at=None)


class Notice(models.Model):
    """One event that somebody should hear of. ``event_id`` names it in the history.

    Decisions are told when the review is finished, so that an undo is never news: until
    ``told_at`` nobody sees the notice.
    """

    class Kind(models.TextChoices):
        DECISION = "decision"
        REPLY = "reply"
        ASSIGNMENT = "assignment"
        VOIDED = "voided"
        SUGGESTION = "suggestion"

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    event_id = models.BigIntegerField()
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    article = models.ForeignKey(Article, on_delete=models.CASCADE, related_name="+")
    annotation_id = models.UUIDField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)
    told_at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    objects = NoticeQuerySet.as_manager()

    class Meta:
        db_table = "notice"
        ordering = ["-told_at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["recipient", "event_id"], name="notice_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["decision", "reply", "assignment", "voided", "suggestion"]),
                name="notice_kind_known",
            ),
        ]
        indexes = [
            models.Index(fields=["recipient", "-told_at", "-id"], name="notice_inbox"),
            models.Index(fields=["recipient"], condition=Q(read_at=None), name="notice_unread"),
            models.Index(fields=["event_id"], name="notice_event"),
            models.Index(
                fields=["told_at"],
                condition=Q(read_at=None, mailed_at=None),
                name="notice_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id} for {self.recipient_id}"
