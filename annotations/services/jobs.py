"""Background jobs: queued with the change that asks for them, run once, whole or not at all."""

import secrets
import shutil
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, TypeVar

import structlog
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.domain.errors import DomainError, IllegalState
from annotations.models import Job, Project, User

OPEN: Final = (Job.State.QUEUED, Job.State.RUNNING)
MOST_OPEN: Final = 5  # of one person at a time
LOCKS: Final = 7301  # the first half of our advisory locks' numbers; the job's id is the other
TASKS: Final = "annotations.jobs"
UPLOAD: Final = "upload-"
PARTS: Final = ".parts"
KEPT_UPLOADS: Final = 7 * 24 * 60 * 60  # seconds
PATIENCE: Final = 0.5  # seconds between two looks at how far a job is

T = TypeVar("T")
Told = Callable[[int, int], object]
"""Called with the number of articles (revisions, to be exact) done so far, and of all."""

logger = structlog.get_logger(__name__)


class TooManyJobs(DomainError):
    """One person may not fill the queue."""

    code = "too_many_jobs"
    status = 429
    message = f"{MOST_OPEN} of your jobs are still running. Wait for one, or cancel it."


class Cancelled(Exception):
    """Somebody cancelled the job while it ran."""


@dataclass(frozen=True)
class Result:
    """How a job ended well. ``size`` in bytes; a job without a file has neither size nor hash.

    ``publish`` is called in the transaction that makes the job ready, and so only if it is.
    """

    rows: int
    lost: dict[str, int] = field(default_factory=dict)
    size: int | None = None
    sha256: str = ""
    told: dict[str, Any] = field(default_factory=dict)
    publish: Callable[[], object] | None = None


Work = Callable[[Job, Path], Result]


def folder() -> Path:
    """Where finished files are: shared by all web processes and workers of an installation."""
    path = Path(settings.EXPORTS_DIR)
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def workshop(job: Job) -> Path:
    """Where a job may build what has several files; it is not made here."""
    return folder() / f"{job.kind}-{job.pk}{PARTS}"


def keep(data: BinaryIO) -> Path:
    """Keep an uploaded file under a random name until its job has read it, or nobody asks again."""
    path = folder() / f"{UPLOAD}{secrets.token_hex(16)}"
    with path.open("xb") as file:
        shutil.copyfileobj(data, file)
    return path


def forget_uploads() -> None:
    """Remove what is a week old and no job is about to read.

    These are files that were only looked at, and parts of what a dead command was building.
    """
    open_jobs = Job.objects.filter(state__in=OPEN)
    awaited = set(open_jobs.values_list("parameters__file", flat=True))
    awaited |= {workshop(job).name for job in open_jobs}
    since = time.time() - KEPT_UPLOADS
    for path in [*folder().glob(f"{UPLOAD}*"), *folder().glob(f"*{PARTS}")]:
        if path.name in awaited or path.stat().st_mtime >= since:
            continue
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def queue(*, actor: User, project: Project, kind: str, parameters: dict[str, Any]) -> Job:
    """Store a job and its task in the caller's transaction. Raises TooManyJobs."""
    if Job.objects.filter(requested_by=actor, state__in=OPEN).count() >= MOST_OPEN:
        raise TooManyJobs
    job = Job.objects.create(project=project, kind=kind, requested_by=actor, parameters=parameters)
    app.configure_task(f"{TASKS}.run_{kind}").defer(job_id=job.pk)
    return job


def run(job_id: int, work: Work) -> None:
    """Do ``work`` for a job unless it is over, or somebody is at it. Never raises for the job.

    ``work`` gets the job and a path to write to; what it wrote counts only when it returns.
    """
    with _alone(job_id) as alone:
        job = Job.objects.select_related("project", "requested_by").get(pk=job_id)
        if not alone or job.state not in OPEN:
            return
        path = folder() / secrets.token_hex(16)
        if job.file:  # what a worker that died left behind
            (folder() / job.file).unlink(missing_ok=True)
        begun = Job.objects.filter(pk=job_id, state__in=OPEN).update(
            state=Job.State.RUNNING, started_at=timezone.now(), done=0, file=path.name
        )
        if not begun:  # cancelled since it was read
            return
        try:
            _finish(job, path, work(job, path))
        except Cancelled:
            path.unlink(missing_ok=True)
            Job.objects.filter(pk=job_id, state=Job.State.CANCELLED).update(file="")
        except DomainError as error:
            _fail(job, path, error.detail)
        except Exception as error:
            logger.exception("job_failed", job=job_id)
            _fail(job, path, _broken(error))


def progress(job: Job, done: int, of: int) -> None:
    """Say how far a job is, in articles. Raises Cancelled once somebody cancelled it."""
    if not Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(done=done, of=of):
        raise Cancelled


def watched(items: Iterable[T], told: Told, of: int) -> Iterator[T]:
    """Hand ``items`` on, and say twice a second how many there were."""
    told(0, of)
    done, last = 0, time.monotonic()
    for item in items:
        yield item
        done += 1
        if time.monotonic() - last >= PATIENCE:
            told(done, of)
            last = time.monotonic()
    told(done, of)


def is_over(job_id: int) -> bool:
    """Whether nothing more will be done for the job."""
    return not Job.objects.filter(pk=job_id, state__in=OPEN).exists()


def cancel(job: Job) -> Job:
    """Stop a job that is not over. Raises IllegalState."""
    stopped = Job.objects.filter(pk=job.pk, state__in=OPEN).update(
        state=Job.State.CANCELLED, finished_at=timezone.now()
    )
    job.refresh_from_db()
    if not stopped:
        raise IllegalState("This job is over already. Nothing was changed.")
    return job


def abandon(job: Job) -> bool:
    """Fail a job that a command began and did not live to end; say whether this was one.

    A worker's job is never one: the queue has it until it is over.
    """
    task = {"task_name": f"{TASKS}.run_{job.kind}", "args__job_id": job.pk}
    if ProcrastinateJob.objects.filter(**task, status__in=("todo", "doing")).exists():
        return False
    with _alone(job.pk) as alone:
        if alone:
            _fail(job, folder() / job.file, "The command that was at it was stopped.")
    return is_over(job.pk)


def finished_file(job: Job) -> Path:
    """Where the bytes of a finished job are. Raises IllegalState."""
    path = folder() / job.file
    if job.state != Job.State.READY or not job.file or not path.is_file():
        raise IllegalState("This file is not there (any more). Ask for it again.")
    return path


@transaction.atomic
def _finish(job: Job, path: Path, result: Result) -> None:
    """Publish the result, unless the job was cancelled meanwhile. Raises Cancelled."""
    written = Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.READY,
        finished_at=timezone.now(),
        rows=result.rows,
        size=result.size,
        sha256=result.sha256,
        lost=result.lost,
        result=result.told,
        file=path.name if result.size is not None else "",
    )
    if not written:
        raise Cancelled
    if result.publish:
        result.publish()


def _broken(error: Exception) -> str:
    return (
        f"Something broke on our side ({type(error).__name__}). What was there before is unchanged."
        " Ask for it again; if it breaks again, tell whoever runs this workbench."
    )


def _fail(job: Job, path: Path, reason: str) -> None:
    if path.is_file():
        path.unlink()
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        state=Job.State.FAILED, finished_at=timezone.now(), error=reason, file=""
    )


@contextmanager
def _alone(job_id: int) -> Iterator[bool]:
    """Yield whether nobody else works on the job: the lock goes with the connection that dies."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, job_id])
        got = bool(cursor.fetchone()[0])
        try:
            yield got
        finally:
            if got:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, job_id])
