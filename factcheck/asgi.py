"""One origin and one port: pages and API are WSGI in a few threads under an asynchronous server.

Only ``/events/``, the live stream, has a use for being asynchronous; it is routed here.
"""

import os
from typing import Any, cast

from a2wsgi import WSGIMiddleware
from django.conf import settings
from django.urls import get_resolver

from annotations.live import streams
from factcheck.wsgi import application as wsgi

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

get_resolver().url_patterns  # noqa: B018 — imports every view before the first request
pages: Any = WSGIMiddleware(cast("Any", wsgi), workers=settings.WEB_THREADS)


async def application(scope: Any, receive: Any, send: Any) -> None:
    """Answer one ASGI connection."""
    if scope["type"] == "lifespan":
        await _live(receive, send)
    elif scope["type"] == "http" and streams.is_stream(scope):
        await streams.answer(pages, scope, receive, send)
    else:
        await pages(scope, receive, send)


async def _live(receive: Any, send: Any) -> None:
    await receive()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await send({"type": "lifespan.shutdown.complete"})
