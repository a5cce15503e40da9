"""Read a dataset into a project."""

import json
import os
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

from django.core.management.base import CommandError

from annotations.domain.mappings import Choices, read_pairs
from annotations.domain.vocabulary import KINDS, LINKS
from annotations.formats import IMPORTED
from annotations.formats.foreign.units import UNITS
from annotations.management.acting import ActingCommand, progress, refusals
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file

TEXTS_ONLY = (
    "Nothing of this file became a tag: every label is left out. Say with --map what they become."
)

CASE: Final = "Small letters and capitals are told apart."


class Command(ActingCommand):
    """Check a whole file, then store it; every row that was left out is told with its reason."""

    help = "Read a dataset into a project. Rows that do not fit are left out and told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="the dataset, or a zip of it")
        parser.add_argument(
            "--format", required=True, choices=list(IMPORTED), help="see docs/formats"
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="LABEL=KIND",
            help="what a label becomes: attribution=claim, cue=status:polarity=not_verified, "
            "city=ignore; again for others. A label may have “=” in it. What was chosen last "
            "time counts as well",
        )
        parser.add_argument(
            "--map-link",
            action="append",
            default=[],
            metavar="RELATION=LINK",
            help="what a relation becomes: attr=attributed_to, or attr=attributed_to:reversed",
        )
        parser.add_argument(
            "--unit", choices=UNITS, default="", help="that of offsets, where the file is silent"
        )
        parser.add_argument("--dry-run", action="store_true", help="try it all, keep nothing")
        parser.add_argument("--report", metavar="FILE", help="write the whole report there as JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        if options["report"]:
            _check_place(Path(options["report"]))
        with refusals(), progress("Importing") as told:
            labels = read_pairs(options["map"], KINDS)
            links = read_pairs(options["map_link"], LINKS)
            report = import_file(
                actor=actor,
                project=project,
                format=options["format"],
                path=path,
                unit=options["unit"],
                choices=Choices(labels, links),
                dry_run=options["dry_run"],
                told=told,
            )
            if options["report"]:
                with Path(options["report"]).open("w", encoding="utf-8") as file:
                    file.writelines(_text(report))
        self._tell(path, report)

    def _tell(self, path: Path, report: ImportReport) -> None:
        for problem in report.problems:
            place = f"{path}:{problem.file}:" if problem.file else f"{path}:"
            line = f"{place}{problem.line}: {problem.where}: {problem.reason}"
            self.stderr.write(line, self.style.WARNING)
        for word in report.not_in_file:
            self.stderr.write(
                f"“{word}” has a meaning, and is not in the file. {CASE}", self.style.WARNING
            )
        for word, ours in (*report.remembered.labels.items(), *report.remembered.links.items()):
            self.stderr.write(f"“{word}” became “{ours}”, as was chosen before.")
        if report.texts_only:
            self.stderr.write(TEXTS_ONLY, self.style.WARNING)
        summary = report.as_dict() | {"problems": len(report.problems)}
        summary.pop("problems_note", None)
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _check_place(path: Path) -> None:
    """Find out before anything is stored that the report can be written. Raises CommandError."""
    if path.is_dir():
        raise CommandError(f"“{path}” is a folder. Name a file in it. Nothing was changed.")
    if not path.parent.is_dir():
        raise CommandError(f"There is no folder “{path.parent}”. Nothing was changed.")
    if not os.access(path if path.exists() else path.parent, os.W_OK):
        raise CommandError(f"“{path}” cannot be written. Nothing was changed.")


def _text(report: ImportReport) -> Iterator[str]:
    """The report with all its problems, however many there are."""
    told = report.as_dict() | {"problems": []}
    told.pop("problems_note", None)
    head = json.dumps(told, ensure_ascii=False, indent=2)
    before, _, after = head.partition('"problems": []')
    yield f'{before}"problems": ['
    for number, problem in enumerate(report.problems):
        row = json.dumps(asdict(problem), ensure_ascii=False)
        yield f"{',' if number else ''}\n    {row}"
    yield f"]{after}\n"
