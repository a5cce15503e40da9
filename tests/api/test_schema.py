"""The description: complete, quiet, and for nobody who is not known."""

import re

import pytest
from django.test import Client
from drf_spectacular.drainage import GENERATOR_STATS
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.validation import validate_schema

from annotations.api import fields, urls
from annotations.api.fields import Choice, Field, Flag, Integer, ListOf, Shape, Text
from annotations.domain.errors import DomainError
from tests.api.client import openapi


def operations():
    return [
        (method, path, operation)
        for path, methods in openapi()["paths"].items()
        for method, operation in methods.items()
    ]


def test_it_is_made_without_a_warning():
    GENERATOR_STATS.reset()
    validate_schema(SchemaGenerator().get_schema(request=None, public=True))
    assert not GENERATOR_STATS


def test_every_address_is_in_it():
    routes = {
        "/api/v1/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", str(pattern.pattern))
        for pattern in urls.urlpatterns
        if pattern.name != "api-nowhere"
    }
    assert routes == set(openapi()["paths"])


def test_every_operation_says_what_it_does_and_what_can_go_wrong():
    ids = [operation["operationId"] for _, _, operation in operations()]
    assert len(set(ids)) == len(ids)
    for method, path, operation in operations():
        assert operation["summary"], path
        assert operation["description"], path
        assert {"400", "401", "429", "500"} <= set(operation["responses"]), (method, path)
        if method != "get":
            assert {"403", "409", "413", "415"} <= set(operation["responses"]), (method, path)
        for status, response in operation["responses"].items():
            assert response["description"], (method, path, status)


def test_every_operation_takes_a_token_or_a_session():
    for method, path, operation in operations():
        assert operation["security"] == [{"token": []}, {"session": []}], (method, path)


def test_a_visitor_learns_nothing_of_it(db):
    assert Client().get("/api/schema/").status_code == 401
    assert Client().get("/api/docs/").status_code == 302


def test_a_token_or_a_session_opens_it(as_vera, vera):
    token = Client().get("/api/schema/", headers=as_vera.headers)
    assert token.json()["openapi"].startswith("3.")
    client = Client()
    client.force_login(vera)
    page = client.get("/api/docs/")
    assert page.status_code == 200
    assert b"<script>" not in page.content
    assert b"//" not in re.sub(rb"<!--.*?-->", b"", page.content).replace(b"{#", b"")


# Fields -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        (Text(longest=3), 5, "wrong_type"),
        (Text(longest=3), None, "wrong_type"),
        (Text(longest=3), "long", "bad_value"),
        (Integer(), "0", "wrong_type"),
        (Integer(), True, "wrong_type"),
        (Integer(), 1.0, "wrong_type"),
        (Integer(), 2**31, "wrong_type"),
        (Integer(least=1), 0, "bad_value"),
        (Flag(), 1, "wrong_type"),
        (Flag(), "true", "wrong_type"),
        (Choice(options=("a",)), ["a"], "wrong_type"),
        (fields.Identity(), 1, "wrong_type"),
        (fields.Identity(), "0" * 32, "wrong_type"),
        (fields.Identity(), "{00000000-0000-0000-0000-000000000001}", "wrong_type"),
        (fields.Moment(), 0, "wrong_type"),
        (fields.Moment(), "0001-01-01T00:00:00+14:00", "wrong_type"),
        (ListOf(of=Integer(), longest=1), {}, "wrong_type"),
        (ListOf(of=Integer(), longest=1), [1, 2], "bad_value"),
        (Shape(fields={"a": Flag()}), {"b": True}, "unknown_field"),
        (Shape(fields={"a": Flag(required=True)}), {}, "required"),
        (Shape(), [], "wrong_type"),
    ],
)
def test_a_value_of_another_type_is_refused(field: Field, value: object, code: str):
    with pytest.raises(DomainError) as refused:
        field.check(value, "place")
    assert refused.value.code == code


def test_a_refusal_names_the_place_within():
    shape = Shape(fields={"parts": ListOf(of=Shape(fields={"start": Integer()}), longest=9)})
    with pytest.raises(DomainError) as refused:
        shape.check({"parts": [{"start": 1}, {"start": "2"}]}, "")
    assert refused.value.field == "parts.1.start"


def test_every_text_in_a_body_has_a_limit():
    for _, path, operation in operations():
        for content in operation.get("requestBody", {"content": {}})["content"].values():
            for text in _texts(content["schema"]):
                assert "maxLength" in text or "enum" in text or "format" in text, (path, text)


def _texts(schema):
    if isinstance(schema, dict):
        if schema.get("type") == "string":
            yield schema
        for value in schema.values():
            yield from _texts(value)
    if isinstance(schema, list):
        for value in schema:
            yield from _texts(value)
