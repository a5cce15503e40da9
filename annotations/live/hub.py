"""Everybody who listens in this process, and what keeps them told.

Nothing of it runs, and no connection is open, while nobody listens. What asks the database runs in
one thread; an open stream costs memory alone.
"""

import asyncio
import contextlib
from collections import Counter, defaultdict
from collections.abc import Callable, Coroutine, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final, ParamSpec, TypeVar

import structlog
from django.conf import settings
from django.db import Error, close_old_connections, connections

from annotations.domain.history import Action
from annotations.live import messages
from annotations.live.listeners import Listener
from annotations.live.listening import listen
from annotations.live.telling import tell
from annotations.queries.presence import people_at
from annotations.queries.streams import Happening, ended
from annotations.services import presence
from annotations.services.announcing import EVENTS
from annotations.services.presence import Place

BEAT: Final = 15.0  # seconds between two signs of life of a stream
STAY: Final = 20.0  # seconds between two signs of life of people at an article
GATHER: Final = 0.2  # seconds in which several who come or go are told together
RETURN: Final = 3.0  # seconds in which somebody who reloads a page is not taken for gone
REST: Final = 30.0  # seconds without a listener until everything is put away
MOST: Final = 32  # streams of one person
PATIENCE: Final = 5.0  # seconds that somebody who comes waits for the database
ROLES_CHANGED: Final = frozenset({Action.MEMBER_SET, Action.MEMBER_REMOVED})

log = structlog.get_logger(__name__)
P = ParamSpec("P")
T = TypeVar("T")
Room = tuple[int, int | None]
"""A project, and one article of it or (None) all."""


