"""What a batch of an import did, and what it leaves for the end."""

from collections import Counter
from dataclasses import dataclass, field
from uuid import UUID

from annotations.formats.checks import CheckedAnnotation, Problem
from annotations.formats.sources import Origin
from annotations.services.import_review import Review


@dataclass(frozen=True)
class Pending:
    """A claim with links to other documents: they, and its sign-off, wait for the end."""

    origin: Origin
    id: UUID
    claim: CheckedAnnotation
    workers: set[str]

    @property
    def where(self) -> str:
        return self.claim.record.label


@dataclass
class Done:
    """What a batch did."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)


def tell(done: Done, origin: Origin, review: Review) -> None:
    """Count the decisions of a claim, and tell what of its sign-off did not hold."""
    label = review.record.label
    done.counts["decisions"] += len(review.kept)
    for place, decision in enumerate(review.record.decisions):
        if place not in review.kept:
            reason = f"{decision.reviewer} worked on this claim, so the decision is left out."
            done.problems.append(Problem(*origin, f"{label} decisions[{place}]", reason))
    if review.reason:
        reason = f"It comes in as {review.state}: {review.reason}."
        done.problems.append(Problem(*origin, label, reason))
