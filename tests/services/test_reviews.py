"""Sign-off: who may do what in which state, four eyes, and what voids an approval."""

import itertools
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import IntegrityError, connection, connections, transaction
from django.utils import timezone

from annotations.domain import reviews as rules
from annotations.domain.claims import approval_hash, canonical
from annotations.domain.errors import (
    ChangedSinceSeen,
    DomainError,
    IllegalState,
    NotSubmittable,
    OwnWork,
    UnknownTerm,
)
from annotations.models import (
    Annotation,
    Contributor,
    Decision,
    Event,
    Link,
    Project,
    Revision,
    User,
)
from annotations.permissions import NotAllowed
from annotations.queries import claims
from annotations.queries.reviews import standings
from annotations.services import reviews
from annotations.services.annotations import (
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence, remove_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound
from annotations.services.people import system_actor
from annotations.services.undo import undo
from tests.people import person, tag

PEOPLE = ["vera", "emil", "edda", "rita", "roy", "lena", "otto", "system"]


def now(claim: Annotation) -> Annotation:
    return Annotation.objects.select_related("article__project").get(pk=claim.pk)


def seen(claim: Annotation) -> str:
    return approval_hash(claims.content(now(claim)))


def decide(
    actor: User, claim: Annotation, verdict: str = "approve", **more: Any
) -> reviews.Decided:
    reasons = [] if verdict == "approve" else ["wrong_source"]
    given = {"verdict": verdict, "seen": seen(claim), "reasons": reasons, **more}
    return reviews.decide(actor=actor, annotation_id=claim.pk, **given)


def submit(actor: User, claim: Annotation) -> None:
    reviews.submit_claim(actor=actor, annotation_id=claim.pk)


def edit(actor: User, annotation: Annotation, **values: Any) -> Annotation:
    return update_annotation(
        actor=actor, annotation_id=annotation.pk, version=now(annotation).version, **values
    )


@pytest.fixture
def submitted(claim: Annotation, edda: User) -> Annotation:
    submit(edda, claim)
    return now(claim)


@pytest.fixture
def approved(submitted: Annotation, rita: User) -> Annotation:
    decide(rita, submitted)
    return now(submitted)


@pytest.fixture
def in_state(claim: Annotation, edda: User, rita: User, lena: User) -> Callable[[str], Annotation]:
    """Bring the claim into a state; where somebody decided, it was Rita."""
    verdicts = {"approved": "approve", "changes_requested": "request_changes"}
    verdicts |= {"rejected": "reject", "withdrawn": "approve"}

    def bring(state: str) -> Annotation:
        if state != "draft":
            submit(edda, claim)
        if state in verdicts:
            decide(rita, claim, verdicts[state])
        if state == "withdrawn":
            reviews.withdraw(actor=lena, annotation_id=claim.pk, note="The register was wrong.")
        assert now(claim).state == state
        return now(claim)

    return bring


@pytest.fixture
def people(
    vera: User, edda: User, emil: User, rita: User, roy: User, lena: User, otto: User
) -> dict[str, User]:
    who = {user.username: user for user in (vera, edda, emil, rita, roy, lena, otto)}
    return {**who, "system": system_actor()}


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


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


# Four eyes -------------------------------------------------------------------------------------


def contribute_by_creating(actor: User, claim: Annotation) -> Annotation:
    made = tag(actor, claim.revision, "claim", "3 barrels", desk_status="unverified")
    return edit(actor, made, no_source_given=True)


def contribute_by_editing(actor: User, claim: Annotation) -> Annotation:
    return edit(actor, claim, normalised_claim="Twelve crates were lost.")


def contribute_by_evidence(actor: User, claim: Annotation) -> Annotation:
    values = {"medium": "call", "stance": "context", "excerpt": "The harbour master."}
    return add_evidence(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), **values).annotation


def contribute_by_linking(actor: User, claim: Annotation) -> Annotation:
    other = tag(actor, claim.revision, "source", "Mayor Ona Rell")
    return add_link(
        actor=actor, annotation_id=claim.pk, type="denied_by", target_id=other.pk
    ).origin


def contribute_by_unlinking(actor: User, claim: Annotation) -> Annotation:
    link = Link.objects.get(origin=claim, type="qualified_by")
    return remove_link(
        actor=actor, annotation_id=claim.pk, type="qualified_by", target_id=link.target_id
    )


def contribute_through_the_source(actor: User, claim: Annotation) -> Annotation:
    source = Link.objects.get(origin=claim, type="attributed_to").target
    edit(actor, source, attributes={"identity": "Quill Island harbour office"})
    return claim


