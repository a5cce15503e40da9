"""Sign-off: who may do what in which state, rounds of several people, submitting."""

import itertools
from collections.abc import Callable

import pytest

from annotations.domain import reviews as rules
from annotations.domain.errors import (
    DomainError,
    IllegalState,
    NotSubmittable,
    UnknownTerm,
)
from annotations.models import (
    Annotation,
    Decision,
    Event,
    User,
)
from annotations.permissions import NotAllowed
from annotations.queries.reviews import standings
from annotations.services import reviews
from annotations.services.locking import NotFound
from tests.people import tag
from tests.services.steps import (
    decide,
    edit,
    gone,
    need,
    now,
    seen,
    submit,
    taken_back,
)

PEOPLE = ["vera", "emil", "edda", "rita", "roy", "lena", "otto", "system"]


# Every state × action × person -----------------------------------------------------------------

ACTIONS: dict[str, Callable[[User, Annotation], object]] = {
    "edit": lambda actor, claim: edit(actor, claim, note="Somebody changed this."),
    "submit": submit,
    "approve": lambda actor, claim: decide(actor, claim, "approve"),
    "request_changes": lambda actor, claim: decide(actor, claim, "request_changes"),
    "reject": lambda actor, claim: decide(actor, claim, "reject"),
    "retract": lambda actor, claim: reviews.retract(actor=actor, annotation_id=claim.pk),
    "withdraw": lambda actor, claim: reviews.withdraw(
        actor=actor, annotation_id=claim.pk, note="The register was wrong."
    ),
}
EDITORS = {"emil", "edda", "rita", "roy", "lena", "system"}
MAY = {
    "edit": EDITORS,
    "submit": EDITORS,
    "approve": {"rita", "roy", "lena"},
    "request_changes": {"rita", "roy", "lena"},
    "reject": {"rita", "roy", "lena"},
    "retract": {"rita", "roy", "lena"},
    "withdraw": {"lena"},
}
DECIDED = {"approved", "changes_requested", "rejected"}


def expected(action: str, state: str, who: str) -> type[Exception] | str:
    """What has to come of it: the error, or the state that the claim is in afterwards."""
    if who == "otto":
        return NotFound
    if who not in MAY[action]:
        return NotAllowed
    if action == "submit" and state == "submitted":
        return "submitted"  # a retry answers the standing submission
    if state not in rules.MOVES[action]:
        return IllegalState
    if action == "retract" and not (who == "rita" and state in DECIDED):
        return IllegalState  # nobody takes back what they did not decide
    return rules.MOVES[action][state]


@pytest.mark.parametrize(("state", "action"), list(itertools.product(rules.STATES, ACTIONS)))
def test_only_listed_moves_by_listed_people_succeed(state, action, in_state, people):
    claim = in_state(state)
    for who in PEOPLE:
        result = expected(action, state, who)
        with taken_back():
            if isinstance(result, str):
                ACTIONS[action](people[who], claim)
                assert now(claim).state == result, who
                continue
            before = traces(claim)
            with pytest.raises(result):
                ACTIONS[action](people[who], claim)
            assert traces(claim) == before, who


def traces(claim: Annotation) -> list[object]:
    """Everything that a refused action has to leave as it was."""
    row = now(claim)
    return [row.state, row.version, Event.objects.count(), Decision.objects.count()]


# Rounds ----------------------------------------------------------------------------------------


def test_two_different_people_approve_one_hash(submitted, project, rita, roy):
    need(project, 2)
    first = decide(rita, submitted)
    assert (first.have, first.need, now(submitted).state) == (1, 2, "submitted")
    with pytest.raises(IllegalState, match="already"):
        decide(rita, submitted)
    second = decide(roy, submitted)
    assert (second.have, second.need, now(submitted).state) == (2, 2, "approved")


def test_three_approvals_are_the_most_that_can_be_asked(submitted, project, rita, roy, lena):
    need(project, 3)
    states = [decide(who, submitted).annotation.state for who in (rita, roy, lena)]
    assert states == ["submitted", "submitted", "approved"]


@pytest.mark.parametrize("verdict", ["request_changes", "reject"])
def test_the_first_refusal_ends_the_round(verdict, submitted, project, rita, roy, lena):
    need(project, 3)
    decide(rita, submitted)
    decide(roy, submitted, verdict)
    assert now(submitted).state == rules.outcome(verdict, 0, 3)
    with pytest.raises(IllegalState):
        decide(lena, submitted)


def test_a_new_round_starts_from_nothing(submitted, project, edda, rita, roy):
    need(project, 2)
    decide(rita, submitted)
    edit(edda, submitted, note="One more thing.")
    submit(edda, submitted)
    assert decide(roy, submitted).have == 1
    assert now(submitted).state == "submitted"
    assert decide(rita, submitted).annotation.state == "approved"


@pytest.mark.parametrize(
    ("verdict", "state"),
    [("approve", "approved"), ("request_changes", "changes_requested"), ("reject", "rejected")],
)
def test_a_decision_is_taken_back_by_a_retraction(verdict, state, submitted, rita):
    decision = decide(rita, submitted, verdict).decision
    assert now(submitted).state == state
    taken = reviews.retract(actor=rita, annotation_id=submitted.pk)
    assert (taken.decision.verdict, taken.decision.retracts_id) == ("retract", decision.pk)
    assert now(submitted).state == "submitted"
    assert decide(rita, submitted).annotation.state == "approved"  # and decides anew
    with pytest.raises(IllegalState):
        reviews.retract(actor=edda_of(submitted), annotation_id=submitted.pk)


