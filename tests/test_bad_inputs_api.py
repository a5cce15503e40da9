"""Hostile and broken requests: the lines of data/bad_inputs_api.jsonl, and longer stories."""

import json
import uuid
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from django.utils import timezone

from annotations.models import Annotation, Event
from tests.api.client import Api
from tests.api.conftest import new_tag
from tests.people import tag

DATA = Path(__file__).parent / "data" / "bad_inputs_api.jsonl"
LINES = [json.loads(line) for line in DATA.read_text().splitlines()]


@pytest.fixture
def as_edda(edda: Any) -> Api:
    return Api(edda)


@pytest.fixture
def as_otto(otto: Any) -> Api:
    return Api(otto)


def body_of(line: dict[str, Any]) -> Any:
    if "repeat" in line:
        before, inner, after, times = line["repeat"]
        return (before * times + inner + after * times).encode()
    if "raw" in line:
        return line["raw"].encode()
    return line.get("body")


def counted() -> dict[str, int]:
    models = apps.get_app_config("annotations").get_models()
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line["id"])
def test_a_bad_request_is_refused_and_nothing_is_stored(as_edda, revision, line):
    path = line["path"].format(revision=revision.pk) + "1," * line.get("query", 0)
    before = counted()
    response = as_edda.send(
        line["method"],
        path,
        body_of(line),
        **{"Content-Type": line.get("type", "application/json")},
    )
    assert response.status_code == line["status"], response.content
    if line["code"]:
        assert response.json()["code"] == line["code"]
    if response.status_code >= 400:
        assert counted() == before


def test_blanks_of_a_quote_are_kept(as_edda, revision):  # json-020
    body = new_tag(revision, "claim", " to ")
    assert as_edda.post(f"revisions/{revision.pk}/annotations/", body).json()["quote"] == " to "


def test_a_replayed_create_never_brings_back_what_was_deleted(as_edda, revision):  # api-045
    body = new_tag(revision, "claim", "12 crates")
    where = f"revisions/{revision.pk}/annotations/"
    as_edda.post(where, body)
    as_edda.delete(f"annotations/{body['id']}/", If_Match='"1"')
    assert as_edda.post(where, body).status_code == 410
    assert Annotation.objects.get().deleted_at


def test_one_id_serves_one_thing_whoever_asks(as_edda, as_otto, revision):  # api-004
    body = new_tag(revision, "claim", "12 crates")
    as_edda.post(f"revisions/{revision.pk}/annotations/", body)
    own = as_otto.post("projects/other/articles/", {"text": revision.text}).json()["revision"]
    taken = as_otto.post(f"revisions/{own['id']}/annotations/", body)
    assert (taken.status_code, taken.json()["code"]) == (409, "id_taken")
    assert "edda" not in taken.content.decode()
    assert Annotation.objects.count() == 1


def test_identical_spans_are_two_tags(as_edda, revision):  # offsets-015
    where = f"revisions/{revision.pk}/annotations/"
    for _ in range(2):
        made = as_edda.post(where, new_tag(revision, "claim", "12 crates"))
        assert made.status_code == 201


def test_a_span_may_cover_the_whole_text(as_edda, revision):  # offsets-018, -020
    whole = {"start": 0, "end": revision.length, "quote": revision.text}
    body = {"id": str(uuid.uuid4()), "kind": "claim", "fragments": [whole]}
    made = as_edda.post(f"revisions/{revision.pk}/annotations/", body)
    assert made.status_code == 201
    assert made.json()["quote"] == revision.text


def test_other_desks_find_nothing(as_otto, edda, revision, claim):  # api-008, -012
    for path in (
        f"annotations/{claim.pk}/",
        f"annotations/{claim.pk}/history/",
        f"articles/{revision.article_id}/history/",
        f"revisions/{revision.pk}/text",
    ):
        assert as_otto.get(path).status_code == 404
    link = {"type": "repeats", "target": str(claim.pk)}
    assert as_otto.post(f"annotations/{claim.pk}/links/", link).status_code == 404


def test_a_link_never_reaches_into_another_desk(as_otto, otto, edda, revision, claim):  # api-011
    made = as_otto.post("projects/other/articles/", {"text": revision.text}).json()
    body = new_tag(revision, "claim", "12 crates")
    own = as_otto.post(f"revisions/{made['revision']['id']}/annotations/", body).json()
    links = f"annotations/{own['id']}/links/"
    assert as_otto.post(links, {"type": "repeats", "target": str(claim.pk)}).status_code == 404
    assert Annotation.objects.get(pk=claim.pk).version == claim.version


def test_the_servers_clock_and_sequence_rule(as_edda, revision):  # api-044
    made = as_edda.post(
        f"revisions/{revision.pk}/annotations/",
        new_tag(revision, "claim", "12 crates"),
        Date="Mon, 01 Jan 2029 00:00:00 GMT",
    ).json()
    event = Event.objects.get(annotation_id=made["id"])
    assert event.at.date() == timezone.now().date()
    assert made["created_at"][:4] != "2029"


@pytest.mark.parametrize("header", ["Host", "X-Forwarded-Host"])
def test_a_forged_host_is_refused_or_ignored(as_edda, project, edda, header):  # api-027
    for number in range(3):
        as_edda.post("projects/harbour/articles/", {"text": f"Text {number}"})
    where = "/api/v1/projects/harbour/articles/?limit=1"
    response = Client().get(where, headers={**as_edda.headers, header: "evil.example"})
    assert "evil.example" not in response.content.decode()
    assert response.status_code == (400 if header == "Host" else 200)
    assert response.headers["Content-Type"].startswith("application/json")


def test_text_is_decoded_once(as_edda, project):  # ASVS 1.1.1
    text = "%252e &amp;lt; \\u0041 <b>x</b> {{7*7}}"
    made = as_edda.post("projects/harbour/articles/", {"text": text, "headline": text}).json()
    assert as_edda.get(f"revisions/{made['revision']['id']}/text").content.decode() == text
    assert made["headline"] == text


def test_every_writable_field_is_named(as_edda, edda, revision):  # ASVS 15.3.3
    claim = tag(edda, revision, "claim", "12 crates")
    for field in ("state", "version", "author", "quote", "label", "created_at", "deleted_at"):
        refused = as_edda.patch(f"annotations/{claim.pk}/", {field: "x"}, If_Match='"1"')
        assert refused.json()["code"] == "unknown_field"
    claim.refresh_from_db()
    assert (claim.state, claim.version) == ("draft", 1)