def contribute_before_the_link(actor: User, claim: Annotation) -> Annotation:
    """The actor tags a marker; somebody else links it."""
    author = claim.author
    other = tag(actor, claim.revision, "status", "These figures")
    return add_link(
        actor=author, annotation_id=claim.pk, type="qualified_by", target_id=other.pk
    ).origin


def contribute_by_submitting(actor: User, claim: Annotation) -> Annotation:
    submit(actor, claim)
    return claim


def contribute_by_restoring(actor: User, claim: Annotation) -> Annotation:
    author = claim.author
    delete_annotation(actor=author, annotation_id=claim.pk, version=now(claim).version)
    return restore_annotation(actor=actor, annotation_id=claim.pk)


def contribute_and_undo(actor: User, claim: Annotation) -> Annotation:
    edit(actor, claim, note="A slip.")
    undo(actor=actor, article_id=claim.article_id)
    return claim


@pytest.mark.parametrize(
    "contribute",
    [
        contribute_by_creating,
        contribute_by_editing,
        contribute_by_evidence,
        contribute_by_linking,
        contribute_by_unlinking,
        contribute_through_the_source,
        contribute_before_the_link,
        contribute_by_submitting,
        contribute_by_restoring,
        contribute_and_undo,
    ],
)
def test_nobody_decides_on_what_they_worked_on(contribute, claim, edda, rita, lena):
    worked_on = contribute(rita, claim)
    submit(edda, worked_on)
    for verdict in ("approve", "request_changes", "reject"):
        with pytest.raises(OwnWork) as refused:
            decide(rita, worked_on, verdict)
        assert (refused.value.code, refused.value.status) == ("own_work", 403)
        assert now(worked_on).state == "submitted"
        with taken_back():
            decide(lena, worked_on, verdict)  # somebody else may


def test_a_lead_is_bound_by_four_eyes_as_well(claim, edda, lena):
    edit(lena, claim, note="Ask the mayor.")
    submit(edda, claim)
    with pytest.raises(OwnWork):
        decide(lena, claim)


