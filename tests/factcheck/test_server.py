"""The workbench as a person starts it: ready soon, stopped cleanly, nothing lost when killed."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from factcheck.postgres import APP, OWNER, Server

ROOT = Path(__file__).parent.parent.parent
PATIENCE = 60  # seconds, for a busy machine; nothing here is about time


def environment(state: Path) -> dict[str, str]:
    """Return that of a person at a shell, who knows nothing of the tests' settings."""
    ours = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
    return {**ours, "FACTCHECK_STATE_DIR": str(state)}


def run(state: Path, *command: str) -> str:
    """Run a command of manage.py beside a workbench; return what it prints."""
    return subprocess.run(
        [sys.executable, ROOT / "manage.py", *command],
        env=environment(state),
        stdout=subprocess.PIPE,
        text=True,
        timeout=PATIENCE,
        check=True,
    ).stdout


class Workbench:
    """One run of ``manage.py workbench`` and all of its processes."""

    def __init__(self, state: Path, *options: str) -> None:
        self.server = Server(state)
        self.process = subprocess.Popen(
            [sys.executable, ROOT / "manage.py", "workbench", "--no-demo", "--port=0", *options],
            stdout=subprocess.PIPE,
            text=True,
            env=environment(state),
        )
        assert self.process.stdout is not None
        self.port = 0
        for line in self.process.stdout:
            address = re.search(r"http://localhost:(\d+)/", line)
            if address:
                self.port = int(address[1])
            if "Ctrl-C" in line:
                break

    @property
    def family(self) -> list[psutil.Process]:
        me = psutil.Process(self.process.pid)
        return [me, *me.children(recursive=True)]

    def part(self, word: str) -> psutil.Process:
        """Return one child: they are started in this order."""
        children = psutil.Process(self.process.pid).children()
        in_order = sorted(children, key=lambda child: child.create_time())
        return in_order[("postgres", "web", "worker").index(word)]

    def answer(self, path: str = "/readyz") -> int:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request("GET", path)
        status = connection.getresponse().status
        connection.close()
        return status

    def remember(self, number: int) -> None:
        with psycopg.connect(self.server.url(OWNER)) as owner:
            owner.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
        with psycopg.connect(self.server.url(APP)) as app:
            app.execute("INSERT INTO kept VALUES (%s)", [number])

    def remembers(self) -> list[int]:
        with psycopg.connect(self.server.url(APP)) as app:
            return [row[0] for row in app.execute("SELECT number FROM kept ORDER BY number")]

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Stop it and see that no process of it is left; return the exit code."""
        family = self.family
        self.process.send_signal(number)
        code = self.process.wait(PATIENCE)
        _, alive = psutil.wait_procs(family, timeout=PATIENCE)
        assert not alive
        return code


@pytest.fixture(scope="module")
def state() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="stetdesk-")).resolve()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def start(state: Path) -> Iterator[Callable[..., Workbench]]:
    """Start a workbench on the shared state; whatever a test leaves running is ended."""
    begun: list[Workbench] = []

    def begin(*options: str) -> Workbench:
        begun.append(Workbench(state, *options))
        return begun[-1]

    yield begin
    for workbench in begun:
        if workbench.process.poll() is None:
            workbench.stop()


@pytest.fixture(scope="class")
def workbench(state: Path) -> Iterator[Workbench]:
    running = Workbench(state)
    yield running
    assert running.stop(signal.SIGTERM) == 0


class TestWhileItRuns:
    """One run for all of these: a start takes its time."""

    def test_it_is_ready(self, workbench: Workbench) -> None:
        assert workbench.answer("/livez") == 200
        assert workbench.answer("/readyz") == 200

    def test_it_listens_on_the_loopback_interface_only(self, workbench: Workbench) -> None:
        addresses = {
            connection.laddr.ip
            for process in workbench.family
            for connection in process.net_connections()
            if connection.status == psutil.CONN_LISTEN and connection.family != socket.AF_UNIX
        }
        assert addresses == {"127.0.0.1"}

    def test_its_port_and_its_data_are_refused_to_a_second(
        self, workbench: Workbench, state: Path
    ) -> None:
        for port, complaint in ((workbench.port, "is taken"), (0, "already running")):
            second = subprocess.run(
                [sys.executable, ROOT / "manage.py", "workbench", f"--port={port}"],
                capture_output=True,
                text=True,
                env=environment(state),
                timeout=PATIENCE,
                check=False,
            )
            assert second.returncode == 1
            assert complaint in second.stderr
            assert "Traceback" not in second.stderr

    def test_commands_use_its_database(self, workbench: Workbench, state: Path) -> None:
        subprocess.run(
            [sys.executable, ROOT / "manage.py", "migrate", "--check"],
            env=environment(state),
            timeout=PATIENCE,
            check=True,
        )
        assert workbench.answer() == 200

    def test_a_killed_web_server_or_worker_comes_back(self, workbench: Workbench) -> None:
        for part in (workbench.part("web"), workbench.part("worker")):
            part.kill()
        assert workbench.answer() == 200  # the port was never given up: the request waited


def test_open_streams_end_with_the_workbench(start: Callable[..., Workbench], state: Path) -> None:
    """Each to its proper end: browsers come back to the next start by themselves."""
    workbench = start()
    run(state, "load_demo", "--password", "a long enough password")
    token = run(state, "create_token", "edda").strip()
    answers = []
    for _ in range(3):
        stream = http.client.HTTPConnection("127.0.0.1", workbench.port, timeout=PATIENCE)
        stream.request("GET", "/events/demo/", headers={"Authorization": f"Bearer {token}"})
        answers.append(stream.getresponse())
        assert answers[-1].status == 200
        assert answers[-1].readline()
    assert workbench.stop(signal.SIGTERM) == 0
    for answer in answers:
        assert b"event: hello" in answer.read()  # cut off, this would be an IncompleteRead


def test_a_killed_database_stops_the_workbench_and_the_next_start_has_every_row(
    start: Callable[..., Workbench],
) -> None:
    workbench = start()
    workbench.remember(1)
    family = workbench.family
    workbench.part("postgres").kill()
    assert workbench.process.wait(PATIENCE) == 1
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
    again = start()
    assert again.remembers() == [1]
    assert again.stop(signal.SIGINT) == 0


def test_a_killed_launcher_takes_everything_along_and_the_next_start_has_every_row(
    start: Callable[..., Workbench],
) -> None:
    workbench = start()
    workbench.remember(2)
    port, family = workbench.port, workbench.family
    workbench.process.kill()
    workbench.process.wait()
    again = start(f"--port={port}")
    assert again.answer() == 200
    assert 2 in again.remembers()
    assert not psutil.wait_procs(family, timeout=PATIENCE)[1]
    assert again.stop(signal.SIGHUP) == 0
