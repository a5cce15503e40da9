"""What holds for every page: cookies, how long a session lasts, closed doors."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.contrib.auth import get_user_model
from django.test import Client
from structlog.testing import capture_logs

from tests.people import PASSWORD, person

PAGE = "/accounts/password/change/"  # any page for the signed-in


@pytest.fixture
def clock(db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 3, 1, 8, tzinfo=UTC), tick=False) as traveller:
        yield traveller


@pytest.fixture
def signed_in(clock: time_machine.Traveller) -> Client:
    """A browser in which Edda signed in at eight, through the real form."""
    person("edda")
    client = Client()
    answer = client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_signed_in(client: Client) -> bool:
    return bool(client.get(PAGE).status_code == 200)


def test_cookies_are_bound_to_this_host_and_to_tls(signed_in: Client) -> None:
    signed_in.get(PAGE)
    assert set(signed_in.cookies) >= {"__Host-session", "__Host-csrf"}
    kept = {name: cookie for name, cookie in signed_in.cookies.items() if cookie.value}
    for name, cookie in kept.items():
        assert name.startswith("__Host-")
        assert cookie["secure"]
        assert cookie["httponly"]
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax")


def test_signing_in_changes_the_session_and_kills_the_old_one(db: None) -> None:
    person("edda")
    client = Client()
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    first = client.cookies["__Host-session"].value
    client.post("/accounts/logout/")
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    second = client.cookies["__Host-session"].value
    assert first != second
    assert len(second) >= 32
    stale = Client()
    stale.cookies["__Host-session"] = first
    assert not is_signed_in(stale)


def test_a_session_ends_after_an_hour_without_a_request(
    signed_in: Client, clock: time_machine.Traveller
) -> None:
    assert is_signed_in(signed_in)
    clock.shift(timedelta(minutes=59))
    assert is_signed_in(signed_in)
    clock.shift(timedelta(minutes=59))
    assert is_signed_in(signed_in)
    clock.shift(timedelta(minutes=61))
    assert not is_signed_in(signed_in)


def test_a_session_ends_after_twelve_hours_however_busy(
    signed_in: Client, clock: time_machine.Traveller
) -> None:
    for _ in range(24):
        assert is_signed_in(signed_in)
        clock.shift(timedelta(minutes=30))
    clock.shift(timedelta(minutes=1))
    assert not is_signed_in(signed_in)


def test_a_busy_session_is_written_once_a_minute_at_most(
    signed_in: Client, clock: time_machine.Traveller, django_assert_max_num_queries: Any
) -> None:
    signed_in.get(PAGE)
    with django_assert_max_num_queries(20) as queries:
        signed_in.get(PAGE)
    assert not [query for query in queries.captured_queries if "UPDATE" in query["sql"]]


def test_nobody_can_open_an_account(client: Client, db: None) -> None:
    answer = client.post(
        "/accounts/signup/",
        {"username": "mallory", "password1": "a long enough one", "password2": "a long enough one"},
    )
    assert answer.status_code in {200, 302, 403, 404}
    assert not get_user_model().objects.filter(username="mallory").exists()


@pytest.mark.parametrize(
    ("password", "accepted"),
    [
        ("elevenchars", False),
        ("password1234", False),
        ("correct horse battery staple", True),
        ("слово" * 5, True),
        ("x9 " * 42, True),
    ],
)
def test_passwords_are_long_and_not_common_and_otherwise_free(
    signed_in: Client, password: str, accepted: bool
) -> None:
    change = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    signed_in.post(PAGE, change)
    assert get_user_model().objects.get(username="edda").check_password(password) is accepted


def test_failed_sign_ins_are_counted_and_stopped(client: Client, db: None) -> None:
    person("edda")
    answers = [
        client.post("/accounts/login/", {"login": "edda", "password": f"wrong {number}"})
        for number in range(8)
    ]
    assert b"Too many" in answers[-1].content or answers[-1].status_code == 429
    answer = client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    assert answer.status_code != 302


def test_a_violation_of_the_policy_is_logged_by_its_rule_alone(client: Client) -> None:
    report = {
        "csp-report": {"effective-directive": "script-src", "document-uri": "https://x/secret"}
    }
    with capture_logs() as logs:
        answer = client.post(
            "/csp-report/", json.dumps(report), content_type="application/csp-report"
        )
    assert answer.status_code == 204
    events = [entry for entry in logs if entry["event"] == "csp_violation"]
    assert [entry["directive"] for entry in events] == ["script-src"]
    assert "secret" not in str(events)


@pytest.mark.parametrize(
    ("body", "status"), [("[]", 400), ("nonsense", 400), ("{}", 400), ("x" * 9000, 413)]
)
def test_a_report_that_is_none_is_refused(client: Client, body: str, status: int) -> None:
    answer = client.post("/csp-report/", body, content_type="application/csp-report")
    assert answer.status_code == status


def test_unknown_methods_are_refused(client: Client) -> None:
    assert client.generic("TRACE", "/livez").status_code == 405
    assert client.generic("BREW", "/livez").status_code == 405
