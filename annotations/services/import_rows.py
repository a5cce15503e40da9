"""Rows of an import as lines of COPY.

What of them depends on nothing in the database is written while documents are read: that goes on
while PostgreSQL works, and the rest is little.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Final, NamedTuple
from uuid import UUID

from annotations.formats.checks import CheckedAnnotation, CheckedDocument
from annotations.formats.records import LinkRecord, RevisionRecord
from annotations.formats.sources import Origin
from annotations.models import Project
from annotations.models.copying import as_array, as_bytes, as_json, as_text
from annotations.models.fields import literal
from annotations.services.import_places import Place

ANNOTATION: Final = (
    *("id", "project_id", "article_id", "revision_id", "ordinal", "state", "author_id"),
    *("kind", "fragments", "quote", "desk_status", "attributes", "terms", "note"),
    *("normalised_claim", "no_source_given", "version", "body_sha256", "created_at", "updated_at"),
)
REVISION: Final = (
    *("id", "project_id", "article_id", "number", "created_by_id", "text", "sha256", "length"),
    *("blocks", "complete_blocks", "original", "media_type", "original_sha256", "repairs"),
    "created_at",
)
LINK: Final = ("project_id", "origin_id", "type", "target_id", "how", "author_id", "created_at")
NULL: Final = r"\N"


def write_ahead(document: CheckedDocument) -> None:
    """Write the columns of the text and its annotations that depend on nothing in the database."""
    document.written = _text(document.record.revision)
    for annotation in document.annotations.values():
        record = annotation.record
        created = record.created_at.isoformat()
        touched = record.updated_at != record.created_at
        annotation.written = "\t".join(
            (
                *(record.kind, literal(annotation.spans), as_text(record.quote)),
                *(record.desk_status, as_text(as_json(annotation.described.attributes))),
                *(as_array(annotation.described.terms), as_text(record.note)),
                *(as_text(record.normalised_claim), "t" if record.no_source_given else "f"),
                *(str(record.version), "", created),
                record.updated_at.isoformat() if touched else created,
            )
        )


def _text(revision: RevisionRecord) -> str:
    blocks = [
        {"start": block.start, "end": block.end, "kind": block.kind} for block in revision.blocks
    ]
    complete = [index for index, block in enumerate(revision.blocks) if block.complete]
    original = revision.original
    data = original.data if original else b""
    data = b"" if data == revision.text.encode() else data
    return "\t".join(
        (
            *(as_text(revision.text), revision.sha256, str(revision.length), as_json(blocks)),
            *(as_array(complete), as_bytes(data) if data else NULL),
            as_text(original.media_type) if original else "text/plain; charset=utf-8",
            sha256(data).hexdigest() if data else revision.sha256,
            *(as_text(as_json(revision.repairs)), revision.created_at.isoformat()),
        )
    )


class New(NamedTuple):
    """An annotation that is not there yet, with what it gets here."""

    annotation: CheckedAnnotation
    id: UUID
    place: Place
    ordinal: int
    state: str | None
    author: int
    origin: Origin


def annotation_line(project: Project, new: New) -> str:
    """The row of a new annotation."""
    place = new.place
    return (
        f"{new.id.hex}\t{project.pk}\t{place.article_id}\t{place.revision_id}\t{new.ordinal}"
        f"\t{new.state or NULL}\t{new.author}\t{new.annotation.written}"
    )


def revision_line(
    project: Project, document: CheckedDocument, place: Place, users: Mapping[str, int]
) -> str:
    """The row of a new text."""
    author = users[document.record.revision.created_by]
    return (
        f"{place.revision_id}\t{project.pk}\t{place.article_id}\t{place.number}\t{author}"
        f"\t{document.written}"
    )


def link_line(
    link: LinkRecord, project: Project, ends: tuple[UUID, UUID], users: Mapping[str, int]
) -> str:
    """The row of a link between the two ``ends``."""
    return (
        f"{project.pk}\t{ends[0].hex}\t{link.type}\t{ends[1].hex}\t{link.how}\t{users[link.author]}"
        f"\t{link.created_at.isoformat()}"
    )
