"""What every change of an annotation brings with it: version, contributors, voided approvals."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils import timezone

from annotations.domain import reviews as review_rules
from annotations.domain.history import Action
from annotations.models import Annotation, Contributor, User
from annotations.services import history, notices

SIGNED_OR_WAITING = frozenset(review_rules.MOVES["edit"]) - {review_rules.DRAFT}
SIGNED = frozenset({review_rules.SUBMITTED, review_rules.APPROVED})


def change(
    annotation: Annotation,
    *,
    actor: User,
    action: Action,
    changes: dict[str, Any],
    about: str = "",
    undoes: int | None = None,
    seen_by_claims: bool = False,
) -> Annotation:
    """Save a changed, locked annotation: one version more, ``actor`` a contributor, history told.

    A claim that was submitted, approved or sent back returns to draft. Where
    ``seen_by_claims``, the same happens to the claims whose links end here.

    Raises IllegalState for a withdrawn claim.
    """
    before, was = annotation.version, annotation.state
    changes = {**changes, **_back_to_draft(annotation)}
    annotation.version = before + 1
    annotation.updated_at = timezone.now()
    annotation.save()
    contribute([annotation.pk], [actor.pk])
    event = history.record(
        actor,
        action,
        annotation,
        about=about,
        before=before,
        after=annotation.version,
        changes=changes,
        undoes=undoes,
    )
    if was in SIGNED:
        notices.tell_of_voided(annotation, event)
    if seen_by_claims:
        _touch_leaning(annotation, actor, action)
    return annotation


def _back_to_draft(annotation: Annotation) -> dict[str, Any]:
    """Give a claim the state that an edit leaves it in; returns what the history tells of that."""
    was = annotation.state
    if was is not None:
        annotation.state = review_rules.move(was, "edit")
    return {} if was == annotation.state else {"state": [was, annotation.state]}


def contribute(annotation_ids: Iterable[UUID], user_ids: Iterable[int]) -> None:
    """Append contributors; nobody is ever removed."""
    Contributor.objects.bulk_create(
        [
            Contributor(annotation_id=annotation_id, user_id=user_id)
            for annotation_id in annotation_ids
            for user_id in user_ids
        ],
        ignore_conflicts=True,
    )


def leaning(annotation: Annotation) -> "list[Annotation]":
    """The claims, not deleted, whose links end at ``annotation``."""
    claims = Annotation.objects.alive().filter(links__target=annotation).distinct()
    return list(claims.order_by("article_id", "ordinal"))


def voided_by(annotation: Annotation) -> int:
    """How many claims would lose their sign-off if ``annotation`` were changed."""
    signed = Q(state__in=(review_rules.SUBMITTED, review_rules.APPROVED))
    claims = Annotation.objects.alive().filter(signed, links__target=annotation)
    return claims.distinct().count()


def _touch_leaning(annotation: Annotation, actor: User, action: Action) -> None:
    """Who edits what claims lean on becomes their contributor, and voids their sign-off."""
    claims = leaning(annotation)
    if annotation.kind != "claim":
        contribute([claim.pk for claim in claims], [actor.pk])
    cause = {"label": annotation.label, "id": str(annotation.pk), "action": action.value}
    for claim in claims:
        if claim.state not in SIGNED_OR_WAITING:
            continue
        Annotation.objects.filter(pk=claim.pk).update(
            state=review_rules.DRAFT, version=F("version") + 1, updated_at=timezone.now()
        )
        event = history.record(
            actor,
            Action.CLAIM_REOPENED,
            claim,
            about=annotation.label,
            before=claim.version,
            after=claim.version + 1,
            changes={"state": [claim.state, review_rules.DRAFT], "cause": [None, cause]},
        )
        if claim.state in SIGNED:
            notices.tell_of_voided(claim, event)
