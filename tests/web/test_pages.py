"""What went wrong is said in words, as a page, or as JSON below /api/."""

import pytest
from django.test import Client, RequestFactory

from annotations.domain.errors import IllegalState
from annotations.permissions import NotAllowed
from annotations.services.locking import NotFound
from annotations.web import pages

pytestmark = pytest.mark.django_db


def test_a_wrong_address_is_told_so(client, edda):
    client.force_login(edda)
    response = client.get("/nowhere/{{7777*7}}")
    page = response.content.decode()
    assert response.status_code == 404
    assert "There is nothing here" in page
    assert "54439" not in page
    assert response["Cache-Control"] == "no-store"


def test_a_form_without_its_token_is_refused(edda):
    client = Client(enforce_csrf_checks=True)
    client.force_login(edda)
    response = client.post("/settings/name", {"first_name": "X"})
    assert response.status_code == 403
    assert "This form is no longer valid" in response.content.decode()
    edda.refresh_from_db()
    assert edda.first_name == "Edda"


def test_a_form_from_another_site_is_refused(edda):
    client = Client(enforce_csrf_checks=True)
    client.force_login(edda)
    client.get("/settings/")
    token = client.cookies["__Host-csrf"].value
    sent = {"first_name": "X", "csrfmiddlewaretoken": token}
    response = client.post("/settings/name", sent, headers={"origin": "https://evil.example"})
    assert response.status_code == 403


def test_too_large_a_form_is_413_in_words(client, edda, settings):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 100
    client.force_login(edda)
    response = client.post("/settings/name", {"first_name": "x" * 200})
    assert response.status_code == 413
    assert "That was too much at once" in response.content.decode()


def test_a_host_that_is_not_ours_is_refused(client):
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400


def test_too_many_wrong_passwords_are_429_in_words(client, edda, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login": "2/m/ip"}
    for _ in range(3):
        response = client.post("/accounts/login/", {"login": "edda", "password": "wrong one"})
    assert response.status_code == 429
    assert "Too many attempts" in response.content.decode()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (NotFound("article"), 404, "There is nothing here"),
        (NotAllowed("Ask your lead."), 403, "Ask your lead."),
        (IllegalState("Not in this state."), 409, "Not in this state."),
    ],
)
def test_what_a_rule_refuses_is_its_own_sentence(rf, edda, error, status, words):
    request = rf.get("/")
    request.user, request.session = edda, {}
    request._messages = []
    answer = pages.RulesInWords(lambda _: None).process_exception(request, error)
    assert answer.status_code == status
    assert words in answer.content.decode()


def test_other_failures_are_not_hidden(rf):
    assert pages.RulesInWords(lambda _: None).process_exception(rf.get("/"), ValueError()) is None


def test_a_failure_of_ours_says_so_without_the_database(
    rf: RequestFactory, django_assert_num_queries
):
    with django_assert_num_queries(0):
        answer = pages.server_error(rf.get("/"))
    page = answer.content.decode()
    assert answer.status_code == 500
    assert "What was saved before is safe" in page
    assert "Traceback" not in page


@pytest.mark.parametrize("status", [400, 403, 404, 429, 500])
def test_below_the_api_the_same_is_json(rf, status):
    request = rf.get("/api/v1/x")
    handlers = {
        400: lambda: pages.bad_request(request, ValueError()),
        403: lambda: pages.forbidden(request),
        404: lambda: pages.not_found(request),
        429: lambda: pages.too_many(request),
        500: lambda: pages.server_error(request),
    }
    answer = handlers[status]()
    assert answer.status_code == status
    assert answer["Content-Type"] == "application/json; charset=utf-8"
    assert b'"code"' in answer.content
