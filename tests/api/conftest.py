"""Everybody's own client, and bodies to send."""

import uuid
from typing import Any

import pytest

from annotations.api import throttling
from annotations.models import Revision, User
from tests.api.client import Api


@pytest.fixture(autouse=True)
def no_request_counted() -> None:
    throttling.forget()


@pytest.fixture
def as_edda(edda: User) -> Api:
    return Api(edda)


@pytest.fixture
def as_emil(emil: User) -> Api:
    return Api(emil)


@pytest.fixture
def as_rita(rita: User) -> Api:
    return Api(rita)


@pytest.fixture
def as_roy(roy: User) -> Api:
    return Api(roy)


@pytest.fixture
def as_lena(lena: User) -> Api:
    return Api(lena)


@pytest.fixture
def as_vera(vera: User) -> Api:
    return Api(vera)


@pytest.fixture
def as_otto(otto: User) -> Api:
    return Api(otto)


def part(revision: Revision, quote: str) -> dict[str, Any]:
    """The first place where ``quote`` stands, as a client sends it."""
    start = revision.text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def new_tag(revision: Revision, kind: str, *quotes: str, **values: Any) -> dict[str, Any]:
    """A body for POST revisions/{id}/annotations/."""
    fragments = [part(revision, quote) for quote in quotes]
    return {"id": str(uuid.uuid4()), "kind": kind, "fragments": fragments, **values}
