"""Requests that nobody wrote down: Schemathesis makes them from our own description.

It finds answers 5xx, and statuses, types and bodies that the description does not tell.
"""

from types import SimpleNamespace

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from annotations.api import throttling
from annotations.services.people import create_token
from tests.api.client import openapi
from tests.requests import paths
from tests.world import standing

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
schema = schemathesis.openapi.from_dict(openapi())
schema.app = get_wsgi_application()


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), standing() as made:
        yield made


@pytest.fixture
def desk(db, world):
    """A desk with one of everything, and the token of its lead."""
    token = create_token(user=world.people["lead"])[1]
    for signal in (request_started, request_finished):  # the connection is the test's own
        signal.disconnect(close_old_connections)
    yield SimpleNamespace(paths=paths(world.names), token=token)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@schema.parametrize()
@settings(
    max_examples=4,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_answer_is_unforeseen(case, desk):
    throttling.forget()
    for name in case.path_parameters or {}:
        if name in desk.paths:
            case.path_parameters[name] = desk.paths[name]
    headers = {"Authorization": f"Bearer {desk.token}", "Host": "localhost"}
    case.call_and_validate(headers=headers, checks=CHECKS)
