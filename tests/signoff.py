"""Sign-off in one call, for tests that are about something else."""

from typing import Any

from annotations.models import Annotation, User
from annotations.services import reviews


def submit(actor: User, claim: Annotation) -> str:
    """Hand the claim in; return the hash of what was handed in."""
    return reviews.submit_claim(actor=actor, annotation_id=claim.pk).hash


def decide(
    editor: User, reviewer: User, claim: Annotation, verdict: str = "approve", **more: Any
) -> None:
    """Hand the claim in as ``editor`` and decide on it as ``reviewer``."""
    seen = submit(editor, claim)
    reasons = [] if verdict == "approve" else ["wrong_source"]
    given = {"verdict": verdict, "seen": seen, "reasons": reasons, **more}
    reviews.decide(actor=reviewer, annotation_id=claim.pk, **given)
