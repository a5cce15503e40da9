"""Keeps a stream open under an asynchronous server.

Whether it may be opened is decided by the ordinary view (``live/views.py``), through all that
stands before every page; its refusals go out as they are.
"""

import asyncio
import contextlib
import re
from typing import Any, Final
from weakref import WeakKeyDictionary

import structlog
from django.db import Error

from annotations.live import messages
from annotations.live.hub import Hub
from annotations.live.listeners import Listener
from annotations.live.views import DOOR, Door
from annotations.queries.streams import missed

PATH: Final = re.compile(r"/events/[^/]+/")
log = structlog.get_logger(__name__)
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def is_stream(scope: Any) -> bool:
    return bool(PATH.fullmatch(scope["path"]))


async def answer(pages: Any, scope: Any, receive: Any, send: Any) -> None:
    """Answer a request for a stream; ``pages`` is the application that decides about it."""
    door = Door()

    async def unless_opened(message: Any) -> None:
        if door.question is None or message["type"] == "http.response.start":
            await send(message)

    await pages({**scope, DOOR: door}, receive, unless_opened)
    if door.question is not None:
        await _keep_open(Listener(door.question), receive, send)


def end_all() -> None:
    """End the streams of this loop, as the server is about to stop."""
    hub = _hubs.get(asyncio.get_running_loop())
    if hub:
        hub.end()


async def _keep_open(listener: Listener, receive: Any, send: Any) -> None:
    hub = _hubs.setdefault(asyncio.get_running_loop(), Hub())
    tasks = [
        asyncio.create_task(_until_gone(receive)),
        asyncio.create_task(_talk(hub, listener, send)),
    ]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        hub.leave(listener)
        for task in tasks:
            task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(*tasks, return_exceptions=True)


async def _until_gone(receive: Any) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _talk(hub: Hub, listener: Listener, send: Any) -> None:
    """Send what was missed, then what happens; listening comes first, so that no gap is between."""
    asked = listener.question
    chunk, more = b"", True
    try:
        await hub.join(listener)
        found = await hub.ask(missed, asked.asker.project_id, asked.asker.article_id, asked.after)
        listener.told = frozenset(one.id for one in found.happenings)
        chunk = messages.opening(found)
    except (Error, TimeoutError) as error:
        log.warning("live.database_lost", kind=type(error).__name__, work="open")
        more = False
    while more:
        await send({"type": "http.response.body", "body": chunk, "more_body": True})
        chunk, more = await listener.take()
    await send({"type": "http.response.body", "body": chunk, "more_body": False})
