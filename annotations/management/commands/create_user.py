"""Make somebody who can sign in: the first one on a real installation."""

import getpass
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.domain.errors import DomainError
from annotations.services.people import create_user


class Command(BaseCommand):
    """The password is asked for, or read from standard input; never from the command line."""

    help = "Make a person who can sign in. The password is asked for, or read from standard input."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("name", help="what they sign in with")
        parser.add_argument("--email", default="", help="their address, for a forgotten password")
        parser.add_argument("--first-name", default="", help="how they are called on screen")
        parser.add_argument("--last-name", default="")
        parser.add_argument("--superuser", action="store_true", help="site admin: starts projects")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        try:
            user = create_user(
                username=options["name"],
                password=_password(),
                email=options["email"],
                first_name=options["first_name"],
                last_name=options["last_name"],
                is_superuser=options["superuser"],
            )
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(user.username)


def _password() -> str:
    """Raises CommandError where two typed ones differ, or none came."""
    if not sys.stdin.isatty():
        password = sys.stdin.readline().rstrip("\r\n")
        if not password:
            raise CommandError("No password came on standard input.")
        return password
    password = getpass.getpass("Password (12 characters or more): ")
    if getpass.getpass("Once more: ") != password:
        raise CommandError("The two passwords differ. Nobody was added.")
    return password
