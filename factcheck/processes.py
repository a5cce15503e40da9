"""Children that die with their parent; locks and secrets that live in files."""

import contextlib
import ctypes
import os
import secrets
import signal
import subprocess
import sys
from pathlib import Path
from typing import IO

PR_SET_PDEATHSIG = 1


def tie_to_parent(request: signal.Signals, parent: int) -> None:
    """Have Linux signal this process when ``parent`` dies, however it dies.

    The parent's *thread* counts: such children are started from the main thread.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, request)
        if os.getppid() != parent:
            os.kill(os.getpid(), request)


def end(process: subprocess.Popen[bytes], request: signal.Signals, patience: float) -> int:
    """Ask ``process`` to stop, kill it after ``patience`` seconds, and return its exit code."""
    if process.poll() is None:
        process.send_signal(request)
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def opened_for_locking(path: Path) -> IO[str]:
    """Open a file that only we can open: whoever could, could hold its lock."""
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def kept_secret(path: Path, *, random_bytes: int = 64) -> str:
    """Return the random secret in ``path``, made at the first call and readable by us alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(random_bytes))
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)  # whole or not at all, and the first one wins
        partial.unlink()
    return path.read_text().strip()
