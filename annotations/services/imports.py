"""Datasets come in: the whole file is checked first, then stored batch by batch.

An article is stored whole or not at all; the same file again changes nothing.
"""

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final

import structlog
from django.db import DataError, IntegrityError, transaction

from annotations.domain.errors import DomainError, TooLarge
from annotations.domain.history import Action
from annotations.domain.vocabulary import Slugs
from annotations.formats import READERS
from annotations.formats.checks import BadRow, CheckedDocument, Problem, check, people
from annotations.formats.records import DocumentRecord
from annotations.models import Job, Project, User
from annotations.permissions import Can, require
from annotations.queries.imports import all_slugs
from annotations.services import history, jobs
from annotations.services.articles import METADATA, checked_metadata
from annotations.services.exports import UnknownFormat
from annotations.services.import_batches import Batch, Done, Pending
from annotations.services.import_links import store_pending
from annotations.services.import_places import Memory

AT_ONCE: Final = 200  # documents in one transaction
LONGEST_LINE: Final = 64 * 1024 * 1024  # bytes
MOST_TOLD: Final = 1000  # problems that a job keeps

Told = Callable[[int, int], object]
"""Called with the number of articles stored so far, and of all."""

logger = structlog.get_logger(__name__)


@dataclass
class ImportReport:
    """What an import did, or would do, and every row that it left out."""

    documents: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    people: list[str] = field(default_factory=list)
    """User names that nobody had: made for the import, and unable to sign in."""
    problems: list[Problem] = field(default_factory=list)
    dry_run: bool = False

    def as_dict(self) -> dict[str, Any]:
        return {
            "documents": self.documents,
            **{name: count for name, count in sorted(self.counts.items()) if count},
            "people": self.people,
            "problems": [asdict(problem) for problem in self.problems],
            "dry_run": self.dry_run,
        }


@transaction.atomic
def request_import(
    *, actor: User, project: Project, format: str, data: BinaryIO, dry_run: bool = False
) -> Job:
    """Keep an uploaded file and queue its import.

    Raises NotAllowed, UnknownFormat or TooManyJobs.
    """
    _check_order(actor, project, format)
    path = jobs.keep(data)
    return jobs.queue(
        actor=actor,
        project=project,
        kind=Job.Kind.IMPORT,
        parameters={"format": format, "file": path.name, "dry_run": dry_run},
    )


def run_import(job_id: int) -> None:
    """Do a queued import; done again after a crash, it goes on where it was."""
    jobs.run(job_id, _work)
    if jobs.is_over(job_id):
        job = Job.objects.get(pk=job_id)
        (jobs.folder() / job.parameters["file"]).unlink(missing_ok=True)


def import_file(
    *,
    actor: User,
    project: Project,
    format: str,
    path: Path,
    dry_run: bool = False,
    told: Told = max,
) -> ImportReport:
    """Read a dataset into ``project``. With ``dry_run`` all is tried and nothing kept.

    Raises NotAllowed, UnknownFormat, OSError, or BadLine for a file that is not of this
    format from its first line to its last; then nothing is written.
    """
    _check_order(actor, project, format)
    of = sum(1 for _ in _documents(path, format))
    report = ImportReport(documents=of, dry_run=dry_run)
    importing = partial(_import, actor, project, _documents(path, format), report, told)
    if dry_run:
        with transaction.atomic():
            importing()
            transaction.set_rollback(True)
    else:
        importing()
    report.problems.sort(key=lambda problem: problem.line)
    return report


def _check_order(actor: User, project: Project, format: str) -> None:
    require(actor, Can.IMPORT, project)
    if format not in READERS:
        raise UnknownFormat.named(format)


def _work(job: Job, _path: Path) -> jobs.Result:
    file = jobs.folder() / job.parameters["file"]
    report = import_file(
        actor=job.requested_by,
        project=job.project,
        format=job.parameters["format"],
        path=file,
        dry_run=job.parameters["dry_run"],
        told=partial(jobs.progress, job),
    )
    result = report.as_dict()
    result["problems"] = result["problems"][:MOST_TOLD]
    return jobs.Result(rows=report.documents, told=result)


