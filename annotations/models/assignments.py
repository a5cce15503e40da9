"""Assignments: who is asked to annotate or review an article, and by when."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.models.articles import Article


class AssignmentQuerySet(models.QuerySet["Assignment"]):
    def standing(self) -> "AssignmentQuerySet":
        """Neither done nor taken back."""
        return self.filter(ended_at=None)


class Assignment(models.Model):
    """A task on one article for one person; ``due`` is the day on which it should be done."""

    class Task(models.TextChoices):
        ANNOTATE = "annotate"
        REVIEW = "review"

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="assignments")
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assignments"
    )
    task = models.CharField(max_length=10, choices=Task)
    due = models.DateField(null=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)
    """When it was done or taken back; None while it stands."""

    objects = AssignmentQuerySet.as_manager()

    class Meta:
        db_table = "assignment"
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(
                fields=["article", "assignee", "task"],
                condition=Q(ended_at=None),
                name="assignment_stands_once",
            ),
            models.CheckConstraint(
                condition=Q(task__in=["annotate", "review"]), name="assignment_task_known"
            ),
        ]
        indexes = [
            models.Index(
                fields=["assignee", "article"],
                condition=Q(ended_at=None),
                name="assignment_of_person",
            ),
            models.Index(
                fields=["due", "id"],
                condition=Q(ended_at=None, due__isnull=False),
                name="assignment_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task} {self.article_id}: {self.assignee_id}"
