"""What is published of approved claims: who made them, when, and where the review stands."""

import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.domain.claim_reviews import (
    PARTIES,
    UNSEEN,
    BadClaimReview,
    check_given,
    has_unseen,
)
from annotations.domain.errors import IllegalState, StaleVersion, VersionRequired
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.domain.reviews import APPROVED
from annotations.models import ClaimReview, Project, User
from annotations.permissions import Can
from annotations.services import history
from annotations.services.locking import NotFound, lock_annotation

TOLD: Final = {
    "claimant": "claimant",
    "claimant_type": "claimant_type",
    "claim_date": "claim_date",
    "url": "review_url",
}
"""Field → what the history calls it."""


@transaction.atomic
def save_claim_review(
    *, actor: User, project: Project, annotation_id: UUID, version: int | None, **values: Any
) -> ClaimReview:
    """Give claimant, claimant_type, claim_date or url of an approved claim; all else stays.

    The claim has to be one of ``project``. ``version`` is that of the row that the actor saw, 0
    where there was none. The claim itself does not change, so its approval holds.

    Raises NotFound, NotAllowed, Gone, IllegalState, VersionRequired, StaleVersion, TooLong or
    BadClaimReview.
    """
    claim = lock_annotation(actor, annotation_id, Can.PUBLISH)
    if claim.project_id != project.pk:
        raise NotFound("claim")
    if claim.state != APPROVED:
        raise IllegalState("Only approved claims are published. Nothing was changed.")
    kept = ClaimReview.objects.filter(annotation=claim).first()
    kept = kept or ClaimReview(annotation=claim, version=0)
    _check_version(kept, version)
    changes = _set(kept, _checked(values))
    if changes:
        before = kept.version
        kept.version, kept.author = before + 1, actor
        kept.save(force_insert=before == 0)
        history.record(actor, Action.CLAIM_REVIEW_EDITED, claim, changes=changes)
    return kept


def _check_version(kept: ClaimReview, version: int | None) -> None:
    if version is None:
        raise VersionRequired()
    if version != kept.version:
        raise StaleVersion(
            "Somebody changed this since you opened it. Nothing of yours was stored: look at what "
            "stands there now, and save again.",
            extra={"version": kept.version},
        )


def _checked(values: dict[str, Any]) -> dict[str, Any]:
    clean: dict[str, Any] = {
        name: one.strip() if isinstance(one, str) else one for name, one in values.items()
    }
    check_lengths(clean)
    if has_unseen(clean.get("claimant", "")):
        raise BadClaimReview(UNSEEN, field="claimant")
    check_given(clean.get("url", ""), clean.get("claim_date"))
    if clean.get("claimant_type", "") not in ("", *PARTIES):
        raise BadClaimReview(f"A claimant is one of: {', '.join(PARTIES)}.", field="claimant_type")
    day = clean.get("claim_date")
    if day and day > timezone.localdate() + datetime.timedelta(days=1):  # it is tomorrow elsewhere
        raise BadClaimReview("This day is still to come.", field="claim_date")
    return clean


def _set(kept: ClaimReview, values: dict[str, Any]) -> dict[str, Any]:
    """Set what is new; returns what the history tells."""
    changes = {}
    for name, value in values.items():
        before = getattr(kept, name)
        if before != value:
            setattr(kept, name, value)
            changes[TOLD[name]] = [_plain(before), _plain(value)]
    return changes


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value
