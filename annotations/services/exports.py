"""Datasets go out: asked for by a person, written by a worker, taken as a file or a stream."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.db import transaction

from annotations.domain.errors import DomainError
from annotations.domain.history import Action
from annotations.formats import FORMATS, jsonl, lacking, translate
from annotations.formats.redaction import ALL, TEXTS, TEXTS_KEPT_BACK, Redaction
from annotations.formats.releases import SCRIPT
from annotations.formats.report import Report
from annotations.models import Job, Membership, Project, Role, User
from annotations.permissions import Can, abilities, refusal, require, scoped
from annotations.queries import documents, exports
from annotations.queries.documents import Line, Snapshot
from annotations.services import history, jobs
from annotations.services.jobs import Told
from annotations.services.locking import NotFound
from annotations.services.redaction import Redactor, secrets_of


class UnknownFormat(DomainError):
    """No module of annotations.formats has this name."""

    code = "unknown_format"

    @classmethod
    def named(cls, name: str, known: Iterable[str] = FORMATS) -> "UnknownFormat":
        return cls(f"There is no format “{name}”. Known are: {', '.join(known)}.", field="format")


class FormatNotInstalled(DomainError):
    """The format needs a package that this installation does without."""

    code = "format_not_installed"

    @classmethod
    def named(cls, name: str, package: str) -> "FormatNotInstalled":
        return cls(
            f"The format “{name}” needs the Python package “{package}”, which is not installed"
            " here. Nothing was exported. Choose another format, or ask whoever runs this"
            f" workbench to install it: python -m pip install -r requirements/{package}.in",
            field="format",
        )


class UnknownState(DomainError):
    """Claims have no such state."""

    code = "unknown_state"

    @classmethod
    def named(cls, name: str) -> "UnknownState":
        known = ", ".join(documents.CHOICES)
        return cls(f"There is no state “{name}”. Known are: {known}.", field="state")


class UnknownTexts(DomainError):
    """Texts go out as one of TEXTS says."""

    code = "unknown_texts"
    message = f"Which texts go out? Known are: {', '.join(TEXTS)}."


@dataclass(frozen=True)
class Order:
    """What somebody asked for. ``unmasked`` leaves confidential sources readable.

    Without ``boilerplate`` such blocks are hidden, with what is tagged there; ``texts`` says which
    texts go out in words.
    """

    project: Project
    format: str
    state: str
    unmasked: bool = False
    boilerplate: bool = True
    texts: str = ALL

    @property
    def redaction(self) -> Redaction:
        return Redaction(self.boilerplate, self.texts)


@transaction.atomic
def request_export(
    *, actor: User, project: Project, format: str, state: str = "approved", **options: Any
) -> Job:
    """Queue an export; a worker writes it. The job and its task are there together, or neither.

    ``options`` are the further fields of Order.

    Raises NotAllowed, UnknownFormat, FormatNotInstalled, UnknownState, UnknownTexts or TooManyJobs.
    """
    order = checked(actor, Order(project, format, state, **options))
    job = jobs.queue(
        actor=actor, project=project, kind=Job.Kind.EXPORT, parameters=_parameters(order)
    )
    history.record(actor, Action.EXPORT_REQUESTED, project, about=str(job.pk), changes=_told(order))
    return job


def stream_export(
    *, actor: User, order: Order, report: Report, told: Told | None = None
) -> Iterator[bytes]:
    """Yield the bytes of the file as they are made; ``report`` is right when all are taken.

    Raises NotAllowed, UnknownFormat, FormatNotInstalled or UnknownState before the first byte.
    """
    checked(actor, order)
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


def export_file(*, actor: User, job_id: int, taken: bool = True) -> tuple[Job, Path]:
    """The finished export and where its bytes are; the history tells who took it.

    Without ``taken`` none of them goes out, and nothing is told: somebody only asks whether the
    file is there.

    Raises NotFound, NotAllowed (an unmasked file is for leads) or IllegalState.
    """
    job = read_export(actor=actor, job_id=job_id)
    if job.parameters["unmasked"]:
        require(actor, Can.UNMASK, job.project)
    path = jobs.finished_file(job)
    if taken:
        told = _in_history(job.parameters)
        history.record(actor, Action.EXPORT_TAKEN, job.project, about=str(job.pk), changes=told)
    return job, path


def export_script(*, actor: User, job_id: int) -> Path:
    """Where the script is that puts texts back into the file of an export, from a reader's copies.

    Raises NotFound, also where there is nothing that it could put back, or NotAllowed.
    """
    if not keeps_texts_back(read_export(actor=actor, job_id=job_id)):
        raise NotFound("script")
    return SCRIPT


def keeps_texts_back(job: Job) -> bool:
    """Whether texts were kept back from the file of a job, and a script can put them there."""
    return job.parameters["format"] == jsonl.NAME and TEXTS_KEPT_BACK in job.lost


def may_export(actor: User, project: Project) -> bool:
    """Reviewers and leads may, and editors where their project lets them."""
    if Can.EXPORT in abilities(actor, project.pk):
        return True
    editors = Membership.objects.filter(project=project, user_id=actor.pk, role=Role.EDITOR)
    return project.editors_may_export and Can.EXPORT in scoped(actor) and editors.exists()


def may_unmask(actor: User, project: Project) -> bool:
    """Whether ``actor`` may have the words of confidential sources."""
    return Can.UNMASK in abilities(actor, project.pk)


def checked(actor: User, order: Order) -> Order:
    """The order, if it can be followed. Raises as request_export, but for TooManyJobs."""
    _require(actor, order)
    if order.format not in FORMATS:
        raise UnknownFormat.named(order.format)
    if package := lacking(order.format):
        raise FormatNotInstalled.named(order.format, package)
    check_state(order.state)
    check_texts(order.texts)
    return order


def check_state(state: str) -> None:
    """Raises UnknownState."""
    if state not in documents.CHOICES:
        raise UnknownState.named(state)


def check_texts(texts: str) -> None:
    """Raises UnknownTexts."""
    if texts not in TEXTS:
        raise UnknownTexts(field="texts")


def _require(actor: User, order: Order) -> None:
    _require_export(actor, order.project)
    if order.unmasked:
        require(actor, Can.UNMASK, order.project)


def _require_export(actor: User, project: Project) -> None:
    if not may_export(actor, project):
        raise refusal(Can.EXPORT, actor)


def _parameters(order: Order) -> dict[str, str | bool]:
    """An order without its project, as a job keeps it."""
    return {
        "format": order.format,
        "state": order.state,
        "unmasked": order.unmasked,
        "boilerplate": order.boilerplate,
        "texts": order.texts,
    }


def _told(order: Order) -> dict[str, list[str | bool | None]]:
    """What the history tells of an order."""
    return _in_history(_parameters(order))


def _in_history(parameters: Mapping[str, str | bool]) -> dict[str, list[str | bool | None]]:
    """Its ``state`` is that of claims: the history's own word of that name is of one claim."""
    told = {**parameters}
    told["claims"] = told.pop("state")
    return {name: [None, value] for name, value in told.items()}


def _write(job: Job, path: Path) -> jobs.Result:
    """Write the export to ``path``; the person must still be allowed to have it."""
    order = Order(job.project, **job.parameters)
    checked(job.requested_by, order)
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
        lines = lines_of(seen, order, report, documents.lines(seen, project_id, state))
        watched = jobs.watched(lines, told, of) if told else lines
        secrets = secrets_of(seen, project_id, order.format)
        yield from translate(order.format, watched, report, secrets)


def lines_of(
    seen: Snapshot, order: Order, report: Report, lines: Iterable[Line]
) -> Iterator[bytes]:
    """The lines as bytes, redacted where something in them has to be hidden."""
    redactor = Redactor(seen, order.project.pk, order.redaction, unmasked=order.unmasked)
    for line in lines:
        hides = redactor.hides(line)
        yield jsonl.encode(redactor.document(line, report)) if hides else line.json
