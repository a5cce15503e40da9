"""Children that die with their parent, and secrets that live in files."""

import contextlib
import ctypes
import os
import secrets
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tie_to_parent(signal_number: signal.Signals) -> Callable[[], None]:
    """Return what a new child calls so that Linux signals it when its parent dies, however it does.

    The parent's *thread* counts: start such children from the main thread.
    """
    parent = os.getpid()

    def tie() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal_number)
            if os.getppid() != parent:
                os.kill(os.getpid(), signal_number)

    return tie


def end(process: subprocess.Popen[bytes], request: signal.Signals, patience: float) -> int:
    """Ask ``process`` to stop, kill it after ``patience`` seconds, and return its exit code."""
    if process.poll() is None:
        process.send_signal(request)
    try:
        return process.wait(patience)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


def kept_secret(path: Path) -> str:
    """Return the random secret in ``path``, made at the first call and readable by us alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(64))
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)  # whole or not at all, and the first one wins
        partial.unlink()
    return path.read_text().strip()
