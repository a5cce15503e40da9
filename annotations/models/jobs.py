"""Background work that a person asked for and can watch."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from annotations.models.projects import Project

if TYPE_CHECKING:
    from annotations.models.people import User


class JobQuerySet(models.QuerySet["Job"]):
    def visible_to(self, user: "User") -> "JobQuerySet":
        if user.is_system:
            return self
        return self.filter(project__memberships__user_id=user.pk)


class Job(models.Model):
    """An export, import or release: its progress, and how it ended. ``size`` is in bytes."""

    class Kind(models.TextChoices):
        EXPORT = "export"
        IMPORT = "import"
        RELEASE = "release"

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        READY = "ready"
        FAILED = "failed"
        CANCELLED = "cancelled"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="jobs")
    kind = models.CharField(max_length=10, choices=Kind)
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    parameters = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=State, default=State.QUEUED)
    done = models.PositiveIntegerField(default=0)
    of = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(null=True)
    size = models.PositiveBigIntegerField(null=True)
    sha256 = models.CharField(max_length=64, blank=True)
    lost = models.JSONField(default=dict)
    result = models.JSONField(default=dict)
    file = models.CharField(max_length=100, blank=True)
    error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        db_table = "job"
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
