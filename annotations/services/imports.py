"""Datasets come in: the whole file is read first, then stored batch by batch.

An article is stored whole or not at all; the same file again changes nothing.
"""

import gc
import itertools
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

import structlog
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from annotations.domain.errors import DomainError
from annotations.domain.history import Action
from annotations.domain.mappings import Choices
from annotations.domain.vocabulary import Slugs
from annotations.formats import IMPORTED
from annotations.formats.checks import BadRow, CheckedDocument, Problem, check
from annotations.formats.foreign.mapping import Mapper
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.foreign.units import UNITS
from annotations.formats.records import DocumentRecord
from annotations.formats.sources import Origin
from annotations.models import Project, User
from annotations.permissions import Can, require
from annotations.queries.imports import all_slugs
from annotations.queries.mappings import remembered
from annotations.services import history
from annotations.services.articles import METADATA, checked_metadata
from annotations.services.exports import UnknownFormat
from annotations.services.import_batches import Batch, Done, Pending
from annotations.services.import_files import (
    UnitUnknown,
    UnknownUnit,
    choices_in,
    documents_of,
    foreign_documents,
    survey,
)
from annotations.services.import_links import store_pending
from annotations.services.import_places import Memory
from annotations.services.import_reports import ImportReport
from annotations.services.import_rows import write_ahead
from annotations.services.mappings import remember

AT_ONCE: Final = 200  # documents in one transaction
HEAVY: Final = 4_000_000  # code points of text in one transaction
MANY: Final = 10_000  # annotations in one transaction
MANY_OBJECTS: Final = 500_000  # of Python, that an import may make before it looks for circles
USUAL: Final = gc.get_threshold()

Told = Callable[[int, int], object]
"""Called with the number of articles stored so far, and of all."""
Documents = Iterator[tuple[Origin, DocumentRecord]]

logger = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ImportOrder:
    """What somebody asked for. ``choices`` and ``unit`` are for formats of other tools.

    What was chosen for the project before counts where ``choices`` says nothing. ``unit`` is that
    of offsets, where neither quotes nor texts tell.
    """

    project: Project
    format: str
    unit: str = ""
    choices: Choices = field(default_factory=Choices)
    dry_run: bool = False


def import_file(
    *,
    actor: User,
    project: Project,
    format: str,
    path: Path,
    unit: str = "",
    choices: Choices | None = None,
    dry_run: bool = False,
    told: Told = max,
) -> ImportReport:
    """Read a dataset into ``project``. With ``dry_run`` all is tried and nothing kept.

    ``unit`` and ``choices`` are as in ImportOrder. Raises NotAllowed, UnknownFormat, UnknownUnit,
    BadMapping, OSError, UnitUnknown, or BadFile or BadLine for a file that is not of this format
    from its first row to its last; then nothing is written.
    """
    order = ImportOrder(project, format, unit, choices or Choices(), dry_run)
    check_order(actor, order)
    report = ImportReport(dry_run=dry_run)
    documents = _documents(actor, order, path, report)
    ahead = format not in FOREIGN or FOREIGN[format].TEXTS
    importing = partial(_import, actor, project, documents, report, told, ahead=ahead)
    with _collector_at_rest():
        if dry_run:
            with transaction.atomic():
                importing()
                transaction.set_rollback(True)
        else:
            importing()
    return report


@contextmanager
def _collector_at_rest() -> Iterator[None]:
    """Have Python look for objects that point in circles only once there are very many more.

    Rows do not, and looking through them again and again takes a third of the time.
    """
    gc.set_threshold(MANY_OBJECTS, *USUAL[1:])
    try:
        yield
    finally:
        gc.set_threshold(*USUAL)


def check_order(actor: User, order: ImportOrder) -> None:
    """Raises NotAllowed, UnknownFormat, UnknownUnit or BadMapping."""
    require(actor, Can.IMPORT, order.project)
    if order.format not in IMPORTED:
        raise UnknownFormat.named(order.format, IMPORTED)
    if order.unit not in ("", *UNITS):
        raise UnknownUnit(field="unit")
    order.choices.check(all_slugs(order.project.pk))


