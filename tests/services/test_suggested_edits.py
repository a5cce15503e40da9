"""Suggested edits: taken they are the editor's work, and the suggester stays free to decide."""

import uuid

import pytest
from django.db import DatabaseError, transaction

from annotations.domain.errors import (
    Gone,
    IdTaken,
    IllegalState,
    OwnWork,
    QuoteMismatch,
    StaleVersion,
    UnknownTerm,
    VersionRequired,
)
from annotations.domain.lengths import TooLong
from annotations.domain.suggested_edits import (
    NothingSuggested,
    OwnSuggestion,
    SuggestionOvertaken,
)
from annotations.domain.vocabulary import BadAttribute
from annotations.models import Contributor, Decision, Event, Notice, SuggestedEdit
from annotations.permissions import NotAllowed
from annotations.queries.suggested_edits import suggestions
from annotations.queries.talk import open_talk
from annotations.queries.vocabulary import labels
from annotations.services.annotations import delete_annotation
from annotations.services.fragments import Part
from annotations.services.locking import NotFound
from annotations.services.suggested_edits import accept_edit, decline_edit, suggest_edit
from annotations.services.undo import undo
from tests.services.steps import decide, edit, now, seen, submit

pytestmark = pytest.mark.django_db


def suggest(actor, annotation, **values):
    given = {"id": uuid.uuid4(), **values}
    return suggest_edit(actor=actor, annotation_id=annotation.pk, **given)[0]


def accept(actor, suggestion, **more):
    return accept_edit(
        actor=actor, annotation_id=suggestion.annotation_id, id=suggestion.pk, **more
    ).annotation


def decline(actor, suggestion, comment=""):
    return decline_edit(
        actor=actor, annotation_id=suggestion.annotation_id, id=suggestion.pk, comment=comment
    )


def state(suggestion):
    return SuggestedEdit.objects.get(pk=suggestion.pk).state


def told():
    rows = Notice.objects.filter(kind="suggestion").order_by("event_id", "recipient__username")
    return [row.recipient.username for row in rows.select_related("recipient")]


def part(revision, quote):
    start = revision.text.index(quote)
    return Part(start, start + len(quote), quote)


# Suggesting ------------------------------------------------------------------------------------


def test_a_suggestion_changes_nothing_and_makes_nobody_a_contributor(submitted, rita):
    before, hashed = submitted.told(), seen(submitted)
    made = suggest(rita, submitted, note="Ask the mayor.", comment="She was there.")
    assert (now(submitted).told(), seen(submitted)) == (before, hashed)
    assert (now(submitted).state, now(submitted).version) == ("submitted", submitted.version)
    assert not Contributor.objects.filter(user=rita).exists()
    assert made.changes == {"note": ["", "Ask the mayor."]}
    assert (made.version, made.comment, made.state) == (submitted.version, "She was there.", "open")


def test_it_is_told_to_whoever_worked_on_it_and_to_the_history(claim, rita):
    made = suggest(rita, claim, note="Ask the mayor.", comment="She was there.")
    assert told() == ["edda"]
    event = Event.objects.get(action="edit.suggested")
    assert event.target == str(made.pk)
    assert event.changes == {"note": ["", "Ask the mayor."], "comment": [None, "She was there."]}


def test_only_what_would_change_is_kept(claim, edda, rita):
    edit(edda, claim, attributes={"type": "numerical", "mode": "direct"}, note="Called.")
    made = suggest(
        rita,
        claim,
        note="Called.",
        desk_status="disputed",
        attributes={"type": "event", "mode": "direct", "hedge": ""},
    )
    assert made.changes == {
        "desk_status": ["unverified", "disputed"],
        "attributes": [{"type": "numerical"}, {"type": "event"}],
    }


def test_what_it_says_already_is_no_suggestion(claim, rita):
    with pytest.raises(NothingSuggested):
        suggest(rita, claim, desk_status="unverified", attributes={"hedge": ""})
    with pytest.raises(NothingSuggested):
        suggest(rita, claim)


def test_other_words_are_checked_against_the_text(claim, revision, rita):
    wanted = part(revision, "12 crates and 3 barrels were lost")
    made = suggest(rita, claim, fragments=[wanted])
    assert made.changes["quote"][1] == wanted.quote
    assert made.changes["fragments"][1] == [[wanted.start, wanted.end]]
    with pytest.raises(QuoteMismatch):
        suggest(rita, claim, fragments=[Part(wanted.start, wanted.end + 1, wanted.quote)])


