"""The application as it is served: by uvicorn, on the loopback interface, in this process."""

import asyncio
import contextlib
import http.client
import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.test import Client

from annotations.models import User
from factcheck.asgi import application
from factcheck.server import Server

PATIENCE = 20  # seconds, for a busy machine; nothing is about time


@dataclass
class Told:
    """One event of a stream."""

    event: str
    data: Any
    id: str = ""


class Stream:
    """A stream as a program reads it."""

    def __init__(self, port: int, path: str, headers: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("localhost", port, timeout=PATIENCE)
        self.connection.request("GET", path, headers=dict(headers))
        self.answer = self.connection.getresponse()

    @property
    def status(self) -> int:
        return self.answer.status

    def next(self, *names: str) -> Told | None:
        """The next event, or the next of these names; None at the end of the stream."""
        while True:
            found = self._next()
            if found is None or (found.event in names if names else found.event != "beat"):
                return found

    def until(self, wanted: Callable[[Told], bool]) -> Told:
        """The next event that is as wanted; it has to come."""
        while (found := self.next()) is not None:
            if wanted(found):
                return found
        raise AssertionError("the stream ended")

    def _next(self) -> Told | None:
        fields: dict[str, str] = {}
        while line := self.answer.readline():
            text = line.decode().rstrip("\n")
            if text:
                name, _, value = text.partition(": ")
                fields[name] = value
            elif "data" in fields:
                data = json.loads(fields["data"])
                return Told(fields.get("event", "message"), data, fields.get("id", ""))
            else:
                fields = {}
        return None

    def close(self) -> None:
        self.answer.close()
        self.connection.close()


class Served:
    """A running server, and the streams that a test opened at it."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.url = f"http://localhost:{port}"
        self.streams: list[Stream] = []

    def listen(
        self, who: User | str, query: str = "", slug: str = "harbour", **headers: str
    ) -> Stream:
        """Open a stream by a session of ``who``, or by a token; see it begin."""
        stream = self.ask(who, query, slug, **headers)
        assert stream.status == 200
        return stream

    def ask(
        self, who: User | str, query: str = "", slug: str = "harbour", **headers: str
    ) -> Stream:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if isinstance(who, str):
            sent["Authorization"] = f"Bearer {who}"
        else:
            sent["Cookie"] = cookie_of(who)
        stream = Stream(self.port, f"/events/{slug}/{query}", sent)
        self.streams.append(stream)
        return stream


def session_of(user: User) -> Client:
    client = Client()
    client.force_login(user, "django.contrib.auth.backends.ModelBackend")
    return client


def cookie_of(user: User) -> str:
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={session_of(user).cookies[name].value}"


@contextlib.contextmanager
def serving() -> Iterator[Served]:
    """Have a server run in a thread for as long as the block does."""
    config = uvicorn.Config(
        application, port=0, log_config=None, access_log=False, timeout_graceful_shutdown=2
    )
    server = Server(config)
    thread = threading.Thread(target=lambda: asyncio.run(server.serve()))
    thread.start()
    while not server.started:
        assert thread.is_alive()
        time.sleep(0.01)
    served = Served(server.servers[0].sockets[0].getsockname()[1])
    try:
        yield served
    finally:
        server.should_exit = True
        thread.join()
        for stream in served.streams:
            stream.close()


@pytest.fixture
def served(transactional_db: None) -> Iterator[Served]:
    with serving() as running:
        yield running
