"""The embedded PostgreSQL: find its programs, make the cluster, start it, stop it.

The process that starts the server keeps it: it holds the lock ``keeper`` while the server runs,
and the server dies with it. Other processes of the same state directory use that server and hold
``users`` shared, so that a keeper which is done waits for them.
"""

import contextlib
import fcntl
import hashlib
import os
import platform
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote, urlencode

import psycopg
from psycopg import sql

from factcheck.processes import end, kept_secret, opened_for_locking, tie_to_parent
from factcheck.programs import (
    PostgresError,
    copied,
    find_programs,
    may_pass,
    server_account,
    version_of,
)

SUPERUSER, OWNER, APP = "postgres", "stet_owner", "stet_app"
DATABASE = "stetdesk"
ELSEWHERE = Path("/var/lib")  # for root, whose own folders the server may not enter
PORT = 5432  # only names the socket file: nothing listens on TCP
SOCKET_PATH_BYTES = 103  # what the shortest sockaddr_un of our platforms holds
PATIENCE = 60.0  # seconds
ON_LINUX = platform.system() == "Linux"
PAUSE = 0.02  # seconds

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
    "log_min_messages": "log",  # errors quote the statement and the row: articles, not for a log
}

GRANTS = """
    ALTER SCHEMA public OWNER TO {owner};
    REVOKE ALL ON SCHEMA public FROM PUBLIC;
    GRANT USAGE ON SCHEMA public TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {app};
    ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public
        GRANT USAGE, SELECT ON SEQUENCES TO {app};
"""


