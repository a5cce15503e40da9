"""Every address, by every method, for everybody: the whole of who may do what, seen from outside.

``tests/routes.txt`` is the table; an address that has no row there fails here.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.http import HttpResponseRedirect
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, resolve, reverse

from annotations.api import throttling
from annotations.web.ingest import Carried
from tests.people import TEXT
from tests.requests import AS_JSON, NAMED, QUERIES, VERSIONS, bodies, paths
from tests.world import ROLES, World, standing

TABLE = Path(__file__).with_name("routes.txt")
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Row:
    """One line of the table: role → status (``login``: sent to the page for signing in)."""

    name: str
    method: str
    expected: dict[str, str]

    def __str__(self) -> str:
        return f"{self.name}-{self.method}"


def rows() -> list[Row]:
    found = []
    for line in TABLE.read_text().splitlines():
        name, method, *statuses = line.partition("#")[0].split() or ["", ""]
        if name:
            found.append(Row(name, method, dict(zip(ROLES, statuses, strict=True))))
    return found


def routes() -> Iterator[URLPattern]:
    def walk(resolver: URLResolver) -> Iterator[URLPattern]:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                yield from walk(pattern)
            else:
                yield pattern

    return walk(get_resolver())


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """One world for all rows of this process, in which everybody is signed in."""
    with django_db_blocker.unblock(), standing() as made:
        for role, user in made.people.items():
            client = Client()
            client.force_login(user, "django.contrib.auth.backends.ModelBackend")
            made.cookies[role] = client.cookies.output()
        yield made


def client_of(world: World, role: str, **values: Any) -> Client:
    client = Client(**values)
    client.cookies.load(world.cookies.get(role, "").replace("Set-Cookie: ", ""))
    return client


def ask(world: World, row: Row, role: str, **values: Any) -> Any:
    """Send the request of ``row`` as ``role``; whatever it changes is undone."""
    key = f"{row.name} {row.method}"
    throttling.forget()
    with transaction.atomic():
        response = getattr(client_of(world, role, **values), row.method.lower())(
            path_of(row, world) + QUERIES.get(key, ""),
            headers=headers_of(key, world),
            **({} if row.method == "GET" else sent(row, key, world, role)),
        )
        transaction.set_rollback(True)
    return response


def headers_of(key: str, world: World) -> dict[str, str]:
    versioned = world.names.get(VERSIONS.get(key, ""))
    return {"If-Match": f'"{versioned.version}"'} if versioned else {}


def sent(row: Row, key: str, world: World, role: str) -> dict[str, Any]:
    """The body as the test client takes it."""
    if key == "api-imports POST":
        return {"data": b"{}\n", "content_type": "application/octet-stream"}
    names = world.names
    if key == "article-keep POST":
        carried = Carried(names["project"], TEXT.encode(), "", "text/plain")
        owner = world.people.get(role)
        names = {**names, "carried": carried.sealed(owner) if owner else "x"}
    body = bodies(names).get(key, {})
    if row.name.startswith(AS_JSON):
        return {"data": json.dumps(body), "content_type": "application/json"}
    return {"data": body}


def path_of(row: Row, world: World) -> str:
    if row.name == "api-nowhere":
        return "/api/v1/nowhere/"
    pattern = next(one for one in routes() if one.name == row.name)
    wanted = re.findall(r"<(?:\w+:)?(\w+)>", str(pattern.pattern))
    values = {name: paths(world.names)[name] for name in wanted}
    named = NAMED.get(f"{row.name} {row.method}")
    if named:
        values[named[0]] = world.names[named[1]].pk
    return reverse(row.name, kwargs=values)


def told(response: Any) -> str:
    if isinstance(response, HttpResponseRedirect) and "/accounts/login/" in response.url:
        return "login"
    return str(response.status_code)


def test_every_address_has_a_row():
    assert {str(route.name) for route in routes()} == {row.name for row in rows()}


@pytest.mark.parametrize("row", rows(), ids=str)
def test_everybody_may_do_what_the_table_says(world, row):
    found = {role: told(ask(world, row, role)) for role in ROLES}
    assert found == row.expected


THEIRS = ("account_", "mfa_")
"""Pages of allauth: who may open them is in the table, their forms have their own tests."""


def unlisted() -> list[Row]:
    listed = defaultdict(set)
    for row in rows():
        listed[row.name].add(row.method)
    return [
        Row(name, method, {})
        for name, methods in listed.items()
        for method in METHODS
        if method not in methods and name != "api-nowhere" and not name.startswith(THEIRS)
    ]


@pytest.mark.parametrize("row", unlisted(), ids=str)
def test_what_is_not_in_the_table_is_not_allowed(world, row):
    assert ask(world, row, "lead").status_code == 405


CHANGES = [
    row for row in rows() if row.method != "GET" and row.name not in ("api-nowhere", "csp-report")
]


@pytest.mark.parametrize("row", CHANGES, ids=str)
def test_a_session_changes_nothing_without_its_csrf_token(world, row):
    assert ask(world, row, "lead", enforce_csrf_checks=True).status_code == 403


# What leaves the house is told in the history, and nothing else is written for it: nor for HEAD.
TAKES = {"export-file", "release-zip", "release-file"}
TAKES |= {f"api-{name}" for name in TAKES}


def counted() -> dict[str, int]:
    """Rows of every table of ours."""
    models = apps.get_app_config("annotations").get_models()
    return {model.__name__: model._default_manager.count() for model in models}


@pytest.mark.parametrize("row", [row for row in rows() if row.method == "GET"], ids=str)
def test_reading_changes_nothing(world, row):
    with transaction.atomic():
        before = counted()
        client = client_of(world, "lead")
        address = path_of(row, world) + QUERIES.get(f"{row.name} GET", "")
        for method in (client.get, client.head):
            assert method(address).status_code < 500
        told = {"Event": before["Event"] + 1} if row.name in TAKES else {}
        assert counted() == before | told
        transaction.set_rollback(True)


def test_the_table_is_about_addresses_that_resolve(world):
    for row in rows():
        assert resolve(path_of(row, world)).url_name == row.name
