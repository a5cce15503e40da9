"""A client that holds every answer to the published description."""

import json
import re
from functools import cache
from typing import Any

import jsonschema
from django.test import Client
from django.urls import resolve

from annotations.api.schema import description
from annotations.models import User
from annotations.services.people import create_token

JSON = "application/json; charset=utf-8"


@cache
def openapi() -> Any:
    return json.loads(description())


class Api:
    """Requests of one person by a token; ``json`` of an answer is checked when it is made."""

    def __init__(self, user: User | None, scopes: list[str] | None = None) -> None:
        self.client = Client()
        self.headers = {}
        if user is not None:
            every = scopes or ["read", "annotate", "review", "export", "manage"]
            _, secret = create_token(user=user, scopes=every)
            self.headers = {"Authorization": f"Bearer {secret}"}

    def get(self, path: str, **headers: str) -> Any:
        return self.send("GET", path, **headers)

    def post(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("POST", path, {} if body is None else body, **headers)

    def patch(self, path: str, body: Any, **headers: str) -> Any:
        return self.send("PATCH", path, body, **headers)

    def delete(self, path: str, body: Any = None, **headers: str) -> Any:
        return self.send("DELETE", path, body, **headers)

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> Any:
        """``body``: bytes go out as they are. ``If_Match="..."`` becomes the header If-Match."""
        data = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body)
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        content_type = named.pop("Content-Type", "application/json")
        response = self.client.generic(
            method,
            path if path.startswith("/") else f"/api/v1/{path}",
            data,
            content_type=content_type,
            headers={**self.headers, **named},
        )
        check(method, response)
        return response


def check(method: str, response: Any) -> None:
    """Fail unless the description has this operation, this status and this shape."""
    path = response.wsgi_request.path_info
    route = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", resolve(path).route)
    operations = openapi()["paths"].get(f"/{route}")
    if response.status_code >= 400 and response.status_code != 405:
        assert response.headers["Content-Type"].startswith("application/json")
        assert {"code", "detail"} <= set(response.json())
    if operations is None or method.lower() not in operations:
        assert response.status_code in (401, 404, 405), f"{method} /{route} is not described"
        return
    answers = operations[method.lower()]["responses"]
    assert str(response.status_code) in answers, (
        f"{method} /{route} → {response.status_code} is not described: {response.content!r:.300}"
    )
    content = answers[str(response.status_code)].get("content")
    if content and response.headers["Content-Type"] == JSON:
        schema = next(iter(content.values()))["schema"]
        jsonschema.validate(response.json(), _plain(schema, closed=response.status_code < 400))


def _plain(schema: Any, *, closed: bool) -> Any:
    """OpenAPI 3.0 as JSON Schema; ``closed``: what is not described must not be there."""
    if isinstance(schema, list):
        return [_plain(one, closed=closed) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return _plain(openapi()["components"]["schemas"][name], closed=closed)
    plain = {
        key: {name: _plain(one, closed=closed) for name, one in value.items()}
        if key == "properties"
        else _plain(value, closed=closed)
        for key, value in schema.items()
    }
    if closed and "properties" in plain:
        plain.setdefault("additionalProperties", False)
    if plain.pop("nullable", False):
        return {"anyOf": [plain, {"type": "null"}]}
    return plain
