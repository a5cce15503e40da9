"""What a batch of an import did, and what it leaves for the end."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from annotations.formats.checks import CheckedAnnotation
from annotations.formats.reading import Problem
from annotations.formats.sources import Origin
from annotations.services.import_review import Review


@dataclass(frozen=True)
class Pending:
    """A claim with links to other documents: they, and its sign-off, wait for the end."""

    origin: Origin
    article: int
    id: UUID
    claim: CheckedAnnotation
    workers: set[str]

    @property
    def where(self) -> str:
        return self.claim.record.label

    @property
    def problems(self) -> Sequence[Problem]:
        """None: they were told with the document."""
        return ()


@dataclass
class Done:
    """What a batch did."""

    counts: Counter[str] = field(default_factory=Counter)
    problems: list[Problem] = field(default_factory=list)
    pending: list[Pending] = field(default_factory=list)
    made: set[int] = field(default_factory=set)
    """Articles that were not there before."""

    def tell(self, origin: Origin, article: int, where: str, reason: str) -> None:
        """Add why a row of ``article``, as it is numbered here, was left out."""
        self.problems.append(Problem(*origin, where, reason, article))


def tell(done: Done, origin: Origin, article: int, review: Review) -> None:
    """Count the decisions of a claim, and tell what of its sign-off did not hold."""
    label = review.record.label
    done.counts["decisions"] += len(review.kept)
    for place, decision in enumerate(review.record.decisions):
        if place not in review.kept:
            reason = f"{decision.reviewer} worked on this claim, so the decision is left out."
            done.tell(origin, article, f"{label} decisions[{place}]", reason)
    if review.reason:
        reason = f"It comes in as {review.state}: {review.reason}."
        done.tell(origin, article, label, reason)