def edda_of(claim: Annotation) -> User:
    """A reviewer by now, who has decided nothing here."""
    user = claim.author
    user.memberships.update(role="reviewer")
    return user


def test_taking_back_one_of_two_approvals_opens_the_claim_again(submitted, project, rita, roy):
    need(project, 2)
    decide(rita, submitted)
    decide(roy, submitted)
    taken = reviews.retract(actor=rita, annotation_id=submitted.pk)
    assert (taken.have, now(submitted).state) == (1, "submitted")


@pytest.mark.parametrize("verdict", ["request_changes", "reject"])
def test_taking_back_an_approval_leaves_somebody_elses_refusal(
    verdict, submitted, project, rita, roy
):
    need(project, 2)
    decide(rita, submitted)
    decide(roy, submitted, verdict)
    reviews.retract(actor=rita, annotation_id=submitted.pk)
    assert now(submitted).state == rules.outcome(verdict, 0, 2)
    taken = reviews.retract(actor=roy, annotation_id=submitted.pk)
    assert (taken.have, now(submitted).state) == (0, "submitted")


def test_a_refusal_needs_a_reason_of_the_projects_vocabulary(submitted, rita):
    with pytest.raises(rules.ReasonRequired):
        decide(rita, submitted, "reject", reasons=[])
    with pytest.raises(UnknownTerm) as refused:
        decide(rita, submitted, "reject", reasons=["wrong_source", "bad_mood"])
    assert refused.value.field == "reasons"
    decided = decide(rita, submitted, "reject", reasons=["duplicate"], comment="  See C2. ")
    assert (decided.decision.reasons, decided.decision.comment) == (["duplicate"], "See C2.")


def test_the_editor_mends_and_hands_in_again(submitted, edda, rita):
    decide(rita, submitted, "request_changes", reasons=["wrong_normalisation"])
    edit(edda, submitted, normalised_claim="Twelve crates were lost on Monday.")
    submit(edda, submitted)
    assert decide(rita, submitted).annotation.state == "approved"


def test_what_was_sent_back_may_be_handed_in_as_it_is(submitted, edda, rita):
    """The editor explains in a comment; the reviewer decides in a new round."""
    decide(rita, submitted, "request_changes")
    submit(edda, submitted)
    assert now(submitted).state == "submitted"
    assert decide(rita, submitted).annotation.state == "approved"


def test_withdrawing_says_why_and_is_for_good(approved, lena, edda):
    with pytest.raises(rules.NoteRequired) as refused:
        reviews.withdraw(actor=lena, annotation_id=approved.pk, note="  ")
    assert refused.value.field == "note"
    reviews.withdraw(actor=lena, annotation_id=approved.pk, note="The register was wrong.")
    event = Event.objects.filter(annotation_id=approved.pk).latest("pk")
    assert event.changes["comment"] == [None, "The register was wrong."]
    for action in ACTIONS:
        with pytest.raises(DomainError):
            ACTIONS[action](lena, approved)
    with pytest.raises(IllegalState):
        gone(edda, approved)


# Submitting ------------------------------------------------------------------------------------


def test_the_gate_blocks_and_says_what_is_missing(edda, revision):
    bare = tag(edda, revision, "claim", "3 barrels")
    with pytest.raises(NotSubmittable) as refused:
        submit(edda, bare)
    assert refused.value.extra["missing"] == ["It has no finding.", "It has no source."]
    assert now(bare).state == "draft"


def test_submitting_again_answers_the_standing_submission(claim, edda):
    first = reviews.submit_claim(actor=edda, annotation_id=claim.pk)
    again = reviews.submit_claim(actor=edda, annotation_id=claim.pk)
    assert again.hash == first.hash == seen(claim)
    assert again.annotation.version == first.annotation.version
    assert claim.submissions.count() == 1


def test_submitting_an_article_hands_in_what_passes_and_names_the_rest(claim, edda, revision):
    tag(edda, revision, "claim", "3 barrels", desk_status="unverified")
    report = reviews.submit_article(actor=edda, article_id=claim.article_id)
    assert [one.annotation.label for one in report.submitted] == ["C1"]
    assert [(c.label, [g.code for g in gaps]) for c, gaps in report.held] == [("C2", ["no_source"])]
    nothing = reviews.submit_article(actor=edda, article_id=claim.article_id)
    assert nothing.submitted == []


def test_submitting_an_article_leaves_decided_claims_alone(approved, edda):
    report = reviews.submit_article(actor=edda, article_id=approved.article_id)
    assert (report.submitted, report.held) == ([], [])
    assert now(approved).state == "approved"


# How a claim stands ----------------------------------------------------------------------------


def test_standing_counts_approvals_of_the_last_round_only(submitted, project, edda, rita, roy):
    need(project, 2)
    decide(rita, submitted)
    standing = standings([submitted], 2)[submitted.pk]
    assert (standing.have, standing.need) == (1, 2)
    assert standing.decided_by(rita).verdict == "approve"
    assert standing.decided_by(roy) is None
    assert standing.is_work_of(edda)
    assert not standing.is_work_of(rita)
    reviews.retract(actor=rita, annotation_id=submitted.pk)
    standing = standings([submitted], 2)[submitted.pk]
    assert (standing.have, standing.decided_by(rita)) == (0, None)
    assert [decision.verdict for decision in standing.decisions] == ["approve", "retract"]


def test_standings_cost_the_same_for_one_claim_and_for_many(
    claim, edda, revision, django_assert_num_queries
):
    many = [claim] + [tag(edda, revision, "claim", "12 crates") for _ in range(9)]
    with django_assert_num_queries(3):
        standings([claim], 1)
    with django_assert_num_queries(3):
        standings(many, 1)
