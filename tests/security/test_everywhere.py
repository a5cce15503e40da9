"""What holds for every address of the URLconf, whoever asks and whatever is answered."""

import json
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import transaction
from django.templatetags.static import static

from tests.security.addresses import Address, every_address
from tests.security.conftest import client_of
from tests.security.desks import Desk

METHODS = {
    "": ("GET", "POST", "TRACE"),
    "lead": ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "PROPFIND"),
}
"""Who asks → by which methods; "" is somebody who is not signed in."""
EVIL = "https://evil.example"
POLICY = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "object-src": "'none'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "form-action": "'self'",
    "report-uri": "/csp-report/",
}
DOCS = "/api/docs/"  # a page
FILE_POLICY = "sandbox; default-src 'none'"


@dataclass(frozen=True)
class Answered:
    """One request and its answer; ``role`` is empty for somebody who is not signed in."""

    role: str
    method: str
    path: str
    address: Address | None
    response: Any
    body: bytes

    def __str__(self) -> str:
        return f"{self.role or 'nobody'}: {self.method} {self.path} → {self.response.status_code}"


@pytest.fixture(scope="module")
def answers(hostile: Desk) -> list[Answered]:
    """Every address, by every method, for nobody and for a lead; what they did is undone."""
    return [one for role in METHODS for one in _crawl(hostile, role)]


def _crawl(hostile: Desk, role: str) -> Iterator[Answered]:
    client = client_of(hostile[role] if role else None, raise_request_exception=False)
    cookies = deepcopy(client.cookies)
    places: list[tuple[str, Address | None]] = [
        (address.path(hostile.values), address) for address in every_address()
    ]
    places += [(path, None) for path in ("/nowhere", "/api/nowhere", static("annotations/app.css"))]
    for path, address in places:
        for method in METHODS[role]:
            client.cookies = deepcopy(cookies)
            with transaction.atomic():
                response = client.generic(method, path, headers={"Origin": EVIL})
                body = b"".join(
                    response.streaming_content if response.streaming else [response.content]
                )
                yield Answered(role, method, path, address, response, body)
                transaction.set_rollback(True)


def test_nothing_breaks(answers: list[Answered]) -> None:
    assert not [str(one) for one in answers if one.response.status_code >= 500]


def test_browsers_are_told_to_use_tls_only(answers: list[Answered]) -> None:
    """Line 21."""
    for one in answers:
        told = one.response.headers["Strict-Transport-Security"]
        assert told == "max-age=63072000; includeSubDomains", str(one)


def test_no_other_origin_may_read_an_answer(answers: list[Answered]) -> None:
    """Line 22."""
    for one in answers:
        named = [name for name in one.response.headers if name.lower().startswith("access-control")]
        assert not named, str(one)


def test_a_policy_binds_every_answer(answers: list[Answered]) -> None:
    """Line 23."""
    for one in answers:
        policy = one.response.headers["Content-Security-Policy"]
        assert "unsafe" not in policy, str(one)
        if policy != FILE_POLICY:
            told = dict(rule.strip().partition(" ")[::2] for rule in policy.split(";"))
            assert {name: told.get(name) for name in POLICY} == POLICY, str(one)


def test_types_are_not_guessed_and_addresses_not_told(answers: list[Answered]) -> None:
    """Line 24."""
    for one in answers:
        headers = one.response.headers
        assert headers["X-Content-Type-Options"] == "nosniff", str(one)
        assert headers["Referrer-Policy"] == "same-origin", str(one)
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin", str(one)
        assert headers["X-Frame-Options"] == "DENY", str(one)


def test_content_types_tell_what_the_body_is(answers: list[Answered]) -> None:
    """Line 28: type and charset of every body; failures of the API are JSON."""
    for one in answers:
        refused = one.response.status_code >= 400
        sort = one.response.headers.get("Content-Type", "").replace('"', "")
        if one.path.startswith("/api/") and one.path != DOCS and refused:
            assert sort in ("application/json; charset=utf-8", "application/json"), str(one)
            if one.method != "HEAD":
                assert {"code", "detail"} <= set(json.loads(one.body)), str(one)
        elif one.body:
            _check_body(one, sort)


def _check_body(one: Answered, sort: str) -> None:
    kind, _, charset = sort.partition("; charset=")
    if kind in ("application/zip", "application/octet-stream"):
        assert one.response.headers["Content-Disposition"].startswith("attachment"), str(one)
        return
    text = one.body.decode()
    if kind in ("application/json", "application/ld+json"):
        json.loads(text)
    elif kind == "application/jsonl":
        assert all(json.loads(line) for line in text.strip().split("\n")), str(one)
    else:
        assert charset == "utf-8", f"{one} {sort}"
        assert (kind == "text/html") == text.lstrip().startswith("<"), f"{one} {sort}"


def test_only_listed_methods_are_taken(answers: list[Answered]) -> None:
    """Line 30: HEAD goes where GET goes; what no view lists is refused by every one."""
    taken: dict[tuple[str, str], set[str]] = {}
    for one in answers:
        if one.response.status_code != 405:
            taken.setdefault((one.role, one.path), set()).add(one.method)
    for (role, path), methods in taken.items():
        assert not methods & {"TRACE", "PROPFIND"}, (role, path)
        if role and path != "/csp-report/":
            assert ("GET" in methods) >= ("HEAD" in methods), (role, path)


def test_no_cache_keeps_what_a_signed_in_person_saw(answers: list[Answered]) -> None:
    """Line 54: but files that are the same for everybody."""
    for one in answers:
        if one.role and not one.path.startswith("/static/") and one.method != "PROPFIND":
            told = one.response.headers.get("Cache-Control", "")
            signed_out = one.path == "/accounts/logout/" and one.method == "POST"
            assert told == "no-store" or signed_out, str(one)
