"""Somebody whose stream is open, and what waits to be sent to them."""

import asyncio
import time
from collections.abc import Sequence
from typing import Final

from annotations.live import messages
from annotations.live.asking import Question

MOST: Final = 500  # messages that may wait for somebody who reads slowly


class Listener:
    """One open stream. Everything here happens in the thread of the loop."""

    __slots__ = ("_bell", "_over", "_waiting", "people", "question", "since", "told")

    def __init__(self, question: Question) -> None:
        self.question = question
        self.since = time.monotonic()
        self.told: frozenset[int] = frozenset()
        """Ids of events that were sent when the stream began."""
        self.people: list[dict[str, str]] | None = None
        """Who else was at the article when last told; None before."""
        self._waiting: list[tuple[int, bytes]] = []
        self._bell = asyncio.Event()
        self._over = False

    def put(self, chunk: bytes, event_id: int = 0) -> None:
        """Have a message sent; whoever is too slow is told to load everything anew."""
        if self._over:
            return
        if len(self._waiting) >= MOST:
            self._waiting = [(0, messages.resync())]
        self._waiting.append((event_id, chunk))
        self._bell.set()

    def meet(self, people: Sequence[dict[str, str]]) -> None:
        """Tell who else is at the article, unless that is known."""
        article = self.question.asker.article_id
        if article is not None and self.people != people:
            self.people = list(people)
            self.put(messages.presence(article, people))

    def end(self, chunk: bytes = b"") -> None:
        """Have the stream end, after a last message."""
        self.put(chunk)
        self._over = True
        self._bell.set()

    async def take(self) -> tuple[bytes, bool]:
        """Wait for messages; they come together, with whether more will follow."""
        await self._bell.wait()
        self._bell.clear()
        waiting, self._waiting = self._waiting, []
        chunk = b"".join(chunk for event_id, chunk in waiting if event_id not in self.told)
        return chunk, not self._over
