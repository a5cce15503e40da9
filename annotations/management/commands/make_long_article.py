"""Invent a long article, for trying out and measuring."""

from argparse import ArgumentParser
from typing import Any

from annotations.management.acting import ActingCommand, refusals
from annotations.services.long_articles import make_long_article


class Command(ActingCommand):
    """Store an invented article of any length with as many tags; its text is no real report."""

    help = "Invent an article with tags, for trying out and measuring; prints its id."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--words", type=int, default=20_000, help="at least so many (20000)")
        parser.add_argument("--annotations", type=int, default=2_000, help="so many tags (2000)")
        parser.add_argument(
            "--seed", type=int, default=1, help="another number, another article (1)"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        with refusals():
            made = make_long_article(
                actor=actor,
                project=project,
                words=options["words"],
                annotations=options["annotations"],
                seed=options["seed"],
            )
        self.stdout.write(str(made.pk))