def test_comments_and_taking_the_article_in_make_nobody_a_contributor(claim, edda, lena):
    """Lena took the article in; here she comments as well."""
    add_comment(actor=lena, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    submit(edda, claim)
    assert decide(lena, claim).annotation.state == "approved"


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
@pytest.mark.parametrize("who", ["edda", "emil"])
def test_the_database_refuses_a_contributors_decision_whoever_writes_it(
    verdict, who, people, submitted
):
    """Plain SQL under the app's own role: Edda made it; Emil is named by a row of his own."""
    if who == "emil":
        Contributor.objects.create(annotation=submitted, user=people["emil"])
    with pytest.raises(IntegrityError, match="nobody decides"), transaction.atomic():
        insert_decision(submitted, people[who], verdict)
    insert_decision(submitted, people["rita"], verdict)


def test_the_database_knows_the_authors_of_linked_sources(submitted, source, roy):
    Contributor.objects.create(annotation=source, user=roy)
    with pytest.raises(IntegrityError, match="nobody decides"), transaction.atomic():
        insert_decision(submitted, roy, "approve")


def test_the_database_approves_nothing_without_a_decision(submitted):
    def by_hand() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update annotation set state = 'approved' where id = %s", [submitted.pk])
            cursor.execute("set constraints all immediate")

    with pytest.raises(IntegrityError, match="approved by a decision"):
        by_hand()


def test_an_approval_taken_back_in_the_same_transaction_is_no_approval(submitted, rita):
    decide(rita, submitted)
    reviews.retract(actor=rita, annotation_id=submitted.pk)
    connection.check_constraints()


@pytest.mark.parametrize("table", ["decision", "submission", "contributor"])
@pytest.mark.parametrize("verb", ["update {} set id = id", "delete from {}"])
def test_sign_off_is_kept_as_it_was_written(table, verb, approved):
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def insert_decision(claim: Annotation, reviewer: User, verdict: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into decision (annotation_id, reviewer_id, verdict, reasons, comment, hash,"
            " snapshot, imported, created_at)"
            " values (%s, %s, %s, '{wrong_source}', '', %s, '{}', false, now())",
            [claim.pk, reviewer.pk, verdict, "0" * 64],
        )


# Bound to what was seen ------------------------------------------------------------------------


def test_an_approval_keeps_what_was_seen(submitted, rita):
    content = claims.content(submitted)
    decision = decide(rita, submitted).decision
    assert decision.hash == approval_hash(content)
    assert decision.snapshot == canonical(content)
    assert decision.submission.hash == decision.hash


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
def test_a_decision_on_something_older_is_refused_and_nothing_is_stored(
    verdict, submitted, edda, rita
):
    old = seen(submitted)
    edit(edda, submitted, note="Three barrels were found since.")
    submit(edda, submitted)
    with pytest.raises(ChangedSinceSeen) as refused:
        decide(rita, submitted, verdict, seen=old)
    assert refused.value.extra == {"hash": seen(submitted)}
    assert not Decision.objects.exists()
    assert now(submitted).state == "submitted"


EVIDENCE = uuid.UUID("018f0000-0000-7000-8000-000000000001")


@pytest.fixture
def rich(claim: Annotation, edda: User, revision: Revision) -> Annotation:
    """The claim with a piece of evidence and a claim that it repeats."""
    other = tag(edda, revision, "claim", "lost 12 crates", desk_status="unverified")
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=other.pk)
    values = {"medium": "call", "stance": "context", "excerpt": "The harbour master."}
    add_evidence(actor=edda, annotation_id=claim.pk, id=EVIDENCE, **values)
    return claim


def linked(claim: Annotation, type_: str) -> Annotation:
    return Link.objects.get(origin=claim, type=type_).target


def move_to(actor: User, annotation: Annotation, quote: str) -> Annotation:
    start = annotation.revision.text.index(quote)
    return edit(actor, annotation, fragments=[Part(start, start + len(quote), quote)])


def gone(actor: User, annotation: Annotation) -> Annotation:
    return delete_annotation(
        actor=actor, annotation_id=annotation.pk, version=now(annotation).version
    )


VOIDING: dict[str, Callable[[User, Annotation], object]] = {
    "words moved": lambda who, c: move_to(who, c, "12 crates and 3 barrels"),
    "finding": lambda who, c: edit(who, c, desk_status="disputed"),
    "attribute": lambda who, c: edit(who, c, attributes={"type": "numerical"}),
    "figure": lambda who, c: edit(who, c, attributes={"figure": {"value": 12}}),
    "normalised claim": lambda who, c: edit(who, c, normalised_claim="Twelve crates were lost."),
    "note": lambda who, c: edit(who, c, note="Ask again."),
    "no source given": lambda who, c: edit(who, c, no_source_given=True),
    "evidence added": contribute_by_evidence,
    "evidence removed": lambda who, c: remove_evidence(
        actor=who, annotation_id=c.pk, evidence_id=EVIDENCE
    ),
    "link added": contribute_by_linking,
    "link removed": contribute_by_unlinking,
    "claim deleted": gone,
    "source moved": lambda who, c: move_to(who, linked(c, "attributed_to"), "harbour office"),
    "source described": contribute_through_the_source,
    "source deleted": lambda who, c: gone(who, linked(c, "attributed_to")),
    "marker moved": lambda who, c: move_to(who, linked(c, "qualified_by"), "could not be"),
    "marker described": lambda who, c: edit(
        who, linked(c, "qualified_by"), attributes={"polarity": "not_verified"}
    ),
    "marker deleted": lambda who, c: gone(who, linked(c, "qualified_by")),
    "repeated claim moved": lambda who, c: move_to(who, linked(c, "repeats"), "12 crates, harbour"),
    "repeated claim deleted": lambda who, c: gone(who, linked(c, "repeats")),
}
CAUSES = {
    "source moved": ("S1", "annotation.edited"),
    "source described": ("S1", "annotation.edited"),
    "source deleted": ("S1", "annotation.deleted"),
    "marker moved": ("V1", "annotation.edited"),
    "marker described": ("V1", "annotation.edited"),
    "marker deleted": ("V1", "annotation.deleted"),
    "repeated claim moved": ("C2", "annotation.edited"),
    "repeated claim deleted": ("C2", "annotation.deleted"),
}


@pytest.mark.parametrize("change", VOIDING)
def test_any_later_change_voids_the_sign_off(change, rich, in_state, emil):
    for state in ("submitted", "approved", "changes_requested", "rejected"):
        with taken_back():
            void(change, in_state(state), state, emil)


def void(change: str, claim: Annotation, state: str, emil: User) -> None:
    before = seen(claim)
    VOIDING[change](emil, claim)
    after = now(claim)
    assert after.state == "draft"
    assert after.version > claim.version
    assert seen(claim) != before or after.deleted_at
    event = Event.objects.filter(annotation_id=claim.pk).latest("pk")
    assert event.changes["state"] == [state, "draft"]
    assert event.actor_id == emil.pk
    if change in CAUSES:
        label, action = CAUSES[change]
        assert event.action == "claim.reopened"
        assert event.target == label
        assert event.changes["cause"][1]["action"] == action


def test_bringing_a_linked_source_back_voids_what_was_approved_without_it(
    claim, source, edda, rita, emil
):
    edit(edda, claim, no_source_given=True)
    gone(edda, source)
    submit(edda, claim)
    decide(rita, claim)
    restore_annotation(actor=emil, annotation_id=source.pk)
    assert now(claim).state == "draft"
    event = Event.objects.filter(annotation_id=claim.pk).latest("pk")
    assert (event.action, event.target) == ("claim.reopened", "S1")
    assert event.changes["cause"][1]["action"] == "annotation.restored"


def test_undoing_an_edit_of_a_linked_source_voids_again(claim, source, edda, rita):
    edit(edda, source, attributes={"identity": "Harbour office"})
    submit(edda, claim)
    decide(rita, claim)
    undo(actor=edda, article_id=claim.article_id)
    assert now(claim).state == "draft"


def test_a_claim_deleted_and_brought_back_is_a_draft(approved, edda):
    gone(edda, approved)
    assert restore_annotation(actor=edda, annotation_id=approved.pk).state == "draft"


KEEPING: dict[str, Callable[[User, Annotation], object]] = {
    "comment": lambda who, c: add_comment(
        actor=who, annotation_id=c.pk, id=uuid.uuid4(), text="Well found."
    ),
    "comment on the source": lambda who, c: add_comment(
        actor=who, annotation_id=linked(c, "attributed_to").pk, id=uuid.uuid4(), text="Who?"
    ),
    "note on the marker": lambda who, c: edit(who, linked(c, "qualified_by"), note="Line 3."),
    "attributes of a repeated claim": lambda who, c: edit(
        who, linked(c, "repeats"), attributes={"type": "event"}
    ),
    "finding of a repeated claim": lambda who, c: edit(
        who, linked(c, "repeats"), desk_status="disputed"
    ),
    "another claim": lambda who, c: tag(who, c.revision, "claim", "the ferry was never at risk"),
    "a claim that repeats it": lambda who, c: add_link(
        actor=who,
        annotation_id=tag(who, c.revision, "claim", "12 crates").pk,
        type="repeats",
        target_id=c.pk,
    ),
    "an edit that changes nothing": lambda who, c: edit(who, c, note=c.note),
}


@pytest.mark.parametrize("change", KEEPING)
def test_what_the_reviewer_did_not_sign_voids_nothing(change, rich, in_state, emil):
    claim = in_state("approved")
    before = seen(claim)
    KEEPING[change](emil, claim)
    assert (now(claim).state, now(claim).version) == ("approved", claim.version)
    assert seen(claim) == before


# Rounds ----------------------------------------------------------------------------------------


def need(project: Project, approvals: int) -> None:
    Project.objects.filter(pk=project.pk).update(required_approvals=approvals)


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


# At the same time ------------------------------------------------------------------------------


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs in threads with connections of their own; return results and errors."""
    ready = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            results[place] = jobs[place]()
        except DomainError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def approval(reviewer: User, claim: Annotation, hash_: str) -> Callable[[], object]:
    return lambda: reviews.decide(
        actor=reviewer, annotation_id=claim.pk, verdict="approve", seen=hash_
    )


@pytest.mark.django_db(transaction=True)
def test_of_fifty_approvals_at_once_exactly_one_wins(submitted, project):
    reviewers = [person(f"reviewer{number}", project, "reviewer") for number in range(50)]
    hash_ = seen(submitted)
    results = at_once([approval(reviewer, submitted, hash_) for reviewer in reviewers])
    assert sum(isinstance(result, reviews.Decided) for result in results) == 1
    assert sum(isinstance(result, IllegalState) for result in results) == 49
    assert Decision.objects.count() == 1
    assert now(submitted).version == submitted.version + 1


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_fifty_times_approves_once(submitted, project, rita):
    need(project, 2)
    results = at_once([approval(rita, submitted, seen(submitted))] * 50)
    assert sum(isinstance(result, reviews.Decided) for result in results) == 1
    assert (Decision.objects.count(), now(submitted).state) == (1, "submitted")


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_an_approval_at_once_never_leave_an_unseen_text_approved(
    submitted, source, edda, rita
):
    hash_ = seen(submitted)
    at_once(
        [
            approval(rita, submitted, hash_),
            lambda: edit(edda, source, attributes={"identity": "Quill harbour"}),
        ]
    )
    assert now(submitted).state == "draft"  # whichever came first
    assert seen(submitted) != hash_


def test_a_decision_names_the_time_and_the_person(submitted, rita):
    before = timezone.now()
    decision = decide(rita, submitted).decision
    assert decision.reviewer == rita
    assert before <= decision.created_at <= timezone.now()
