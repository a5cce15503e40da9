"""Reads where a claim went that was merged into another."""

from uuid import UUID

from annotations.domain.history import Action
from annotations.models import Annotation, Event


def was_merged_into(annotation: Annotation) -> UUID | None:
    """Id of the claim that a deleted one was merged into, or None. One query."""
    event = (
        Event.objects.filter(annotation_id=annotation.pk, action=Action.ANNOTATION_DELETED.value)
        .order_by("-id")
        .first()
    )
    if not annotation.deleted_at or event is None or "merged_into" not in event.changes:
        return None
    return UUID(event.changes["merged_into"][1]["id"])


def merged_into(annotation: Annotation) -> Annotation | None:
    """The claim that a deleted one was merged into, deleted itself or not. Two queries."""
    found = was_merged_into(annotation)
    return Annotation.objects.filter(pk=found).first() if found else None
