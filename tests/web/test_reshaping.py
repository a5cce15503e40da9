"""Many links, link types, splits and merges as the annotate page sends them."""

import json
import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Link
from annotations.services.annotations import update_annotation
from annotations.services.evidence import add_evidence
from tests.people import tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


def post(client, revision, operation, **fields):
    return client.post(
        reverse("outbox-send", args=[revision.pk]), {"operation": operation, **fields}
    )


def told(response):
    name = "HX-Trigger-After-Settle" if response.status_code == 200 else "HX-Trigger"
    event = "stet:saved" if response.status_code == 200 else "stet:refused"
    return json.loads(response.headers[name])[event]


def part(revision, quote):
    start = revision.text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


@pytest.fixture
def claims(edda, revision):
    return [tag(edda, revision, "claim", words) for words in ("3 barrels", "Monday")]


def ids(claims) -> str:
    return ",".join(str(claim.pk) for claim in claims)


def test_one_change_links_many_claims(as_edda, revision, claim, marker, claims):
    sent = {"id": marker.pk, "targets": ids([claim, *claims])}
    response = post(as_edda, revision, "link-many", **sent)
    assert response.status_code == 200
    assert "V1 is linked with 2 claims" in told(response)["said"]
    assert "Linked already: C1" in told(response)["said"]
    assert Link.objects.filter(target=marker).count() == 3
    assert {str(each.pk) for each in claims} <= told(response)["versions"].keys()
    again = post(as_edda, revision, "link-many", **sent)
    assert again.status_code == 200
    assert Link.objects.filter(target=marker).count() == 3
    assert post(as_edda, revision, "undo").status_code == 200
    assert Link.objects.filter(target=marker).count() == 1


def test_many_links_have_one_type(as_edda, revision, source, claims):
    post(as_edda, revision, "link-many", id=source.pk, targets=ids(claims), type="denied_by")
    assert {link.type for link in Link.objects.filter(target=source)} == {"denied_by"}


@pytest.mark.parametrize("targets", ["", "no-id", "1,2"])
def test_what_no_page_sends_is_refused(as_edda, revision, marker, targets):
    assert post(as_edda, revision, "link-many", id=marker.pk, targets=targets).status_code == 400


def test_a_link_changes_its_type_from_either_end(as_edda, revision, claim, source):
    sent = {"id": claim.pk, "type": "attributed_to", "target": source.pk}
    response = post(as_edda, revision, "change-link", to="relayed_by", card=source.pk, **sent)
    assert response.status_code == 200
    assert Link.objects.get(origin=claim, target=source).type == "relayed_by"
    assert f"card-links-{source.pk}" in response.content.decode()


def test_a_repetition_says_how(as_edda, edda, revision, claims):
    one, two = claims
    post(as_edda, revision, "link", id=one.pk, target=two.pk)
    sent = {"id": one.pk, "type": "repeats", "target": two.pk}
    post(as_edda, revision, "change-link", to="repeats:altered", **sent)
    assert Link.objects.get(origin=one).how == "altered"


def test_the_card_offers_the_types_that_fit(as_edda, claim, source):
    for shown in (claim, source):
        html = as_edda.get(reverse("annotation-card", args=[shown.pk])).content.decode()
        assert '<option value="attributed_to" selected>' in html
        assert '<option value="relayed_by">' in html


def test_a_claim_is_split(as_edda, edda, revision, claim):
    piece = add_evidence(
        actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), url="https://example.org/"
    ).evidence
    key = str(uuid.uuid4())
    sent = {
        "id": claim.pk,
        "item": key,
        "fragments": json.dumps([part(revision, "were lost")]),
        "evidence": piece.pk,
    }
    response = post(as_edda, revision, "split", version=claim.version + 1, card=claim.pk, **sent)
    assert response.status_code == 200
    assert told(response)["annotation"] == key
    assert told(response)["opens"]
    assert "C2 was split off C1" in told(response)["said"]
    made = Annotation.objects.get(pk=key)
    assert (made.quote, made.evidence.get(deleted_at=None).url) == ("were lost", piece.url)
    assert f"chip-{key}" in response.content.decode()
    again = post(as_edda, revision, "split", version=claim.version + 1, **sent)
    assert again.status_code == 200
    assert Annotation.objects.claims().count() == 2


