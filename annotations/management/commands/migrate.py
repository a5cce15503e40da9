"""Bring the database up to date, as the owner of its tables."""

from typing import Any

from django.core.management import call_command
from django.core.management.commands import migrate

from factcheck.owner import as_owner


class Command(migrate.Command):
    """Django's own command, run by the owner's role; the app's role may make no table."""

    def handle(self, *args: Any, **options: Any) -> str | None:
        with as_owner(options["database"]):
            answer = super().handle(*args, **options)
            if not (options["app_label"] or options["plan"] or options["check_unapplied"]):
                call_command("createcachetable", database=options["database"], verbosity=0)
        return answer
