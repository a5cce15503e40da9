"""Answers: JSON, nothing, or a file."""

from typing import IO, Any

import orjson
from django.http import FileResponse, HttpResponse

JSON = "application/json; charset=utf-8"
SANDBOX = "sandbox; default-src 'none'"


def answer(
    data: Any, status: int = 200, *, version: int | None = None, location: str | None = None
) -> HttpResponse:
    """Answer ``data`` as JSON; bytes are JSON already, as PostgreSQL built them.

    ``version`` becomes the ETag, which If-Match takes back.
    """
    body = data if isinstance(data, bytes) else orjson.dumps(data)
    response = HttpResponse(body, status=status, content_type=JSON)
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    if location is not None:
        response.headers["Location"] = location
    return response


def nothing(*, version: int | None = None) -> HttpResponse:
    """Answer 204: done, and there is nothing to show but the new version."""
    response = HttpResponse(status=204)
    del response.headers["Content-Type"]
    if version is not None:
        response.headers["ETag"] = f'"{version}"'
    return response


def attachment(opened: IO[bytes], name: str, media_type: str) -> HttpResponse:
    """Hand ``opened`` on under ``name``, and close it; no browser opens it as a page of ours."""
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response  # type: ignore[return-value]
