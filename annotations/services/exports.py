"""Datasets go out: asked for by a person, written by a worker, taken as a file or a stream."""

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db import transaction

from annotations.domain.errors import DomainError
from annotations.domain.history import Action
from annotations.formats import FORMATS, jsonl, translate
from annotations.formats.masking import mask
from annotations.formats.records import Report
from annotations.models import Job, Membership, Project, Role, User
from annotations.permissions import Can, abilities, refusal, require, scoped
from annotations.queries import documents, exports
from annotations.queries.documents import Confidential, Line, Snapshot
from annotations.services import history, jobs
from annotations.services.locking import NotFound

PATIENCE: Final = 0.5  # seconds between two looks at how far a job is
SAMPLES: Final = 3

Told = Callable[[int, int], object]
"""Called with the number of articles (revisions, to be exact) read so far, and of all."""


class UnknownFormat(DomainError):
    """No module of annotations.formats has this name."""

    code = "unknown_format"

    @classmethod
    def named(cls, name: str, known: Iterable[str] = FORMATS) -> "UnknownFormat":
        return cls(f"There is no format “{name}”. Known are: {', '.join(known)}.", field="format")


class UnknownState(DomainError):
    """Claims have no such state."""

    code = "unknown_state"

    @classmethod
    def named(cls, name: str) -> "UnknownState":
        known = ", ".join(documents.CHOICES)
        return cls(f"There is no state “{name}”. Known are: {known}.", field="state")


@dataclass(frozen=True)
class Order:
    """What somebody asked for. ``unmasked`` leaves confidential sources readable."""

    project: Project
    format: str
    state: str
    unmasked: bool = False


@dataclass(frozen=True)
class Sample:
    """The first documents of an order as its file would hold them, and how many there are."""

    records: list[str]
    lost: dict[str, int]
    documents: int


@transaction.atomic
def request_export(
    *, actor: User, project: Project, format: str, state: str = "approved", unmasked: bool = False
) -> Job:
    """Queue an export; a worker writes it. The job and its task are there together, or neither.

    Raises NotAllowed, UnknownFormat, UnknownState or TooManyJobs.
    """
    order = _checked(actor, Order(project, format, state, unmasked))
    job = jobs.queue(
        actor=actor,
        project=order.project,
        kind=Job.Kind.EXPORT,
        parameters={"format": format, "state": state, "unmasked": unmasked},
    )
    history.record(actor, Action.EXPORT_REQUESTED, project, about=str(job.pk), changes=_told(order))
    return job


def stream_export(
    *, actor: User, order: Order, report: Report, told: Told | None = None
) -> Iterator[bytes]:
    """Yield the bytes of the file as they are made; ``report`` is right when all are taken.

    Raises NotAllowed, UnknownFormat or UnknownState before the first byte.
    """
    _checked(actor, order)
    about = f"{order.format}, {order.state}"
    history.record(actor, Action.EXPORT_TAKEN, order.project, about=about, changes=_told(order))
    return _bytes(order, report, told)


def run_export(job_id: int) -> None:
    """Write the file of a queued export, whole or not at all. A second call while one runs leaves.

    A job whose worker died is done again from the start.
    """
    jobs.run(job_id, _write)


def read_export(*, actor: User, job_id: int) -> Job:
    """One export as it stands. Raises NotFound or NotAllowed."""
    try:
        job = exports.visible_export(actor, job_id)
    except Job.DoesNotExist:
        raise NotFound("export") from None
    _require_export(actor, job.project)
    return job


def cancel_export(*, actor: User, job_id: int) -> Job:
    """Stop an export that is not finished; its file is never there in part.

    Raises NotFound, NotAllowed or IllegalState.
    """
    job = read_export(actor=actor, job_id=job_id)
    return jobs.cancel(job)


def export_file(*, actor: User, job_id: int) -> tuple[Job, Path]:
    """The finished export and where its bytes are.

    Raises NotFound, NotAllowed (an unmasked file is for leads) or IllegalState.
    """
    job = read_export(actor=actor, job_id=job_id)
    if job.parameters["unmasked"]:
        require(actor, Can.UNMASK, job.project)
    return job, jobs.finished_file(job)


