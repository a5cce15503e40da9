"""Releases: numbered snapshots of a project's dataset, each one zip that never changes."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models

from annotations.models.jobs import Job
from annotations.models.projects import Project

if TYPE_CHECKING:
    from annotations.models.people import User


class ReleaseQuerySet(models.QuerySet["Release"]):
    def visible_to(self, user: "User") -> "ReleaseQuerySet":
        if user.is_system:
            return self
        return self.filter(project__memberships__user_id=user.pk)


class Release(models.Model):
    """A finished release. The row is written once, with its zip, and never again.

    ``created_at`` is the moment of the snapshot. ``options`` is what was asked for, ``files`` lists
    path, size in bytes, SHA-256 and rows of each file in the zip, ``figures`` are the counts of its
    card, ``lost`` says what it leaves out. ``size`` and ``sha256`` are those of the whole zip.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    job = models.OneToOneField(Job, on_delete=models.PROTECT, related_name="release")
    options = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    lost = models.JSONField(default=dict)
    files = models.JSONField(default=list)
    file = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField()

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        db_table = "release"
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="release_number_once"),
            models.CheckConstraint(condition=models.Q(number__gt=0), name="release_from_1"),
        ]

    def __str__(self) -> str:
        return f"{self.project_id} release {self.number}"

    @property
    def unmasked(self) -> bool:
        """Whether confidential sources can be read in it."""
        return bool(self.options.get("unmasked"))

    @property
    def labels(self) -> list[tuple[str, int]]:
        """How often each finding was given, the most frequent first."""
        counted: dict[str, int] = self.figures.get("labels", {}).get("desk status", {})
        return sorted(counted.items(), key=lambda item: (-item[1], item[0]))