def _documents(actor: User, order: ImportOrder, path: Path, report: ImportReport) -> Documents:
    """The documents of a file that was read from end to end once; their number is in ``report``.

    Raises UnitUnknown, BadMapping, BadFile, BadLine or OSError.
    """
    if order.format not in FOREIGN:
        report.documents = sum(1 for _ in documents_of(path))
        return documents_of(path)
    found = survey(order.project, path, order.format, order.unit)
    if found.undecided:
        raise UnitUnknown(
            f"{found.undecided} documents have emoji or other characters beyond U+FFFF, and no "
            f"quotes that tell how offsets are counted; the first is “{found.first_undecided}”. "
            "Nothing was changed. Say the unit: code_point or utf16.",
            field="unit",
        )
    report.documents = found.documents
    slugs = all_slugs(order.project.pk)
    choices = order.choices.over(choices_in(found, remembered(order.project.pk))).check(slugs)
    if not order.dry_run:
        remember(actor, order.project, order.choices)
    mapper = Mapper(order.project.slug, actor.username, choices, slugs, timezone.now())
    report.tally = mapper.tally
    return foreign_documents(
        order.project, path, order.format, order.unit, mapper, report.problems.add
    )


def _import(
    actor: User,
    project: Project,
    documents: Documents,
    report: ImportReport,
    told: Told,
    *,
    ahead: bool,
) -> None:
    slugs = all_slugs(project.pk)
    users: dict[str, int] = {}
    start = partial(Batch, project, actor, users, memory=Memory())
    pending: list[Pending] = []
    for read, checked in _batches(documents, slugs, report, ahead=ahead):
        _know(users, checked, report)
        for done in _stored(start, checked, report):
            _add(done, report)
            pending += done.pending
        told(read, report.documents)
    _add(store_pending(project, users, pending), report)
    if any(count for name, count in report.counts.items() if name != "unchanged"):
        changes = {name: [None, count] for name, count in report.counts.items()}
        history.record(actor, Action.IMPORT_REQUESTED, project, changes=changes)


def _batches(
    documents: Documents, slugs: Slugs, report: ImportReport, *, ahead: bool
) -> Iterator[tuple[int, list[CheckedDocument]]]:
    """Yield how many documents were read, and the last of them checked.

    ``ahead``: the next ones are checked meanwhile, as PostgreSQL works on a batch as long as we do
    on the next. Not where reading asks the database: a thread has a connection of its own.
    """

    def following() -> tuple[int, list[CheckedDocument]]:
        some = list(_some(documents))
        return len(some), [one for one in (_checked(pair, slugs, report) for pair in some) if one]

    read = 0
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(following) if ahead else None
        while True:
            count, checked = waiting.result() if waiting else following()
            if not count:
                return
            waiting = pool.submit(following) if ahead else None
            read += count
            yield read, checked


def _some(documents: Documents) -> Documents:
    """The next documents: as many as may be in memory, and in one transaction, together."""
    length = annotations = 0
    for pair in itertools.islice(documents, AT_ONCE):
        yield pair
        length += pair[1].revision.length
        annotations += len(pair[1].annotations)
        if length >= HEAVY or annotations >= MANY:
            return


def _checked(
    pair: tuple[Origin, DocumentRecord], slugs: Slugs, report: ImportReport
) -> CheckedDocument | None:
    """The document with the rows that hold together; None, and told, where nothing does."""
    origin, record = pair
    try:
        checked_metadata({name: getattr(record.article, name) for name in METADATA})
        if not record.article.headline.strip():
            raise BadRow("An article needs a headline.")
        document = check(record, origin, slugs)
    except DomainError as error:
        report.problems.add(Problem(*origin, "article", error.detail))
        return None
    for problem in document.problems:
        report.problems.add(problem)
    write_ahead(document)
    return document


def _know(
    users: dict[str, int], documents: Sequence[CheckedDocument], report: ImportReport
) -> None:
    """Find the people that the documents name; whom nobody knows becomes an inactive person."""
    names = set().union(*(document.people for document in documents)) - users.keys()
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
        logger.warning("import_refused", line=documents[0].origin.line, kind=type(error).__name__)
        reason = f"The database refused this article: {_constraint(error)}."
        report.problems.add(Problem(*documents[0].origin, "article", reason))


def _constraint(error: Exception) -> str:
    """The name of the rule, never the row: a message may quote text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    return str(named or getattr(diagnosis, "message_primary", None) or type(error).__name__)


def _add(done: Done, report: ImportReport) -> None:
    report.counts.update(done.counts)
    for problem in done.problems:
        report.problems.add(problem)
