"""Rows of an import as lines of COPY.

What of them depends on nothing in the database is written while documents are read: that goes on
while PostgreSQL works, and the rest is little.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple
from uuid import UUID

from annotations.formats.checks import CheckedAnnotation, CheckedDocument
from annotations.formats.records import LinkRecord
from annotations.formats.sources import Origin
from annotations.models import Project
from annotations.models.copying import as_array, as_json, as_text
from annotations.models.fields import literal
from annotations.services.import_places import Place

ANNOTATION: Final = (
    *("id", "project_id", "article_id", "revision_id", "ordinal", "state", "author_id"),
    *("kind", "fragments", "quote", "desk_status", "attributes", "terms", "note"),
    *("normalised_claim", "no_source_given", "version", "body_sha256", "created_at", "updated_at"),
)
LINK: Final = ("project_id", "origin_id", "type", "target_id", "how", "author_id", "created_at")
NULL: Final = r"\N"


def write_ahead(document: CheckedDocument) -> None:
    """Write the columns of its annotations that depend on nothing in the database."""
    for annotation in document.annotations.values():
        record = annotation.record
        annotation.written = "\t".join(
            (
                *(record.kind, literal(annotation.spans), as_text(record.quote)),
                *(record.desk_status, as_text(as_json(annotation.described.attributes))),
                *(as_array(annotation.described.terms), as_text(record.note)),
                *(as_text(record.normalised_claim), "t" if record.no_source_given else "f"),
                *(str(record.version), "", record.created_at.isoformat()),
                record.updated_at.isoformat(),
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
        f"{new.id}\t{project.pk}\t{place.article_id}\t{place.revision_id}\t{new.ordinal}"
        f"\t{new.state or NULL}\t{new.author}\t{new.annotation.written}"
    )


def link_line(
    link: LinkRecord, project: Project, ends: tuple[UUID, UUID], users: Mapping[str, int]
) -> str:
    """The row of a link between the two ``ends``."""
    return (
        f"{project.pk}\t{ends[0]}\t{link.type}\t{ends[1]}\t{link.how}\t{users[link.author]}"
        f"\t{link.created_at.isoformat()}"
    )
