"""Security events leave one line: when, who, what, which request; never a secret, never a text."""

import json
import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from annotations.models import Annotation, Event, User
from annotations.services.people import create_token
from annotations.services.projects import set_member
from factcheck import logs
from tests.api.client import Api
from tests.people import PASSWORD, TEXT
from tests.security.conftest import client_of

Lines = Callable[[], list[dict[str, Any]]]


@pytest.fixture
def lines(caplog: pytest.LogCaptureFixture) -> Lines:
    """What an installation would have written since the last look, line by line."""
    caplog.set_level(logging.INFO)
    recipe = logs.configuration("INFO", as_json=True)["formatters"]["line"]
    formatter = recipe.pop("()")(**recipe)

    def read() -> list[dict[str, Any]]:
        written = [formatter.format(record) for record in caplog.records]
        caplog.clear()
        return [json.loads(line) for line in written]

    return read


def events(found: list[dict[str, Any]], name: str) -> list[dict[str, Any]]:
    """Those called ``name``, each with its time in UTC and its request."""
    named = [line for line in found if line["event"] == name]
    for line in named:
        assert datetime.fromisoformat(line["timestamp"]).utcoffset() == timedelta(0)
        assert len(line["request_id"]) >= 32
    return named


def test_signing_in_and_out_is_told(edda: User, lines: Lines) -> None:
    """Lines 61, 62."""
    client = Client()
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    client.post("/accounts/logout/")
    found = lines()
    assert [line["actor"] for line in events(found, "session.started")] == [edda.pk]
    assert [line["actor"] for line in events(found, "session.ended")] == [edda.pk]
    assert PASSWORD not in str(found)


def test_a_wrong_password_is_told_and_not_what_was_typed(edda: User, lines: Lines) -> None:
    """Lines 52, 61, 62: people type passwords into the field above."""
    for name in ("edda", "a secret typed as a name"):
        Client().post("/accounts/login/", {"login": name, "password": "a wrong secret"})
    found = lines()
    refused = events(found, "session.refused")
    assert {line["person"] for line in refused} == {edda.pk, None}
    assert "secret" not in json.dumps(found).replace("a_secret", "")


def test_what_is_refused_is_told_with_who_asked(
    edda: User, vera: User, claim: Annotation, lines: Lines
) -> None:
    """Lines 61, 62."""
    client_of(vera).get(f"/articles/{claim.article_id}/annotate")
    Client().get("/api/v1/me/")
    Client(enforce_csrf_checks=True).post("/accounts/login/")
    told = [(line["status"], line["actor"]) for line in events(lines(), "access.refused")]
    assert told == [(403, vera.pk), (401, None), (403, None)]


def test_a_token_is_told_by_its_number(edda: User, lines: Lines) -> None:
    """Lines 52, 61."""
    client = client_of(edda)
    made = client.post("/settings/tokens", {"name": "x", "scopes": ["read"], "days": 5})
    token = edda.tokens.get()
    client.post(f"/settings/tokens/{token.pk}/revoke")
    secret = made.context["secret"]
    Client().get("/api/v1/me/", headers={"Authorization": f"Bearer {secret}"})
    found = lines()
    assert [line["token"] for line in events(found, "token.created")] == [token.pk]
    assert [line["token"] for line in events(found, "token.revoked")] == [token.pk]
    assert secret not in str(found)
    assert token.sha256 not in str(found)


def test_roles_decisions_and_exports_are_told_beside_the_history(
    lena: User, edda: User, rita: User, claim: Annotation, lines: Lines
) -> None:
    """Line 61: the line names the row of the history, which has before and after."""
    lead, reviewer = Api(lena), Api(rita)
    lines()
    lead.post("projects/harbour/members/", {"user": "edda", "role": "viewer"})
    lead.post("projects/harbour/exports/", {"format": "jsonl"})
    seen = lead.get(f"annotations/{claim.pk}/").json()["hash"]
    lead.post(f"annotations/{claim.pk}/submit/")
    reviewer.post(f"annotations/{claim.pk}/decisions/", {"verdict": "approve", "seen": seen})
    found = lines()
    for name, actor in (
        ("member.set", lena),
        ("export.requested", lena),
        ("decision.made", rita),
    ):
        [line] = events(found, name)
        row = Event.objects.get(pk=line["event_id"])
        assert (line["actor"], row.actor_id, row.action) == (actor.pk, actor.pk, name)
        assert row.at.utcoffset() == timedelta(0)


def test_no_line_holds_a_word_of_an_article(
    lena: User, edda: User, claim: Annotation, lines: Lines
) -> None:
    """Line 61: what was read, searched, written, refused and broken."""
    client = client_of(edda, raise_request_exception=False)
    client.get(f"/articles/{claim.article_id}/annotate")
    client.get("/", {"q": "harbour office"})
    client.post(f"/articles/{claim.article_id}/edit", {"headline": "harbour office"})
    client.post(f"/revisions/{claim.revision_id}/changes", {"operation": "harbour office"})
    Api(lena).get("projects/harbour/articles/?q=harbour%20office")
    Api(lena).post("projects/harbour/articles/", {"text": TEXT, "language": "harbour office"})
    Api(lena).post("projects/harbour/articles/", b'{"text": "harbour office"')
    told = json.dumps(lines(), ensure_ascii=False)
    assert "harbour office" not in told
    assert "harbour%20office" not in told
    assert "crates" not in told


def test_what_is_sent_forges_no_line(db: None, lines: Lines) -> None:
    """Line 63, in passing: line ends and escapes in an address stay inside their line."""
    Client().get("/x%0a%7B%22event%22:%22session.started%22%7D%1b%5B31m")
    Client().get("/", headers={"User-Agent": 'x\r\n{"event": "session.started"}'})
    assert not events(lines(), "session.started")


def test_a_role_given_by_command_names_who_gave_it(lena: User, edda: User, lines: Lines) -> None:
    """Line 61: outside a request there is no request's id."""
    project = lena.memberships.get().project
    set_member(actor=lena, project=project, username="edda", role="viewer")
    create_token(user=lena)
    told = [(line["event"], line["actor"]) for line in lines()]
    assert told == [("member.set", lena.pk), ("token.created", lena.pk)]
