"""Only a form of ours changes anything; looking changes nothing."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from annotations.api.authentication import Session
from annotations.api.operations import Endpoint
from annotations.models import Event, User
from annotations.services.people import create_token
from tests.people import PASSWORD, person
from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import Desk

COUNTED_ELSEWHERE = {"django_session", "stetdesk_cache"}
"""A session notes its last use; attempts to sign in are counted."""


def _rows() -> dict[str, tuple[int, str]]:
    """How many rows each table holds, and a digest of them."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - COUNTED_ELSEWHERE
        words = "md5(coalesce(string_agg(t::text, ' ' order by t::text), ''))"
        parts = [
            f"select '{table}', count(*), {words} from \"{table}\" t" for table in sorted(tables)
        ]
        cursor.execute(" union all ".join(parts))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


def test_looking_changes_no_row_and_no_word_of_one(hostile: Desk, db: None) -> None:
    """Line 25: test_routes.py counts rows for everybody; this compares what is in them.

    What is taken out is told in the history, and nothing else is written for it.
    """
    client = client_of(hostile["lead"])
    before, last = _rows(), Event.objects.latest("pk").pk
    for address in every_address():
        client.get(address.path(hostile.values))
    told = set(Event.objects.filter(pk__gt=last).values_list("action", flat=True))
    assert told == {"export.taken", "release.taken"}
    assert _rows() | {"event": None} == before | {"event": None}


def test_asking_for_the_head_of_an_answer_changes_nothing_at_all(hostile: Desk, db: None) -> None:
    """Line 25: what only asks whether a file is there, and how long, has not taken it out."""
    client = client_of(hostile["lead"])
    before = _rows()
    heads = {one.name: client.head(one.path(hostile.values)) for one in every_address()}
    assert _rows() == before
    for name in ("export-file", "release-zip", "release-file"):
        for found in (heads[name], heads[f"api-{name}"]):
            assert found.status_code == 200
            assert found.headers["Content-Disposition"].startswith("attachment")


def test_only_two_addresses_take_a_form_from_anywhere() -> None:
    """Line 25: those of the API ask for the token by themselves, where a session is used."""
    free = {one.name for one in every_address() if getattr(one.view, "csrf_exempt", False)}
    assert {name for name in free if not name.startswith("api-")} == {"csp-report"}
    for one in every_address():
        if one.name.startswith("api-") and one.name not in ("api-docs", "api-nowhere"):
            assert Session in one.view.cls.authentication_classes
            assert issubclass(one.view.cls, Endpoint)


@pytest.mark.parametrize("secure", [True, False])
@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://testserver.evil.example"]
)
def test_a_form_from_elsewhere_changes_nothing_even_with_a_token(
    hostile: Desk, db: None, origin: str, secure: bool
) -> None:
    """Line 25: the Origin counts beside the token."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(hostile["lead"], backend="django.contrib.auth.backends.ModelBackend")
    token = client.get("/outbox/token", secure=secure).cookies["__Host-csrf"].value
    before = _rows()
    for path in ("/settings/name", "/api/v1/projects/hostile/vocabularies/", "/accounts/logout/"):
        sent: dict[str, Any] = {"HTTP_ORIGIN": origin, "HTTP_X_CSRFTOKEN": token, "secure": secure}
        response = client.post(path, {}, **sent)
        assert response.status_code == 403, path
    assert _rows() == before
    ours = f"http{'s' * secure}://testserver"
    sent = {"HTTP_ORIGIN": ours, "HTTP_X_CSRFTOKEN": token, "secure": secure}
    assert client.post("/settings/name", {"first_name": "Lena"}, **sent).status_code == 302


def test_a_method_in_a_field_or_header_is_not_the_method(lena: User) -> None:
    """Line 25."""
    client = client_of(lena)
    before = _rows()
    client.get("/settings/name?_method=POST&first_name=x")
    client.get("/accounts/logout/?_method=POST", headers={"X-HTTP-Method-Override": "POST"})
    client.post("/api/v1/me/", {"_method": "DELETE"}, headers={"X-HTTP-Method": "DELETE"})
    assert _rows() == before
    assert client.get("/settings/").status_code == 200


def test_a_form_cannot_send_json_to_the_api(lena: User, article: Any) -> None:
    """Line 25: what a foreign page can send without asking is not read as JSON."""
    _, secret = create_token(user=lena, scopes=["read", "annotate"])
    path = f"/api/v1/projects/{article.project.slug}/articles/"
    for sort in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        response = Client().generic(
            "POST", path, b'{"text": "x"}', sort, headers={"Authorization": f"Bearer {secret}"}
        )
        assert response.status_code == 415, sort


def test_signing_in_needs_a_token_too(db: None) -> None:
    """Line 25: nobody is signed in as somebody else by a foreign form."""
    person("edda")
    client = Client(enforce_csrf_checks=True)
    sent = {"login": "edda", "password": PASSWORD}
    assert client.post("/accounts/login/", sent).status_code == 403
    with transaction.atomic():
        assert "__Host-session" not in client.cookies
