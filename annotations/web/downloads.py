"""Files that leave: always as a download, and no page of ours for any browser."""

from typing import IO, Final

from django.http import FileResponse, HttpRequest

SANDBOX: Final = "sandbox; default-src 'none'"


def attached(opened: IO[bytes], name: str, media_type: str) -> FileResponse:
    """The answer that hands ``opened`` on under ``name``, and closes it."""
    response = FileResponse(opened, as_attachment=True, filename=name, content_type=media_type)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def takes(request: HttpRequest) -> bool:
    """Whether the bytes go out: to HEAD only the headers do."""
    return request.method != "HEAD"
