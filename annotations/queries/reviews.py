"""Reads about sign-off: how claims stand, and what is left to decide for a reviewer."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import OuterRef, Subquery

from annotations.domain.reviews import STATES, SUBMITTED
from annotations.domain.spans import Span
from annotations.models import Annotation, Contributor, Decision, Submission, User

Place = tuple[int, int, UUID]
"""Where a claim begins, its first part's end as a negative, and its id: sorts as one reads."""


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
            and stands(decision)
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


def approvals_that_stood(claim: Annotation) -> set[int]:
    """Ids of the people who approved what was last handed in. Two queries."""
    return approvals(claim, Submission.objects.filter(annotation=claim).last())


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
    for row in (
        Contributor.objects.filter(annotation_id__in=ids).select_related("user").order_by("id")
    ):
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


@dataclass(frozen=True)
class Tally:
    """How far the sign-off of an article is, and what is left to decide for one reviewer."""

    counts: dict[str, int]
    left: list[Place]

    @property
    def claims(self) -> int:
        return sum(self.counts.values())

    @property
    def open(self) -> int:
        return self.counts["draft"] + self.counts["submitted"]

    @property
    def decided(self) -> int:
        return self.claims - self.open

    @property
    def sent_back_from(self) -> int:
        """Where in a bar of all claims those begin that were sent back."""
        return self.counts["approved"] + self.counts["withdrawn"]

    @property
    def rejected_from(self) -> int:
        return self.sent_back_from + self.counts["changes_requested"]

    @property
    def todo(self) -> str:
        """Ids of what is left, in reading order, for the page's script."""
        return " ".join(str(id_) for *_, id_ in self.left)

    def after(self, claim: Annotation) -> UUID | None:
        """The next that is left after ``claim``, round in a circle."""
        others = [place for place in self.left if place[-1] != claim.pk]
        later = [place for place in others if place > _place(claim.pk, claim.fragments)]
        return (later or others)[0][-1] if others else None


def stands(decision: Decision) -> bool:
    return decision.verdict != Decision.Verdict.RETRACT and not hasattr(decision, "retracted_by")


def tally(revision_id: int, user: User) -> Tally:
    """Claims of a revision by state, and those that ``user`` could decide. Three queries."""
    claims = Annotation.objects.alive().claims().filter(revision_id=revision_id)
    counts = dict.fromkeys(STATES, 0)
    waiting = []
    for id_, state, fragments in claims.values_list("id", "state", "fragments"):
        counts[str(state)] += 1
        if state == SUBMITTED:
            waiting.append(_place(id_, fragments))
    ids = [id_ for *_, id_ in waiting]
    own = Contributor.objects.filter(annotation_id__in=ids, user=user)
    last = Submission.objects.filter(annotation=OuterRef("annotation_id")).order_by("-id")
    approved = Decision.objects.filter(
        annotation_id__in=ids,
        reviewer=user,
        retracted_by=None,
        verdict=Decision.Verdict.APPROVE,
        submission_id=Subquery(last.values("id")[:1]),
    )
    done = {
        row for query in (own, approved) for row in query.values_list("annotation_id", flat=True)
    }
    return Tally(counts, sorted(place for place in waiting if place[-1] not in done))


def _place(id_: UUID, fragments: Sequence[Span]) -> Place:
    """Reading order: where it begins, the longer one first."""
    return fragments[0].start, -fragments[0].end, id_
