"""What is published of a claim beside itself."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotations.domain.claim_reviews import PARTIES
from annotations.models.annotations import Annotation


class ClaimReview(models.Model):
    """Who made a claim, when, and where the desk's review of it stands.

    Not part of what is signed off: an approval holds when these change. ``claimant`` is empty where
    the claim's source says it, and ``claimant_type`` where nobody said what the claimant is.
    """

    annotation = models.OneToOneField(
        Annotation, primary_key=True, on_delete=models.PROTECT, related_name="claim_review"
    )
    claimant = models.CharField(max_length=200, blank=True)
    claimant_type = models.CharField(
        max_length=20, blank=True, choices=[(one, one) for one in PARTIES]
    )
    claim_date = models.DateField(null=True)
    url = models.URLField(max_length=2000, blank=True)
    version = models.PositiveIntegerField(default=1)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "claim_review"
        constraints = [
            models.CheckConstraint(
                condition=Q(url="") | Q(url__iregex=r"^https?://"), name="claim_review_url_is_http"
            ),
            models.CheckConstraint(
                condition=Q(claimant_type__in=("", *PARTIES)), name="claim_review_claimant_type"
            ),
        ]

    def __str__(self) -> str:
        return self.url or str(self.annotation_id)
