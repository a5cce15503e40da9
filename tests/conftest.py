"""What every test may rely on: a real PostgreSQL, a real browser, and the same few people."""

import gc
import os
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from functools import cache
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.conf import settings
from django.core.management import call_command
from django.core.servers.basehttp import WSGIRequestHandler
from django.db import connection, connections
from django.test import TransactionTestCase
from hypothesis import settings as examples
from whitenoise.middleware import WhiteNoiseMiddleware

from factcheck import postgres
from tests.people import *  # noqa: F403 (people and their article, for every test)

# Nothing in it is worth keeping, so it need not wait for the disk.
THROW_AWAY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
KEPT_TABLES = {
    "django_migrations",
    "django_content_type",
    "auth_permission",
    "procrastinate_version",
}

# What the address bar would show is drawn by a hidden page of its own for every new window, and a
# process waits for the next page. Chromium heeds its last list only: Playwright's own is repeated.
BROWSER_WITHOUT = (
    *("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup"),
    "SpareRendererForSitePerProcess",
    *("AvoidUnnecessaryBeforeUnloadCheckSync", "DestroyProfileOnBrowserClose", "HttpsUpgrades"),
    *("HttpsFirstBalancedModeAutoEnable", "LensOverlay", "MediaRouter", "PaintHolding"),
    *("ThirdPartyStoragePartitioning", "AvoidCorsURLLoaderRestartOnRedirect"),
    *("OptimizationHints", "NetworkTimeServiceQuerying", "AimEnabled", "PreconnectToSearch"),
)

open_until_the_end = ExitStack()

# The same examples each time, however slow the machine; HYPOTHESIS_PROFILE=search looks for others.
examples.register_profile("steady", deadline=None, derandomize=True)
examples.register_profile("search", deadline=None, print_blob=True)
examples.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "steady"))


def server() -> postgres.Server:
    return postgres.Server(Path(settings.STATE_DIR), THROW_AWAY | {"max_connections": "100"})


def pytest_configure(config: pytest.Config) -> None:
    """Start the one server of all workers, in the process that outlives them."""
    gc.disable()
    if not hasattr(config, "workerinput") and getattr(config.option, "numprocesses", None):
        open_until_the_end.enter_context(server().running(alone=True))


def pytest_collection_finish() -> None:
    """Have Python look for garbage among what tests make, not in all modules each time anew."""
    gc.collect()
    gc.freeze()
    gc.enable()


def pytest_unconfigure(config: pytest.Config) -> None:
    """Stop the server and remove what the run left behind."""
    if not hasattr(config, "workerinput"):
        connections.close_all()
        open_until_the_end.close()
        shutil.rmtree(settings.STATE_DIR, ignore_errors=True)


@pytest.fixture(scope="session")
def django_db_setup(request: pytest.FixtureRequest, django_db_blocker: Any) -> Iterator[None]:
    """Give this process a database of its own, made by the owner and used by the app's role."""
    if not hasattr(request.config, "workerinput"):
        open_until_the_end.enter_context(server().running(alone=True))
    name = f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    server().make_database(name)
    connection.settings_dict["NAME"] = settings.DATABASES["default"]["NAME"] = name
    with django_db_blocker.unblock():
        call_command("migrate", verbosity=0, interactive=False)
    yield
    with django_db_blocker.unblock():
        connections.close_all()


@pytest.fixture(autouse=True, scope="session")
def emptying_as_superuser() -> Iterator[None]:
    """Empty the tables after a test that committed; what every database holds anew stays in them.

    Neither the app nor the owner could: the history refuses to be emptied.
    """
    theirs = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda _: empty_tables()  # type: ignore[method-assign]
    yield
    TransactionTestCase._fixture_teardown = theirs  # type: ignore[method-assign]
    if _emptying.cache_info().currsize:
        _emptying()[0].close()


def empty_tables() -> None:
    """Try again once where a page's last request was in the way, or where a test ended sessions."""
    superuser, statements = _emptying()
    try:
        superuser.execute(statements)
    except psycopg.OperationalError:
        if superuser.closed:
            _emptying.cache_clear()
        superuser, statements = _emptying()
        superuser.execute(statements)


@cache
def _emptying() -> tuple[psycopg.Connection, bytes]:
    """One session for all tests, as a new one learns of every table anew, and what it executes.

    It runs as a replica's does, without triggers.
    """
    database = str(connection.settings_dict["NAME"])
    superuser = psycopg.connect(server().url(postgres.SUPERUSER, database), autocommit=True)
    superuser.execute("SET session_replication_role = replica")
    tables = superuser.execute(
        "SELECT quote_ident(tablename) FROM pg_tables"
        " WHERE schemaname = 'public' AND tablename <> ALL(%s)",
        [list(KEPT_TABLES)],
    ).fetchall()
    # DELETE, as a test leaves few rows and TRUNCATE costs a new file for every table.
    return superuser, "; ".join(f"DELETE FROM {table}" for (table,) in tables).encode()


@pytest.fixture(autouse=True, scope="session")
def static_files_found_once() -> Iterator[None]:
    """Look for the static files once, not for each test client: half the time of its request."""
    look, found = WhiteNoiseMiddleware.add_files_from_finders, {}

    def remember(middleware: WhiteNoiseMiddleware) -> None:
        if middleware.static_prefix not in found:
            look(middleware)
            found[middleware.static_prefix] = middleware.files
        middleware.files = found[middleware.static_prefix]

    WhiteNoiseMiddleware.add_files_from_finders = remember
    yield
    WhiteNoiseMiddleware.add_files_from_finders = look


@pytest.fixture(autouse=True, scope="session")
def prompt_answers() -> None:
    """Have the test server send every part of an answer at once.

    It writes head and body one after the other; the body would wait 40 ms for the browser to
    say that it has the head.
    """
    WSGIRequestHandler.disable_nagle_algorithm = True


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the browser that `make test` found: never a reason to skip."""
    named = os.environ.get("CHROME")
    for candidate in (named, "chromium-headless-shell", "chromium", "google-chrome", "chrome"):
        found = shutil.which(candidate) if candidate else None
        if found:
            return found
    raise RuntimeError("No Chromium or Chrome: run the tests with make test, which finds one.")


@pytest.fixture(scope="session")
def browser_type_launch_args(chromium: str) -> dict[str, Any]:
    """Start that browser quietly: it asks nothing of any network."""
    quiet = ("background-networking", "component-update", "sync", "gpu", "quic")
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{word}" for word in quiet)]
    arguments.append(f"--disable-features={','.join(BROWSER_WITHOUT)}")
    return {"executable_path": chromium, "args": arguments}
