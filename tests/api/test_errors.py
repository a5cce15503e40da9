"""Every refusal is JSON of one shape, whatever went wrong."""

import inspect
import re
from pathlib import Path

import pytest
from django.db import OperationalError
from psycopg import errors as database
from rest_framework import exceptions

import annotations.services.exports
import annotations.services.jobs
import annotations.services.undo  # noqa: F401 (its errors are in the list, too)
from annotations.api import errors, operations, throttling
from annotations.domain.errors import DomainError

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def every(base: type[DomainError]) -> set[type[DomainError]]:
    return {base} | {found for one in base.__subclasses__() for found in every(one)}


def test_every_code_is_documented_with_its_status():
    documented = set(re.findall(r"^\| `(\w+)` \| (\d+) \|", DOCS.read_text(), re.MULTILINE))
    ours = {one for one in every(DomainError) if one.__module__.startswith("annotations.")}
    faces = {one for one in ours if one.__module__.startswith("annotations.web")}
    answered = {(one.code, str(one.status)) for one in ours - faces}
    assert answered - documented == set()


def test_every_limit_is_documented():
    text = DOCS.read_text()
    for scope, (most, seconds) in throttling.LIMITS.items():
        assert f"| {scope} | {most:,} | {seconds:,} s |" in text


def test_every_refusal_of_ours_is_a_sentence():
    for name, one in inspect.getmembers(errors, inspect.isclass):
        if issubclass(one, DomainError):
            assert one.message.endswith((".", "…")), name


@pytest.mark.parametrize("path", ["", "nothing/", "projects", "projects/harbour", "../v2/", "%00"])
def test_an_unknown_address_is_json(as_edda, path):
    response = as_edda.get(f"/api/v1/{path}")
    assert (response.status_code, response.json()["code"]) == (404, "not_found")
    assert response.headers["Content-Type"].startswith("application/json")


def test_another_method_is_not_allowed(as_edda):
    response = as_edda.send("PUT", "me/", {})
    assert (response.status_code, response.json()["code"]) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "GET, HEAD"


@pytest.mark.parametrize("sent", ["text/plain", "application/x-yaml", "multipart/form-data"])
def test_another_media_type_is_unsupported(as_edda, revision, sent):
    response = as_edda.send(
        "POST", f"revisions/{revision.pk}/annotations/", b"{}", **{"Content-Type": sent}
    )
    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


def test_a_body_over_the_limit_is_too_large(as_edda, revision):
    where = f"revisions/{revision.pk}/annotations/"
    at_limit = as_edda.send("POST", where, b" " * (operations.LARGEST - 2) + b"{}")
    over = as_edda.send("POST", where, b" " * (operations.LARGEST - 1) + b"{}")
    assert at_limit.json()["code"] == "required"
    assert (over.status_code, over.json()["code"]) == (413, "too_large")


def test_an_article_may_be_longer(as_edda, project):
    text = "word " * 300_000
    made = as_edda.post("projects/harbour/articles/", {"text": text, "language": "en"})
    assert made.status_code == 201
    over = as_edda.send("POST", "projects/harbour/articles/", b" " * 2_600_000)
    assert (over.status_code, over.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("scope", ["requests", "articles"])
def test_one_request_too_many_is_told_to_wait(as_edda, as_emil, project, monkeypatch, scope):
    monkeypatch.setitem(throttling.LIMITS, scope, (2, 3_600))
    where = "projects/harbour/articles/"
    for _ in range(2):
        assert as_edda.post(where, {"text": "A text"}).status_code == 201
    refused = as_edda.post(where, {"text": "A text"})
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")
    assert int(refused.headers["Retry-After"]) > 0
    assert as_emil.post(where, {"text": "A text"}).status_code == 201


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.2, "in 1 second."), (60, "in 60 seconds."), (705, "in 12 minutes."), (3600, "60 minutes.")],
)
def test_how_long_to_wait_is_told(seconds, words):
    assert words in errors.refusal(exceptions.Throttled(seconds)).detail


def test_a_mistake_of_ours_shows_an_id_and_nothing_else(as_edda, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise ValueError("the secret text of an article")

    monkeypatch.setattr("annotations.api.projects.listing.projects", broken)
    response = as_edda.get("projects/")
    assert (response.status_code, response.json()["code"]) == (500, "internal_error")
    assert response.json()["request_id"]
    assert "secret" not in response.content.decode()
    assert "Traceback" not in response.content.decode()


@pytest.mark.parametrize(
    ("cause", "status", "code"),
    [
        (database.DeadlockDetected(), 409, "busy"),
        (database.SerializationFailure(), 409, "busy"),
        (database.ConnectionTimeout(), 503, "unavailable"),
    ],
)
def test_the_databases_troubles_are_told_apart(as_edda, monkeypatch, cause, status, code):
    def broken(*args, **kwargs):
        raise OperationalError from cause

    monkeypatch.setattr("annotations.api.members.set_member", broken)
    response = as_edda.post("projects/harbour/members/", {"user": "edda", "role": "lead"})
    assert (response.status_code, response.json()["code"]) == (status, code)


def test_answers_are_kept_by_no_cache(as_edda):
    for path in ("me/", "nothing/"):
        assert as_edda.get(path).headers["Cache-Control"] == "no-store"
