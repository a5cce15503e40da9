"""Releases: asked for by a lead, built by a worker, kept whole for good."""

import shutil
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import IO, Final

from django.db import connection, transaction

from annotations.domain.errors import DomainError, IllegalState
from annotations.domain.history import Action
from annotations.domain.sides import BY_DATE, WAYS
from annotations.formats.releases.facts import Facts, Head, Options
from annotations.models import Job, Project, Release, User
from annotations.permissions import Can, refusal, require
from annotations.queries import documents, releases
from annotations.queries.documents import Snapshot
from annotations.services import exports, history, jobs
from annotations.services.locking import NotFound
from annotations.services.release_building import Earlier, build, pack

LOCKS: Final = 7302  # the first half of our advisory locks' numbers; the project's id is the other
MOST_WORDS: Final = {"licence": 200, "notes": 5000}  # code points


class BadRelease(DomainError):
    """Options that do not go together."""

    code = "bad_release"


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
    _check(actor, project, options)
    _require_no_other(project)
    kind = Job.Kind.RELEASE
    job = jobs.queue(actor=actor, project=project, kind=kind, parameters=options.stored())
    _tell_request(actor, project, job, options)
    return job


def make_release(
    *, actor: User, project: Project, options: Options, told: jobs.Told = max
) -> Release:
    """Build a release here and now, as commands do. Raises as request_release, or why it failed."""
    _check(actor, project, options)
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
        jobs.run(job.pk, partial(_work, told=told))
    except BaseException:  # Ctrl-C, say: a job that no worker takes up must not stay open
        jobs.cancel(job)
        raise
    job.refresh_from_db()
    if job.state != Job.State.READY:
        raise IllegalState(job.error or "The release was cancelled. Nothing was changed.")
    return Release.objects.select_related("project", "created_by").get(job=job)


def run_release(job_id: int) -> None:
    """Build a queued release, whole or not at all."""
    jobs.run(job_id, _work)


def read_release(*, actor: User, project: Project, number: int) -> Release:
    """One release. Raises NotFound or NotAllowed (those who may export read)."""
    if not exports.may_export(actor, project):
        raise refusal(Can.EXPORT)
    found = releases.visible_release(actor, project, number)
    if found is None:
        raise NotFound("release")
    return found


def may_take(actor: User, release: Release) -> bool:
    """Whether ``actor`` may have its files: of an unmasked one only leads."""
    return not release.unmasked or exports.may_unmask(actor, release.project)


def whole_release(*, actor: User, project: Project, number: int) -> File:
    """The zip. Raises NotFound, NotAllowed or IllegalState (the file is gone)."""
    release = _takeable(actor, project, number)
    name = f"{project.slug}-release-{release.number}.zip"
    return File(name, release.size, release.sha256, _path(release).open("rb"))


def release_file(*, actor: User, project: Project, number: int, path: str) -> File:
    """One file of it, by its path in the zip. Raises NotFound, NotAllowed or IllegalState."""
    release = _takeable(actor, project, number)
    for file in release.files:
        if file["path"] == path:
            opened = zipfile.ZipFile(_path(release)).open(path)  # noqa: SIM115 (the caller's)
            name = f"{project.slug}-release-{release.number}-{Path(path).name}"
            return File(name, file["size"], file["sha256"], opened)
    raise NotFound("file")


def changes_of(release: Release) -> str:
    """CHANGES.md. Raises IllegalState."""
    with zipfile.ZipFile(_path(release)) as archive:
        return archive.read("CHANGES.md").decode()


def unpack(release: Release, folder: Path) -> None:
    """Write the files of a release below ``folder``. Raises IllegalState or OSError."""
    with zipfile.ZipFile(_path(release)) as archive:
        archive.extractall(folder)  # we made it: every name in it is ours


def _check(actor: User, project: Project, options: Options) -> None:
    require(actor, Can.RELEASE, project)
    if options.unmasked:
        require(actor, Can.UNMASK, project)
    exports.check_state(options.state)
    exports.check_texts(options.texts)
    if options.split not in WAYS:
        raise BadRelease("A release is divided by hash or date, or not at all.", field="split")
    if options.split == BY_DATE and options.test_from is None:
        raise BadRelease("From which day on is test? Give a day.", field="test_from")
    if options.split != BY_DATE and (options.dev_from or options.test_from):
        raise BadRelease("Days divide a release by date only.", field="split")
    if options.dev_from and options.test_from and options.dev_from >= options.test_from:
        raise BadRelease("Dev begins before test.", field="dev_from")
    for name, longest in MOST_WORDS.items():
        words = getattr(options, name)
        if len(words) > longest or "\0" in words:
            raise BadRelease(f"At most {longest} characters, without NUL.", field=name)


