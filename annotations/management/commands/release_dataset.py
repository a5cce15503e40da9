"""Make a numbered release of a project's dataset, and write its files to a folder."""

import json
import shutil
from argparse import ArgumentParser, ArgumentTypeError
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.domain.sides import WAYS, WHOLE
from annotations.formats.redaction import BY_LICENCE, TEXTS
from annotations.formats.releases.facts import Options
from annotations.management.acting import ActingCommand, progress, refusals
from annotations.models import Release
from annotations.queries.documents import CHOICES
from annotations.services.releases import make_release, unpack


class Command(ActingCommand):
    """The release is kept whole by the workbench; the folder gets a copy of its files."""

    help = (
        "Make a numbered release of a project's dataset. The last line on stdout says number, hash."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--output", required=True, metavar="DIR", help="a folder that is not there, or empty"
        )
        parser.add_argument("--notes", default="", help="what is new, for README and CHANGES")
        parser.add_argument("--licence", default="", help="of the annotations (an SPDX name)")
        parser.add_argument(
            "--state", default="approved", choices=CHOICES, help="which claims (default: approved)"
        )
        parser.add_argument(
            "--texts",
            default=BY_LICENCE,
            choices=TEXTS,
            help="which article texts go out in words (default: those whose licence lets them);"
            " notes and normalised claims always do",
        )
        parser.add_argument(
            "--split", default=WHOLE, choices=[way for way in WAYS if way], help="train, dev, test"
        )
        for name in ("dev", "test"):
            parser.add_argument(
                f"--{name}-from", type=_day, metavar="DAY", help="with --split date"
            )
        parser.add_argument(
            "--no-boilerplate", action="store_true", help="hide blocks that are no part of a story"
        )
        parser.add_argument(
            "--unmasked", action="store_true", help="leave confidential sources readable (leads)"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        folder = Path(options["output"])
        if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
            raise CommandError(f"“{folder}” is there and not an empty folder. Nothing was done.")
        if not folder.absolute().parent.is_dir():
            raise CommandError(f"There is no folder “{folder.parent}”. Nothing was done.")
        with refusals(), progress("Releasing") as told:
            release = make_release(actor=actor, project=project, options=_asked(options), told=told)
            _copy(release, folder)
        summary = {
            "release": release.number,
            "sha256": release.sha256,
            "bytes": release.size,
            "rows": release.job.rows,
            "lost": release.lost,
        }
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ArgumentTypeError(f"“{words}” is not a day; write 2026-12-31") from None


def _asked(options: dict[str, Any]) -> Options:
    names = ("notes", "licence", "state", "texts", "split", "dev_from", "test_from", "unmasked")
    given = {name: options[name] for name in names}
    return Options(boilerplate=not options["no_boilerplate"], **given)


def _copy(release: Release, folder: Path) -> None:
    """Write the files; the folder is there when all of them are, and not before."""
    partial = folder.with_name(f".{folder.name}.{release.pk}")
    try:
        unpack(release, partial)
        partial.replace(folder)
    finally:
        shutil.rmtree(partial, ignore_errors=True)
