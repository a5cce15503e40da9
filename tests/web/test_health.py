"""What a load balancer and a monitor are told."""

import pytest
from django.db import connection
from django.test import Client
from procrastinate.contrib.django import app

from annotations.web import health


def test_a_live_process_says_so_without_asking_the_database(client: Client) -> None:
    answer = client.get("/livez")  # no database fixture: a query would fail the test
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})


def test_a_migrated_database_makes_it_ready(db: None, client: Client) -> None:
    answer = client.get("/readyz")
    assert answer.status_code == 200
    assert answer.json()["status"] == "ready"
    assert "no-store" in answer.headers["Cache-Control"]


def test_risky_settings_of_the_database_are_named(db: None, client: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW fsync")
        assert cursor.fetchone() == ("off",)  # the tests' own server need not be durable
    assert "fsync is off" in client.get("/readyz").json()["warnings"]


def test_a_database_that_lacks_migrations_is_not_ready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(health, "_migrated", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'annotations'")
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "not migrated"})


def test_an_unreachable_database_is_not_ready(
    db: None, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(connection.settings_dict, "HOST", "/nowhere")
    connection.close()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.json()) == (503, {"status": "no database"})


def test_the_queue_is_as_old_as_its_oldest_due_job(db: None, client: Client) -> None:
    assert client.get("/readyz").json()["queue_age"] == 0
    app.configure_task("a_test", allow_unknown=True).defer()
    app.configure_task("a_test", allow_unknown=True, schedule_in={"days": 1}).defer()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - interval '90 seconds'")
    assert client.get("/readyz").json()["queue_age"] >= 90


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
def test_only_reading_is_allowed(client: Client, path: str) -> None:
    assert client.post(path).status_code == 405
