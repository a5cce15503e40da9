"""Suggested edits: what a reviewer would change in a claim, for an editor to take or leave."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.annotations import Annotation


class SuggestedEdit(models.Model):
    """A change of a claim that nobody made yet. Whoever suggests does not contribute.

    ``changes`` maps a field to [what it said, what it should say], as the history does;
    ``version`` is that of the annotation as it was seen.
    """

    class State(models.TextChoices):
        OPEN = "open"
        ACCEPTED = "accepted"
        DECLINED = "declined"

    id = models.UUIDField(primary_key=True)
    annotation = models.ForeignKey(
        Annotation, on_delete=models.PROTECT, related_name="suggested_edits"
    )
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    version = models.PositiveIntegerField()
    changes = models.JSONField(default=dict)
    comment = models.TextField(blank=True)
    body_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(auto_now_add=True)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        db_table = "suggested_edit"
        ordering = ["created_at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="open", settled_at=None, settled_by=None)
                | Q(
                    state__in=["accepted", "declined"],
                    settled_at__isnull=False,
                    settled_by__isnull=False,
                ),
                name="suggested_edit_settled_by_somebody",
            )
        ]

    def __str__(self) -> str:
        return f"{self.annotation_id} by {self.author_id} ({self.state})"