class Server:
    """The cluster of one state directory. Making the object starts nothing."""

    def __init__(self, state: Path, extra: Mapping[str, str] | None = None) -> None:
        """``extra`` settings of PostgreSQL win over ours."""
        digest = hashlib.sha256(os.fsencode(state)).hexdigest()[:12]
        self.state = state
        self.settings = {**SETTINGS, **(extra or {})}
        self.account = server_account()
        self.home = state / "postgres"
        if self.account and not may_pass(state.parent, self.account):
            # Named at random, not by the path: a state directory made anew has its own cluster.
            self.home = ELSEWHERE / f"stetdesk-{kept_secret(state / 'place', random_bytes=9)}"
        self.data = self.home / "data"
        self.log = self.home / "log"
        self.sockets = self.home
        if len(os.fsencode(self.home / f".s.PGSQL.{PORT}")) > SOCKET_PATH_BYTES:
            self.sockets = Path(tempfile.gettempdir()) / f"stetdesk-{os.geteuid()}-{digest}"

    def url(self, role: str, database: str = DATABASE) -> str:
        """Return the address at which ``role`` reaches ``database``."""
        place = urlencode({"host": str(self.sockets), "port": PORT}, quote_via=quote)
        return f"postgresql://{role}@/{database}?{place}"

    @contextlib.contextmanager
    def running(self, *, alone: bool = False) -> Iterator[subprocess.Popen[bytes] | None]:
        """Have the server run for as long as the block does; yield it if this process keeps it.

        ``alone`` is for the workbench: it waits until it is the keeper, and when done stops the
        server without waiting for other processes. Raises PostgresError.
        """
        self._make_folders()
        with opened_for_locking(self.state / "users") as users:
            if not alone:
                fcntl.flock(users, fcntl.LOCK_SH)
            keeper = self._keep_or_join(alone=alone)
            if keeper is None:
                yield None
                return
            with keeper, self._started() as process:
                yield process
                if not alone:
                    fcntl.flock(users, fcntl.LOCK_EX)

    def make_database(self, name: str = DATABASE) -> None:
        """Make the two roles and the database, as far as they are missing.

        The owner makes the tables; the app may read and write rows, and no more.
        """
        app, owner, database = (sql.Identifier(word) for word in (APP, OWNER, name))
        with psycopg.connect(self.url(SUPERUSER, "postgres"), autocommit=True) as connection:
            known = {row[0] for row in connection.execute("SELECT rolname FROM pg_roles")}
            for missing in {OWNER, APP} - known:
                connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(missing)))
            if connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", [name]
            ).fetchone():
                return
            draft = sql.Identifier(f"{name}.draft")
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(draft))
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(draft, owner))
            with psycopg.connect(self.url(SUPERUSER, f"{name}.draft")) as inside:
                inside.execute(sql.SQL(GRANTS).format(owner=owner, app=app))
            connection.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(draft, database))

    # --- folders, lock and programs ---

    def _make_folders(self) -> None:
        self.state.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            self.state.chmod(0o711)  # the server passes through; each file in it is closed
        for folder in (self.home, self.sockets):
            folder.mkdir(mode=0o700, exist_ok=True)
            owner = os.geteuid()
            if self.account:
                owner = self.account.pw_uid
                if folder.stat().st_uid == os.geteuid():
                    os.chown(folder, self.account.pw_uid, self.account.pw_gid)
            status = folder.lstat()
            if status.st_uid != owner or status.st_mode & 0o077:
                raise PostgresError(f"{folder} belongs to somebody else, or others may enter it.")

    def _keep_or_join(self, *, alone: bool) -> IO[str] | None:
        """Return the keeper's lock, or None once another process has the server ready."""
        lock = opened_for_locking(self.state / "keeper")
        deadline = time.monotonic() + PATIENCE
        while alone or time.monotonic() < deadline:
            with contextlib.suppress(BlockingIOError):
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return lock
            if not alone and self._status() == "ready":
                lock.close()
                return None
            time.sleep(PAUSE)
        raise PostgresError(f"The server another process started does not answer; see {self.log}.")

    def _programs(self) -> tuple[Path, int]:
        """Return programs that the server's account can reach, and their major version."""
        programs = find_programs()
        major, minor = version_of(programs)
        if self.account and not may_pass(programs, self.account):
            programs = copied(programs, self.home / f"programs-{major}.{minor}", self.account)
        return programs, major

    # --- start and stop ---

    @contextlib.contextmanager
    def _started(self) -> Iterator[subprocess.Popen[bytes]]:
        programs, major = self._programs()
        self._stop_orphan()
        if not self.data.exists():
            self._make_cluster(programs, major)
        made_by = int((self.data / "PG_VERSION").read_text())
        if made_by != major:
            raise PostgresError(
                f"{self.data} was made by PostgreSQL {made_by}, but {programs} is {major}. "
                "Take a backup with the old one and restore it with the new."
            )
        process = self._start(programs, major)
        try:
            self.make_database()
            yield process
        finally:
            end(process, signal.SIGINT, PATIENCE)  # SIGINT: "fast", rolls back and checkpoints

    def _run_as(self) -> dict[str, Any]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        who: dict[str, Any] = {"env": {**clean, "LC_ALL": "C"}, "cwd": "/"}
        if self.account:
            who |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return who

    def _make_cluster(self, programs: Path, major: int) -> None:
        """Make it aside and rename it: a half-made cluster is never taken for one."""
        draft = self.home / "data.draft"
        shutil.rmtree(draft, ignore_errors=True)
        locale = ["--locale=C.UTF-8"]  # C alone would not lower-case Cyrillic
        if major >= 17:
            locale = ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        options = ["-U", SUPERUSER, "--encoding=UTF8", "--data-checksums", *locale]
        options += ["--auth=trust"]  # whoever may enter the folder of the socket may do anything
        outcome = subprocess.run(
            [programs / "initdb", "-D", draft, *options],
            capture_output=True,
            text=True,
            check=False,
            **self._run_as(),
        )
        if outcome.returncode:
            raise PostgresError(f"initdb failed: {outcome.stderr.strip()}")
        draft.rename(self.data)

    def _start(self, programs: Path, major: int) -> subprocess.Popen[bytes]:
        newer = {"io_method": "sync"} if major >= 18 else {}
        command = [str(programs / "postgres"), "-D", str(self.data), "-k", str(self.sockets)]
        command += ["-p", str(PORT)]
        for name, value in {**newer, **self.settings}.items():
            command += ["-c", f"{name}={value}"]
        tie = partial(tie_to_parent, signal.SIGINT, os.getpid())
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with self.log.open("wb") as log:
                process: subprocess.Popen[bytes] = subprocess.Popen(
                    command,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=log,
                    start_new_session=True,  # a Ctrl-C in the terminal is for us, not for it
                    preexec_fn=tie,  # noqa: PLW1509 — no other thread runs yet
                    **self._run_as(),
                )
            while process.poll() is None and self._status(process.pid) != "ready":
                time.sleep(PAUSE)
            if process.poll() is None:
                return process
            if b"still in use" not in self.log.read_bytes():
                break
            time.sleep(PAUSE)  # backends of a killed server are on their way out
        reason = self.log.read_text(errors="replace").strip().splitlines()[-3:]
        raise PostgresError(f"PostgreSQL did not start; {self.log} ends: {' / '.join(reason)}")

    def _pid_file(self) -> list[str]:
        with contextlib.suppress(OSError):
            return (self.data / "postmaster.pid").read_text().splitlines()
        return []

    def _status(self, pid: int | None = None) -> str:
        """Return what the live server, of that process id if given, says of itself, or ''."""
        lines = self._pid_file()
        if len(lines) < 8 or pid not in {None, int(lines[0])} or not self._is_ours(int(lines[0])):
            return ""
        return lines[7].strip()

    def _is_ours(self, pid: int) -> bool:
        """Whether the process is a server of our data, not a later process of that number."""
        try:
            if ON_LINUX:  # the one thing of a process that everybody may read
                arguments = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                return os.fsencode(self.data) in arguments
            os.kill(pid, 0)
        except OSError:
            return False
        return True

    def _stop_orphan(self) -> None:
        """Stop a server whose keeper was killed; nobody keeps it, so nobody may rely on it."""
        lines = self._pid_file()
        if not lines or not lines[0].isdigit():
            return
        pid = int(lines[0])
        deadline = time.monotonic() + PATIENCE
        while self._is_ours(pid):
            if time.monotonic() > deadline:
                raise PostgresError(f"An older server, process {pid}, does not stop.")
            os.kill(pid, signal.SIGINT)
            time.sleep(PAUSE)
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, 0)  # somebody else has that number now, and PostgreSQL would refuse
            (self.data / "postmaster.pid").unlink(missing_ok=True)
