"""Requests over one kept connection, and how long each took."""

import http.client
import json
import random
import statistics
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from typing import Any

from benchmarks.workbench import Workbench

JSON = {"Content-Type": "application/json"}


class Caller:
    """A client with headers of its own; one connection, used by one thread."""

    def __init__(self, workbench: Workbench, headers: Mapping[str, str]) -> None:
        self.connection = http.client.HTTPConnection("localhost", workbench.port, timeout=60)
        self.headers = dict(headers)

    def call(self, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
        data = None if body is None else json.dumps(body)
        headers = self.headers | (JSON if data else {})
        self.connection.request(method, path, data, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def get(self, path: str) -> bytes:
        status, body = self.call("GET", path)
        if status != 200:
            raise RuntimeError(f"{path}: {status} {body[:300]!r}")
        return body


def timed(action: Callable[[], object], times: int, *, warm_up: int = 3) -> list[float]:
    """Milliseconds of each of so many calls."""
    for _ in range(warm_up):
        action()
    took = []
    for _ in range(times):
        began = time.perf_counter()
        action()
        took.append((time.perf_counter() - began) * 1000)
    return took


def p50(took: list[float]) -> float:
    return statistics.median(took)


def p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


def new_tag(text: str, chance: random.Random) -> dict[str, Any]:
    """The body of a create: a claim on some place of ``text``."""
    start = chance.randrange(len(text) - 60)
    quote = text[start : start + 50]
    return {
        "id": str(uuid.uuid4()),
        "kind": "claim",
        "fragments": [{"start": start, "end": start + 50, "quote": quote}],
        "desk_status": "unverified",
    }


def create(caller: Caller, revision: int, text: str, chance: random.Random) -> bool:
    """Create one annotation; whether it was stored."""
    path = f"/api/v1/revisions/{revision}/annotations/"
    return caller.call("POST", path, new_tag(text, chance))[0] == 201


def together(work: Callable[[int], int], clients: int) -> tuple[int, float]:
    """Let so many clients work at once; return what they stored, and the seconds."""
    stored = [0] * clients

    def run(number: int) -> None:
        stored[number] = work(number)

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(stored), time.perf_counter() - began
