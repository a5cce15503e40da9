"""A hostile desk, clients of its people, and what every address answers them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from annotations.api import throttling
from annotations.models import User
from tests.conftest import empty_tables
from tests.security.desks import Desk, desk

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture(autouse=True)
def nothing_counted() -> None:
    """Start the limits of requests and of attempts to sign in again."""
    throttling.forget()
    cache.clear()


@pytest.fixture(scope="module")
def hostile(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Desk]:
    """A desk whose every field would be run, if any page let it; made once for a module."""
    with (
        override_settings(EXPORTS_DIR=tmp_path_factory.mktemp("exports")),
        django_db_blocker.unblock(),
    ):
        yield desk("hostile")
        empty_tables()


@pytest.fixture
def signed_in() -> Callable[..., Client]:
    return client_of


def client_of(user: User | None, **how: Any) -> Client:
    """A client with a session of ``user`` (None: of nobody), over TLS."""
    client = TLS(**how)
    if user is not None:
        client.force_login(user, backend=BACKEND)
    return client


class TLS(Client):
    """Everything it sends comes over TLS, as far as the application can see."""

    def generic(self, *arguments: Any, **more: Any) -> Any:
        return super().generic(*arguments, **{**more, "secure": True})
