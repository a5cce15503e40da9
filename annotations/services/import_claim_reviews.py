"""What is published of imported claims, as rows; whoever imports it has written it here."""

from collections.abc import Iterable
from typing import Final
from uuid import UUID

from django.utils import timezone

from annotations.formats.records import ClaimReviewRecord
from annotations.models import ClaimReview, User
from annotations.models.copying import copy_rows

COLUMNS: Final = (
    *("annotation_id", "claimant", "claimant_type", "claim_date", "url", "version"),
    *("author_id", "updated_at"),
)


def store_claim_reviews(
    actor: User, given: Iterable[tuple[UUID, ClaimReviewRecord | None]]
) -> None:
    """Write what is given for each of these claims, if it is. One COPY, or nothing."""
    now = timezone.now()
    rows = [
        (claim_id, one.claimant, one.claimant_type, one.claim_date, one.url, 1, actor.pk, now)
        for claim_id, one in given
        if one is not None
    ]
    copy_rows(ClaimReview, COLUMNS, rows)