@pytest.mark.parametrize(
    ("values", "error"),
    [
        ({"desk_status": "rumour"}, UnknownTerm),
        ({"attributes": {"identity": "x"}}, BadAttribute),
        ({"normalised_claim": "x" * 2001}, TooLong),
        ({"note": "x", "comment": "x" * 10_001}, TooLong),
    ],
)
def test_it_is_refused_as_the_edit_would_be(claim, rita, values, error):
    with pytest.raises(error):
        suggest(rita, claim, **values)
    assert not SuggestedEdit.objects.exists()


def test_sent_twice_it_is_stored_once(claim, rita):
    key = uuid.uuid4()
    first = suggest(rita, claim, id=key, note="Ask.")
    assert suggest(rita, claim, id=key, note="Ask.") == first
    with pytest.raises(IdTaken):
        suggest(rita, claim, id=key, note="Ask twice.")
    assert Notice.objects.count() == 1


def test_it_is_a_suggestion_on_what_was_seen(claim, edda, rita):
    old = now(claim).version
    edit(edda, claim, note="Called.")
    with pytest.raises(StaleVersion):
        suggest(rita, claim, note="Ask.", version=old)


def test_a_viewer_suggests_nothing_and_another_desk_finds_nothing(claim, vera, otto):
    with pytest.raises(NotAllowed):
        suggest(vera, claim, note="Ask.")
    with pytest.raises(NotFound):
        suggest(otto, claim, note="Ask.")


def test_what_is_withdrawn_or_deleted_is_not_edited(in_state, source, edda, rita):
    with pytest.raises(IllegalState):
        suggest(rita, in_state("withdrawn"), note="Ask.")
    delete_annotation(actor=edda, annotation_id=source.pk, version=1)
    with pytest.raises(Gone):
        suggest(rita, source, note="Ask.")


# Taking ----------------------------------------------------------------------------------------


def test_taken_it_is_the_editors_work_and_the_reviewer_decides_on_the_new_content(
    submitted, emil, rita
):
    made = suggest(rita, submitted, normalised_claim="Twelve crates were lost.")
    before = seen(submitted)
    changed = accept(emil, made)
    assert (changed.normalised_claim, changed.state) == ("Twelve crates were lost.", "draft")
    workers = {row.user.username for row in Contributor.objects.filter(annotation=submitted)}
    assert workers == {"edda", "emil"}
    submit(emil, submitted)
    after = seen(submitted)
    assert after != before
    decide(rita, submitted)
    decision = Decision.objects.get(reviewer=rita)
    assert (now(submitted).state, decision.hash) == ("approved", after)


def test_a_reviewer_who_takes_it_can_no_longer_decide(submitted, roy, rita):
    accept(roy, suggest(rita, submitted, note="Ask the mayor."))
    submit(roy, submitted)
    with pytest.raises(OwnWork):
        decide(roy, submitted)
    decide(rita, submitted)
    assert now(submitted).state == "approved"


def test_the_database_itself_lets_the_suggester_decide_and_not_the_taker(submitted, roy, rita):
    accept(roy, suggest(rita, submitted, note="Ask the mayor."))
    values = {"annotation": submitted, "verdict": "approve", "hash": seen(submitted)}
    Decision.objects.create(reviewer=rita, **values)
    with pytest.raises(DatabaseError, match="contributed"), transaction.atomic():
        Decision.objects.create(reviewer=roy, **values)


def test_every_field_is_applied(claim, edda, revision, rita):
    wanted = part(revision, "12 crates and 3 barrels were lost")
    edit(edda, claim, attributes={"hedge": "reportedly", "mode": "direct"})
    made = suggest(
        rita,
        claim,
        fragments=[wanted],
        desk_status="disputed",
        attributes={"hedge": "", "type": "event"},
        no_source_given=True,
        note="Ask.",
    )
    changed = accept(edda, made)
    assert changed.quote == wanted.quote
    assert changed.attributes == {"mode": "direct", "type": "event"}
    assert (changed.desk_status, changed.no_source_given, changed.note) == (
        "disputed",
        True,
        "Ask.",
    )


def test_the_suggester_cannot_take_it(claim, rita):
    made = suggest(rita, claim, note="Ask.")
    with pytest.raises(OwnSuggestion):
        accept(rita, made)
    assert not Contributor.objects.filter(user=rita).exists()
    assert state(made) == "open"


def test_taken_twice_it_is_taken_once(claim, edda, rita):
    made = suggest(rita, claim, note="Ask.")
    version = accept(edda, made).version
    assert accept(edda, made).version == version
    assert Event.objects.filter(action="edit.accepted").count() == 1
    assert told() == ["edda", "rita"]


