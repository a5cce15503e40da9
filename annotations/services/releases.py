"""Releases: asked for by a lead, built by a worker, kept whole for good."""

import zipfile
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from django.db import transaction

from annotations.domain.errors import IllegalState
from annotations.domain.history import Action
from annotations.formats.releases.facts import Options
from annotations.models import Job, Project, Release, User
from annotations.permissions import Can, allows, refusal, require
from annotations.queries import releases
from annotations.services import exports, history, jobs
from annotations.services.locking import NotFound
from annotations.services.release_jobs import check, path_of, work


@dataclass(frozen=True)
class File:
    """A file of a release, opened; ``size`` in bytes. Whoever reads it closes it."""

    name: str
    size: int
    sha256: str
    opened: IO[bytes]


@transaction.atomic
def request_release(*, actor: User, project: Project, options: Options) -> Job:
    """Queue a release; a worker builds it from one snapshot of the project.

    Raises NotAllowed, UnknownState, UnknownTexts, BadRelease, TooManyJobs, or IllegalState while
    another release of the project is being built.
    """
    check(actor, project, options)
    _require_no_other(project)
    kind = Job.Kind.RELEASE
    job = jobs.queue(actor=actor, project=project, kind=kind, parameters=options.stored())
    _tell_request(actor, project, job, options)
    return job


def make_release(
    *, actor: User, project: Project, options: Options, told: jobs.Told = max
) -> Release:
    """Build a release here and now, as commands do. Raises as request_release, or why it failed."""
    check(actor, project, options)
    with transaction.atomic():
        _require_no_other(project)
        job = Job.objects.create(
            project=project,
            kind=Job.Kind.RELEASE,
            requested_by=actor,
            parameters=options.stored(),
        )
        _tell_request(actor, project, job, options)
    try:
        jobs.run(job.pk, partial(work, told=told))
    except BaseException:  # Ctrl-C, say: a job that no worker takes up must not stay open
        jobs.cancel(job)
        raise
    job.refresh_from_db()
    if job.state != Job.State.READY:
        raise IllegalState(job.error or "The release was cancelled. Nothing was changed.")
    return Release.objects.select_related("project", "created_by").get(job=job)


def run_release(job_id: int) -> None:
    """Build a queued release, whole or not at all."""
    jobs.run(job_id, work)


def read_release(*, actor: User, project: Project, number: int) -> Release:
    """One release. Raises NotFound or NotAllowed (those who may export read)."""
    _require_export(actor, project)
    found = releases.visible_release(actor, project, number)
    if found is None:
        raise NotFound("release")
    return found


def list_releases(*, actor: User, project: Project) -> list[Release]:
    """The project's releases, newest first. Raises NotAllowed."""
    _require_export(actor, project)
    return list(releases.releases_of(actor, project))


def page_of_releases(
    *, actor: User, project: Project, before: int | None, limit: int
) -> list[Release]:
    """Those below number ``before``, newest first, one more than ``limit``. Raises NotAllowed."""
    _require_export(actor, project)
    return releases.page_of(actor, project, before=before, limit=limit)


def read_job(*, actor: User, project: Project, job_id: int) -> Job:
    """How far a release is. Raises NotFound or NotAllowed (those who may export read)."""
    _require_export(actor, project)
    found = Job.objects.filter(pk=job_id, project=project, kind=Job.Kind.RELEASE)
    job = found.select_related("project", "requested_by").first()
    if job is None:
        raise NotFound("release")
    return job


def cancel_release(*, actor: User, project: Project, job_id: int) -> Job:
    """Stop a release that is not finished. Raises NotFound, NotAllowed or IllegalState."""
    require(actor, Can.RELEASE, project)
    return jobs.cancel(read_job(actor=actor, project=project, job_id=job_id))


def may_release(actor: User, project: Project) -> bool:
    """Whether ``actor`` may make one."""
    return allows(actor, Can.RELEASE, project)


def may_take(actor: User, release: Release) -> bool:
    """Whether ``actor`` may have its files: of an unmasked one only leads."""
    return not release.unmasked or exports.may_unmask(actor, release.project)


def whole_release(*, actor: User, project: Project, number: int, taken: bool = True) -> File:
    """The zip; the history tells who took it, unless nobody has ``taken`` more than its headers.

    Raises NotFound, NotAllowed or IllegalState (the file is gone).
    """
    release = _takeable(actor, project, number)
    path = path_of(release)
    if taken:
        _tell_taken(actor, release)
    name = f"{project.slug}-release-{release.number}.zip"
    return File(name, release.size, release.sha256, path.open("rb"))


def release_file(
    *, actor: User, project: Project, number: int, path: str, taken: bool = True
) -> File:
    """One file of it, by its path in the zip; the history tells who took it, as of the zip.

    Raises NotFound, NotAllowed or IllegalState.
    """
    release = _takeable(actor, project, number)
    for file in release.files:
        if file["path"] == path:
            opened = zipfile.ZipFile(path_of(release)).open(path)  # noqa: SIM115 (the caller's)
            name = f"{project.slug}-release-{release.number}-{Path(path).name}"
            if taken:
                _tell_taken(actor, release, path)
            return File(name, file["size"], file["sha256"], opened)
    raise NotFound("file")


def changes_of(release: Release) -> str:
    """CHANGES.md. Raises IllegalState."""
    with zipfile.ZipFile(path_of(release)) as archive:
        return archive.read("CHANGES.md").decode()


def unpack(release: Release, folder: Path) -> None:
    """Write the files of a release below ``folder``. Raises IllegalState or OSError."""
    with zipfile.ZipFile(path_of(release)) as archive:
        archive.extractall(folder)  # we made it: every name in it is ours


def _require_no_other(project: Project) -> None:
    """Raises IllegalState. Two requests at once wait for one another here."""
    Project.objects.select_for_update().get(pk=project.pk)
    others = Job.objects.filter(project=project, kind=Job.Kind.RELEASE, state__in=jobs.OPEN)
    if not all(jobs.abandon(other) for other in others):
        raise IllegalState(
            "A release of this project is being built. Nothing was changed. Wait, or cancel it."
        )


def _tell_request(actor: User, project: Project, job: Job, options: Options) -> None:
    told = {name: [None, value] for name, value in options.stored().items() if value}
    told["claims"] = told.pop("state")
    history.record(actor, Action.RELEASE_REQUESTED, project, about=str(job.pk), changes=told)


def _tell_taken(actor: User, release: Release, path: str = "") -> None:
    told: dict[str, list[Any]] = {"unmasked": [None, release.unmasked]}
    if path:
        told["file"] = [None, path]
    about = str(release.number)
    history.record(actor, Action.RELEASE_TAKEN, release.project, about=about, changes=told)


def _takeable(actor: User, project: Project, number: int) -> Release:
    release = read_release(actor=actor, project=project, number=number)
    if not may_take(actor, release):
        raise refusal(Can.UNMASK, actor)
    return release


def _require_export(actor: User, project: Project) -> None:
    if not exports.may_export(actor, project):
        raise refusal(Can.EXPORT, actor)