class Hub:
    """The listeners of one event loop."""

    def __init__(self) -> None:
        self._rooms: dict[Room, set[Listener]] = defaultdict(set)
        self._there: Counter[Place] = Counter()
        self._events, self._people, self._roles = asyncio.Event(), asyncio.Event(), asyncio.Event()
        self._ready = asyncio.Event()
        self._tasks: list[asyncio.Task[None]] = []
        self._thread: ThreadPoolExecutor | None = None
        self._rest: asyncio.TimerHandle | None = None

    @property
    def listeners(self) -> list[Listener]:
        return [one for room in self._rooms.values() for one in room]

    async def ask(self, function: Callable[P, T], *given: P.args, **named: P.kwargs) -> T:
        """Call something that uses the database, in our thread."""

        def asked() -> T:
            close_old_connections()
            return function(*given, **named)

        self._thread = self._thread or ThreadPoolExecutor(1, "live")
        return await asyncio.get_running_loop().run_in_executor(self._thread, asked)

    async def join(self, listener: Listener) -> None:
        """Have ``listener`` told of everything from now on. Raises Error or TimeoutError."""
        self._make_room(listener.question.asker.user_id)
        if self._rest:
            self._rest.cancel()
        self._rooms[_room(listener)].add(listener)
        if not self._tasks:
            self._start()
        place = _place(listener)
        if place:
            self._there[place] += 1
            self._people.set()
            await self.ask(presence.stay, [place])
        await asyncio.wait_for(self._ready.wait(), PATIENCE)

    def leave(self, listener: Listener) -> None:
        """Forget a listener; whoever is at the article no more is gone soon after."""
        room = self._rooms.get(_room(listener), set())
        if listener not in room:
            return
        room.discard(listener)
        if not room:
            del self._rooms[_room(listener)]
        loop = asyncio.get_running_loop()
        place = _place(listener)
        if place:
            self._there[place] -= 1
            loop.call_later(RETURN, self._gone, place)
        if not self._rooms:
            self._rest = loop.call_later(REST, self._unless_needed)

    def tell(self, happenings: Iterable[Happening]) -> None:
        """Hand events to whoever listens to their project or article."""
        for one in happenings:
            if one.action in ROLES_CHANGED:
                self._roles.set()
            if one.article_id is None:
                continue
            rooms = [(one.project_id, one.article_id), (one.project_id, None)]
            told = messages.happening(one)
            for room in rooms:
                for listener in self._rooms.get(room, ()):
                    listener.put(told, one.id)

    def end(self) -> None:
        """End every stream, so that the server can stop; browsers come back by themselves."""
        for listener in self.listeners:
            listener.end()
        self._put_away()

    def _make_room(self, user_id: int) -> None:
        """Nobody may fill this process with streams: of too many, the first one ends."""
        theirs = [one for one in self.listeners if one.question.asker.user_id == user_id]
        if len(theirs) >= MOST:
            min(theirs, key=lambda one: one.since).end(messages.closed("many"))

    def _start(self) -> None:
        work: list[Coroutine[Any, Any, None]] = [
            listen(self._ring),
            tell(self.ask, self.tell, self._events, self._ready),
            self._keep(self._beat, BEAT),
            self._keep(self._check, lambda: settings.LIVE_RECHECK_SECONDS, self._roles),
            self._keep(self._stay, STAY),
            self._keep(self._introduce, STAY, self._people),
        ]
        self._tasks = [asyncio.create_task(one) for one in work]
        for task in self._tasks:
            task.add_done_callback(self._fell)

    def _fell(self, task: asyncio.Task[None]) -> None:
        """None of this should end by itself. If it does, browsers come back to a fresh start."""
        if not task.cancelled():
            log.error("live.failed", exc_info=task.exception())
            self.end()

    def _unless_needed(self) -> None:
        if not self._rooms:
            self._put_away()

    def _put_away(self) -> None:
        for task in self._tasks:
            task.cancel()
        self._tasks = []
        self._ready.clear()
        if self._thread:
            self._thread.submit(connections.close_all)
            self._thread.shutdown(wait=False)
            self._thread = None

    def _ring(self, channel: str) -> None:
        (self._events if channel == EVENTS else self._people).set()

    async def _keep(
        self,
        work: Callable[[], Coroutine[Any, Any, None]],
        pause: float | Callable[[], float],
        bell: asyncio.Event | None = None,
    ) -> None:
        """Do ``work`` again and again, after each pause or as soon as ``bell`` rings."""
        bell = bell or asyncio.Event()
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(bell.wait(), pause() if callable(pause) else pause)
            bell.clear()
            try:
                await work()
            except Error as error:
                log.warning("live.database_lost", kind=type(error).__name__, work=work.__name__)

    async def _beat(self) -> None:
        for listener in self.listeners:
            listener.put(messages.BEAT)

    async def _check(self) -> None:
        """End the streams of those whose session, token or role has ended."""
        askers = {one.question.asker for one in self.listeners}
        if not askers:
            return
        over = await self.ask(ended, askers)
        for listener in self.listeners:
            reason = over.get(listener.question.asker)
            if reason:
                listener.end(messages.closed(reason))

    async def _stay(self) -> None:
        places = [place for place, count in self._there.items() if count > 0]
        if places:
            await self.ask(presence.stay, places)

    async def _introduce(self) -> None:
        """Tell those who are at an article who else is."""
        await asyncio.sleep(GATHER)
        self._people.clear()
        present = [one for one in self.listeners if one.question.present]
        articles = {one.question.asker.article_id or 0 for one in present}
        if not articles:
            return
        found = await self.ask(people_at, articles)
        for listener in present:
            asker = listener.question.asker
            there = found.get(asker.article_id or 0, {})
            listener.meet([named for one, named in there.items() if one != asker.user_id])

    def _gone(self, place: Place) -> None:
        if self._there[place] <= 0:
            del self._there[place]
            task = asyncio.ensure_future(self.ask(presence.leave, place))
            task.add_done_callback(_heard)


def _heard(task: "asyncio.Future[None]") -> None:
    """Whoever could not be taken away is stale a minute later."""
    if not task.cancelled() and task.exception():
        log.warning("live.database_lost", kind=type(task.exception()).__name__, work="leave")


def _room(listener: Listener) -> Room:
    return listener.question.asker.project_id, listener.question.asker.article_id


def _place(listener: Listener) -> Place | None:
    asker = listener.question.asker
    if not listener.question.present or asker.article_id is None:
        return None
    return asker.article_id, asker.user_id
