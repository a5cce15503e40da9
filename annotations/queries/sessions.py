"""How long a session lasts, and whose it is: asked of streams that stay open beyond one request."""

import time
from collections.abc import Callable, Collection, Mapping
from typing import Any, Final, TypeVar

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import SessionBase
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from annotations.models import User

View = TypeVar("View", bound=Callable[..., Any])
STARTED: Final = "started_at"
USED: Final = "used_at"
"""Keys in a session: when somebody signed in, and when it was last used, in seconds."""


def in_background(view: View) -> View:
    """Mark a view that pages ask by themselves: that is no use of the session."""
    view.in_background = True  # type: ignore[attr-defined]
    return view


def is_over(session: Mapping[str, Any] | SessionBase, now: int) -> bool:
    """Whether a session of that content ended, some hours after sign-in or when nobody used it."""
    started = session.get(STARTED, now)
    used = session.get(USED, started)
    return bool(
        now - started > settings.SESSION_HOURS * 3600
        or now - used > settings.SESSION_IDLE_MINUTES * 60
    )


def holders(keys: Collection[str]) -> dict[str, int]:
    """Session key → id of the person, for sessions that would let a request in. Two queries."""
    rows = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    now = int(time.time())
    told = {row.session_key: SessionStore().decode(row.session_data) for row in rows}
    told = {key: data for key, data in told.items() if data.get(SESSION_KEY)}
    people = User.objects.filter(is_active=True).in_bulk(
        {data[SESSION_KEY] for data in told.values()}
    )
    found = {}
    for key, data in told.items():
        person = people.get(int(data[SESSION_KEY]))
        if person and not is_over(data, now) and _is_of(data, person):
            found[key] = person.pk
    return found


def _is_of(session: Mapping[str, Any], person: User) -> bool:
    """Whether the person's password is the one of when the session began."""
    if session.get(BACKEND_SESSION_KEY) not in settings.AUTHENTICATION_BACKENDS:
        return False
    kept = str(session.get(HASH_SESSION_KEY, ""))
    hashes = [person.get_session_auth_hash(), *person.get_session_auth_fallback_hash()]
    return any(constant_time_compare(kept, one) for one in hashes)