def _require_no_other(project: Project) -> None:
    """Raises IllegalState. Two requests at once wait for one another here."""
    Project.objects.select_for_update().get(pk=project.pk)
    if Job.objects.filter(project=project, kind=Job.Kind.RELEASE, state__in=jobs.OPEN).exists():
        raise IllegalState(
            "A release of this project is being built. Nothing was changed. Wait, or cancel it."
        )


def _tell_request(actor: User, project: Project, job: Job, options: Options) -> None:
    told = {name: [None, value] for name, value in options.stored().items() if value}
    history.record(actor, Action.RELEASE_REQUESTED, project, about=str(job.pk), changes=told)


def _work(job: Job, path: Path, told: jobs.Told = max) -> jobs.Result:
    """Build the zip at ``path``; the row is written with the job's end, or neither is."""
    options = Options.read(job.parameters)
    _check(job.requested_by, job.project, options)

    def tell(done: int, of: int) -> None:
        jobs.progress(job, done, of)
        told(done, of)

    with _workshop(job) as folder, documents.snapshot(documents.READERS) as seen:
        head = _head(job, options, seen)
        built = build(head, job.project, seen, _earlier(job.project, head), folder, tell)
        digest, size = sha256(), 0
        with path.open("wb") as file:
            for chunk in pack(folder, built.files):
                digest.update(chunk)
                size += file.write(chunk)
    release = _row(job, built.facts(head), path.name, size, digest.hexdigest())
    return jobs.Result(
        rows=built.report.rows,
        lost=release.lost,
        size=size,
        sha256=release.sha256,
        told={"release": head.number},
        publish=partial(_publish, release),
    )


def _head(job: Job, options: Options, seen: Snapshot) -> Head:
    project = job.project
    last = Release.objects.filter(project=project).order_by("-number").first()
    return Head(
        project=project.slug,
        name=project.name,
        number=last.number + 1 if last else 1,
        created_at=releases.now(seen),
        created_by=job.requested_by.username,
        options=options,
        required_approvals=project.required_approvals,
        guidelines_version=project.guidelines_version,
        vocabularies=releases.vocabularies(seen, project.pk),
        earlier=last.number if last else None,
    )


def _earlier(project: Project, head: Head) -> Earlier:
    """The last release, and the last one that was divided in the same way."""
    sides = None
    before = list(Release.objects.filter(project=project, number__lt=head.number))
    for release in before:
        if head.options.split and Options.read(release.options).cut == head.options.cut:
            sides = _path(release)
            break
    if not before:
        return Earlier(sides=sides)
    return Earlier(Options.read(before[0].options), _path(before[0]), sides)


def _row(job: Job, facts: Facts, file: str, size: int, digest: str) -> Release:
    return Release(
        project=job.project,
        number=facts.head.number,
        job=job,
        options=facts.head.options.stored(),
        figures=facts.figures,
        lost=facts.lost,
        files=[asdict(one) for one in sorted(facts.files, key=lambda one: one.path)],
        file=file,
        size=size,
        sha256=digest,
        created_by=job.requested_by,
        created_at=facts.head.created_at,
    )


def _publish(release: Release) -> None:
    release.save(force_insert=True)
    about = str(release.number)
    changes = {"sha256": [None, release.sha256]}
    history.record(
        release.created_by, Action.RELEASE_MADE, release.project, about=about, changes=changes
    )


@contextmanager
def _workshop(job: Job) -> Iterator[Path]:
    """Yield an empty folder; nobody else builds for the project meanwhile. Raises IllegalState."""
    folder = jobs.folder() / f"release-{job.pk}.parts"
    with _alone(job.project_id):
        shutil.rmtree(folder, ignore_errors=True)  # of a worker that died
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _alone(project_id: int) -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [LOCKS, project_id])
        if not cursor.fetchone()[0]:
            raise IllegalState("Another release of this project is being built. Ask again later.")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [LOCKS, project_id])


def _takeable(actor: User, project: Project, number: int) -> Release:
    release = read_release(actor=actor, project=project, number=number)
    if not may_take(actor, release):
        raise refusal(Can.UNMASK)
    return release


def _path(release: Release) -> Path:
    path = jobs.folder() / release.file
    if not path.is_file():
        raise IllegalState(f"The file of release {release.number} is not where it was kept.")
    return path
