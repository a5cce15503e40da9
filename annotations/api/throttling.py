"""Limits that stop a runaway program before it takes the service from everybody else.

Counted in fixed windows in the memory of each web process: no query, and n processes let n times
as much through. Attempts to sign in are counted elsewhere, in the database.
"""

import threading
import time
from typing import Any, Final

from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

LIMITS: Final[dict[str, tuple[int, int]]] = {
    "requests": (60_000, 60),
    "articles": (3_000, 60),
    "exports": (60, 3_600),
    "imports": (60, 3_600),
}
"""Scope → (requests of one person, in how many seconds). docs/api.md lists them."""

_counts: dict[tuple[str, int | None], tuple[int, int]] = {}
_lock = threading.Lock()


class PerPerson(BaseThrottle):
    """Every request counts as ``requests``; a POST to a view with ``counted_as`` as that, too."""

    _wait = 0.0

    def allow_request(self, request: Request, view: Any) -> bool:
        scopes = ["requests"]
        if request.method == "POST" and getattr(view, "counted_as", None):
            scopes.append(view.counted_as)
        return all(self._counted(scope, request.user.pk) for scope in scopes)

    def wait(self) -> float:
        return self._wait

    def _counted(self, scope: str, person: int | None) -> bool:
        most, seconds = LIMITS[scope]
        now = time.monotonic()
        window = int(now // seconds)
        with _lock:
            last, count = _counts.get((scope, person), (window, 0))
            count = count + 1 if last == window else 1
            _counts[scope, person] = window, count
        self._wait = seconds - now % seconds
        return count <= most


def forget() -> None:
    """Start all counts again."""
    _counts.clear()
