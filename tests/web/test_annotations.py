"""The annotate page and its outbox: what a change answers, and who may send one."""

import json
import uuid
from html.parser import HTMLParser

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Comment, Evidence, Link
from annotations.queries.margin import article_page
from annotations.queries.touched import footing
from annotations.services.annotations import create_annotation, update_annotation
from annotations.services.articles import create_article
from annotations.services.fragments import Part
from annotations.services.reviews import submit_claim
from tests.people import tag

pytestmark = pytest.mark.django_db


class Blocks(HTMLParser):
    """The text of each block, and the ids of everything that is sent."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.ids: list[str] = []
        self.inside = ""
        self.feed(html)

    def handle_starttag(self, name, attrs):
        given = dict(attrs)
        if given.get("id"):
            self.ids.append(given["id"])
        if "data-start" in given:
            self.inside = name
            self.texts.append("")

    def handle_endtag(self, name):
        if name == self.inside:
            self.inside = ""

    def handle_data(self, data):
        if self.inside:
            self.texts[-1] += data


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


def part(text: str, quote: str) -> dict:
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def post(client, revision, operation, **fields):
    if "fragments" in fields:
        fields["fragments"] = json.dumps(fields["fragments"])
    return client.post(
        reverse("outbox-send", args=[revision.pk]), {"operation": operation, **fields}
    )


def told(response, event="stet:saved", header="HX-Trigger-After-Settle"):
    return json.loads(response.headers[header])[event]


def test_the_page_shows_each_block_exactly(as_edda, article, revision, claim):
    response = as_edda.get(reverse("article-annotate", args=[article.pk]))
    assert response.status_code == 200
    expected = [revision.text[block["start"] : block["end"]] for block in revision.blocks]
    assert Blocks(response.content.decode()).texts == expected


def test_the_page_takes_the_same_queries_whatever_is_tagged(
    as_edda, edda, article, revision, django_assert_max_num_queries
):
    url = reverse("article-annotate", args=[article.pk])
    tag(edda, revision, "claim", "12 crates")
    as_edda.get(url)  # the session begins
    with django_assert_max_num_queries(13) as few:
        as_edda.get(url)
    for quote in ("3 barrels", "Monday", "never", "risk"):
        tag(edda, revision, "claim", quote)
    with django_assert_max_num_queries(13) as many:
        as_edda.get(url)
    assert len(few) == len(many)


def test_a_viewer_may_not_annotate(article, vera):
    client = Client()
    client.force_login(vera)
    assert client.get(reverse("article-annotate", args=[article.pk])).status_code == 403


def test_another_desk_does_not_see_the_article(article, otto):
    client = Client()
    client.force_login(otto)
    assert client.get(reverse("article-annotate", args=[article.pk])).status_code == 404


def test_creating_answers_the_touched_row_the_gate_and_the_counts(as_edda, revision):
    key = str(uuid.uuid4())
    parts = [part(revision.text, "12 crates"), part(revision.text, "were lost")]
    response = post(as_edda, revision, "create", id=key, kind="claim", fragments=parts)
    assert response.status_code == 200
    stored = Annotation.objects.get(pk=key)
    assert stored.quote == "12 crates … were lost"
    ids = Blocks(response.content.decode()).ids
    assert {f"chip-{key}", "gate", "counts"} <= set(ids)
    assert [each for each in ids if each.startswith("row-")] == ["row-0", "row-1"]
    assert told(response)["versions"] == {key: 1}
    assert told(response)["opens"] is True
    assert "C1 has no finding" in response.content.decode()


def test_the_same_creation_sent_twice_is_stored_once(as_edda, revision):
    key = str(uuid.uuid4())
    parts = [part(revision.text, "12 crates")]
    for _ in range(2):
        sent = post(as_edda, revision, "create", id=key, kind="claim", fragments=parts)
        assert sent.status_code == 200
    assert Annotation.objects.count() == 1


def test_a_new_tag_can_be_linked_at_once(as_edda, revision, claim):
    key = str(uuid.uuid4())
    parts = [part(revision.text, "could not be independently verified")]
    post(
        as_edda, revision, "create", id=key, kind="status", fragments=parts,
        guess="not_verified", link_with=str(claim.pk),
    )  # fmt: skip
    assert Annotation.objects.get(pk=key).attributes == {"polarity": "not_verified"}
    assert Link.objects.get(origin=claim, target_id=key).type == "qualified_by"


def test_a_guess_that_the_project_has_no_word_for_is_dropped(as_edda, revision):
    key = str(uuid.uuid4())
    parts = [part(revision.text, "could not be independently verified")]
    sent = post(
        as_edda, revision, "create", id=key, kind="status", fragments=parts, guess="rumoured"
    )
    assert sent.status_code == 200
    assert Annotation.objects.get(pk=key).attributes == {}


def test_a_quote_that_does_not_match_is_refused_in_words(as_edda, revision):
    wrong = {**part(revision.text, "12 crates"), "quote": "13 crates"}
    response = post(
        as_edda, revision, "create", id=str(uuid.uuid4()), kind="claim", fragments=[wrong]
    )
    assert response.status_code == 422
    assert told(response, "stet:refused", "HX-Trigger")["code"] == "quote_mismatch"
    assert not Annotation.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"operation": "explode"},
        {"operation": "create", "id": "no-uuid", "kind": "claim", "fragments": "[]"},
        {"operation": "create", "kind": "claim", "fragments": "[]"},
        {"operation": "create", "kind": "claim", "fragments": "{"},
        {"operation": "create", "kind": "claim", "fragments": "[" * 5000},
        {"operation": "create", "kind": "rumour", "fragments": "[]"},
        {"operation": "create", "kind": "claim", "fragments": '[{"start": "0", "end": 1}]'},
        {"operation": "create", "kind": "claim", "fragments": '[{"start":0,"end":1e3,"quote":""}]'},
        {
            "operation": "create",
            "kind": "claim",
            "fragments": '[{"start":0,"end":9999999999,"quote":"x"}]',
        },
        {
            "operation": "create",
            "kind": "claim",
            "fragments": '[{"start":0,"end":1,"quote":"\\ud800"}]',
        },
        {
            "operation": "create",
            "kind": "claim",
            "fragments": '[{"start":0,"end":1,"quote":"\\u0000"}]',
        },
    ],
)
def test_what_no_page_of_ours_sends_is_refused(as_edda, revision, fields):
    response = as_edda.post(
        reverse("outbox-send", args=[revision.pk]), {"id": str(uuid.uuid4()), **fields}
    )
    assert response.status_code == 400
    assert not Annotation.objects.exists()


def test_one_field_is_saved_by_itself(as_edda, revision, claim):
    response = post(
        as_edda, revision, "edit", id=claim.pk, version=claim.version, fields="desk_status",
        desk_status="attributed_only", card=claim.pk,
    )  # fmt: skip
    assert response.status_code == 200
    claim.refresh_from_db()
    assert claim.desk_status == "attributed_only"
    assert told(response)["versions"][str(claim.pk)] == claim.version
    ids = Blocks(response.content.decode()).ids
    assert {f"card-head-{claim.pk}", f"card-links-{claim.pk}"} <= set(ids)


def test_a_figure_is_kept_part_by_part(as_edda, revision, claim):
    for name, value in (("figure_value", "5,710"), ("figure_unit", "crates")):
        claim.refresh_from_db()
        post(
            as_edda, revision, "edit", id=claim.pk, version=claim.version, fields=name,
            **{name: value},
        )  # fmt: skip
    claim.refresh_from_db()
    assert claim.attributes["figure"] == {"value": 5710, "unit": "crates"}


def test_a_figure_that_is_no_number_is_refused(as_edda, revision, claim):
    response = post(
        as_edda, revision, "edit", id=claim.pk, version=claim.version, fields="figure_value",
        figure_value="many",
    )  # fmt: skip
    assert response.status_code == 422


def test_a_box_that_is_not_ticked_is_a_value(as_edda, edda, revision):
    source = tag(edda, revision, "source", "Mayor Ona Rell", attributes={"confidential": True})
    post(as_edda, revision, "edit", id=source.pk, version=1, fields="confidential", confidential="")
    source.refresh_from_db()
    assert "confidential" not in source.attributes


def test_a_stale_version_shows_both_versions(as_edda, emil, revision, claim):
    update_annotation(
        actor=emil, annotation_id=claim.pk, version=claim.version, note="Emil was here"
    )
    response = post(
        as_edda, revision, "edit", id=claim.pk, version=claim.version, fields="note",
        note="Edda too",
    )  # fmt: skip
    assert response.status_code == 409
    html = response.content.decode()
    assert "<ins>Edda too</ins>" in html
    assert "Saved by Emil" in html
    assert "<ins>Emil was here</ins>" in html
    claim.refresh_from_db()
    assert claim.note == "Emil was here"
    assert told(response, "stet:conflict")["version"] == claim.version


def test_edges_move(as_edda, revision, claim):
    parts = [part(revision.text, "12 crates and 3 barrels were lost on Monday")]
    response = post(as_edda, revision, "move", id=claim.pk, version=claim.version, fragments=parts)
    assert response.status_code == 200
    claim.refresh_from_db()
    assert claim.quote == parts[0]["quote"]


def test_deleting_and_undoing(as_edda, revision, claim):
    response = post(as_edda, revision, "delete", id=claim.pk, version=claim.version)
    assert response.status_code == 200
    assert f"chip-{claim.pk}" not in Blocks(response.content.decode()).ids
    assert not Annotation.objects.alive().filter(pk=claim.pk).exists()
    response = post(as_edda, revision, "undo")
    assert f"chip-{claim.pk}" in Blocks(response.content.decode()).ids
    assert Annotation.objects.alive().filter(pk=claim.pk).exists()
    post(as_edda, revision, "redo")
    assert not Annotation.objects.alive().filter(pk=claim.pk).exists()


def test_undo_answers_the_whole_open_card(as_edda, revision, claim):
    post(as_edda, revision, "edit", id=claim.pk, version=claim.version, fields="note", note="first")
    response = post(as_edda, revision, "undo", card=claim.pk)
    assert "inspector" in Blocks(response.content.decode()).ids


def test_links_are_made_from_either_end(as_edda, edda, revision, claim):
    mayor = tag(edda, revision, "source", "Mayor Ona Rell")
    assert post(as_edda, revision, "link", id=mayor.pk, target=claim.pk).status_code == 200
    assert Link.objects.get(target=mayor).origin == claim
    response = post(as_edda, revision, "unlink", id=claim.pk, type="attributed_to", target=mayor.pk)
    assert response.status_code == 200
    assert not Link.objects.filter(target=mayor).exists()


def test_evidence_and_comments_come_and_go(as_edda, revision, claim):
    key = str(uuid.uuid4())
    post(
        as_edda, revision, "add-evidence", id=claim.pk, item=key, stance="supports",
        medium="call", excerpt="The harbour master said so.",
    )  # fmt: skip
    assert Evidence.objects.get(pk=key).stance == "supports"
    post(as_edda, revision, "remove-evidence", id=claim.pk, item=key)
    assert Evidence.objects.get(pk=key).deleted_at
    key = str(uuid.uuid4())
    post(as_edda, revision, "add-comment", id=claim.pk, item=key, text="Ask again\r\ntomorrow")
    assert Comment.objects.get(pk=key).text == "Ask again\ntomorrow"
    post(as_edda, revision, "remove-comment", id=claim.pk, item=key)
    assert Comment.objects.get(pk=key).deleted_at


def test_another_kind_changes_the_label_of_the_card(as_edda, revision, edda):
    mark = tag(edda, revision, "claim", "Monday")
    response = post(as_edda, revision, "retype", id=mark.pk, version=1, kind="source", card=mark.pk)
    assert response.status_code == 200
    mark.refresh_from_db()
    assert mark.kind == "source"


def test_an_annotation_of_another_article_is_not_found(as_edda, edda, revision, lena, project):
    elsewhere = create_article(actor=lena, project=project, text="Another text.", language="en")
    mark = tag(edda, elsewhere.article.current_revision, "claim", "Another")
    response = post(as_edda, revision, "delete", id=mark.pk, version=1)
    assert response.status_code == 404


def test_a_viewer_cannot_change_anything(vera, revision, claim):
    client = Client()
    client.force_login(vera)
    response = post(client, revision, "delete", id=claim.pk, version=claim.version)
    assert response.status_code == 403
    assert "role" in told(response, "stet:refused", "HX-Trigger")["message"]


def test_who_is_signed_out_is_told_so_and_not_sent_elsewhere(revision):
    assert post(Client(), revision, "undo").status_code == 401
    assert Client().get(reverse("outbox-token")).status_code == 401


def test_a_signed_in_page_can_ask_for_a_fresh_token(as_edda, edda, revision):
    answer = as_edda.get(reverse("outbox-token"), {"revision": revision.pk}).json()
    assert len(answer.pop("token")) == 64
    assert answer == {"user": edda.pk, "name": "Edda", "newest": 1}


def test_asking_for_a_token_tells_nothing_of_other_desks(otto, revision):
    client = Client()
    client.force_login(otto)
    url = reverse("outbox-token")
    assert client.get(url, {"revision": revision.pk}).json()["newest"] is None
    assert client.get(url, {"revision": "x"}).json()["newest"] is None


def test_the_card_shows_what_the_gate_asks_for(as_edda, revision, edda):
    mark = tag(edda, revision, "claim", "Monday")
    html = as_edda.get(reverse("annotation-card", args=[mark.pk])).content.decode()
    assert "It has no finding." in html
    assert "It has no source." in html


def test_the_card_says_how_many_claims_an_edit_would_void(as_edda, edda, claim, source):
    update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, desk_status="attributed_only"
    )
    submit_claim(actor=edda, annotation_id=claim.pk)
    html = as_edda.get(reverse("annotation-card", args=[source.pk])).content.decode()
    assert "This source serves 1 claim" in html


def test_submitting_an_article_tells_what_was_held_back(as_edda, edda, article, revision, claim):
    update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, desk_status="attributed_only"
    )
    bare = tag(edda, revision, "claim", "Monday", desk_status="unverified")
    url = reverse("article-submit", args=[article.pk])
    html = as_edda.post(url, follow=True).content.decode()
    assert "1 claim submitted. 1 was held back" in html
    assert f"{bare.label} has no source" in html


def test_everything_that_is_held_back_is_named_by_reason(as_edda, edda, article, revision):
    for quote in ("Monday", "risk", "crates", "ferry", "barrels"):
        tag(edda, revision, "claim", quote, desk_status="unverified")
    update_annotation(
        actor=edda,
        annotation_id=Annotation.objects.get(ordinal=2).pk,
        version=1,
        desk_status="unassessed",
        no_source_given=True,
    )
    why = "C1, C3, C4 and C5 have no source; C2 has no finding"
    assert footing(revision).gate_reasons == f"5 claims cannot be submitted yet: {why}."
    assert article_page(revision).gate_reasons == footing(revision).gate_reasons
    html = as_edda.post(reverse("article-submit", args=[article.pk]), follow=True).content.decode()
    assert f"No claim was submitted. 5 were held back: {why}." in html


def test_of_more_than_ten_the_first_are_named_and_the_others_counted(edda, revision):
    for place in range(13):
        letter = revision.text[place : place + 1]
        part = Part(place, place + 1, letter)
        create_annotation(
            actor=edda, revision_id=revision.pk, id=uuid.uuid4(), kind="claim", fragments=[part]
        )
    said = footing(revision).gate_reasons
    assert "C9 and C10 have no" in said
    assert said.endswith("; and 3 more.")
    assert article_page(revision).gate_reasons == said


def test_the_gate_names_the_first_claim_that_is_held(edda, revision):
    tag(edda, revision, "claim", "Monday", desk_status="unverified")
    tag(edda, revision, "claim", "3 barrels")
    sentence = article_page(revision).gate_sentence
    assert sentence == "2 claims cannot be submitted yet: C1 has no source"


def test_no_source_given_satisfies_the_gate(edda, revision):
    tag(edda, revision, "claim", "Monday", desk_status="unverified", no_source_given=True)
    page = article_page(revision)
    assert not page.held
    assert len(page.ready) == 1


def test_a_chip_says_type_and_finding(edda, revision):
    tag(
        edda, revision, "claim", "12 crates", desk_status="stated_unsourced",
        attributes={"type": "numerical"},
    )  # fmt: skip
    tag(edda, revision, "source", "harbour office", attributes={"identity": "The harbour office"})
    tag(edda, revision, "status", "could not be independently verified")
    words = {tag.label: tag.words for tag in article_page(revision).tags}
    assert words == {
        "C1": "Other figure · Stated by the outlet itself",
        "S1": "The harbour office",
        "V1": "could not be independently verified",
    }


def test_an_annotation_has_a_page_that_needs_no_script(as_edda, claim):
    html = as_edda.get(reverse("annotation-read", args=[claim.pk])).content.decode()
    assert 'name="desk_status"' in html
    assert ">Save</button>" in html
    assert "History" in html


def test_its_forms_change_it_and_come_back(as_edda, claim):
    url = reverse("annotation-change", args=[claim.pk])
    fields = {"operation": "edit", "version": claim.version, "fields": "note,no_source_given"}
    response = as_edda.post(url, {**fields, "note": "one\r\ntwo"})
    assert response.status_code == 302
    claim.refresh_from_db()
    assert claim.note == "one\ntwo"


def test_its_forms_show_a_conflict(as_edda, emil, claim):
    update_annotation(actor=emil, annotation_id=claim.pk, version=claim.version, note="Emil's")
    url = reverse("annotation-change", args=[claim.pk])
    fields = {"operation": "edit", "version": claim.version, "fields": "note", "note": "Edda's"}
    response = as_edda.post(url, fields)
    assert response.status_code == 409
    assert "Keep mine" in response.content.decode()


def test_a_deleted_annotation_can_be_brought_back_on_its_page(as_edda, claim):
    url = reverse("annotation-change", args=[claim.pk])
    as_edda.post(url, {"operation": "delete", "version": claim.version})
    assert (
        "Bring it back" in as_edda.get(reverse("annotation-read", args=[claim.pk])).content.decode()
    )
    as_edda.post(url, {"operation": "restore"})
    assert Annotation.objects.alive().filter(pk=claim.pk).exists()
