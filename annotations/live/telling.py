"""Follows the end of the history and hands on what is new, in the order in which it appears."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Final

import structlog
from django.db import Error

from annotations.domain.tails import Tail
from annotations.queries.streams import Happening, grown, newest_id

LOOK: Final = 2.0  # seconds without a bell after which we look all the same
LOOK_AGAIN: Final = 0.1
"""Seconds between a look that a bell caused, or that found something, and the next. What happens
meanwhile is told together, and is found even where its own bell was left out."""
BEFORE: Final = 1000  # ids below the newest, which may appear after we began
PAUSE: Final = 1.0  # seconds until the next look when the database could not be asked
log = structlog.get_logger(__name__)

Ask = Callable[..., Awaitable[Any]]


async def tell(
    ask: Ask,
    hand_on: Callable[[Sequence[Happening]], None],
    bell: asyncio.Event,
    ready: asyncio.Event,
) -> None:
    """Hand on every event that appears from now on; never returns.

    ``ready`` is set as soon as nothing can be missed any more. A database that is away is waited
    for: what happened meanwhile is told when it is back.
    """
    tail = None
    while True:
        try:
            if tail is None:
                tail = Tail(max(0, await ask(newest_id) - BEFORE))
                await _look(ask, tail)  # what is there already is for the streams' beginnings
                ready.set()
            rang = await _wait(bell)
            while hand_on_found(await _look(ask, tail), hand_on) or rang:
                rang = False
                await asyncio.sleep(LOOK_AGAIN)
        except Error as error:
            log.warning("live.database_lost", kind=type(error).__name__, work="look")
            await asyncio.sleep(PAUSE)


def hand_on_found(
    found: Sequence[Happening], hand_on: Callable[[Sequence[Happening]], None]
) -> bool:
    """Hand on what was found; whether there was any."""
    if found:
        hand_on(found)
    return bool(found)


async def _wait(bell: asyncio.Event) -> bool:
    """Wait for the bell, but not for ever; whether it rang."""
    try:
        await asyncio.wait_for(bell.wait(), LOOK)
    except TimeoutError:
        return False
    bell.clear()
    return True


async def _look(ask: Ask, tail: Tail) -> list[Happening]:
    found, snapshot, whole = await ask(grown, *tail.wanted())
    tail.took([one.id for one in found], snapshot, time.monotonic(), whole=whole)
    return list(found)
