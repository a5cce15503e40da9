"""The history: append-only, written in the transaction of the change it tells."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class Event(models.Model):
    """One thing that happened. No foreign keys: it must outlive and never slow what it tells.

    ``changes`` maps a field to ``[before, after]`` (null where there was nothing).
    ``undoes`` is the event that this one took back (undo), or brought back (redo).
    """

    project_id = models.BigIntegerField()
    article_id = models.BigIntegerField(null=True)
    annotation_id = models.UUIDField(null=True)
    actor_id = models.BigIntegerField(null=True)
    action = models.CharField(max_length=40)
    target = models.CharField(max_length=60, blank=True)
    version_before = models.PositiveIntegerField(null=True)
    version_after = models.PositiveIntegerField(null=True)
    changes = models.JSONField(default=dict)
    undoes = models.BigIntegerField(null=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "event"
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["article_id", "-id"], name="event_article"),
            models.Index(fields=["annotation_id", "-id"], name="event_annotation"),
            models.Index(fields=["project_id", "-id"], name="event_project"),
            models.Index(
                fields=["project_id", "-id"],
                condition=Q(article_id=None),
                name="event_of_project_alone",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.action}"
