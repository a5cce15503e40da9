"""Open streams: what they weigh, and how soon a change arrives."""

import contextlib
import http.client
import json
import random
import socket
import time
from collections.abc import Iterator

import psutil

from benchmarks.calls import Caller, create, p50, p95
from benchmarks.workbench import Workbench


def weight(workbench: Workbench) -> str:
    """Memory of the process that answers at the workbench's port, once it has come to rest."""
    time.sleep(5)
    with socket.create_connection(("127.0.0.1", workbench.port)) as asked:
        asked.sendall(b"GET /livez HTTP/1.1\r\nHost: localhost\r\n\r\n")
        asked.recv(4096)
        family = psutil.Process(workbench.process.pid).children(recursive=True)
        process = next(one for one in family if _answers(one, asked.getsockname()[1]))
        memory = process.memory_full_info()
    return f"PSS {memory.pss / 1e6:.0f} MB, RSS {memory.rss / 1e6:.0f} MB"


def _answers(process: psutil.Process, port: int) -> bool:
    with contextlib.suppress(psutil.Error):
        return any(one.raddr and one.raddr.port == port for one in process.net_connections("tcp"))
    return False


@contextlib.contextmanager
def idle(workbench: Workbench, path: str, token: str, count: int) -> Iterator[None]:
    """Have so many streams open, each heard to begin."""
    lines = [f"GET {path} HTTP/1.1", "Host: localhost", f"Authorization: Bearer {token}", "", ""]
    request = "\r\n".join(lines).encode()
    with contextlib.ExitStack() as held:
        for _ in range(count):
            stream = held.enter_context(socket.create_connection(("127.0.0.1", workbench.port)))
            stream.sendall(request)
            told = b""
            while b"event: hello" not in told:
                chunk = stream.recv(4096)
                if not chunk:
                    raise RuntimeError(f"the stream ended: {told[:300]!r}")
                told += chunk
        yield


def arrivals(
    workbench: Workbench, token: str, article: int, revision: int, text: str, times: int
) -> list[float]:
    """Milliseconds from the answer of a creation until a stream tells of it."""
    headers = {"Authorization": f"Bearer {token}"}
    caller, path = Caller(workbench, headers), f"/events/arrival/?article={article}"
    connection = http.client.HTTPConnection("localhost", workbench.port, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    _next(answer, b"event: hello")
    chance, took = random.Random(3), []
    for _ in range(times):
        time.sleep(0.2)  # as people do: each change finds a stream at rest
        if not create(caller, revision, text, chance):
            raise RuntimeError("not stored")
        stored = time.perf_counter()
        json.loads(_next(answer, b'data: {"id"').partition(b": ")[2])
        took.append(max(0.0, (time.perf_counter() - stored) * 1000))
    connection.close()
    return took


def _next(answer: http.client.HTTPResponse, begins: bytes) -> bytes:
    while line := answer.readline():
        if line.startswith(begins):
            return line
    raise RuntimeError("the stream ended")


def told(took: list[float]) -> str:
    return f"{p50(took):.0f} / {p95(took):.0f} ms"
