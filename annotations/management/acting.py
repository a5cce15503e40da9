"""What commands on a project share: who acts, on which project, and how far they are."""

from argparse import ArgumentParser
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from annotations.domain.errors import DomainError
from annotations.models import Project, User
from annotations.services.people import system_actor


class ActingCommand(BaseCommand):
    """A command on one project, as ``--as USER`` or as the system, which cannot decide."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--project", required=True, metavar="SLUG", help="the project's slug")
        parser.add_argument(
            "--as", dest="actor", metavar="USER", help="act as this person (default: the system)"
        )

    def acting(self, options: dict[str, Any]) -> tuple[User, Project]:
        """Return who acts and the project. Raises CommandError where either is not there."""
        actor = self._actor(options["actor"])
        project = Project.objects.visible_to(actor).filter(slug=options["project"]).first()
        if project is None:
            raise CommandError(f"There is no project “{options['project']}”.")
        return actor, project

    def _actor(self, name: str | None) -> User:
        if not name:
            return system_actor()
        actor = User.objects.filter(username=name, is_active=True).first()
        if actor is None:
            raise CommandError(f"There is nobody called “{name}” who may sign in.")
        return actor


@contextmanager
def refusals() -> Iterator[None]:
    """Tell what a rule refused, or a file did not allow, as a command does."""
    try:
        yield
    except DomainError as error:
        raise CommandError(error.detail) from error
    except OSError as error:
        what = f"“{error.filename}”: {error.strerror}" if error.filename else str(error.strerror)
        raise CommandError(f"{what}. Nothing was changed.") from error


@contextmanager
def progress(label: str) -> Iterator[Callable[[int, int], object]]:
    """Yield what to call with how many are done, of how many: a bar on a terminal, else nothing."""
    console = Console(stderr=True)
    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        task = bar.add_task(label, total=None)
        yield lambda done, of: bar.update(task, completed=done, total=of)
