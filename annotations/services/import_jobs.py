"""Imports as background jobs: a file is sent, looked at, given a mapping, then stored."""

from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final

from django.db import transaction

from annotations.domain.errors import IllegalState
from annotations.domain.mappings import Choices
from annotations.formats.foreign.readers import FOREIGN
from annotations.models import Job, Project, User
from annotations.permissions import Can, require
from annotations.services import jobs
from annotations.services.import_files import documents_of
from annotations.services.import_reports import ImportReport
from annotations.services.import_survey import survey
from annotations.services.imports import ImportOrder, check_order, import_file
from annotations.services.locking import NotFound

LARGEST_FILE: Final = 500 * 1024 * 1024  # bytes that are taken, packed or not
SEEN: Final = "look"  # the step of a job that only says what is in a file


@transaction.atomic
def request_import(
    *,
    actor: User,
    project: Project,
    format: str,
    data: BinaryIO,
    unit: str = "",
    choices: Choices | None = None,
    dry_run: bool = False,
) -> Job:
    """Keep an uploaded file and queue its import.

    Raises NotAllowed, UnknownFormat, UnknownUnit, BadMapping or TooManyJobs.
    """
    order = ImportOrder(project, format, unit, choices or Choices(), dry_run)
    check_order(actor, order)
    return _queue(actor, order, jobs.keep(data).name)


@transaction.atomic
def request_survey(
    *, actor: User, project: Project, format: str, data: BinaryIO, name: str = ""
) -> Job:
    """Keep an uploaded file and queue a look at what is in it. Nothing is stored yet.

    ``name`` is what its sender calls it.

    Raises NotAllowed, UnknownFormat or TooManyJobs.
    """
    order = ImportOrder(project, format)
    check_order(actor, order)
    return _queue(actor, order, jobs.keep(data).name, name=name, step=SEEN)


@transaction.atomic
def import_surveyed(
    *, actor: User, job: Job, unit: str = "", choices: Choices | None = None, dry_run: bool = False
) -> Job:
    """Queue the import of a file that ``job`` has looked at.

    Raises NotAllowed, UnknownUnit, BadMapping, TooManyJobs, or IllegalState for a file that was
    imported already.
    """
    order = ImportOrder(
        job.project, job.parameters["format"], unit, choices or Choices(), dry_run=dry_run
    )
    check_order(actor, order)
    if not (jobs.folder() / job.parameters["file"]).is_file():
        raise IllegalState("This file was imported, or is not kept any more. Send it again.")
    name = job.parameters.get("name", "")
    return _queue(actor, order, job.parameters["file"], name=name)


def run_import(job_id: int) -> None:
    """Do a queued import; done again after a crash, it goes on where it was."""
    jobs.run(job_id, _work)
    if jobs.is_over(job_id):
        job = Job.objects.get(pk=job_id)
        kept = job.parameters.get("step") == SEEN or job.parameters["dry_run"]
        if not kept or job.state == Job.State.FAILED:
            (jobs.folder() / job.parameters["file"]).unlink(missing_ok=True)


def read_import(*, actor: User, job_id: int) -> Job:
    """One import as it stands. Raises NotFound or NotAllowed."""
    jobs_seen = Job.objects.visible_to(actor).filter(pk=job_id, kind=Job.Kind.IMPORT)
    job = jobs_seen.select_related("project", "requested_by").first()
    if job is None:
        raise NotFound("import")
    require(actor, Can.IMPORT, job.project)
    return job


def cancel_import(*, actor: User, job_id: int) -> Job:
    """Stop an import that is not finished; articles that are stored stay.

    Raises NotFound, NotAllowed or IllegalState.
    """
    return jobs.cancel(read_import(actor=actor, job_id=job_id))


def import_table(*, actor: User, job_id: int) -> tuple[Job, Path]:
    """The finished import and where the table of the rows it left out is.

    Raises NotFound, NotAllowed or IllegalState.
    """
    job = read_import(actor=actor, job_id=job_id)
    return job, jobs.finished_file(job)


def _queue(actor: User, order: ImportOrder, file: str, **more: str) -> Job:
    return jobs.queue(
        actor=actor,
        project=order.project,
        kind=Job.Kind.IMPORT,
        parameters={
            "format": order.format,
            "file": file,
            "dry_run": order.dry_run,
            "unit": order.unit,
            "labels": dict(order.choices.labels),
            "links": dict(order.choices.links),
            **more,
        },
    )


def _work(job: Job, path: Path) -> jobs.Result:
    asked = job.parameters
    file = jobs.folder() / asked["file"]
    choices = Choices(asked.get("labels", {}), asked.get("links", {}))
    unit, dry_run = asked.get("unit", ""), asked["dry_run"]
    order = ImportOrder(job.project, asked["format"], unit, choices, dry_run=dry_run)
    if asked.get("step") == SEEN:
        return _look(job, order, file)
    report = ImportReport()
    try:
        import_file(
            actor=job.requested_by,
            project=job.project,
            format=order.format,
            path=file,
            unit=unit,
            choices=choices,
            dry_run=dry_run,
            told=partial(jobs.progress, job),
            report=report,
        )
    except jobs.Cancelled:
        if not dry_run:  # what is stored stays, and is told
            Job.objects.filter(pk=job.pk).update(done=report.stored, result=report.as_dict())
        raise
    size, digest = 0, sha256()
    with path.open("wb") as table:
        for row in report.problems.as_csv():
            size += table.write(row)
            digest.update(row)
    return jobs.Result(report.documents, {}, size, digest.hexdigest(), told=report.as_dict())


def _look(job: Job, order: ImportOrder, file: Path) -> jobs.Result:
    """What is in a file; our own format has no words that need a meaning."""
    check_order(job.requested_by, order)
    if order.format in FOREIGN:
        found = survey(order.project, file, order.format)
        return jobs.Result(rows=found.documents - found.unread, told=found.as_dict())
    of = sum(1 for _ in documents_of(file))
    return jobs.Result(rows=of, told={"documents": of})
