"""Bring files in as articles: one a file, folders walked."""

from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from annotations.domain.errors import DomainError
from annotations.ingest import READERS, read
from annotations.management.acting import ActingCommand, progress
from annotations.models import Project, User
from annotations.services.articles import create_article


class Command(ActingCommand):
    """Ids on standard output, proposals and problems on standard error."""

    help = (
        f"Bring files ({', '.join(READERS)}) in as articles; a folder is walked. Prints the id of "
        "each new article on a line. Damaged characters are listed, and repaired only if accepted."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("path", nargs="+", metavar="PATH", help="file or folder")
        parser.add_argument("--language", default="", help="such as en or uk (default: guessed)")
        parser.add_argument(
            "--accept-repairs", action="store_true", help="make every repair that is proposed"
        )

    def handle(self, *_arguments: Any, **options: Any) -> None:
        actor, project = self.acting(options)
        paths = [path for name in options["path"] for path in _files(name)]
        failed = 0
        with progress("Bringing in") as told:
            for done, path in enumerate(paths, 1):
                try:
                    self.stdout.write(str(self._bring_in(path, actor, project, options)))
                except DomainError as error:
                    failed += self._tell(path, error.detail)
                except OSError as error:
                    failed += self._tell(path, error.strerror or str(error))
                told(done, len(paths))
        if failed:
            raise CommandError(f"{failed} of {len(paths)} files did not go in; see above.")

    def _tell(self, path: Path, what: str) -> int:
        self.stderr.write(f"{path}: {what}")
        return 1

    def _bring_in(self, path: Path, actor: User, project: Project, options: dict[str, Any]) -> int:
        """Return the id of the new article. Raises DomainError or OSError."""
        data = path.read_bytes()
        draft = read(data, path.name)
        stored = create_article(
            actor=actor,
            project=project,
            text=draft.text,
            original=data,
            media_type=f"{draft.media_type}; charset={draft.encoding}",
            accept_repairs=options["accept_repairs"],
            headline=draft.headline,
            byline=draft.byline,
            language=options["language"],
        )
        for note in draft.notes:
            self.stderr.write(f"{path}: {note}")
        verb = "repaired" if options["accept_repairs"] else "could be repaired"
        for each in draft.repairs:
            where = f"characters {each.start}–{each.end}"
            self.stderr.write(
                f"{path}: {verb}: “{each.before}” → “{each.after}” ({each.reason}, {where})"
            )
        return stored.article.pk


def _files(name: str) -> Iterator[Path]:
    """The files that ``name`` stands for, in a steady order. Raises CommandError."""
    if "://" in name:
        raise CommandError(
            f"Addresses cannot be fetched yet: {name}. Save the page as .txt and give the file."
        )
    path = Path(name)
    if not path.is_dir():
        yield path
        return
    for each in sorted(path.rglob("*")):
        if each.is_file() and each.suffix.lower() in READERS:
            yield each
