"""Datasets come in: the whole file is read first, then stored batch by batch.

An article is stored whole or not at all; the same file again changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import structlog
from django.db import DataError, IntegrityError, transaction
from django.utils import timezone

from annotations.domain.history import Action
from annotations.domain.mappings import BadMapping, Choices
from annotations.formats import IMPORTED
from annotations.formats.checks import CheckedDocument
from annotations.formats.foreign.mapping import Mapper
from annotations.formats.foreign.readers import FOREIGN
from annotations.formats.foreign.units import CODE_POINT, UNITS
from annotations.formats.reading import Problem
from annotations.formats.sources import BadFile
from annotations.models import Project, User
from annotations.permissions import Can, require
from annotations.queries.imports import all_slugs
from annotations.queries.mappings import remembered
from annotations.services import history
from annotations.services.exports import UnknownFormat
from annotations.services.import_batches import Batch
from annotations.services.import_differences import NOTHING_DONE
from annotations.services.import_done import Done, Pending
from annotations.services.import_files import (
    UnitUnknown,
    UnknownUnit,
    documents_of,
    foreign_documents,
)
from annotations.services.import_links import store_pending
from annotations.services.import_places import Memory
from annotations.services.import_reading import Documents, apart, batches, collector_at_rest
from annotations.services.import_reports import ImportReport
from annotations.services.import_survey import choices_in, not_in, survey
from annotations.services.jobs import Cancelled
from annotations.services.mappings import remember

Told = Callable[[int, int], object]
"""Called with the number of articles stored so far, and of all."""

Part = TypeVar("Part", CheckedDocument, Pending)

NO_USE: Final = (
    "A file of our own ({}) says all by itself: its {}. Nothing was changed. Leave {} out, or "
    "choose the format of the tool that wrote the file."
)

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
    report: ImportReport | None = None,
) -> ImportReport:
    """Read a dataset into ``project``. With ``dry_run`` all is tried and nothing kept.

    ``unit`` and ``choices`` are as in ImportOrder. Raises NotAllowed, UnknownFormat, UnknownUnit,
    BadMapping, OSError, UnitUnknown, or BadFile or BadLine for a file that is not of this format
    from its first row to its last; then nothing is written. Where ``told`` raises Cancelled the
    articles that are stored stay, whole, and ``report`` has what they are.
    """
    order = ImportOrder(project, format, unit, choices or Choices(), dry_run)
    check_order(actor, order)
    report = report or ImportReport()
    report.dry_run = dry_run
    documents = _documents(actor, order, path, report)
    ahead = format not in FOREIGN or FOREIGN[format].TEXTS
    importing = partial(_import, actor, order, documents, report, told, ahead=ahead)
    with collector_at_rest():
        if dry_run:
            with transaction.atomic():
                importing()
                transaction.set_rollback(True)
        else:
            importing()
    return report


def check_order(actor: User, order: ImportOrder) -> None:
    """Raises NotAllowed, UnknownFormat, UnknownUnit or BadMapping."""
    require(actor, Can.IMPORT, order.project)
    if order.format not in IMPORTED:
        raise UnknownFormat.named(order.format, IMPORTED)
    if order.unit not in ("", *UNITS):
        raise UnknownUnit(field="unit")
    if order.format not in FOREIGN:
        _refuse_what_has_no_use(order)
    order.choices.check(all_slugs(order.project.pk))


def _refuse_what_has_no_use(order: ImportOrder) -> None:
    """Raises BadMapping or UnknownUnit for what a file of our own would be read without."""
    if order.choices.labels or order.choices.links:
        raise BadMapping(NO_USE.format(order.format, "words are ours", "the mapping"), field="map")
    if order.unit not in ("", CODE_POINT):
        raise UnknownUnit(
            NO_USE.format(order.format, "unit is code_point", "the unit"), field="unit"
        )


def _documents(actor: User, order: ImportOrder, path: Path, report: ImportReport) -> Documents:
    """The documents of a file that was read from end to end once; their number is in ``report``.

    Raises UnitUnknown, BadMapping, BadFile, BadLine or OSError.
    """
    if order.format not in FOREIGN:
        report.documents = sum(1 for _ in documents_of(path))
        _refuse_nothing(report)
        return documents_of(path, report.problems.add)
    found = survey(order.project, path, order.format, order.unit)
    if found.undecided:
        raise UnitUnknown(
            "The file does not tell how its offsets are counted, and it matters after an emoji, in "
            f"{found.undecided} of its texts; the first is “{found.first_undecided}”. "
            "Nothing was changed. Say the unit: code_point or utf16.",
            field="unit",
        )
    report.documents = found.documents
    _refuse_nothing(report)
    slugs = all_slugs(order.project.pk)
    report.remembered = choices_in(found, remembered(order.project.pk)).without(order.choices)
    choices = order.choices.over(report.remembered).check(slugs)
    report.not_in_file = sorted(not_in(found, order.choices))
    report.texts_only = choices.leave_all_out(found.labels)
    if not (order.dry_run or report.texts_only):
        remember(actor, order.project, order.choices)
    mapper = Mapper(
        order.project.slug, actor.username, choices, slugs, timezone.now(), twice=found.twice
    )
    report.tally = mapper.tally
    return foreign_documents(
        order.project, path, order.format, order.unit, mapper, report.problems.add
    )


def _refuse_nothing(report: ImportReport) -> None:
    """Raises BadFile for a file that has not one document."""
    if not report.documents:
        raise BadFile(
            "There is no article in this file. Nothing was changed. See whether it is the right "
            "file, and the format the right one."
        )


def _import(
    actor: User,
    order: ImportOrder,
    documents: Documents,
    report: ImportReport,
    told: Told,
    *,
    ahead: bool,
) -> None:
    project = order.project
    slugs = all_slugs(project.pk)
    users: dict[str, int] = {}
    memory, pending = Memory(), list[Pending]()

    def store(some: Sequence[CheckedDocument]) -> Done:
        return Batch(project, actor, users, some, memory).store()

    def end() -> None:
        for done in _stored(partial(store_pending, project, users), pending, report):
            _add(done, report)
        _in_history(actor, order, report)

    try:
        for read, checked in batches(documents, slugs, report, ahead=ahead):
            told(report.stored, report.documents)
            _know(users, checked, report)
            for done in (one for some in apart(checked) for one in _stored(store, some, report)):
                _add(done, report)
                pending += done.pending
            report.stored = read
        told(report.stored, report.documents)
    except Cancelled:
        end()
        raise
    end()


def _in_history(actor: User, order: ImportOrder, report: ImportReport) -> None:
    if any(count for name, count in report.counts.items() if name not in NOTHING_DONE):
        counts = {name: count for name, count in report.counts.items() if count}
        changes = {name: [None, told] for name, told in {"format": order.format, **counts}.items()}
        history.record(actor, Action.IMPORT_REQUESTED, order.project, changes=changes)


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
    store: Callable[[Sequence[Part]], Done], parts: Sequence[Part], report: ImportReport
) -> Iterator[Done]:
    """Store articles, or the ends of claims, together; where the database refuses, one by one."""
    if not parts:
        return
    try:
        yield store(parts)
    except (IntegrityError, DataError) as error:
        if len(parts) > 1:
            for part in parts:
                yield from _stored(store, [part], report)
            return
        logger.warning("import_refused", line=parts[0].origin.line, kind=type(error).__name__)
        reason = f"The database refused this {parts[0].where}: {_constraint(error)}."
        for problem in (*parts[0].problems, Problem(*parts[0].origin, parts[0].where, reason)):
            report.problems.add(problem)


def _constraint(error: Exception) -> str:
    """The name of the rule, never the row: a message may quote text."""
    diagnosis = getattr(error.__cause__, "diag", None)
    named = getattr(diagnosis, "constraint_name", None)
    return str(named or getattr(diagnosis, "message_primary", None) or type(error).__name__)


def _add(done: Done, report: ImportReport) -> None:
    report.counts.update(done.counts)
    if report.dry_run:
        report.tried |= done.made
    for one in done.problems:
        report.problems.add(replace(one, article=None) if one.article in report.tried else one)
