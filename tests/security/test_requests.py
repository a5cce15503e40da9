"""Only a form of ours changes anything; looking changes nothing."""

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from annotations.models import User
from annotations.services.people import create_token
from tests.people import PASSWORD, person
from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import Desk

COUNTED_ELSEWHERE = {"django_session", "stetdesk_cache"}
"""A session notes its last use; attempts to sign in are counted."""
UNGUARDED = {"csp-report"} | {"api-nowhere"}
"""Take a POST from anywhere: the one logs a rule's name, the other answers 404 to everybody."""


def _rows() -> dict[str, tuple[int, str]]:
    """How many rows each table holds, and a digest of them."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor)) - COUNTED_ELSEWHERE
        parts = [
            f"select '{table}', count(*), md5(coalesce(string_agg(t::text, ' ' order by t::text), ''))"
            f' from "{table}" t'
            for table in sorted(tables)
        ]
        cursor.execute(" union all ".join(parts))
        return {name: (count, digest) for name, count, digest in cursor.fetchall()}


@pytest.mark.parametrize("role", ["", "viewer", "lead"])
def test_looking_changes_nothing(hostile: Desk, db: None, role: str) -> None:
    """Line 25: GET, HEAD and OPTIONS of every address, for everybody."""
    client = client_of(hostile[role] if role else None)
    User.objects.update(last_login=None)
    before = _rows()
    for address in every_address():
        for method in ("GET", "HEAD", "OPTIONS") if role == "lead" else ("GET",):
            client.generic(method, address.path(hostile.values))
    assert _rows() == before


def test_a_form_without_its_token_changes_nothing(hostile: Desk, db: None) -> None:
    """Line 25: by session, every method that may change something, every address."""
    client = client_of(hostile["lead"], enforce_csrf_checks=True)
    before = _rows()
    for address in every_address():
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            response = client.generic(
                method, address.path(hostile.values), b"{}", "application/json"
            )
            if address.name not in UNGUARDED:
                assert response.status_code in (403, 405), f"{method} {address.name}"
            if method == "POST" and not address.is_api and address.name not in UNGUARDED:
                assert response.status_code == 403, address.name
    assert _rows() == before


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
