"""Write a project's claims as a dataset, to a file or to standard output."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from signal import SIGPIPE
from typing import IO, Any

from django.core.management import CommandError

from annotations.formats import FORMATS
from annotations.formats.redaction import ALL, TEXTS
from annotations.formats.report import Report
from annotations.management.acting import ActingCommand, progress, refusals
from annotations.queries.documents import CHOICES
from annotations.services.exports import Order, stream_export


class Command(ActingCommand):
    """Stream an export; rows, SHA-256 and what was lost are told on standard error."""

    help = "Write a project's claims as a dataset. The last line on stderr says rows, hash, losses."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--format", required=True, choices=list(FORMATS), help="see docs/formats"
        )
        parser.add_argument(
            "--state", default="approved", choices=CHOICES, help="which claims (default: approved)"
        )
        parser.add_argument("--output", required=True, metavar="FILE", help="'-' for stdout")
        parser.add_argument(
            "--texts",
            default=ALL,
            choices=TEXTS,
            help="which article texts go out in words (default: all);"
            " notes and normalised claims always do",
        )
        parser.add_argument(
            "--no-boilerplate", action="store_true", help="hide blocks that are no part of a story"
        )
        parser.add_argument(
            "--unmasked", action="store_true", help="leave confidential sources readable (leads)"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        order = Order(
            project,
            options["format"],
            options["state"],
            unmasked=options["unmasked"],
            boilerplate=not options["no_boilerplate"],
            texts=options["texts"],
        )
        report, digest, size = Report(), sha256(), 0
        with refusals(), progress("Exporting") as told, _opened(options["output"]) as file:
            for chunk in stream_export(actor=actor, order=order, report=report, told=told):
                digest.update(chunk)
                size += file.write(chunk)
        summary = {"rows": report.rows, "bytes": size, "sha256": digest.hexdigest()}
        self.stderr.write(json.dumps({**summary, "lost": dict(report.lost)}), lambda line: line)


@contextmanager
def _opened(output: str) -> Iterator[IO[bytes]]:
    """Open what ``--output`` names; a file is there when it is whole, and not before."""
    if output == "-":
        with _reader_may_leave():
            yield sys.stdout.buffer
            sys.stdout.buffer.flush()
        return
    path = Path(output)
    if path.is_dir():
        raise CommandError(f"“{path}” is a folder. Name a file in it.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder “{path.parent}”. Nothing was written.")
    partial = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with partial.open("xb") as file:
            yield file
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


@contextmanager
def _reader_may_leave() -> Iterator[None]:
    """End quietly where a reader has had enough, as ``head`` has: with what a shell says of it."""
    try:
        yield
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else Python flushes again
        raise SystemExit(128 + SIGPIPE) from None
