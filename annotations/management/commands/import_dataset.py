"""Read a dataset into a project."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.formats import READERS
from annotations.management.acting import ActingCommand, progress, refusals
from annotations.services.imports import ImportReport, import_file


class Command(ActingCommand):
    """Check a whole file, then store it; every row that was left out is told with its reason."""

    help = "Read a dataset into a project. Rows that do not fit are left out and told."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", metavar="FILE", help="the dataset")
        parser.add_argument(
            "--format", required=True, choices=list(READERS), help="see docs/formats"
        )
        parser.add_argument("--dry-run", action="store_true", help="try it all, keep nothing")
        parser.add_argument("--report", metavar="FILE", help="write the whole report there as JSON")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        path = Path(options["file"])
        if not path.is_file():
            raise CommandError(f"There is no file “{path}”.")
        with refusals(), progress("Importing") as told:
            report = import_file(
                actor=actor,
                project=project,
                format=options["format"],
                path=path,
                dry_run=options["dry_run"],
                told=told,
            )
            if options["report"]:
                Path(options["report"]).write_text(_text(report), encoding="utf-8")
        self._tell(path, report)

    def _tell(self, path: Path, report: ImportReport) -> None:
        for problem in report.problems:
            line = f"{path}:{problem.line}: {problem.where}: {problem.reason}"
            self.stderr.write(line, self.style.WARNING)
        summary = report.as_dict() | {"problems": len(report.problems)}
        self.stdout.write(json.dumps(summary, ensure_ascii=False))


def _text(report: ImportReport) -> str:
    return json.dumps(report.as_dict(), ensure_ascii=False, indent=2) + "\n"