def sample_export(*, actor: User, order: Order) -> Sample:
    """What the first articles of an order look like. Raises as request_export."""
    _checked(actor, order)
    report = Report()
    with documents.snapshot() as seen:
        of = documents.count(seen, order.project.pk, order.state)
        found = documents.first_lines(seen, order.project.pk, order.state, SAMPLES)
        lines = _lines(seen, order, report, found)
        records = [chunk.decode("utf-8-sig") for chunk in translate(order.format, lines, report)]
    return Sample(records, dict(report.lost), of)


def may_export(actor: User, project: Project) -> bool:
    """Reviewers and leads may, and editors where their project lets them."""
    if Can.EXPORT in abilities(actor, project.pk):
        return True
    editors = Membership.objects.filter(project=project, user_id=actor.pk, role=Role.EDITOR)
    return project.editors_may_export and Can.EXPORT in scoped(actor) and editors.exists()


def may_unmask(actor: User, project: Project) -> bool:
    """Whether ``actor`` may have the words of confidential sources."""
    return Can.UNMASK in abilities(actor, project.pk)


def _checked(actor: User, order: Order) -> Order:
    _require(actor, order)
    if order.format not in FORMATS:
        raise UnknownFormat.named(order.format)
    if order.state not in documents.CHOICES:
        raise UnknownState.named(order.state)
    return order


def _require(actor: User, order: Order) -> None:
    _require_export(actor, order.project)
    if order.unmasked:
        require(actor, Can.UNMASK, order.project)


def _require_export(actor: User, project: Project) -> None:
    if not may_export(actor, project):
        raise refusal(Can.EXPORT)


def _told(order: Order) -> dict[str, list[str | bool | None]]:
    """What the history tells of an order."""
    return {
        "format": [None, order.format],
        "state": [None, order.state],
        "unmasked": [None, order.unmasked],
    }


def _write(job: Job, path: Path) -> jobs.Result:
    """Write the export to ``path``; the person must still be allowed to have it."""
    order = Order(job.project, **job.parameters)
    _require(job.requested_by, order)
    report, digest, size = Report(), sha256(), 0
    with path.open("wb") as file:
        for chunk in _bytes(order, report, partial(jobs.progress, job)):
            digest.update(chunk)
            size += file.write(chunk)
    return jobs.Result(report.rows, dict(report.lost), size, digest.hexdigest())


def _bytes(order: Order, report: Report, told: Told | None) -> Iterator[bytes]:
    with documents.snapshot(documents.READERS) as seen:
        project_id, state = order.project.pk, order.state
        cut = documents.cut_links(seen, project_id, state)
        report.lose("links to claims that are not in the file", cut)
        of = documents.count(seen, project_id, state)
        lines = _lines(seen, order, report, documents.lines(seen, project_id, state))
        watched = _watched(lines, told, of) if told else lines
        yield from translate(order.format, watched, report)


def _lines(seen: Snapshot, order: Order, report: Report, lines: Iterable[Line]) -> Iterator[bytes]:
    """The lines as bytes, masked where somebody in them has to be."""
    hidden = None if order.unmasked else Confidential(seen, order.project.pk)
    for line in lines:
        yield _masked(line, hidden, report) if hidden and hidden.hides(line) else line.json


def _masked(line: Line, hidden: Confidential, report: Report) -> bytes:
    return jsonl.encode(mask(jsonl.decode(line.json), hidden.secrets(line), report))


def _watched(lines: Iterator[bytes], told: Told, of: int) -> Iterator[bytes]:
    """Hand the lines on, and say twice a second how many there were."""
    told(0, of)
    done, last = 0, time.monotonic()
    for line in lines:
        yield line
        done += 1
        if time.monotonic() - last >= PATIENCE:
            told(done, of)
            last = time.monotonic()
    told(done, of)
