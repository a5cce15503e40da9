"""The work of a release's job: from the options to the zip and its row, or to neither."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Final

from django.db import connection

from annotations.domain.errors import DomainError, IllegalState
from annotations.domain.history import Action
from annotations.domain.sides import BY_DATE, WAYS
from annotations.formats.releases.facts import Facts, Head, Options
from annotations.models import Job, Project, Release, User
from annotations.permissions import Can, require
from annotations.queries import documents, releases
from annotations.queries.documents import Snapshot
from annotations.services import exports, history, jobs
from annotations.services.release_building import Earlier, build, pack

LOCKS: Final = 7302  # the first half of our advisory locks' numbers; the project's id is the other
EMPTY: Final = (
    "Nothing is in this state that may go out, so the release would be empty, and would stay so. "
    "Nothing was made."
)
MOST_WORDS: Final = {"licence": 200, "notes": 5000}  # code points


class BadRelease(DomainError):
    """Options that do not go together."""

    code = "bad_release"


def check(actor: User, project: Project, options: Options) -> None:
    """Raises NotAllowed, UnknownState, UnknownTexts or BadRelease."""
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
    if options.state not in releases.held(project):
        raise BadRelease(EMPTY, field="state")
    if not options.licence.isprintable():
        raise BadRelease("A licence is one line, without control characters.", field="licence")


def work(job: Job, path: Path, told: jobs.Told = max) -> jobs.Result:
    """Build the zip at ``path``; the row is written with the job's end, or neither is."""
    options = Options.read(job.parameters)
    check(job.requested_by, job.project, options)

    def tell(done: int, of: int) -> None:
        jobs.progress(job, done, of)
        told(done, of)

    with _workshop(job) as folder, documents.snapshot(documents.READERS) as seen:
        head = head_of(job, options, seen)
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


def head_of(job: Job, options: Options, seen: Snapshot) -> Head:
    """What is settled before the first byte; the moment is that of the snapshot."""
    project = job.project
    last = Release.objects.filter(project=project).order_by("-number").first()
    compared = _compared_with(project, options)
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
        earlier=compared.number if compared else None,
    )


def _compared_with(project: Project, options: Options) -> Release | None:
    """The last release of the same choice of claims and words, else the last one."""
    before = list(Release.objects.filter(project=project).order_by("-number"))
    alike = (one for one in before if Options.read(one.options).choice == options.choice)
    return next(alike, before[0] if before else None)


def _earlier(project: Project, head: Head) -> Earlier:
    """The release that this one is compared with, and the last that was divided in the same way."""
    sides = None
    before = Release.objects.filter(project=project, number__lt=head.number).order_by("-number")
    for release in before:
        if head.options.split and Options.read(release.options).cut == head.options.cut:
            sides = path_of(release)
            break
    compared = _compared_with(project, head.options)
    if compared is None:
        return Earlier(sides=sides)
    return Earlier(Options.read(compared.options), path_of(compared), sides)


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
    folder = jobs.workshop(job)
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


def path_of(release: Release) -> Path:
    """Where the zip is. Raises IllegalState."""
    path = jobs.folder() / release.file
    if not path.is_file():
        raise IllegalState(f"The file of release {release.number} is not where it was kept.")
    return path
