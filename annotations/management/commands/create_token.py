"""Make an API token for somebody; its secret is printed this once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from annotations.domain.errors import DomainError
from annotations.models import ApiToken, User
from annotations.services.people import create_token


class Command(BaseCommand):
    """Prints the token alone, for a shell's $(…)."""

    help = "Make an API token for somebody and print it, alone, on standard output."

    def add_arguments(self, parser: ArgumentParser) -> None:
        usual, known = ",".join(ApiToken.DEFAULT_SCOPES), ", ".join(ApiToken.Scope.values)
        parser.add_argument("user", help="whose token it is: it can do what they can, at most")
        parser.add_argument("--scopes", default=usual, help=f"of {known}; default: {usual}")
        parser.add_argument("--days", type=int, default=90, help="how long it lives; default: 90")
        parser.add_argument("--name", default="", help="what it is for")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        user = User.objects.filter(username=options["user"], is_active=True).first()
        if user is None:
            raise CommandError(f"Nobody who can sign in is called “{options['user']}”.")
        scopes = [scope.strip() for scope in options["scopes"].split(",") if scope.strip()]
        try:
            _, secret = create_token(
                user=user, name=options["name"], scopes=scopes, days=options["days"]
            )
        except DomainError as error:
            raise CommandError(error.detail) from error
        self.stdout.write(secret)