def test_an_undo_takes_the_edit_back_but_not_the_contribution(claim, article, emil, rita):
    made = suggest(rita, claim, note="Ask.")
    accept(emil, made)
    undo(actor=emil, article_id=article.pk)
    assert now(claim).note == ""
    assert Contributor.objects.filter(annotation=claim, user=emil).exists()
    assert state(made) == "accepted"


def test_a_change_of_something_else_is_in_nobodys_way(claim, edda, rita):
    made = suggest(rita, claim, note="Ask.", attributes={"type": "event"})
    edit(edda, claim, desk_status="disputed", attributes={"mode": "direct"})
    assert accept(edda, made).note == "Ask."


def test_what_was_changed_meanwhile_is_replaced_only_knowingly(claim, edda, rita):
    made = suggest(rita, claim, note="Ask.", desk_status="disputed")
    edit(edda, claim, note="Called.")
    with pytest.raises(SuggestionOvertaken) as caught:
        accept(edda, made)
    assert caught.value.extra == {"now": {"note": "Called."}, "version": now(claim).version}
    with pytest.raises(VersionRequired):
        accept(edda, made, anyway=True)
    looked_at = now(claim).version
    edit(edda, claim, note="Called twice.")
    with pytest.raises(SuggestionOvertaken):
        accept(edda, made, anyway=True, version=looked_at)
    assert now(claim).note == "Called twice."
    assert accept(edda, made, anyway=True, version=now(claim).version).note == "Ask."


def test_who_made_the_same_change_by_hand_takes_it_without_more_ado(claim, edda, rita):
    made = suggest(rita, claim, note="Ask.")
    edit(edda, claim, note="Ask.")
    version = now(claim).version
    assert accept(edda, made).version == version
    assert state(made) == "accepted"


def test_a_viewer_takes_and_leaves_nothing(claim, rita, vera):
    made = suggest(rita, claim, note="Ask.")
    for service in (accept, decline):
        with pytest.raises(NotAllowed):
            service(vera, made)


# Leaving ---------------------------------------------------------------------------------------


def test_left_it_is_told_with_what_was_said(claim, project, edda, rita):
    made = suggest(rita, claim, note="Ask.")
    for _ in range(2):
        decline(edda, made, "She is abroad.")
    assert told() == ["edda", "rita"]
    (shown,) = suggestions(claim, labels(project.pk)).settled
    assert (shown.edit.state, shown.edit.settled_by, shown.answer) == (
        "declined",
        edda,
        "She is abroad.",
    )
    with pytest.raises(IllegalState):
        accept(edda, made)


def test_ones_own_suggestion_is_taken_back_and_nobody_is_told(claim, rita, roy):
    made = suggest(rita, claim, note="Ask.")
    Notice.objects.all().delete()
    decline(rita, made)
    assert told() == []
    assert state(made) == "declined"
    assert not Contributor.objects.filter(user=rita).exists()


def test_what_is_taken_is_not_left(claim, edda, rita):
    made = suggest(rita, claim, note="Ask.")
    accept(edda, made)
    with pytest.raises(IllegalState):
        decline(edda, made)


def test_a_suggestion_is_kept_as_it_was_made(claim, rita):
    made = suggest(rita, claim, note="Ask.")
    with pytest.raises(DatabaseError), transaction.atomic():
        SuggestedEdit.objects.filter(pk=made.pk).update(changes={})
    with pytest.raises(DatabaseError), transaction.atomic():
        made.delete()


# What is shown ---------------------------------------------------------------------------------


def test_it_is_shown_word_by_word_with_what_stands_there_now(
    claim, project, edda, rita, django_assert_num_queries
):
    edit(edda, claim, note="Ask the mayor.")
    made = suggest(rita, claim, note="Ask the harbour master.", attributes={"type": "event"})
    edit(edda, claim, note="Ask the captain.")
    known = labels(project.pk)
    today = now(claim)
    with django_assert_num_queries(2):
        (shown,) = suggestions(today, known).open
    assert shown.edit == made
    note, type_ = shown.differences
    assert [(piece.kind, piece.text) for piece in note.pieces if piece.kind != "same"] == [
        ("gone", "mayor."),
        ("new", "harbour master."),
    ]
    assert type_.title == "Type"
    (since,) = shown.since
    assert ("gone", "captain.") in [(piece.kind, piece.text) for piece in since.pieces]


def test_open_suggestions_are_counted(claim, revision, edda, rita):
    first = suggest(rita, claim, note="Ask.")
    suggest(rita, claim, note="Ask twice.")
    assert open_talk(revision)[str(claim.pk)].edits == 2
    decline(edda, first)
    assert open_talk(revision)[str(claim.pk)].edits == 1
