"""Every field of every body, with values that nobody should send: refused or taken, never a 500."""

import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.urls import resolve

from annotations.api import throttling
from tests.api.client import Api, openapi
from tests.requests import VERSIONS, bodies
from tests.test_routes import Row, path_of, rows
from tests.world import World, build

VALUES: list[Any] = [
    None,
    "",
    -1,
    True,
    1e300,
    2**62,
    "x" * 20_000,
    "\u202e",
    [],
    [[]],
    {},
    {"figure": {"value": 2**62, "bound": "x"}},
    "javascript:alert(1)",
    "9999-12-31T23:59:59-14:00",
    "http://[::1",
    str(uuid.UUID(int=7)),
]
CHANGES = [
    row
    for row in rows()
    if row.name.startswith("api-")
    and row.method in ("POST", "PATCH", "DELETE")
    and row.name not in ("api-nowhere", "api-imports")
]


@pytest.fixture(scope="module")
def asking(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[World, dict[str, Api]]]:
    """One world for all rows, and clients of a lead and a site admin."""
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        yield world, {role: Api(world.people[role]) for role in ("lead", "admin")}
        transaction.set_rollback(True)


def fields_of(row: Row, path: str) -> list[str]:
    """The fields that the description names for the body of ``row``."""
    route = resolve(path).route
    for described, methods in openapi()["paths"].items():
        if described.count("{") == route.count("<") and _same(described, f"/{route}"):
            body = methods[row.method.lower()].get("requestBody")
            return list(body["content"]["application/json"]["schema"]["properties"]) if body else []
    raise AssertionError(f"{route} is not described")


def _same(described: str, route: str) -> bool:
    pairs = zip(described.split("/"), route.split("/"), strict=False)
    return described.count("/") == route.count("/") and all(
        one == other or (one.startswith("{") and other.startswith("<")) for one, other in pairs
    )


@pytest.mark.parametrize("row", CHANGES, ids=str)
def test_no_value_of_any_field_breaks_us(asking, row):
    world, clients = asking
    key = f"{row.name} {row.method}"
    api = clients["admin" if row.name == "api-projects" else "lead"]
    path = path_of(row, world)
    versioned = world.names.get(VERSIONS.get(key, ""))
    headers = {"If_Match": f'"{versioned.version}"'} if versioned else {}
    for field in fields_of(row, path):
        for value in VALUES:
            throttling.forget()
            with transaction.atomic():
                body = {**bodies(world.names).get(key, {}), field: value}
                response = api.send(row.method, path, body, **headers)
                transaction.set_rollback(True)
            assert response.status_code < 500, (field, value)
