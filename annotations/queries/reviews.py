"""Reads about sign-off: how claims stand, and what is left to decide for a reviewer."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.db.models.fields.json import KT

from annotations.domain.reviews import CHANGES_REQUESTED, NEGATIVE, REJECTED, STATES, SUBMITTED
from annotations.domain.spans import Span
from annotations.models import (
    Annotation,
    Contributor,
    Decision,
    Submission,
    SuggestedEdit,
    User,
)
from annotations.queries.review_filters import ClaimRow, Filter, Place

NO_FILTER: Final = Filter()
AGAIN: Final = frozenset({SUBMITTED, CHANGES_REQUESTED, REJECTED})
"""States of a claim that was handed in and is not approved (again)."""


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
    rows = Decision.objects.filter(annotation_id__in=ids).select_related(
        "reviewer", "retracted_by", "submission"
    )
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
    """How far the sign-off of an article is, and what is left to decide for one reviewer.

    ``rows`` are its claims in reading order, of which ``wanted`` takes some.
    """

    counts: dict[str, int]
    rows: list[ClaimRow]
    wanted: Filter = NO_FILTER

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
    def summary(self) -> dict[str, int]:
        """Claims by what became of them, as finishing sums them up."""
        ends = ("approved", "changes_requested", "rejected", "withdrawn")
        return {**{state: self.counts[state] for state in ends}, "open": self.open}

    @property
    def sent_back_from(self) -> int:
        """Where in a bar of all claims those begin that were sent back."""
        return self.counts["approved"] + self.counts["withdrawn"]

    @property
    def rejected_from(self) -> int:
        return self.sent_back_from + self.counts["changes_requested"]

    @property
    def matching(self) -> list[ClaimRow]:
        """What the filter takes; everything where there is none."""
        return [row for row in self.rows if self.wanted.takes(row)]

    @property
    def dimmed(self) -> frozenset[str]:
        """Ids of the claims that the filter does not take."""
        if not self.wanted.values:
            return frozenset()
        return frozenset(str(row.id) for row in self.rows if not self.wanted.takes(row))

    @property
    def matches(self) -> str:
        """Ids of what the filter takes, for the page's script."""
        return " ".join(str(row.id) for row in self.matching)

    @property
    def waiting(self) -> int:
        """How many claims the reviewer could decide on, whatever the filter."""
        return sum(row.left for row in self.rows)

    @property
    def changed(self) -> int:
        """How many claims changed since they were approved."""
        return sum(row.changed for row in self.rows)

    @property
    def left(self) -> list[Place]:
        """What the reviewer has to decide on, as far as the filter takes it."""
        return [row.place for row in self.matching if row.left]

    @property
    def todo(self) -> str:
        """Ids of what is left, in reading order, for the page's script."""
        return " ".join(str(id_) for *_, id_ in self.left)

    @property
    def returned(self) -> str:
        """Ids of those that are left and were sent back before, for the page's script."""
        return " ".join(str(row.id) for row in self.matching if row.left and row.returned)

    @property
    def suggested(self) -> str:
        """Ids of those that are left and have an open suggested edit, for the page's script."""
        return " ".join(str(row.id) for row in self.matching if row.left and row.suggested)

    def after(self, claim: Annotation) -> UUID | None:
        """The next that is left after ``claim``, round in a circle."""
        others = [place for place in self.left if place[-1] != claim.pk]
        later = [place for place in others if place > _place(claim.pk, claim.fragments)]
        return (later or others)[0][-1] if others else None


def stands(decision: Decision) -> bool:
    return decision.verdict != Decision.Verdict.RETRACT and not hasattr(decision, "retracted_by")


def tally(revision_id: int, user: User, wanted: Filter = NO_FILTER) -> Tally:
    """The claims of a revision as ``user`` has to decide on them. Four queries."""
    claims = Annotation.objects.alive().claims().filter(revision_id=revision_id)
    edits = SuggestedEdit.objects.filter(annotation=OuterRef("pk"), state=SuggestedEdit.State.OPEN)
    named = {
        "kind_of_claim": KT("attributes__type"),
        "urgency": KT("attributes__priority"),
        "suggested": Exists(edits),
    }
    rows = claims.annotate(**named).values_list(
        "id", "state", "fragments", "desk_status", *named, named=True
    )
    found = list(rows)
    rounds = _rounds(revision_id)
    own = set(
        Contributor.objects.filter(annotation__revision_id=revision_id, user=user).values_list(
            "annotation_id", flat=True
        )
    )
    counts = dict.fromkeys(STATES, 0)
    shown = []
    for row in found:
        counts[row.state] += 1
        round_ = rounds.get(row.id, NO_ROUND)
        shown.append(
            ClaimRow(
                place=_place(row.id, row.fragments),
                state=row.state,
                finding=row.desk_status,
                type=row.kind_of_claim or "",
                priority=row.urgency or "",
                left=row.state == SUBMITTED
                and row.id not in own
                and user.pk not in round_.approved_by,
                changed=round_.changed and row.state in AGAIN,
                returned=round_.returned,
                suggested=row.suggested,
            )
        )
    return Tally(counts, sorted(shown, key=attrgetter("place")), wanted)


@dataclass(frozen=True)
class _Round:
    """The last round of a claim: who approved it, whether it is not what was approved once, and
    whether the last decision so far sent it back."""

    approved_by: frozenset[int] = frozenset()
    changed: bool = False
    returned: bool = False


NO_ROUND: Final = _Round()


def _rounds(revision_id: int) -> dict[UUID, _Round]:
    """Claim id → its last round, where it was handed in at all. Two queries."""
    handed_in = dict[UUID, tuple[int, str]]()
    submissions = Submission.objects.filter(annotation__revision_id=revision_id).order_by("id")
    for id_, claim, digest in submissions.values_list("id", "annotation_id", "hash"):
        handed_in[claim] = id_, digest
    approved = defaultdict[UUID, list[tuple[int, int | None, str]]](list)
    last = dict[UUID, str]()
    standing = Decision.objects.filter(
        annotation__revision_id=revision_id, retracted_by=None
    ).exclude(verdict=Decision.Verdict.RETRACT)
    named = ("annotation_id", "verdict", "reviewer_id", "submission_id", "hash")
    for claim, verdict, who, of, digest in standing.order_by("id").values_list(*named):
        last[claim] = verdict
        if verdict == Decision.Verdict.APPROVE:
            approved[claim].append((who, of, digest))
    return {
        claim: _Round(
            frozenset(who for who, of, _ in approved[claim] if of == submission),
            any(approved_hash != digest for *_, approved_hash in approved[claim]),
            last.get(claim) in NEGATIVE,
        )
        for claim, (submission, digest) in handed_in.items()
    }


def _place(id_: UUID, fragments: Sequence[Span]) -> Place:
    """Reading order: where it begins, the longer one first."""
    return fragments[0].start, -fragments[0].end, id_
