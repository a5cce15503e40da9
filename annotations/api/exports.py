"""Exports: ask for one, watch it, take its file."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, attachment
from annotations.api.fields import Flag, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain import errors as domain
from annotations.formats import FORMATS
from annotations.formats.redaction import TEXTS
from annotations.models import Job
from annotations.permissions import Can, NotAllowed, refusal
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.services.exports import (
    FormatNotInstalled,
    UnknownFormat,
    UnknownState,
    UnknownTexts,
    cancel_export,
    export_file,
    export_script,
    may_export,
    read_export,
    request_export,
)
from annotations.services.jobs import TooManyJobs

ORDER: Final = Shape(
    fields={
        "format": Text(longest=40, required=True, about=f"One of: {', '.join(FORMATS)}."),
        "state": Text(longest=40, about="Of the claims; `approved` (default) or `all`, …"),
        "unmasked": Flag(about="Confidential sources readable; for leads."),
        "boilerplate": Flag(about="false: hide blocks that are no part of a story."),
        "texts": Text(longest=40, about=f"Which article texts go out: {', '.join(TEXTS)}."),
    }
)
FILE: Final = "the file that can be fetched: the export, or an import's CSV of rows left out"
JOB: Final = shapes.shape(
    "Job",
    {
        "id": shapes.NUMBER,
        "project": shapes.TEXT,
        "kind": shapes.choice(*Job.Kind.values),
        "state": shapes.choice(*Job.State.values),
        "parameters": shapes.ANYTHING,
        "progress": {
            "type": "object",
            "properties": {"done": shapes.NUMBER, "of": shapes.NUMBER},
            "required": ["done", "of"],
        },
        "rows": shapes.null(shapes.NUMBER),
        "size": shapes.null({**shapes.NUMBER, "description": f"Bytes of {FILE}."}),
        "sha256": {**shapes.TEXT, "description": f"SHA-256 of {FILE}."},
        "lost": shapes.ANYTHING,
        "result": shapes.ANYTHING,
        "error": shapes.TEXT,
        "author": shapes.TEXT,
        "created_at": shapes.MOMENT,
        "started_at": shapes.null(shapes.MOMENT),
        "finished_at": shapes.null(shapes.MOMENT),
    },
)


class Exports(Endpoint):
    """projects/{slug}/exports/"""

    counted_as = "exports"

    @operation(
        "Exports of a project",
        id="export_list",
        query=paging(),
        answers={200: (shapes.listed(JOB), "Newest first.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """For whoever may export."""
        project = visible_project(call.actor, slug)
        if not may_export(call.actor, project):
            raise refusal(Can.EXPORT, call.actor)
        limit = call.query.get("limit", USUAL)
        before = place(call.query.get("cursor"), int)
        found = listing.jobs(
            project, Job.Kind.EXPORT, before=before[0] if before else None, limit=limit
        )
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].pk) if more else None
        return answer({"results": [shown(one) for one in found], "next": further})

    @operation(
        "Ask for an export",
        id="export_create",
        body=ORDER,
        answers={202: (JOB, "Queued; look at its address for how far it is.")},
        refusals=(UnknownFormat, FormatNotInstalled, UnknownState, UnknownTexts, TooManyJobs),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """A worker writes it. Confidential sources are masked unless a lead asks otherwise."""
        project = visible_project(call.actor, slug)
        job = request_export(actor=call.actor, project=project, **call.body)
        return answer(shown(job), 202, location=f"/api/v1/exports/{job.pk}/")


class OneExport(Endpoint):
    """exports/{id}/"""

    @operation(
        "An export",
        id="export_read",
        answers={200: (JOB, "How far it is; when `ready`, rows and SHA-256 of the file.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, job_id: int) -> HttpResponse:
        """`lost` says what the format could not keep, with numbers."""
        return answer(shown(read_export(actor=call.actor, job_id=job_id)))

    @operation(
        "Cancel an export",
        id="export_delete",
        answers={200: (JOB, "Cancelled.")},
        refusals=(domain.IllegalState,),
    )
    def delete(self, call: Call, job_id: int) -> HttpResponse:
        """While it is queued or running."""
        return answer(shown(cancel_export(actor=call.actor, job_id=job_id)))


class ExportFile(Endpoint):
    """exports/{id}/file"""

    @operation(
        "The file of an export",
        id="export_file",
        answers={200: ({"type": "string", "format": "binary"}, "The bytes, as an attachment.")},
        sends=[one.MEDIA_TYPE for one in FORMATS.values()],
        refusals=(domain.IllegalState, NotAllowed),
    )
    def get(self, call: Call, job_id: int) -> HttpResponse:
        """Whole, or not there: 409 while the export is not ready."""
        job, path = export_file(actor=call.actor, job_id=job_id, taken=call.takes)
        written_as = FORMATS[job.parameters["format"]]
        name = f"{job.project.slug}-{job.pk}{written_as.SUFFIX}"
        response = attachment(path.open("rb"), name, written_as.MEDIA_TYPE)
        response.headers["ETag"] = f'"{job.sha256}"'
        return response


class ExportScript(Endpoint):
    """exports/{id}/put_text_back.py"""

    @operation(
        "What puts the texts back that an export kept back",
        id="export_script",
        answers={200: ({"type": "string", "format": "binary"}, "A script, as an attachment.")},
        sends=["text/x-python"],
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, job_id: int) -> HttpResponse:
        """`python put_text_back.py COPIES FILE` reads copies of the articles that you have. 404
        where the export has no text to put back, or is no `jsonl`.
        """
        found = export_script(actor=call.actor, job_id=job_id)
        return attachment(found.open("rb"), found.name, "text/x-python")


def shown(job: Job) -> dict[str, Any]:
    """The shape of a job."""
    return {
        "id": job.pk,
        "project": job.project.slug,
        "kind": job.kind,
        "state": job.state,
        "parameters": job.parameters,
        "progress": {"done": job.done, "of": job.of},
        "rows": job.rows,
        "size": job.size,
        "sha256": job.sha256,
        "lost": job.lost,
        "result": job.result,
        "error": job.error,
        "author": job.requested_by.username,
        "created_at": iso(job.created_at),
        "started_at": listing.moment(job.started_at),
        "finished_at": listing.moment(job.finished_at),
    }
