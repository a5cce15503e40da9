"""Rings the bell of the live streams: something stands in the history, somebody came or went.

A bell says only "look". It is rung after the commit, as NOTIFY inside of one would make commits
wait for each other. One that is lost does no harm: streams look by themselves every two seconds.
"""

import time
from typing import Final

from django.db import connection, transaction

EVENTS: Final = "stetdesk_events"
PRESENCE: Final = "stetdesk_presence"
"""Channels of PostgreSQL."""
STILL_RINGING: Final = 0.05
"""Seconds in which a second ring is left out: whoever heard the first looks again later than that
(LOOK_AGAIN in annotations/live/telling.py)."""

NOTIFY: Final = {channel: f"NOTIFY {channel}" for channel in (EVENTS, PRESENCE)}
_rung = {"at": -1.0}


def announce_events() -> None:
    """Tell the streams that there are new events, once the caller's transaction is stored."""
    if not any(function is _ring_events for _, function, *_ in connection.run_on_commit):
        transaction.on_commit(_ring_events, robust=True)


def announce_presence() -> None:
    """Tell the streams that somebody came to an article or left it."""
    transaction.on_commit(_ring_presence, robust=True)


def _ring_events() -> None:
    now = time.monotonic()
    if now - _rung["at"] < STILL_RINGING:
        return
    _rung["at"] = now
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY[EVENTS])


def _ring_presence() -> None:
    with connection.cursor() as cursor:
        cursor.execute(NOTIFY[PRESENCE])
