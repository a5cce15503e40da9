"""A workbench of the benchmark's own: started, stopped and weighed as a whole."""

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil

PATIENCE = 300  # seconds: the first start makes a database


class Workbench:
    """One ``manage.py workbench`` on a free port, with its state in ``folder``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.port = _free_port()
        self.address = f"http://localhost:{self.port}"

    @contextlib.contextmanager
    def running(self) -> Iterator[float]:
        """Yield how many seconds it took until the sign-in page came."""
        command = [sys.executable, "manage.py", "workbench", "--port", str(self.port), "--no-demo"]
        began = time.perf_counter()
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            self._wait()
            yield time.perf_counter() - began
        finally:
            self.process.terminate()
            self.process.wait(30)

    def memory(self) -> float:
        """Proportional set size of all its processes, PostgreSQL's among them, in MB."""
        root = psutil.Process(self.process.pid)
        total = 0
        for process in [root, *root.children(recursive=True)]:
            with contextlib.suppress(psutil.Error):
                total += process.memory_full_info().pss
        return total / 1e6

    def _wait(self) -> None:
        until = time.perf_counter() + PATIENCE
        while time.perf_counter() < until:
            with contextlib.suppress(OSError, urllib.error.URLError):
                urllib.request.urlopen(f"{self.address}/accounts/login/", timeout=30).read()
                return
            if self.process.poll() is not None:
                break
            time.sleep(0.02)
        raise RuntimeError(f"The workbench did not start: {(self.folder / 'log').read_text()}")


def environment(folder: Path) -> None:
    """Point this process, and those it starts, at the benchmark's own workbench."""
    for name in [name for name in os.environ if name.startswith(("FACTCHECK_", "DATABASE_"))]:
        if name != "FACTCHECK_PG_BIN":
            del os.environ[name]
    os.environ["FACTCHECK_STATE_DIR"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "factcheck.settings"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the browser's loop runs in our thread


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        return int(probe.getsockname()[1])
