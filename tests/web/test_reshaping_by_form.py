"""Splitting and merging claims on a claim's own page, by forms alone."""

import re
import uuid

import pytest
from django.urls import reverse

from annotations.models import Annotation
from annotations.services.annotations import update_annotation
from annotations.services.evidence import add_evidence
from annotations.services.undo import undo
from tests.people import tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(client, edda):
    client.force_login(edda)
    return client


@pytest.fixture
def other(edda, revision):
    return tag(edda, revision, "claim", "3 barrels")


def page_of(client, claim) -> str:
    return client.get(reverse("annotation-read", args=[claim.pk])).content.decode()


def send(client, claim, operation, **fields):
    claim.refresh_from_db()
    if operation == "split":
        fields.setdefault("item", str(uuid.uuid4()))
    return client.post(
        reverse("annotation-change", args=[claim.pk]),
        {"operation": operation, "version": claim.version, **fields},
        follow=True,
    )


def quotes() -> list[str]:
    return [claim.quote for claim in Annotation.objects.alive().claims().order_by("ordinal")]


@pytest.mark.parametrize(
    ("chosen", "first", "second"),
    [
        ({"part-1": "goes"}, "12 crates", "were lost"),
        ({"part-1": "both"}, "12 crates … were lost", "were lost"),
        ({"words": " were\r\nlost "}, "12 crates", "were lost"),
        ({"words": "lost"}, "12 crates … were", "lost"),
        ({"part-0": "goes", "words": "lost"}, "were", "12 crates … lost"),
    ],
)
def test_a_claim_is_split_by_parts_or_by_its_words(as_edda, claim, chosen, first, second):
    expected = [first, second]
    if "both" in chosen.values():
        chosen = {**chosen, "part-0": "goes", "part-1": "both"}
        refused = send(as_edda, claim, "split", **chosen)
        assert refused.status_code == 422  # the claim would have no words of its own
        chosen["part-0"] = "stays"
    answer = send(as_edda, claim, "split", **chosen)
    assert "C2 was split off C1." in answer.content.decode()
    assert quotes() == expected


def test_words_are_found_within_the_claim_only(as_edda, claim, revision):
    assert revision.text.count("12 crates") == 2
    send(as_edda, claim, "split", words="12 crates")
    made = Annotation.objects.claims().get(quote="12 crates")
    assert made.fragments == [claim.fragments[0]]


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({}, "Choose some of the claim"),
        ({"part-0": "goes", "part-1": "goes"}, "Choose some of the claim"),
        ({"words": "3 barrels"}, "C1 does not have these words in one part."),
        ({"words": "e"}, "These words stand 3 times in C1."),
        ({"part-1": "goes", "words": "lost"}, "overlap"),
    ],
)
def test_a_split_that_is_unclear_is_asked_again_with_what_was_chosen(as_edda, claim, chosen, said):
    answer = send(as_edda, claim, "split", **chosen)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert said in html
    assert f">{chosen.get('words', '')}</textarea>" in html
    for name, end in chosen.items():
        if name != "words":
            assert f'name="{name}" value="{end}" checked' in html
    assert quotes() == ["12 crates … were lost"]


def test_evidence_that_is_ticked_goes_along(as_edda, edda, claim):
    pieces = [
        add_evidence(
            actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), url=f"https://{name}.example/"
        ).evidence
        for name in ("harbour", "mayor")
    ]
    ticked = {f"evidence-{pieces[0].pk}": "on"}
    again = send(as_edda, claim, "split", words="what", **ticked).content.decode()
    assert f'name="evidence-{pieces[0].pk}" checked' in again
    assert f'name="evidence-{pieces[1].pk}" checked' not in again
    send(as_edda, claim, "split", words="were lost", **ticked)
    made = Annotation.objects.claims().get(quote="were lost")
    assert made.evidence.get().url == "https://harbour.example/"
    assert claim.evidence.get(deleted_at=None).url == "https://mayor.example/"


def test_a_form_sent_twice_splits_once(as_edda, claim):
    key = re.findall(r'name="key" value="([^"]+)"', page_of(as_edda, claim))[0]
    for _ in range(2):
        assert send(as_edda, claim, "split", key=key, words="were lost").status_code == 200
    assert quotes() == ["12 crates", "were lost"]


@pytest.mark.parametrize("sent", [{"part-0": "vanishes"}, {"evidence-x": "on"}, {"words": "\0"}])
def test_what_no_form_of_ours_sends_is_refused(as_edda, claim, sent):
    assert send(as_edda, claim, "split", **sent).status_code == 400
    assert quotes() == ["12 crates … were lost"]


def test_another_claim_is_chosen_from_a_list_and_merged(as_edda, edda, claim, other):
    options = re.findall(r'<option value="([^"]+:\d+)"', page_of(as_edda, claim))
    assert options == [f"{other.pk}:1"]
    answer = send(as_edda, claim, "merge", target=options[0])
    assert "C2 was merged into C1." in answer.content.decode()
    assert quotes() == ["12 crates … 3 barrels were lost"]
    undo(actor=edda, article_id=claim.article_id)
    assert quotes() == ["12 crates … were lost", "3 barrels"]


def test_what_somebody_else_changed_is_looked_at_first(as_edda, emil, claim, other):
    update_annotation(actor=emil, annotation_id=other.pk, version=1, note="Emil's")
    answer = send(as_edda, claim, "merge", target=f"{other.pk}:1")
    assert answer.status_code == 409
    assert "C2 was changed by somebody else meanwhile." in answer.content.decode()
    assert f"{other.pk}:2" in answer.content.decode()


def test_a_claim_that_is_not_there_is_not_merged(as_edda, claim):
    assert send(as_edda, claim, "merge", target=f"{uuid.uuid4()}:1").status_code == 404


def test_only_a_claim_that_may_be_edited_has_the_forms(as_edda, rita, vera, claim, source, other):
    forms = ('value="split"', 'value="merge"')
    assert all(form in page_of(as_edda, claim) for form in forms)
    assert not any(form in page_of(as_edda, source) for form in forms)
    as_edda.force_login(vera)
    assert not any(form in page_of(as_edda, claim) for form in forms)


def test_a_lone_claim_has_nothing_to_merge_with(as_edda, claim):
    assert 'value="merge"' not in page_of(as_edda, claim)


def test_the_page_takes_the_same_queries_however_many_claims_there_are(
    as_edda, edda, revision, claim, django_assert_num_queries
):
    page_of(as_edda, claim)  # the session begins
    with django_assert_num_queries(23):
        page_of(as_edda, claim)
    for words in ("Monday", "never", "risk"):
        tag(edda, revision, "claim", words)
    with django_assert_num_queries(23):
        page_of(as_edda, claim)
