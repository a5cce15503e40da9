"""Imports: send a file, watch what comes of it."""

from typing import IO, Any, Final, cast

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.exports import JOB, shown
from annotations.api.fields import Flag, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain.errors import TooLarge, UnsupportedMediaType
from annotations.formats import READERS
from annotations.models import Job
from annotations.permissions import Can, NotAllowed, require
from annotations.queries import listing
from annotations.services.exports import UnknownFormat
from annotations.services.imports import request_import
from annotations.services.jobs import TooManyJobs
from annotations.services.locking import NotFound

FILE: Final = "application/octet-stream"
LARGEST_FILE: Final = 100 * 1024 * 1024  # bytes
ORDER: Final = {
    "format": Text(longest=40, about=f"One of: {', '.join(READERS)} (default: the first)."),
    "dry_run": Flag(about="true: try it all, keep nothing."),
}


class Imports(Endpoint):
    """projects/{slug}/imports/"""

    counted_as = "imports"

    @operation(
        "Imports of a project",
        id="import_list",
        query=paging(),
        answers={200: (shapes.listed(JOB), "Newest first.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """For leads."""
        project = visible_project(call.actor, slug)
        require(call.actor, Can.IMPORT, project)
        limit = call.query.get("limit", USUAL)
        before = place(call.query.get("cursor"), int)
        found = listing.jobs(
            project, Job.Kind.IMPORT, before=before[0] if before else None, limit=limit
        )
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].pk) if more else None
        return answer({"results": [shown(one) for one in found], "next": further})

    @operation(
        "Import a file",
        id="import_create",
        query=ORDER,
        file=FILE,
        answers={202: (JOB, "Queued; `result` will tell what was stored and left out.")},
        refusals=(UnknownFormat, TooManyJobs),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """The body is the file itself, as application/octet-stream. The same file again changes
        nothing. Decisions come in only where the claim's hash still holds.
        """
        project = visible_project(call.actor, slug)
        require(call.actor, Can.IMPORT, project)
        if call.request.content_type != FILE:
            raise UnsupportedMediaType(f"Send the file as {FILE}. Nothing was changed.")
        job = request_import(
            actor=call.actor,
            project=project,
            format=call.query.get("format", next(iter(READERS))),
            data=cast("Any", Limited(call.request.stream)),
            dry_run=call.query.get("dry_run", False),
        )
        return answer(shown(job), 202, location=f"/api/v1/imports/{job.pk}/")


class OneImport(Endpoint):
    """imports/{id}/"""

    @operation(
        "An import",
        id="import_read",
        answers={200: (JOB, "How far it is; when `ready`, what came of it.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, job_id: int) -> HttpResponse:
        """`result` has numbers, people that were made, and every row that was left out."""
        job = listing.job_of(call.actor, job_id, Job.Kind.IMPORT)
        if job is None:
            raise NotFound("import")
        require(call.actor, Can.IMPORT, job.project)
        return answer(shown(job))


class Limited:
    """A body that is read in parts. Raises TooLarge when it has more than LARGEST_FILE bytes."""

    def __init__(self, stream: IO[bytes] | None) -> None:
        self.stream, self.taken = stream, 0

    def read(self, size: int = -1) -> bytes:
        if self.stream is None:
            return b""
        data = self.stream.read(size if size >= 0 else LARGEST_FILE + 1)
        self.taken += len(data)
        if self.taken > LARGEST_FILE:
            raise TooLarge(f"At most {LARGEST_FILE:,} bytes are taken here.")
        return data
