"""The same under a server that keeps nothing open, and the short answer where no stream comes."""

import datetime
from typing import Any

import orjson
import pytest
import time_machine
from django.test import Client

from annotations.models import Presence
from annotations.queries.streams import last_event
from annotations.services.comments import add_comment
from annotations.services.people import create_token
from tests.people import tag
from tests.serving import session_of

pytestmark = pytest.mark.django_db

STREAM = "/events/harbour/"
POLL = "/events/harbour/poll"


def body_of(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def polled(client: Client, query: str = "") -> dict[str, Any]:
    response = client.get(f"{POLL}{query}")
    assert response.status_code == 200
    return dict(response.json())


def test_without_an_asynchronous_server_a_stream_tells_what_there_is_and_ends(edda, emil, revision):
    last = last_event(revision.project_id)
    made = tag(emil, revision, "claim", "12 crates")
    told = body_of(session_of(edda).get(f"{STREAM}?after={last}")).decode()
    assert told.startswith("retry: ")
    assert str(made.pk) in told
    assert told.endswith(f'id: {last + 1}\nevent: hello\ndata: {{"last":{last + 1}}}\n\n')


def test_the_headers_of_a_stream_can_be_asked_for(edda, article):
    response = session_of(edda).head(STREAM)
    assert response.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert body_of(response) == b""


def test_a_poll_answers_what_happened_since(edda, emil, revision):
    client = session_of(edda)
    start = polled(client)
    assert start["events"] == []
    made = tag(emil, revision, "claim", "12 crates")
    found = polled(client, f"?after={start['last']}&article={revision.article_id}")
    assert [one["annotation"] for one in found["events"] if one["id"] > start["last"]] == [
        str(made.pk)
    ]
    assert found["last"] == start["last"] + 1
    assert found["resync"] is False
    assert polled(client, "?after=999999999")["resync"] is True


def test_a_poll_says_who_asks_too_and_who_else_is_here(edda, emil, revision):
    query = f"?article={revision.article_id}&present=1"
    assert polled(session_of(edda), query)["people"] == []
    told = polled(session_of(emil), query)
    assert told["people"] == [{"username": "edda", "name": "Edda", "initials": "E"}]
    assert Presence.objects.count() == 2
    assert polled(session_of(edda), f"?article={revision.article_id}")["people"] == []


def test_a_refusal_is_json_for_programs_too(edda, article):
    refused = Client().get(POLL)
    assert (refused.status_code, refused.json()["code"]) == (401, "not_signed_in")
    assert refused.headers["WWW-Authenticate"] == "Bearer"
    _, secret = create_token(user=edda)
    headers = {"Authorization": f"Bearer {secret}"}
    assert Client().get(POLL, headers=headers).status_code == 200
    assert Client().get("/events/nowhere/poll", headers=headers).json()["code"] == "not_found"


def test_what_a_page_asks_by_itself_keeps_no_session_alive(edda, article, revision):
    with time_machine.travel(datetime.datetime(2026, 3, 1, tzinfo=datetime.UTC), tick=False) as now:
        client = session_of(edda)
        assert client.get("/settings/").status_code == 200
        for _ in range(4):
            now.shift(datetime.timedelta(minutes=14))
            polled(client)
            assert client.get(STREAM).status_code == 200
            rows = client.get(f"/revisions/{revision.pk}/rows?page=read&all=1")
            assert rows.status_code == 200
        now.shift(datetime.timedelta(minutes=14))
        assert client.get(POLL).status_code == 401


def test_no_word_of_an_article_or_of_people_is_told(edda, emil, revision):
    """Lines 48, 61: what was written, quoted and noted stays where it is asked for by name."""
    made = tag(emil, revision, "source", "The harbour office", note="secret note",
               attributes={"identity": "secret identity", "confidential": True})  # fmt: skip
    words = {"actor": emil, "annotation_id": made.pk, "text": "secret comment"}
    add_comment(**words, id=made.pk)
    told = session_of(edda).get(f"{POLL}?after=0").content.decode()
    events = orjson.loads(told)["events"]
    assert len(events) == 3
    for word in ("secret", "harbour office", "Ferry", "crates"):
        assert word not in told
    known = {"id", "at", "actor", "action", "article", "annotation", "label", "revision"}
    assert {name for event in events for name in event} == known | {"version_after"}
