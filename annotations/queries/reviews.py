"""Reads about sign-off: standing approvals, decisions, the review queue."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from annotations.models import Annotation, Contributor, Decision, Submission, User


@dataclass(frozen=True)
class Standing:
    """How a claim stands: approvals of its last submission, and every decision so far."""

    have: int
    need: int
    submission: Submission | None
    decisions: list[Decision]
    contributors: list[User]

    def is_work_of(self, user: User) -> bool:
        return any(person.pk == user.pk for person in self.contributors)

    def decided_by(self, user: User) -> Decision | None:
        """The decision of ``user`` in this round that still stands."""
        standing = [
            decision
            for decision in self.decisions
            if decision.reviewer_id == user.pk
            and self.submission
            and decision.submission_id == self.submission.pk
            and decision.verdict != Decision.Verdict.RETRACT
            and not hasattr(decision, "retracted_by")
        ]
        return standing[-1] if standing else None


def approvals(claim: Annotation, submission: Submission | None) -> set[int]:
    """Ids of the people whose approval of the standing round holds."""
    if submission is None:
        return set()
    return set(
        Decision.objects.filter(
            annotation=claim, submission=submission, verdict="approve", retracted_by=None
        ).values_list("reviewer_id", flat=True)
    )


def standings(claims: Iterable[Annotation], need: int) -> dict[UUID, Standing]:
    """Claim id → how it stands. Three queries, whatever the number of claims."""
    ids = [claim.pk for claim in claims]
    submissions: dict[UUID, Submission] = {}
    for submission in Submission.objects.filter(annotation_id__in=ids).order_by("id"):
        submissions[submission.annotation_id] = submission
    decisions: dict[UUID, list[Decision]] = {pk: [] for pk in ids}
    rows = Decision.objects.filter(annotation_id__in=ids).select_related("reviewer", "retracted_by")
    for decision in rows.order_by("id"):
        decisions[decision.annotation_id].append(decision)
    people: dict[UUID, list[User]] = {pk: [] for pk in ids}
    for row in Contributor.objects.filter(annotation_id__in=ids).select_related("user"):
        people[row.annotation_id].append(row.user)
    return {
        pk: Standing(
            have=_have(decisions[pk], submissions.get(pk)),
            need=need,
            submission=submissions.get(pk),
            decisions=decisions[pk],
            contributors=people[pk],
        )
        for pk in ids
    }


def _have(decisions: list[Decision], submission: Submission | None) -> int:
    return sum(
        decision.verdict == Decision.Verdict.APPROVE
        and submission is not None
        and decision.submission_id == submission.pk
        and not hasattr(decision, "retracted_by")
        for decision in decisions
    )
