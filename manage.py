#!/usr/bin/env python3
"""Run a management command; on the embedded PostgreSQL, have it run meanwhile."""

import os
import sys
from contextlib import nullcontext

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from factcheck.programs import PostgresError

# These look after the server themselves, or have no use for one.
WITHOUT_DATABASE = {
    "check", "collectstatic", "compilemessages", "help", "makemessages", "spectacular", "version",
    "workbench",
}  # fmt: skip


def needs_database(arguments: list[str]) -> bool:
    """Whether the command line asks for more than help."""
    asks = {"-h", "--help", "--version"} & set(arguments)
    return bool(arguments) and not asks and arguments[0] not in WITHOUT_DATABASE


def main() -> None:
    """Run what the command line says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        embedded = settings.SERVER if needs_database(sys.argv[1:]) else None
        with embedded.running() if embedded else nullcontext():
            execute_from_command_line(sys.argv)
    except (PostgresError, ImproperlyConfigured) as error:
        sys.exit(f"{error}")


if __name__ == "__main__":
    main()
