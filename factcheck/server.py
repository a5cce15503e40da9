"""The workbench: PostgreSQL, web server and job worker that start and stop together."""

import contextlib
import fcntl
import gc
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from types import FrameType

import uvicorn
from django.conf import settings
from django.core.management import call_command
from django.db import connections

from annotations.live import streams
from factcheck.processes import opened_for_locking, tie_to_parent

LOOPBACK = "127.0.0.1"
PATIENCE = 10.0  # seconds to bring a request or a job to an end
LOOK = 0.1  # seconds between two looks at the children
LONGEST_PAUSE = 30.0  # seconds between two starts of a child that keeps failing
ENDINGS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
FORK = multiprocessing.get_context("fork")
Postgres = subprocess.Popen[bytes] | None


class WorkbenchError(Exception):
    """The workbench cannot start; the message says what to do."""


@contextlib.contextmanager
def bound(port: int) -> Iterator[socket.socket]:
    """Take the port on the loopback interface before anything slow begins; 0 takes a free one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((LOOPBACK, port))
            listener.listen(128)
        except OSError as error:
            raise WorkbenchError(
                f"Port {port} is taken or not allowed ({error.strerror}). "
                "Is a workbench running already? Another port: make run PORT=8001"
            ) from error
        yield listener


@contextlib.contextmanager
def only_one(state: Path) -> Iterator[None]:
    """Refuse a second workbench on the same state directory."""
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    with opened_for_locking(state / "workbench") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise WorkbenchError(f"A workbench is already running on {state}.") from error
        yield


class Stopping:
    """Whether somebody asked us to stop.

    Until ``run`` takes over, asking also interrupts what is being done. From then on it only
    leaves a note: an exception out of the blue could be lost, or cut the putting away short.
    """

    def __init__(self) -> None:
        self.asked = False
        self.interrupts = True
        for number in ENDINGS:
            signal.signal(number, self._note)

    def _note(self, _number: int, _frame: FrameType | None) -> None:
        self.asked = True
        if self.interrupts:
            sys.exit(0)


class Child:
    """A part of the workbench: forked from this process, dead with it, started anew if it ends."""

    def __init__(self, work: Callable[[], object]) -> None:
        self.work = work
        self.pause = 1.0  # seconds until the next start: one that keeps failing must not spin
        self.ended_at: float | None = None
        self.start()

    def start(self) -> None:
        """Fork: what is loaded is shared, and this process has no other thread."""
        self.process = FORK.Process(target=self._run, args=[os.getpid()])
        signal.pthread_sigmask(signal.SIG_BLOCK, ENDINGS)  # until the child has its own handlers
        self.process.start()
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        self.ended_at = None

    def _run(self, parent: int) -> None:
        tie_to_parent(signal.SIGKILL, parent)  # PostgreSQL goes with it too: nothing to finish
        os.setsid()  # a Ctrl-C in the terminal is for the parent
        for number in ENDINGS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, ENDINGS)
        self.work()

    def look_after(self) -> None:
        """Start it again if it ended, sooner the first time than the fifth."""
        if self.process.is_alive():
            return
        self.ended_at = self.ended_at or time.monotonic()
        if time.monotonic() - self.ended_at > self.pause:
            self.pause = min(2 * self.pause, LONGEST_PAUSE)
            self.start()

    def stop(self) -> None:
        """Wait for it to end, as it was asked to, and end it if it does not."""
        self.process.join(PATIENCE)
        self.process.kill()
        self.process.join()


def run(
    listener: socket.socket,
    postgres: Postgres,
    stopping: Stopping,
    announce: Callable[[], None],
) -> None:
    """Run web server and job worker until told to stop; ``announce`` when people may come.

    Raises WorkbenchError if PostgreSQL goes away under us.
    """
    _preload()
    stopping.interrupts = False
    children = [Child(lambda: serve(listener))]
    announced = False
    try:
        while not stopping.asked:
            _look_after(children, postgres)
            if not announced and is_ready(listener.getsockname()[1]):
                announced = True
                children.append(Child(lambda: call_command("run_jobs")))
                announce()
    finally:
        for child in children:
            child.process.terminate()
        for child in children:
            child.stop()


def _look_after(children: list[Child], postgres: Postgres) -> None:
    if postgres and postgres.poll() is not None:
        raise WorkbenchError("PostgreSQL has stopped, so the workbench stops too. Start it again.")
    for child in children:
        child.look_after()
    time.sleep(LOOK)


def _preload() -> None:
    """Load every view before forking, and keep the collector away from what is shared."""
    import_module("factcheck.asgi")
    connections.close_all()
    gc.collect()
    gc.freeze()


class Server(uvicorn.Server):
    """Ends the event streams before it waits for what is still being answered."""

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        streams.end_all()
        await super().shutdown(sockets)


def serve(listener: socket.socket) -> None:
    """Answer requests until told to stop."""
    config = uvicorn.Config(
        "factcheck.asgi:application",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=2,
    )
    Server(config).run(sockets=[listener])


def is_ready(port: int) -> bool:
    """Whether the server on that port of the loopback interface may be sent people."""
    name = settings.ALLOWED_HOSTS[0].lstrip(".")
    asked = http.client.HTTPConnection(LOOPBACK, port, timeout=2)
    with contextlib.closing(asked):
        try:
            asked.request("GET", "/readyz", headers={"Host": name})
            return asked.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