def test_taking_back_what_a_link_means_is_called_so(as_edda, revision, claim, source):
    sent = {"id": claim.pk, "type": "attributed_to", "target": source.pk}
    post(as_edda, revision, "change-link", to="denied_by", **sent)
    assert told(post(as_edda, revision, "undo"))["said"] == (
        "Undone: the type of the link from C1 to S1."
    )
    assert told(post(as_edda, revision, "redo"))["said"] == (
        "Redone: the type of the link from C1 to S1."
    )
    post(as_edda, revision, "unlink", **{**sent, "type": "denied_by"})
    assert told(post(as_edda, revision, "undo"))["said"] == "Undone: removing a link."


def test_words_can_stay_with_both(as_edda, revision, claim):
    shared = [part(revision, "were lost")]
    crates = part(revision, "12 crates")
    post(
        as_edda, revision, "split", id=claim.pk, item=uuid.uuid4(), version=claim.version,
        fragments=json.dumps(shared), shared=json.dumps(shared),
    )  # fmt: skip
    claim.refresh_from_db()
    assert claim.quote == f"{crates['quote']} … were lost"


def test_two_claims_are_merged_and_the_other_leads_to_the_first(as_edda, revision, claim, claims):
    other = claims[0]
    response = post(
        as_edda, revision, "merge", id=claim.pk, version=claim.version, target=other.pk,
        target_version=1, card=claim.pk,
    )  # fmt: skip
    assert response.status_code == 200
    assert "C2 was merged into C1" in told(response)["said"]
    claim.refresh_from_db()
    assert claim.quote == "12 crates … 3 barrels were lost"
    html = as_edda.get(reverse("annotation-read", args=[other.pk])).content.decode()
    assert "This claim was merged into" in html
    assert reverse("annotation-read", args=[claim.pk]) in html
    assert "Merged into" in html
    html = as_edda.get(reverse("annotation-read", args=[claim.pk])).content.decode()
    assert "merged C2 into C1" in html
    undone = post(as_edda, revision, "undo")
    assert "Undone: a merge" in told(undone)["said"]
    other.refresh_from_db()
    assert other.deleted_at is None


@pytest.mark.parametrize("theirs", ["kept", "other"])
def test_what_somebody_else_changed_is_looked_at_first(
    as_edda, emil, revision, claim, claims, theirs
):
    other = claims[0]
    changed = claim if theirs == "kept" else other
    update_annotation(actor=emil, annotation_id=changed.pk, version=changed.version, note="Emil's")
    response = post(
        as_edda, revision, "merge", id=claim.pk, version=claim.version, target=other.pk,
        target_version=1,
    )  # fmt: skip
    assert response.status_code == 409
    assert told(response)["code"] == "changed_meanwhile"
    assert changed.label in told(response)["message"]
    assert not Annotation.objects.exclude(deleted_at=None).exists()


def test_ones_own_changes_meanwhile_are_no_conflict(as_edda, edda, revision, claim):
    for note in ("one", "two"):
        claim.refresh_from_db()
        update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note=note)
    response = post(
        as_edda, revision, "split", id=claim.pk, item=uuid.uuid4(), version=claim.version,
        fragments=json.dumps([part(revision, "were lost")]),
    )  # fmt: skip
    assert response.status_code == 200


def test_a_viewer_reshapes_nothing(vera, revision, claim, marker, claims):
    client = Client()
    client.force_login(vera)
    sent = {
        "link-many": {"id": marker.pk, "targets": ids(claims)},
        "change-link": {
            "id": claim.pk, "type": "qualified_by", "target": marker.pk, "to": "qualified_by"
        },
        "split": {
            "id": claim.pk, "item": uuid.uuid4(), "version": claim.version,
            "fragments": json.dumps([part(revision, "were lost")]),
        },
        "merge": {
            "id": claim.pk, "version": claim.version, "target": claims[0].pk, "target_version": 1
        },
    }  # fmt: skip
    for operation, fields in sent.items():
        assert post(client, revision, operation, **fields).status_code == 403