class _Lines:
    """The lines of a file one by one, and the number of the last one, from 1."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.number = file, 0

    def __iter__(self) -> Iterator[bytes]:
        while line := self.file.readline(LONGEST_LINE + 1):
            self.number += 1
            if len(line) > LONGEST_LINE:
                raise TooLarge(f"Line {self.number} is longer than {LONGEST_LINE:,} bytes.")
            yield line


def _documents(path: Path, format: str) -> Iterator[tuple[int, DocumentRecord]]:
    """Yield each document with the number of its line. Raises BadLine or TooLarge."""
    with path.open("rb") as file:
        lines = _Lines(file)
        for document in READERS[format](lines):
            yield lines.number, document


def _import(
    actor: User,
    project: Project,
    documents: Iterator[tuple[int, DocumentRecord]],
    report: ImportReport,
    told: Told,
) -> None:
    slugs = all_slugs(project.pk)
    users: dict[str, int] = {}
    start = partial(Batch, project, actor, users, memory=Memory())
    pending: list[Pending] = []
    for read, checked in _ahead(documents, slugs, report):
        _know(users, checked, report)
        for done in _stored(start, checked, report):
            _add(done, report)
            pending += done.pending
        told(read, report.documents)
    _add(store_pending(project, users, pending), report)
    if any(count for name, count in report.counts.items() if name != "unchanged"):
        changes = {name: [None, count] for name, count in report.counts.items()}
        history.record(actor, Action.IMPORT_REQUESTED, project, changes=changes)


def _ahead(
    documents: Iterator[tuple[int, DocumentRecord]], slugs: Slugs, report: ImportReport
) -> Iterator[tuple[int, list[CheckedDocument]]]:
    """Yield how many documents were read, and the last of them checked.

    The next ones are checked meanwhile: PostgreSQL works on a batch as long as we do on the next.
    """

    def following() -> tuple[int, list[CheckedDocument]]:
        some = list(itertools.islice(documents, AT_ONCE))
        return len(some), [one for one in (_checked(pair, slugs, report) for pair in some) if one]

    read = 0
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(following)
        while True:
            count, checked = waiting.result()
            if not count:
                return
            waiting = pool.submit(following)
            read += count
            yield read, checked


def _checked(
    pair: tuple[int, DocumentRecord], slugs: Slugs, report: ImportReport
) -> CheckedDocument | None:
    """The document with the rows that hold together; None, and told, where nothing does."""
    line, record = pair
    try:
        checked_metadata({name: getattr(record.article, name) for name in METADATA})
        if not record.article.headline.strip():
            raise BadRow("An article needs a headline.")
        document = check(record, line, slugs)
    except DomainError as error:
        report.problems.append(Problem(line, "article", error.detail))
        return None
    report.problems += document.problems
    return document


def _know(
    users: dict[str, int], documents: Sequence[CheckedDocument], report: ImportReport
) -> None:
    """Find the people that the documents name; whom nobody knows becomes an inactive person."""
    names = {name for document in documents for name in people(document.record)} - users.keys()
    users |= dict(User.objects.filter(username__in=names).values_list("username", "pk"))
    for name in sorted(names - users.keys()):
        user = User(username=name, is_active=False)
        user.set_unusable_password()
        user.save()
        users[name] = user.pk
        report.people.append(name)


def _stored(
    start: Callable[[Sequence[CheckedDocument]], Batch],
    documents: Sequence[CheckedDocument],
    report: ImportReport,
) -> Iterator[Done]:
    """Store documents together; where the database refuses them, one by one."""
    if not documents:
        return
    try:
        yield start(documents).store()
    except (IntegrityError, DataError) as error:
        if len(documents) > 1:
            for document in documents:
                yield from _stored(start, [document], report)
            return
        logger.warning("import_refused", line=documents[0].line, kind=type(error).__name__)
        reason = f"The database refused this article: {_constraint(error)}."
        report.problems.append(Problem(documents[0].line, "article", reason))


def _constraint(error: Exception) -> str:
    """The name of the rule, never the row: a message may quote text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    return str(named or getattr(diagnosis, "message_primary", None) or type(error).__name__)


def _add(done: Done, report: ImportReport) -> None:
    report.counts.update(done.counts)
    report.problems += done.problems
