"""What is sent over a stream: server-sent events (https://html.spec.whatwg.org/, section 9.2)."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

import orjson

from annotations.queries.streams import Happening, Missed

RETRY: Final = 3000  # ms after which a browser comes back by itself
BEAT: Final = b": still here\nevent: beat\ndata: {}\n\n"
"""A comment for whatever stands between, and an event for scripts, which see no comments."""


def happening(one: Happening) -> bytes:
    """An event of the history; it can be resumed after by its id."""
    return b"id: %d\ndata: %s\n\n" % (one.id, one.body)


def opening(missed: Missed) -> bytes:
    """What a stream begins with: what was missed, or that too much was; then where it stands."""
    told = resync() if missed.resync else b"".join(map(happening, missed.happenings))
    hello = b"id: %d\nevent: hello\ndata: %s\n\n"
    return (
        b"retry: %d\n\n" % RETRY
        + told
        + hello
        % (
            missed.last,
            orjson.dumps({"last": missed.last}),
        )
    )


def resync() -> bytes:
    """Too much was missed to be told: load everything anew."""
    return b"event: resync\ndata: {}\n\n"


def presence(article_id: int, people: Iterable[Mapping[str, Any]]) -> bytes:
    """Who else is at an article."""
    told = orjson.dumps({"article": article_id, "people": list(people)})
    return b"event: presence\ndata: %s\n\n" % told


def closed(reason: str) -> bytes:
    """Why the stream ends: "session", "token" or "role"."""
    return b"event: closed\ndata: %s\n\n" % orjson.dumps({"reason": reason})
