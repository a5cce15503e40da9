"""The outbox's answers: what is sent twice, what is in conflict, what is gone, whose it is."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Event
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.links import add_link
from annotations.services.reviews import submit_claim
from tests.people import tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


def post(client, revision, operation, **fields):
    url = reverse("outbox-send", args=[revision.pk])
    return client.post(url, {"operation": operation, **fields})


def note(client, claim, words, version, **fields):
    fields = {"id": claim.pk, "version": version, "fields": "note", "note": words, **fields}
    return post(client, claim.revision, "edit", **fields)


def told(response, event="stet:saved", header="HX-Trigger-After-Settle"):
    return json.loads(response.headers[header])[event]


def test_a_change_sent_twice_is_made_once_and_answered_twice(as_edda, edda, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    key = str(uuid.uuid4())
    for _ in range(2):
        answer = note(as_edda, claim, "Once", 1, key=key)
        assert answer.status_code == 200
        assert told(answer)["version"] == 2
        assert f"chip-{claim.pk}" in answer.content.decode()
    claim.refresh_from_db()
    assert (claim.note, claim.version) == ("Once", 2)


def test_an_undo_sent_twice_undoes_one_step(as_edda, edda, revision):
    for words in ("12 crates", "3 barrels"):
        tag(edda, revision, "claim", words)
    key = str(uuid.uuid4())
    for _ in range(2):
        assert post(as_edda, revision, "undo", key=key).status_code == 200
    assert list(Annotation.objects.alive().values_list("quote", flat=True)) == ["12 crates"]


def test_a_repeated_change_does_not_claim_to_have_seen_what_came_after_it(
    as_edda, edda, emil, revision
):
    claim = tag(edda, revision, "claim", "12 crates")
    key = str(uuid.uuid4())
    note(as_edda, claim, "Edda", 1, key=key)
    update_annotation(actor=emil, annotation_id=claim.pk, version=2, note="Emil")
    answer = note(as_edda, claim, "Edda", 1, key=key)
    assert told(answer)["versions"] == {str(claim.pk): 2}
    claim.refresh_from_db()
    assert claim.note == "Emil"


def test_a_key_of_somebody_else_is_refused(as_edda, emil, edda, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    key = str(uuid.uuid4())
    client = Client()
    client.force_login(emil)
    note(client, claim, "Emil", 1, key=key)
    answer = note(as_edda, claim, "Edda", 2, key=key)
    assert answer.status_code == 409
    assert told(answer, "stet:refused", "HX-Trigger")["code"] == "id_taken"


def test_a_page_of_somebody_else_counts_as_signed_out(as_edda, emil, edda, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    assert note(as_edda, claim, "x", 1, by=emil.pk).status_code == 401
    assert note(as_edda, claim, "x", 1, by="x").status_code == 401
    assert note(as_edda, claim, "x", 1, by=edda.pk).status_code == 200


def test_a_conflict_names_what_was_changed_meanwhile(as_edda, edda, emil, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    values = {"note": "Emil", "attributes": {"hedge": "about"}}
    update_annotation(actor=emil, annotation_id=claim.pk, version=1, **values)
    answer = note(as_edda, claim, "Edda", 1)
    assert answer.status_code == 409
    conflict = told(answer, "stet:conflict")
    assert conflict == {"annotation": str(claim.pk), "version": 2, "fields": ["hedge", "note"]}
    page = answer.content.decode()
    assert "<ins>Edda</ins>" in page
    assert "<ins>Emil</ins>" in page
    assert 'aria-label="What else was changed"' in page
    assert "about" in page


def test_wanting_what_is_stored_already_is_no_conflict(as_edda, edda, emil, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    update_annotation(actor=emil, annotation_id=claim.pk, version=1, note="The same")
    answer = note(as_edda, claim, "The same", 1)
    assert answer.status_code == 200
    assert told(answer)["version"] is None


def test_what_the_same_hand_did_beside_a_claim_makes_it_not_stale(as_edda, edda, claim, source):
    submit_claim(actor=edda, annotation_id=claim.pk)
    claim.refresh_from_db()
    seen = claim.version
    update_annotation(
        actor=edda, annotation_id=source.pk, version=1, attributes={"identity": "Harbour"}
    )
    assert note(as_edda, claim, "Mine", seen).status_code == 200


def test_what_another_hand_did_beside_a_claim_is_asked_about(as_edda, emil, claim, edda, revision):
    bare = tag(edda, revision, "claim", "Monday")
    source = tag(emil, revision, "source", "Mayor Ona Rell")
    add_link(actor=emil, annotation_id=bare.pk, type="attributed_to", target_id=source.pk)
    assert note(as_edda, bare, "Mine", 1).status_code == 409


def test_a_deleted_tag_can_be_brought_back_or_let_go(as_edda, edda, emil, revision):
    claim = tag(edda, revision, "claim", "12 crates")
    delete_annotation(actor=emil, annotation_id=claim.pk, version=1)
    answer = note(as_edda, claim, "Mine", 1)
    assert answer.status_code == 410
    gone = told(answer, "stet:conflict")
    assert gone == {"annotation": str(claim.pk), "version": 2, "gone": True}
    assert "Bring it back with mine" in answer.content.decode()
    assert post(as_edda, revision, "delete", id=claim.pk, version=1).status_code == 200
    assert Event.objects.filter(action="annotation.deleted").count() == 1


def test_refusals_of_ours_are_named_even_where_nothing_is_found(as_edda, otto, revision, edda):
    client = Client()
    client.force_login(otto)
    answer = post(client, revision, "undo")
    assert answer.status_code == 404
    assert told(answer, "stet:refused", "HX-Trigger")["code"] == "not_found"
    answer = post(as_edda, revision, "delete", id=str(uuid.uuid4()), version=1)
    assert told(answer, "stet:refused", "HX-Trigger")["code"] == "not_found"


def test_words_that_do_not_stand_there_are_told_in_words_for_people(as_edda, revision):
    parts = json.dumps([{"start": 0, "end": 5, "quote": "Ferru"}])
    answer = post(as_edda, revision, "create", id=str(uuid.uuid4()), kind="claim", fragments=parts)
    assert answer.status_code == 422
    assert told(answer, "stet:refused", "HX-Trigger")["message"] == (
        "The text at this place no longer reads as you selected it. Select it again."
    )


def test_signing_out_empties_the_browser_only_where_the_page_says_so(as_edda, edda):
    answer = as_edda.post(reverse("account_logout"), {"clear": ""})
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    as_edda.force_login(edda)
    answer = as_edda.post(reverse("account_logout"), {"clear": "1"})
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Clear-Site-Data" not in as_edda.get(reverse("account_login")).headers
