"""Evidence of a claim."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import Field, Identity, Moment, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.domain import errors as domain
from annotations.domain.lengths import LONGEST
from annotations.models import Annotation, Evidence
from annotations.queries.annotations import iso
from annotations.queries.listing import moment
from annotations.services.evidence import BadEvidence, add_evidence, remove_evidence

FIELDS: Final[dict[str, Field]] = {
    "id": Identity(required=True, about="Yours to make; the same id and body again is a retry."),
    "url": Text(longest=LONGEST["url"], about="http:// or https://. A call has none."),
    "archived_url": Text(longest=LONGEST["archived_url"]),
    "captured_at": Moment(nullable=True),
    "capture_sha256": Text(longest=64, pattern="([0-9a-f]{64})?"),
    "medium": Text(longest=40, about="A slug of the vocabulary evidence_medium."),
    "stance": Text(longest=40, about="A slug of the vocabulary evidence_stance."),
    "excerpt": Text(longest=LONGEST["excerpt"], about="What it says, in its words."),
    "locator": Text(longest=LONGEST["locator"], about="Where in it: a page, a minute."),
    "checked_by": Text(longest=LONGEST["checked_by"]),
}
NEW: Final = Shape(fields=FIELDS)
GONE: Final = Shape(fields={"id": Identity(required=True)})
RULES: Final = (domain.StaleVersion, domain.IllegalState, domain.Gone)


class EvidenceList(Endpoint):
    """annotations/{uuid}/evidence/"""

    @operation(
        "Add evidence",
        id="evidence_create",
        body=NEW,
        if_match="honoured",
        answers={
            201: (shapes.EVIDENCE_ADDED, "Added; version and state are those of the claim."),
            200: (shapes.EVIDENCE_ADDED, "The same came before."),
        },
        refusals=(*RULES, BadEvidence, domain.UnknownTerm, domain.IdTaken),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """What speaks for or against a claim, or that a search found nothing."""
        added = add_evidence(
            actor=call.actor, annotation_id=annotation_id, version=call.version, **call.body
        )
        return answer(
            _shown(added.evidence, added.annotation),
            201 if added.new else 200,
            version=added.annotation.version,
        )

    @operation(
        "Remove evidence",
        id="evidence_delete",
        body=GONE,
        if_match="honoured",
        answers={204: (None, "Removed; the ETag is the claim's new version.")},
        refusals=RULES,
    )
    def delete(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """The history keeps it."""
        return _remove(call, annotation_id, call.body["id"])


class OneEvidence(Endpoint):
    """annotations/{uuid}/evidence/{uuid}/"""

    @operation(
        "Remove evidence",
        id="evidence_delete_one",
        if_match="honoured",
        answers={204: (None, "Removed; the ETag is the claim's new version.")},
        refusals=RULES,
    )
    def delete(self, call: Call, annotation_id: UUID, evidence_id: UUID) -> HttpResponse:
        """The history keeps it."""
        return _remove(call, annotation_id, evidence_id)


def _remove(call: Call, annotation_id: UUID, evidence_id: UUID) -> HttpResponse:
    changed = remove_evidence(
        actor=call.actor,
        annotation_id=annotation_id,
        evidence_id=evidence_id,
        version=call.version,
    )
    return nothing(version=changed.version)


def _shown(piece: Evidence, claim: Annotation) -> dict[str, Any]:
    return {
        "id": piece.pk,
        "url": piece.url,
        "archived_url": piece.archived_url,
        "captured_at": moment(piece.captured_at),
        "capture_sha256": piece.capture_sha256,
        "medium": piece.medium,
        "stance": piece.stance,
        "excerpt": piece.excerpt,
        "locator": piece.locator,
        "checked_by": piece.checked_by,
        "author": piece.author.username,
        "created_at": iso(piece.created_at),
        "annotation": claim.pk,
        "version": claim.version,
        "state": claim.state,
    }
