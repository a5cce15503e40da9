"""Load the demo project."""

import secrets
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.domain.errors import DomainError
from annotations.services import demo


class Command(BaseCommand):
    """Make the demo project and its five people, once; a second call changes nothing."""

    help = "Load the demo project “demo” with its people edda, emil, rita, lena and vera."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--password", help="of all five people; without it one is made and printed"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        password = options["password"] or secrets.token_urlsafe(12)
        try:
            loaded = demo.load_demo(password=password)
        except DomainError as error:
            raise CommandError(error.detail) from error
        if not loaded.new:
            self._say(options, f"The demo project “{demo.SLUG}” is there already.")
            return
        self._say(
            options,
            f"Loaded “{loaded.project.name}”: {loaded.articles} articles, "
            f"{loaded.annotations} tags, {loaded.decisions} decisions.",
        )
        if not options["password"]:
            self._say(options, f"Password of {', '.join(demo.PEOPLE)}: {password}")

    def _say(self, options: dict[str, Any], line: str) -> None:
        if options["verbosity"]:
            self.stdout.write(line)
