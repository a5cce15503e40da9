"""The states of a claim, and what moves it from one to the next."""

from collections.abc import Sequence
from typing import Final, Self

from annotations.domain.errors import DomainError, IllegalState

DRAFT, SUBMITTED, APPROVED = "draft", "submitted", "approved"
CHANGES_REQUESTED, REJECTED, WITHDRAWN = "changes_requested", "rejected", "withdrawn"
STATES: Final = (DRAFT, SUBMITTED, APPROVED, CHANGES_REQUESTED, REJECTED, WITHDRAWN)

MOVES: Final[dict[str, dict[str, str]]] = {
    "edit": {
        DRAFT: DRAFT,
        SUBMITTED: DRAFT,
        APPROVED: DRAFT,
        CHANGES_REQUESTED: DRAFT,
        REJECTED: DRAFT,
    },
    "submit": {DRAFT: SUBMITTED, CHANGES_REQUESTED: SUBMITTED},
    "approve": {SUBMITTED: APPROVED},
    "request_changes": {SUBMITTED: CHANGES_REQUESTED},
    "reject": {SUBMITTED: REJECTED},
    "retract": {
        SUBMITTED: SUBMITTED,
        APPROVED: SUBMITTED,
        CHANGES_REQUESTED: SUBMITTED,
        REJECTED: SUBMITTED,
    },
    "withdraw": {APPROVED: WITHDRAWN},
}
"""Action → state before → state after. What is not here is refused."""

WORDS: Final = {
    DRAFT: "a draft",
    SUBMITTED: "waiting for sign-off",
    APPROVED: "approved",
    CHANGES_REQUESTED: "sent back for changes",
    REJECTED: "rejected",
    WITHDRAWN: "withdrawn",
}

INSTEAD: Final = {
    APPROVED: "ask a lead to withdraw the claim, or an editor to change it and hand it in again",
    CHANGES_REQUESTED: "ask an editor to hand the claim in again: then you decide anew",
    REJECTED: "ask an editor to change the claim and hand it in again: then you decide anew",
    SUBMITTED: "ask an editor to change the claim and hand it in again: then you decide anew",
}
"""State → what to do about a decision that cannot be taken back any more."""

NEGATIVE: Final = frozenset({"request_changes", "reject"})


class ReasonRequired(DomainError):
    """Anything but an approval says why."""

    code = "reason_required"
    message = "Choose at least one reason, so that the editor knows what to mend."


class NoteRequired(DomainError):
    """A withdrawal says why."""

    code = "note_required"
    message = "Write a note that says why this claim is withdrawn."


class NotARepeat(DomainError):
    """A verdict was to hold for a claim that does not repeat the one that is decided."""

    code = "not_a_repeat"
    message = "This claim does not repeat the other. No decision was stored. Look again."


class NothingChosen(DomainError):
    """A verdict on several claims that names none."""

    code = "nothing_chosen"
    message = "No claim is ticked. Open the claims one by one, then tick those to approve."


class ReviewFinished(DomainError):
    """A decision was told when its reviewer finished the review: it stays."""

    code = "review_finished"
    status = 409
    message = "You have finished this review, so your decision stays."

    @classmethod
    def on(cls, when: str, told: Sequence[str], state: str) -> Self:
        """``when`` it was finished, the names of who was ``told``, the claim's ``state``."""
        names = " and ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))
        heard = f", and {names} {'were' if len(told) > 1 else 'was'} told" if told else ""
        return cls(
            f"You finished this review on {when}{heard}. So your decision stays."
            f" If it is wrong, {INSTEAD[state]}."
        )


def move(state: str | None, action: str) -> str:
    """Return the state that ``action`` leads to. Raises IllegalState."""
    if state is None:
        raise IllegalState("Only claims are signed off. Nothing was changed.")
    if state not in MOVES[action]:
        done = action.replace("_", " ")
        raise IllegalState(
            f"This claim is {WORDS[state]}: “{done}” is not possible now. Nothing was changed.",
            extra={"state": state},
        )
    return MOVES[action][state]


def outcome(verdict: str, have: int, need: int) -> str:
    """State after a verdict on a submitted claim; ``have`` counts approvals with this one."""
    if verdict == "approve" and have < need:
        return SUBMITTED
    return MOVES[verdict][SUBMITTED]


def reopened(state: str | None, verdict: str) -> str:
    """State after ``verdict`` was taken back: a refusal stays when only an approval goes.

    Raises IllegalState.
    """
    after = move(state, "retract")
    return after if state == APPROVED or verdict in NEGATIVE else str(state)


def check_reasons(verdict: str, reasons: Sequence[str]) -> None:
    """Raises ReasonRequired unless the verdict is an approval or names a reason."""
    if verdict in NEGATIVE and not reasons:
        raise ReasonRequired(field="reasons")
