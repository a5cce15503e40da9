"""Start everything on this machine: what ``make run`` runs."""

import contextlib
import os
import socket
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management import call_command, get_commands
from django.core.management.base import BaseCommand, CommandError

from annotations.queries.health import pending_migrations
from factcheck import server
from factcheck.processes import kept_secret
from factcheck.programs import PostgresError

DEMO_PEOPLE = {
    "edda": "edits",
    "emil": "edits too",
    "rita": "reviews",
    "lena": "leads",
    "vera": "only views",
}


@contextlib.contextmanager
def _database() -> Iterator[server.Postgres]:
    """Have PostgreSQL run meanwhile; yield the embedded one, None when DATABASE_URL names it."""
    if settings.SERVER is None:
        yield None
        return
    with server.only_one(settings.STATE_DIR), settings.SERVER.running(alone=True) as postgres:
        yield postgres


def tell_address(listener: socket.socket) -> None:
    """Have mails and calls name the port that was taken, where nobody set another address.

    Web server and worker are forked from this process, and so they know it too.
    """
    if settings.EMBEDDED and not os.environ.get("FACTCHECK_SITE_URL"):
        settings.SITE_URL = _address(listener)


def _address(listener: socket.socket) -> str:
    return f"http://localhost:{listener.getsockname()[1]}"


class Command(BaseCommand):
    """Database, web server and job worker under one parent, on the loopback interface."""

    help = "Run the workbench: database, web server and job worker; Ctrl-C stops everything."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="8000 by default; 0: a free one")
        parser.add_argument("--no-demo", action="store_true", help="start without the demo project")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        stopping = server.Stopping()
        try:
            with server.bound(options["port"]) as listener, _database() as postgres:
                tell_address(listener)
                with_demo = self._prepare(demo=not options["no_demo"])
                tell = partial(self._announce, listener, demo=with_demo)
                server.run(listener, postgres, stopping, tell)
        except (PostgresError, server.WorkbenchError) as error:
            raise CommandError(str(error)) from error

    def _prepare(self, *, demo: bool) -> bool:
        """Bring the tables up to date; return whether there is a demo project to sign in to."""
        if pending_migrations():
            self._say("Preparing the database …")
            call_command("migrate", verbosity=0, interactive=False)
        loaded = settings.STATE_DIR / "demo_loaded"
        if demo and not loaded.exists() and settings.EMBEDDED and "load_demo" in get_commands():
            self._say("Loading the demo project …")
            call_command("load_demo", password=self._demo_password(), verbosity=0)
            loaded.touch()
        return loaded.exists()

    def _demo_password(self) -> str:
        return kept_secret(settings.STATE_DIR / "demo_password", random_bytes=12)

    def _announce(self, listener: socket.socket, *, demo: bool) -> None:
        self._say(f"\nStetdesk is ready: {_address(listener)}/\n")
        if demo:
            people = ", ".join(f"{name} ({role})" for name, role in DEMO_PEOPLE.items())
            self._say(f"Sign in as {people}.\nTheir password: {self._demo_password()}\n")
        self._say("Ctrl-C stops it; nothing is lost.")

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
