"""The states of a claim: every pair of state and action."""

import itertools

import pytest

from annotations.domain import reviews
from annotations.domain.errors import IllegalState

D, S, A, C, R, W = reviews.STATES
TABLE = {  # action → state before → state after, written out again from the desk's rules
    "edit": {D: D, S: D, A: D, C: D, R: D},
    "submit": {D: S, C: S},
    "approve": {S: A},
    "request_changes": {S: C},
    "reject": {S: R},
    "retract": {S: S, A: S, C: S, R: S},
    "withdraw": {A: W},
}


@pytest.mark.parametrize(("action", "state"), list(itertools.product(TABLE, reviews.STATES)))
def test_only_the_listed_moves_are_possible(action, state):
    if state in TABLE[action]:
        assert reviews.move(state, action) == TABLE[action][state]
        return
    with pytest.raises(IllegalState) as refused:
        reviews.move(state, action)
    assert refused.value.status == 409
    assert reviews.WORDS[state] in refused.value.detail


def test_the_table_has_no_other_action():
    assert set(reviews.MOVES) == set(TABLE)


@pytest.mark.parametrize("action", TABLE)
def test_sources_and_markers_have_no_state_to_move(action):
    with pytest.raises(IllegalState, match="Only claims"):
        reviews.move(None, action)


@pytest.mark.parametrize(
    ("verdict", "have", "need", "state"),
    [
        ("approve", 1, 1, A),
        ("approve", 1, 2, S),
        ("approve", 2, 2, A),
        ("approve", 2, 3, S),
        ("approve", 3, 3, A),
        ("approve", 3, 2, A),  # the project asks for fewer than it did
        ("request_changes", 2, 3, C),
        ("reject", 0, 1, R),
    ],
)
def test_a_round_ends_with_the_last_approval_or_the_first_refusal(verdict, have, need, state):
    assert reviews.outcome(verdict, have, need) == state


@pytest.mark.parametrize("verdict", ["request_changes", "reject"])
def test_a_refusal_names_a_reason(verdict):
    with pytest.raises(reviews.ReasonRequired) as refused:
        reviews.check_reasons(verdict, [])
    assert refused.value.field == "reasons"
    reviews.check_reasons(verdict, ["wrong_source"])
    reviews.check_reasons("approve", [])


@pytest.mark.parametrize(
    ("state", "verdict", "after"),
    [
        (A, "approve", S),
        (C, "request_changes", S),
        (R, "reject", S),
        (S, "approve", S),
        (C, "approve", C),  # somebody else's refusal stays
        (R, "approve", R),
    ],
)
def test_taking_a_verdict_back_leaves_a_refusal_by_somebody_else(state, verdict, after):
    assert reviews.reopened(state, verdict) == after
