"""Imports: send a file, watch what comes of it."""

from collections.abc import Iterable
from typing import IO, Any, Final, cast

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, attachment
from annotations.api.errors import BadJson
from annotations.api.exports import JOB, shown
from annotations.api.fields import Choice, Flag, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.parsers import read as read_json
from annotations.api.projects import visible_project
from annotations.domain.errors import IllegalState, TooLarge, UnsupportedMediaType
from annotations.domain.mappings import BadMapping, Choices, each_once, read_pairs
from annotations.domain.vocabulary import KINDS, LINKS
from annotations.formats import IMPORTED
from annotations.formats.foreign.units import UNITS
from annotations.models import Job
from annotations.permissions import Can, NotAllowed, require
from annotations.queries import listing
from annotations.services.exports import UnknownFormat
from annotations.services.import_jobs import (
    LARGEST_FILE,
    cancel_import,
    import_table,
    read_import,
    request_import,
)
from annotations.services.jobs import TooManyJobs

FILE: Final = "application/octet-stream"
LONGEST_MAP: Final = 60_000  # code points: a thousand words of usual length
HOW: Final = "As a JSON object, a JSON list of pairs, or in short as `{}`."
MAP: Final = f"What labels become. {HOW.format('attribution=claim;cue=ignore')}"
RELATIONS: Final = f"What relations become. {HOW.format('attr=attributed_to;near=ignore')}"
LABELS_EXAMPLE: Final = '{"attribution": "claim", "cue; vague": "status:polarity=not_verified"}'
LINKS_EXAMPLE: Final = '{"attr": "attributed_to", "speaks": "attributed_to:reversed"}'
ORDER: Final = {
    "format": Text(longest=40, about=f"One of: {', '.join(IMPORTED)} (default: the first)."),
    "map": Text(
        longest=LONGEST_MAP,
        about=f"{MAP} What was chosen last time counts for the others.",
        example=LABELS_EXAMPLE,
    ),
    "map_links": Text(longest=LONGEST_MAP, about=RELATIONS, example=LINKS_EXAMPLE),
    "unit": Choice(options=UNITS, about="That of the offsets, where the file does not tell."),
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
        refusals=(UnknownFormat, BadMapping, TooManyJobs),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """The body is the file itself, or a zip, as application/octet-stream. The same file again
        changes nothing. Decisions come in only where the claim's hash still holds. Words of other
        tools that nobody gave a meaning are counted in `result`.
        """
        project = visible_project(call.actor, slug)
        require(call.actor, Can.IMPORT, project)
        if call.request.content_type != FILE:
            raise UnsupportedMediaType(f"Send the file as {FILE}. Nothing was changed.")
        job = request_import(
            actor=call.actor,
            project=project,
            format=call.query.get("format", next(iter(IMPORTED))),
            data=cast("Any", Limited(call.request.stream)),
            unit=call.query.get("unit", ""),
            choices=Choices(_pairs(call, "map", KINDS), _pairs(call, "map_links", LINKS)),
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
        """`result` has numbers, people that were made, foreign words that became nothing, and the
        first 1,000 rows that were left out.
        """
        return answer(shown(read_import(actor=call.actor, job_id=job_id)))

    @operation(
        "Cancel an import",
        id="import_delete",
        answers={200: (JOB, "Cancelled. Articles that were stored stay.")},
        refusals=(IllegalState,),
    )
    def delete(self, call: Call, job_id: int) -> HttpResponse:
        """While it is queued or running."""
        return answer(shown(cancel_import(actor=call.actor, job_id=job_id)))


class ImportReport(Endpoint):
    """imports/{id}/report"""

    @operation(
        "Every row that an import left out",
        id="import_report",
        answers={
            200: (
                {"type": "string", "format": "binary"},
                "CSV: file, line, where, reason, article.",
            )
        },
        sends=["text/csv"],
        refusals=(IllegalState, NotAllowed),
    )
    def get(self, call: Call, job_id: int) -> HttpResponse:
        """409 while the import is not ready."""
        job, path = import_table(actor=call.actor, job_id=job_id)
        name = f"{job.project.slug}-import-{job.pk}.csv"
        return attachment(path.open("rb"), name, "text/csv; charset=utf-8")


def _pairs(call: Call, name: str, known: Iterable[str]) -> dict[str, str]:
    """What a parameter maps: as JSON, which names any word, or as pairs with “;” between them.

    Raises BadMapping, or what else is wrong with the JSON.
    """
    written = call.query.get(name, "")
    if not (written.startswith(("{", "[")) and written.endswith(("}", "]"))):
        return read_pairs(
            filter(None, written.split(";")), known
        )  # the last one ends with our word
    try:
        found = read_json(written.encode())
    except BadJson:
        raise BadMapping(f"“{name}” has brackets as JSON has, and is none.", field=name) from None
    pairs = map(list, found.items()) if isinstance(found, dict) else found
    return each_once(map(_pair, pairs))


def _pair(given: Any) -> tuple[str, str]:
    match given:
        case [str(foreign), str(ours)]:
            return foreign, ours
    raise BadMapping('A word and what it becomes are needed: {"a": "claim"} or [["a", "claim"]].')


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
