"""Releases: ask for one, watch it, read what it holds, take it whole or file by file."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, attachment
from annotations.api.exports import JOB
from annotations.api.exports import shown as job_shown
from annotations.api.fields import Day, Flag, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain import errors as domain
from annotations.domain.sides import WAYS
from annotations.formats.redaction import TEXTS
from annotations.formats.releases.facts import Options
from annotations.models import Release
from annotations.permissions import NotAllowed
from annotations.queries.annotations import iso
from annotations.services import releases
from annotations.services.exports import UnknownState, UnknownTexts
from annotations.services.jobs import TooManyJobs
from annotations.services.release_jobs import BadRelease
from annotations.services.releases import File

ORDER: Final = Shape(
    fields={
        "state": Text(longest=40, about="Of the claims; `approved` (default) or `all`, …"),
        "unmasked": Flag(about="Confidential sources readable."),
        "boilerplate": Flag(about="false: hide blocks that are no part of a story."),
        "texts": Text(longest=40, about=f"Which article texts go out: {', '.join(TEXTS)}."),
        "split": Text(longest=40, about=f"Train, dev, test: {', '.join(filter(None, WAYS))}."),
        "dev_from": Day(nullable=True, about="By date: dev begins here."),
        "test_from": Day(nullable=True, about="By date: test begins here."),
        "licence": Text(longest=200, about="Of the annotations; best a name of the SPDX list."),
        "notes": Text(longest=5000, about="What is new, for README.md and CHANGES.md."),
    }
)
RELEASE: Final = shapes.shape(
    "Release",
    {
        "number": shapes.NUMBER,
        "project": shapes.TEXT,
        "options": shapes.ANYTHING,
        "figures": shapes.ANYTHING,
        "lost": shapes.ANYTHING,
        "files": shapes.array(
            {
                "type": "object",
                "properties": {
                    "path": shapes.TEXT,
                    "size": shapes.NUMBER,
                    "sha256": shapes.SHA256,
                    "rows": shapes.null(shapes.NUMBER),
                },
                "required": ["path", "size", "sha256", "rows"],
            }
        ),
        "size": {**shapes.NUMBER, "description": "Bytes of the zip."},
        "sha256": shapes.SHA256,
        "author": shapes.TEXT,
        "created_at": shapes.MOMENT,
    },
)
BYTES: Final = ({"type": "string", "format": "binary"}, "The bytes, as an attachment.")


class Releases(Endpoint):
    """projects/{slug}/releases/"""

    counted_as = "exports"

    @operation(
        "Releases of a project",
        id="release_list",
        query=paging(),
        answers={200: (shapes.listed(RELEASE), "Newest first.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """For whoever may export."""
        project = visible_project(call.actor, slug)
        limit = call.query.get("limit", USUAL)
        before = place(call.query.get("cursor"), int)
        found = releases.page_of_releases(
            actor=call.actor, project=project, before=before[0] if before else None, limit=limit
        )
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].number) if more else None
        return answer({"results": [shown(one) for one in found], "next": further})

    @operation(
        "Ask for a release",
        id="release_create",
        body=ORDER,
        answers={202: (JOB, "Queued; when it is ready, `result.release` is its number.")},
        refusals=(UnknownState, UnknownTexts, BadRelease, TooManyJobs, domain.IllegalState),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """For leads. A release never changes; one is built at a time."""
        project = visible_project(call.actor, slug)
        options = Options(**call.body)
        job = releases.request_release(actor=call.actor, project=project, options=options)
        where = f"/api/v1/projects/{slug}/releases/jobs/{job.pk}/"
        return answer(job_shown(job), 202, location=where)


class ReleaseJob(Endpoint):
    """projects/{slug}/releases/jobs/{id}/"""

    @operation(
        "A release that is being built",
        id="release_job_read",
        answers={200: (JOB, "How far it is.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str, job_id: int) -> HttpResponse:
        """When `ready`, `result.release` is the number of the release."""
        project = visible_project(call.actor, slug)
        return answer(
            job_shown(releases.read_job(actor=call.actor, project=project, job_id=job_id))
        )

    @operation(
        "Cancel a release",
        id="release_job_delete",
        answers={200: (JOB, "Cancelled.")},
        refusals=(domain.IllegalState,),
    )
    def delete(self, call: Call, slug: str, job_id: int) -> HttpResponse:
        """For leads, while it is queued or running."""
        project = visible_project(call.actor, slug)
        job = releases.cancel_release(actor=call.actor, project=project, job_id=job_id)
        return answer(job_shown(job))


class OneRelease(Endpoint):
    """projects/{slug}/releases/{number}/"""

    @operation(
        "A release",
        id="release_read",
        answers={200: (RELEASE, "Its figures, what it leaves out, its files with SHA-256.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str, number: int) -> HttpResponse:
        """For whoever may export."""
        project = visible_project(call.actor, slug)
        found = releases.read_release(actor=call.actor, project=project, number=number)
        return answer(shown(found))


class WholeRelease(Endpoint):
    """projects/{slug}/releases/{number}/zip"""

    @operation(
        "A release as one zip",
        id="release_zip",
        answers={200: BYTES},
        sends=["application/zip"],
        refusals=(NotAllowed, domain.IllegalState),
    )
    def get(self, call: Call, slug: str, number: int) -> HttpResponse:
        """The same bytes each time. An unmasked one is for leads."""
        project = visible_project(call.actor, slug)
        found = releases.whole_release(
            actor=call.actor, project=project, number=number, taken=call.takes
        )
        return download(found, "application/zip")


class ReleaseFile(Endpoint):
    """projects/{slug}/releases/{number}/files/{path}"""

    @operation(
        "A file of a release",
        id="release_file",
        answers={200: BYTES},
        sends=["application/octet-stream"],
        refusals=(NotAllowed, domain.IllegalState),
    )
    def get(self, call: Call, slug: str, number: int, path: str) -> HttpResponse:
        """By its `path` in `files`."""
        project = visible_project(call.actor, slug)
        found = releases.release_file(
            actor=call.actor, project=project, number=number, path=path, taken=call.takes
        )
        return download(found, "application/octet-stream")


def download(file: File, media_type: str) -> HttpResponse:
    """The file as an attachment."""
    response = attachment(file.opened, file.name, media_type)
    response.headers["Content-Length"] = str(file.size)
    response.headers["ETag"] = f'"{file.sha256}"'
    return response


def shown(release: Release) -> dict[str, Any]:
    """The shape of a release."""
    return {
        "number": release.number,
        "project": release.project.slug,
        "options": release.options,
        "figures": release.figures,
        "lost": release.lost,
        "files": release.files,
        "size": release.size,
        "sha256": release.sha256,
        "author": release.created_by.username,
        "created_at": iso(release.created_at),
    }
