"""Projects (desks) and who belongs to them."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q

if TYPE_CHECKING:
    from annotations.models.people import User


class ProjectQuerySet(models.QuerySet["Project"]):
    def visible_to(self, user: "User") -> "ProjectQuerySet":
        """Membership alone shows a project; a site admin sees none by that alone."""
        if user.is_system:
            return self
        return self.filter(memberships__user_id=user.pk)


class Project(models.Model):
    """A desk: its articles, people, vocabularies and rules."""

    class Mode(models.TextChoices):
        SHARED = "shared"
        INDEPENDENT = "independent"

    slug = models.SlugField(max_length=50, unique=True)
    name = models.CharField(max_length=200)
    mode = models.CharField(max_length=12, choices=Mode, default=Mode.SHARED)
    required_approvals = models.PositiveSmallIntegerField(default=1)
    guidelines = models.TextField(blank=True)
    guidelines_version = models.PositiveIntegerField(default=1)
    editors_may_export = models.BooleanField(default=False)
    organisation_name = models.CharField(max_length=200, blank=True, default="")
    organisation_url = models.URLField(max_length=2000, blank=True, default="")
    organisation_logo = models.URLField(max_length=2000, blank=True, default="")
    """Who publishes the reviews of its claims."""
    practice_of = models.OneToOneField(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="practice"
    )
    """Whose sandbox this is; None for a real desk."""
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        db_table = "project"
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(required_approvals__range=(1, 3)), name="project_approvals_1_to_3"
            ),
            models.CheckConstraint(
                condition=Q(mode__in=["shared", "independent"]), name="project_mode_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.TextChoices):
    VIEWER = "viewer"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    LEAD = "lead"


class Membership(models.Model):
    """One person's one role in one project."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships"
    )
    role = models.CharField(max_length=10, choices=Role)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "membership"
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="membership_once"),
            models.CheckConstraint(
                condition=Q(role__in=["viewer", "editor", "reviewer", "lead"]),
                name="membership_role_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} ({self.role})"
