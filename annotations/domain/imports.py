"""What an imported claim's sign-off is still worth here."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from annotations.domain.reviews import DRAFT, SUBMITTED, WITHDRAWN

VERDICTS = {
    "approved": "approve",
    "changes_requested": "request_changes",
    "rejected": "reject",
}


@dataclass(frozen=True)
class DecisionSeen:
    """One decision of the file; ``submission`` and ``retracts`` are places in its lists."""

    verdict: str
    reviewer: str
    hash: str
    submission: int | None
    retracts: int | None


@dataclass(frozen=True)
class Settled:
    """The state a claim comes in with, and why it is not the one in the file, if so."""

    state: str
    reason: str = ""


def kept_decisions(decisions: Sequence[DecisionSeen], workers: Collection[str]) -> list[int]:
    """Places of the decisions that four eyes allow: none by ``workers``, none about those."""
    kept: list[int] = []
    for place, decision in enumerate(decisions):
        if decision.retracts is None:
            allowed = decision.reviewer not in workers
        else:
            allowed = decision.retracts in kept
        if allowed:
            kept.append(place)
    return kept


def settle(
    *,
    state: str,
    digest: str,
    complete: bool,
    decisions: Sequence[DecisionSeen],
    kept: Collection[int],
    last_submission: int | None,
    need: int,
) -> Settled:
    """Return the state of an imported claim whose content here hashes to ``digest``.

    A verdict holds if it stands, is of the last submission and of this very content, and
    if as many people approved as this project asks for (``need``).
    """
    if state in (DRAFT, WITHDRAWN):
        return Settled(state)
    if not complete:
        return Settled(DRAFT, "it does not pass the gate")
    if state == SUBMITTED:
        return Settled(state)
    taken_back = {decisions[place].retracts for place in kept}
    standing = {
        decisions[place].reviewer
        for place in kept
        if decisions[place].verdict == VERDICTS[state]
        and place not in taken_back
        and decisions[place].submission == last_submission
        and decisions[place].hash == digest
    }
    if len(standing) >= (need if state == "approved" else 1):
        return Settled(state)
    return Settled(SUBMITTED, f"nothing here shows that this very content was {state}")
