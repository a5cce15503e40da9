"""Threads and suggested edits on the pages: the same fields on each, with a script and without."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Comment, SuggestedEdit
from annotations.queries.review_cards import review_card
from annotations.services.comments import add_comment, resolve_thread
from annotations.services.suggested_edits import suggest_edit
from tests.services.steps import edit, now
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_edda(edda) -> Client:
    return signed_in(edda)


@pytest.fixture
def as_rita(rita) -> Client:
    return signed_in(rita)


@pytest.fixture
def waiting(claim, edda) -> Annotation:
    submit(edda, claim)
    return now(claim)


def outbox(client, claim, operation, **fields):
    address = reverse("outbox-send", args=[claim.revision_id])
    return client.post(
        address, {"operation": operation, "id": claim.pk, "card": claim.pk, **fields}
    )


def own_page(client, claim, operation, **fields):
    address = reverse("annotation-change", args=[claim.pk])
    return client.post(address, {"operation": operation, **fields})


def review(client, claim, operation, *, card=True, **fields):
    address = reverse("review-talk-card" if card else "review-talk", args=[claim.pk])
    return client.post(address, {"operation": operation, **fields})


def told(response, event="stet:talked"):
    return json.loads(response.headers["HX-Trigger-After-Settle"])[event]


def html(response) -> str:
    return response.content.decode()


def card(client, claim, name="annotation-card") -> str:
    return html(client.get(reverse(name, args=[claim.pk])))


def said(actor, claim, text="Who counted?", **more) -> Comment:
    return add_comment(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), text=text, **more)[0]


def suggested(actor, claim, **values) -> SuggestedEdit:
    return suggest_edit(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), **values)[0]


# Threads ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("send", [outbox, own_page, review])
def test_a_thread_is_answered_resolved_and_opened_again_from_every_page(send, waiting, rita, edda):
    client = signed_in(rita if send is review else edda)
    root = said(rita, waiting)
    key = uuid.uuid4()
    for _ in range(2):
        sent = send(
            client, waiting, "add-comment", item=key, reply_to=root.pk, text="The\r\nharbour."
        )
        assert sent.status_code in (200, 302)
    assert Comment.objects.get(pk=key).text == "The\nharbour."
    assert Comment.objects.get(pk=key).reply_to == root
    for operation, resolved in (("resolve-thread", True), ("reopen-thread", False)):
        send(client, waiting, operation, item=root.pk)
        root.refresh_from_db()
        assert bool(root.resolved_at) is resolved


def test_the_outbox_answers_threads_counts_and_the_chip(as_edda, waiting, rita):
    root = said(rita, waiting)
    response = outbox(as_edda, waiting, "resolve-thread", item=root.pk)
    page = html(response)
    assert f'id="threads-{waiting.pk}" class="threads" hx-swap-oob="true"' in page
    assert "Resolved by Edda" in page
    assert "1 resolved thread" in page
    assert f'id="chip-{waiting.pk}"' in page
    assert "open thread" not in page
    assert told(response, "stet:saved")["said"] == "Thread resolved. It can be opened again."


def test_an_edit_leaves_the_threads_of_the_card_alone(as_edda, waiting, rita):
    said(rita, waiting)
    page = html(outbox(as_edda, waiting, "edit", version=waiting.version, fields="note", note="x"))
    assert f"threads-{waiting.pk}" not in page
    assert f"suggestions-{waiting.pk}" in page


def test_the_chip_and_the_card_count_what_is_open(as_edda, article, waiting, rita):
    said(rita, waiting)
    resolve_thread(actor=rita, annotation_id=waiting.pk, comment_id=said(rita, waiting, "Done?").pk)
    suggested(rita, waiting, note="Ask the mayor.")
    page = html(as_edda.get(reverse("article-annotate", args=[article.pk])))
    assert '<span class="visually-hidden">1 open thread</span>' in page
    assert '<span class="visually-hidden">1 suggested edit</span>' in page
    shown = card(as_edda, waiting)
    assert "1 open thread" in shown
    assert "1 suggested edit" in shown


def test_words_are_escaped(as_edda, waiting, rita):
    said(rita, waiting, "<script>alert(1)</script>")
    suggested(rita, waiting, note="<script>alert(2)</script>", comment="<b>x</b>")
    shown = card(as_edda, waiting)
    assert "<script>" not in shown
    assert "<b>x</b>" not in shown


def test_a_viewer_reads_threads_and_suggestions_and_answers_none(vera, waiting, rita):
    root = said(rita, waiting)
    suggested(rita, waiting, note="Ask the mayor.")
    client = signed_in(vera)
    shown = html(client.get(reverse("annotation-read", args=[waiting.pk])))
    assert "Who counted?" in shown
    assert "Ask the mayor." in shown
    for word in ("Resolve", "Reply", "Take it", "Leave it"):
        assert f"{word}</button>" not in shown
    assert outbox(client, waiting, "resolve-thread", item=root.pk).status_code == 403


def test_a_refused_reply_is_kept_on_the_page_that_needs_no_script(as_edda, waiting, rita):
    root = said(rita, waiting)
    for sent in (
        own_page(
            as_edda, waiting, "add-comment", item="x", reply_to=root.pk, text="The harbour did."
        ),
        review(
            signed_in(rita), waiting, "add-comment", card=False, item="x", reply_to=root.pk,
            text="The harbour did.",
        ),
    ):  # fmt: skip
        assert sent.status_code == 400
        assert "The harbour did.</textarea>" in html(sent)


@pytest.mark.parametrize(
    "fields",
    [{"item": "x"}, {"item": str(uuid.uuid4()), "reply_to": "x", "text": "Hm"}, {"text": "Hm"}],
)
def test_what_no_form_of_ours_sends_is_malformed(fields, as_rita, waiting):
    assert review(as_rita, waiting, "add-comment", **fields).status_code == 400
    assert not Comment.objects.exists()


@pytest.mark.parametrize("operation", ["edit", "delete", "accept-edit", "", "undo"])
def test_the_review_page_only_talks(operation, as_rita, waiting, emil):
    made = suggested(emil, waiting, note="Ask the mayor.")
    response = review(as_rita, waiting, operation, item=made.pk, version=waiting.version)
    assert response.status_code == 400
    assert now(waiting).note == ""


def test_a_comment_on_the_review_page_leaves_the_reviewer_free(as_rita, waiting, rita):
    response = review(as_rita, waiting, "add-comment", item=uuid.uuid4(), text="Who counted?")
    assert told(response) == {"said": "Comment added.", "refused": ""}
    assert "Who counted?" in html(response)
    seen = review_card(now(waiting), rita).hash
    as_rita.post(reverse("review-decide", args=[waiting.pk]), {"verdict": "approve", "seen": seen})
    assert now(waiting).state == "approved"


# Suggested edits -------------------------------------------------------------------------------


def form_of(claim, **values) -> dict:
    """What the form on the review card sends."""
    return {
        "item": uuid.uuid4(),
        "version": claim.version,
        "fields": "desk_status,type,normalised_claim,note",
        "desk_status": claim.desk_status,
        "type": "",
        "normalised_claim": claim.normalised_claim,
        "note": claim.note,
        "words": claim.quote,
        "text": "",
        **values,
    }


def test_the_form_is_filled_with_what_the_claim_says(as_rita, waiting, edda):
    shown = card(as_rita, waiting, "review-card")
    assert "Suggest an edit" in shown
    assert '<option value="unverified" selected>' in shown
    assert "12 crates … were lost</textarea>" in shown


def test_a_reviewer_suggests_and_only_what_differs_is_kept(as_rita, waiting):
    values = form_of(waiting, note="Ask the\r\nmayor.", text="She was there.")
    response = review(as_rita, waiting, "suggest-edit", **values)
    assert response.status_code == 200
    assert told(response)["said"] == (
        "Suggested. Whoever worked on C1 is told; you stay free to decide."
    )
    made = SuggestedEdit.objects.get()
    assert made.changes == {"note": ["", "Ask the\nmayor."]}
    assert made.comment == "She was there."
    assert "You suggested" in html(response)


def test_other_words_are_found_in_the_same_paragraph(as_rita, waiting, revision):
    words = "12 crates  and 3 barrels\n… lost"
    review(as_rita, waiting, "suggest-edit", **form_of(waiting, words=words))
    assert SuggestedEdit.objects.get().changes["quote"] == [
        "12 crates … were lost",
        "12 crates and 3 barrels … lost",
    ]


@pytest.mark.parametrize(
    ("values", "words", "status"),
    [
        ({}, "This is what it says already.", 422),
        ({"words": "never at risk"}, "These words do not stand in this paragraph.", 422),
        ({"note": "x", "version": 1}, "This was changed while you were editing.", 412),
        ({"note": "x", "desk_status": "rumour"}, "is not in this project", 422),
    ],
)
@pytest.mark.parametrize("by_script", [True, False])
def test_a_refused_suggestion_says_why_and_keeps_the_words(
    values, words, status, by_script, as_rita, waiting
):
    given = form_of(waiting, text="Because.", **values)
    response = review(as_rita, waiting, "suggest-edit", card=by_script, **given)
    assert response.status_code == status
    assert words in html(response)
    assert by_script or "Because.</textarea>" in html(response)
    assert not SuggestedEdit.objects.exists()


def test_whoever_worked_on_the_claim_is_not_asked_to_suggest(claim, rita, edda):
    edit(rita, claim, note="Mine too.")
    submit(edda, claim)
    assert "Suggest an edit" not in card(signed_in(rita), claim, "review-card")


@pytest.mark.parametrize("send", [outbox, own_page])
def test_an_editor_takes_it_from_the_card_and_from_the_own_page(send, as_edda, waiting, rita):
    made = suggested(rita, waiting, note="Ask the mayor.", comment="She was there.")
    shown = card(as_edda, waiting)
    for words in ("<strong>Rita</strong> suggests", "<ins>Ask the mayor.</ins>", "She was there."):
        assert words in shown
    for _ in range(2):
        response = send(as_edda, waiting, "accept-edit", item=made.pk)
        assert response.status_code in (200, 302)
    assert now(waiting).note == "Ask the mayor."
    assert now(waiting).state == "draft"
    assert SuggestedEdit.objects.get().settled_by.username == "edda"
    assert "Taken by Edda" in card(as_edda, waiting)


def test_taken_through_the_outbox_the_whole_card_is_shown_again(as_edda, waiting, rita):
    made = suggested(rita, waiting, note="Ask the mayor.")
    response = outbox(as_edda, waiting, "accept-edit", item=made.pk)
    assert '<aside id="inspector" hx-swap-oob="innerHTML">' in html(response)
    assert "Ask the mayor.</textarea>" in html(response)
    assert told(response, "stet:saved")["versions"][str(waiting.pk)] == now(waiting).version


def test_what_was_changed_since_is_shown_and_taken_only_knowingly(as_edda, waiting, edda, rita):
    made = suggested(rita, waiting, note="Ask the mayor.")
    edit(edda, waiting, note="Ask the captain.")
    response = outbox(as_edda, waiting, "accept-edit", item=made.pk)
    assert response.status_code == 409
    refused = json.loads(response.headers["HX-Trigger"])["stet:refused"]
    assert refused["code"] == "suggestion_overtaken"
    shown = card(as_edda, waiting)
    assert "This was changed since it was suggested." in shown
    assert "<del>captain.</del><ins>mayor.</ins>" in shown
    assert "Take it all the same" in shown
    seen = now(waiting).version
    assert f'name="seen" value="{seen}"' in shown
    outbox(as_edda, waiting, "accept-edit", item=made.pk, seen=seen)
    assert now(waiting).note == "Ask the mayor."


@pytest.mark.parametrize("send", [outbox, own_page])
def test_an_editor_leaves_it_with_a_word(send, as_edda, waiting, rita):
    made = suggested(rita, waiting, note="Ask the mayor.")
    send(as_edda, waiting, "decline-edit", item=made.pk, text="She is abroad.")
    assert now(waiting).state == "submitted"
    shown = card(signed_in(rita), waiting, "review-card")
    assert "Left by Edda" in shown
    assert "She is abroad." in shown


def test_a_reviewer_takes_a_suggestion_back_and_has_no_button_to_take_it(as_rita, waiting, rita):
    made = suggested(rita, waiting, note="Ask the mayor.")
    for name in ("review-card", "annotation-card"):
        shown = card(as_rita, waiting, name)
        assert "You suggested" in shown
        assert "Take it back" in shown
        assert 'value="accept-edit"' not in shown
    response = review(as_rita, waiting, "decline-edit", item=made.pk)
    assert told(response)["said"] == "Your suggestion is taken back."
    refused = outbox(as_rita, waiting, "accept-edit", item=suggested(rita, waiting, note="y").pk)
    assert refused.status_code == 403


def test_an_approved_claim_is_voided_by_taking_and_the_card_warns(as_edda, claim, edda, rita):
    decide(edda, rita, claim)
    suggested(rita, claim, note="Ask the mayor.")
    assert "it will need sign-off again" in card(as_edda, claim)


def test_the_cards_cost_the_same_whatever_was_said(
    as_rita, waiting, rita, edda, django_assert_num_queries
):
    address = reverse("review-card", args=[waiting.pk])
    as_rita.get(address)
    with django_assert_num_queries(20):
        as_rita.get(address)
    for number in range(4):
        root = said(rita, waiting, f"Question {number}")
        said(edda, waiting, "Answer", reply_to=root.pk)
        suggested(rita, waiting, note=f"Note {number}")
    with django_assert_num_queries(20):
        as_rita.get(address)
