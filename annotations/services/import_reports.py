"""What an import did, and every row that it left out: the first in memory, all on the disk."""

import csv
import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import StringIO
from tempfile import SpooledTemporaryFile
from threading import Lock
from typing import Any, Final

from annotations.domain.mappings import Choices
from annotations.formats.csv import BOM, escape
from annotations.formats.foreign.tally import Tally
from annotations.formats.reading import Problem

MOST_TOLD: Final = 1000  # problems that a job keeps in its row
FIRST: Final = "These are the first {:,} of {:,}; all of them are in the CSV."
SMALL: Final = 1024 * 1024  # bytes of problems before they go to the disk


class Problems:
    """Rows that were left out, in the order in which they were found."""

    def __init__(self) -> None:
        self.number = 0
        self.first: list[Problem] = []
        self._lock = Lock()  # documents are checked while others are stored
        self._kept = SpooledTemporaryFile(SMALL)  # noqa: SIM115 (lives as long as we do)

    def add(self, problem: Problem) -> None:
        with self._lock:
            self.number += 1
            if self.number <= MOST_TOLD:
                self.first.append(problem)
            self._kept.write(json.dumps(asdict(problem)).encode() + b"\n")

    def __len__(self) -> int:
        return self.number

    def __getitem__(self, place: int) -> Problem:
        """One of the first."""
        return self.first[place]

    def __iter__(self) -> Iterator[Problem]:
        self._kept.seek(0)
        for line in self._kept:
            yield Problem(**json.loads(line))

    def as_csv(self) -> Iterator[bytes]:
        """All of them as a table that spreadsheets open and never run."""
        yield BOM + _line(["file", "line", "where", "reason", "article"])
        for one in self:
            words = escape(one.where), escape(one.reason)
            yield _line([escape(one.file), str(one.line), *words, str(one.article or "")])


def _line(cells: list[str]) -> bytes:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue().encode()


@dataclass
class ImportReport:
    """What an import did, or would do."""

    documents: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    people: list[str] = field(default_factory=list)
    """User names that nobody had: made for the import, and unable to sign in."""
    problems: Problems = field(default_factory=Problems)
    tally: Tally | None = None
    """Foreign words that became nothing; None for our own format, which has none."""
    texts_only: bool = False
    """Whether every label of the file is left out, so that nothing becomes a tag."""
    not_in_file: list[str] = field(default_factory=list)
    """Words that were given a meaning, and that the file does not have."""
    remembered: Choices = field(default_factory=Choices)
    """What words of the file became because it was chosen for an import before."""
    dry_run: bool = False
    tried: set[int] = field(default_factory=set)
    """Articles that a dry run made: they are not there afterwards."""
    stored: int = 0
    """How many of the documents it has gone through."""

    def as_dict(self) -> dict[str, Any]:
        """The report with its first problems, and how many there are."""
        return {
            "documents": self.documents,
            **{name: count for name, count in sorted(self.counts.items()) if count},
            **(self.tally.as_dict() if self.tally else {}),
            "people": self.people,
            "problems": [asdict(one) for one in sorted(self.problems.first, key=_place)],
            "problems_in_all": len(self.problems),
            **({"problems_note": FIRST.format(MOST_TOLD, len(self.problems))} if self.cut else {}),
            **({"texts_only": True} if self.texts_only else {}),
            **({"not_in_file": self.not_in_file} if self.not_in_file else {}),
            **({"remembered_labels": self.remembered.labels} if self.remembered.labels else {}),
            **({"remembered_links": self.remembered.links} if self.remembered.links else {}),
            "dry_run": self.dry_run,
        }

    @property
    def cut(self) -> bool:
        """Whether there are more problems than ``as_dict`` has."""
        return len(self.problems) > MOST_TOLD


def _place(problem: Problem) -> tuple[str, int]:
    return problem.file, problem.line
