"""Notices: what came back to a person, in their inbox and by e-mail."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.articles import Article
from annotations.models.projects import Project


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
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.event_id} for {self.recipient_id}"
