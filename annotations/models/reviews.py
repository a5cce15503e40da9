"""Submissions, decisions and finished reviews: append-only rows beside the claim's state."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from annotations.models.annotations import Annotation
from annotations.models.articles import Article


class Submission(models.Model):
    """A claim handed in for sign-off, with the approval hash of what was handed in."""

    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="submissions")
    submitted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    hash = models.CharField(max_length=64)
    version = models.PositiveIntegerField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "submission"
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.annotation_id} v{self.version}"


class Decision(models.Model):
    """What one reviewer says of one claim, bound to the hash of what was seen.

    ``verdict`` is ``retract`` in the row that takes an earlier decision back.
    """

    class Verdict(models.TextChoices):
        APPROVE = "approve"
        REQUEST_CHANGES = "request_changes"
        REJECT = "reject"
        RETRACT = "retract"

    annotation = models.ForeignKey(Annotation, on_delete=models.PROTECT, related_name="decisions")
    submission = models.ForeignKey(
        Submission, null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    verdict = models.CharField(max_length=16, choices=Verdict)
    reasons = ArrayField(models.CharField(max_length=40), default=list)
    comment = models.TextField(blank=True)
    hash = models.CharField(max_length=64)
    snapshot = models.JSONField(default=dict)
    """The content that was hashed, so that a later change can be shown beside it."""
    retracts = models.OneToOneField(
        "self", null=True, on_delete=models.PROTECT, related_name="retracted_by"
    )
    imported = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "decision"
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="retract", retracts__isnull=False)
                | (~Q(verdict="retract") & Q(retracts=None)),
                name="decision_retracts_only_when_retracting",
            ),
            models.CheckConstraint(
                condition=Q(verdict__in=["approve", "retract"])
                | Q(imported=True)
                | Q(reasons__len__gt=0),
                name="decision_negative_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.verdict} by {self.reviewer_id}"


class FinishedReview(models.Model):
    """A reviewer's word that a round on an article is over: its decisions are told, and stay."""

    article = models.ForeignKey(Article, on_delete=models.PROTECT, related_name="finished_reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "finished_review"
        ordering = ["id"]
        indexes = [models.Index(fields=["article", "reviewer"], name="finished_review_of")]

    def __str__(self) -> str:
        return f"{self.article_id} by {self.reviewer_id}"
