"""Hears PostgreSQL's bell: one connection that listens, found again whenever it is lost."""

import asyncio
from collections.abc import Callable, Mapping
from typing import Any, Final

import psycopg
import structlog
from django.conf import settings
from django.db import connection
from psycopg import sql

from annotations.services.announcing import EVENTS, PRESENCE

FIRST_PAUSE: Final = 0.5  # seconds until the first attempt to connect again
LONGEST_PAUSE: Final = 10.0
ALIVE: Final = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
"""A connection that only waits would not notice by itself that the other side is gone."""
LISTEN: Final = sql.SQL("LISTEN {}")
log = structlog.get_logger(__name__)


async def listen(ring: Callable[[str], None]) -> None:
    """Call ``ring(channel)`` for each bell, and for all once connected; never returns."""
    pause = FIRST_PAUSE
    while True:
        try:
            async with await psycopg.AsyncConnection.connect(**_address()) as bell:
                for channel in (EVENTS, PRESENCE):
                    await bell.execute(LISTEN.format(sql.Identifier(channel)))
                    ring(channel)
                pause = FIRST_PAUSE
                async for heard in bell.notifies():
                    ring(heard.channel)
        except psycopg.Error as error:
            log.warning("live.bell_lost", kind=type(error).__name__)
        await asyncio.sleep(pause)
        pause = min(2 * pause, LONGEST_PAUSE)


def _address() -> dict[str, Any]:
    """Where to listen: past a pooler that hands a connection on after each transaction."""
    named: Mapping[str, Any] = settings.DATABASE_LISTEN or connection.settings_dict
    place = {
        "dbname": named["NAME"],
        "user": named["USER"],
        "password": named["PASSWORD"],
        "host": named["HOST"],
        "port": named["PORT"],
    }
    options = {key: named["OPTIONS"][key] for key in named["OPTIONS"] if key != "prepare_threshold"}
    given = {key: value for key, value in place.items() if value}
    return {**ALIVE, **options, **given, "autocommit": True}
