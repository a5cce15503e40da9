"""What the API answers, for OpenAPI. tests/api hold every answer to these shapes."""

from typing import Any, Final

from annotations.api.fields import Schema
from annotations.domain.reviews import STATES
from annotations.domain.vocabulary import KINDS
from annotations.models import Decision

COMPONENTS: Final[dict[str, Schema]] = {}
"""Name → schema, for ``components/schemas`` (added by annotations/api/schema.py)."""


def shape(name: str, fields: dict[str, Schema], *, optional: tuple[str, ...] = ()) -> Schema:
    """Register an object of which every field is there unless ``optional``; answer its $ref."""
    COMPONENTS[name] = {
        "type": "object",
        "properties": fields,
        "required": [field for field in fields if field not in optional],
    }
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Schema) -> Schema:
    """A page of ``items``."""
    return {
        "type": "object",
        "properties": {
            "results": array(items),
            "next": {**TEXT, "nullable": True, "description": "Address of the next page."},
        },
        "required": ["results", "next"],
    }


def array(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def text(about: str = "", **more: Any) -> Schema:
    return {"type": "string", **({"description": about} if about else {}), **more}


def choice(*options: str, **more: Any) -> Schema:
    return {"type": "string", "enum": list(options), **more}


def null(schema: Schema) -> Schema:
    return {**schema, "nullable": True}


TEXT: Final[Schema] = {"type": "string"}
FLAG: Final[Schema] = {"type": "boolean"}
NUMBER: Final[Schema] = {"type": "integer"}
UUID: Final[Schema] = {"type": "string", "format": "uuid"}
MOMENT: Final[Schema] = {"type": "string", "format": "date-time"}
SHA256: Final[Schema] = {"type": "string", "pattern": "^[0-9a-f]{64}$"}
ANYTHING: Final[Schema] = {"type": "object", "additionalProperties": True}
STATE: Final[Schema] = null({"type": "string", "enum": [*STATES, None]})
OFFSET: Final[Schema] = {"type": "integer", "minimum": 0, "description": "In the unit asked for."}

ERROR: Final = shape(
    "Error",
    {
        "code": text("For machines: one of the codes in docs/api.md."),
        "detail": text("For people."),
        "field": text("The input at fault, such as fragments.0.quote."),
    },
    optional=("field",),
)
FRAGMENT: Final = shape(
    "Fragment", {"start": OFFSET, "end": {**OFFSET, "description": "Exclusive."}, "quote": TEXT}
)
LINK: Final = shape(
    "Link",
    {"id": NUMBER, "type": TEXT, "target": UUID, "how": text("Of a `repeats` link.")},
)
EVIDENCE_FIELDS: Final[dict[str, Schema]] = {
    "id": UUID,
    "url": TEXT,
    "archived_url": TEXT,
    "captured_at": null(MOMENT),
    "capture_sha256": TEXT,
    "medium": TEXT,
    "stance": TEXT,
    "excerpt": TEXT,
    "locator": TEXT,
    "checked_by": TEXT,
    "author": TEXT,
    "created_at": MOMENT,
}
EVIDENCE: Final = shape("Evidence", EVIDENCE_FIELDS)
APPROVALS: Final = shape("Approvals", {"have": NUMBER, "need": NUMBER})
GAP: Final = shape("Gap", {"code": TEXT, "sentence": TEXT})
ANNOTATION_FIELDS: Final[dict[str, Schema]] = {
    "id": UUID,
    "kind": choice(*KINDS),
    "label": text("C3, S2, V1: never renumbered."),
    "revision": NUMBER,
    "article": NUMBER,
    "fragments": array(FRAGMENT),
    "quote": text("All parts, joined by “ … ”."),
    "desk_status": null(TEXT),
    "no_source_given": FLAG,
    "normalised_claim": TEXT,
    "attributes": ANYTHING,
    "note": TEXT,
    "state": STATE,
    "version": NUMBER,
    "author": TEXT,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "deleted": FLAG,
    "links": array(LINK),
    "evidence": array(EVIDENCE),
}
ANNOTATION: Final = shape("Annotation", ANNOTATION_FIELDS)
ANNOTATION_DETAIL: Final = shape(
    "AnnotationDetail",
    {**ANNOTATION_FIELDS, "hash": SHA256, "approvals": APPROVALS, "gaps": array(GAP)},
    optional=("hash", "approvals", "gaps"),
)
WAITING: Final = shape(
    "WaitingClaim",
    {
        **ANNOTATION_FIELDS,
        "hash": SHA256,
        "approvals": APPROVALS,
        "own_work": FLAG,
        "decided_by_you": FLAG,
    },
)
LINKED: Final = shape(
    "LinkMade",
    {
        "id": NUMBER,
        "type": TEXT,
        "target": UUID,
        "how": TEXT,
        "annotation": UUID,
        "version": NUMBER,
        "state": STATE,
    },
)
EVIDENCE_ADDED: Final = shape(
    "EvidenceAdded", {**EVIDENCE_FIELDS, "annotation": UUID, "version": NUMBER, "state": STATE}
)
SUBMITTED: Final = shape(
    "Submitted", {"id": UUID, "label": TEXT, "state": STATE, "hash": SHA256, "version": NUMBER}
)
HELD: Final = shape("Held", {"id": UUID, "label": TEXT, "gaps": array(GAP)})
SUBMIT_REPORT: Final = shape("SubmitReport", {"submitted": array(SUBMITTED), "held": array(HELD)})
VERDICTS: Final = tuple(verdict for verdict in Decision.Verdict.values if verdict != "retract")
DECISION: Final = shape(
    "Decision",
    {
        "id": NUMBER,
        "annotation": UUID,
        "verdict": choice(*Decision.Verdict.values),
        "reasons": array(TEXT),
        "comment": TEXT,
        "hash": SHA256,
        "reviewer": TEXT,
        "retracts": null(NUMBER),
        "imported": FLAG,
        "created_at": MOMENT,
    },
)
DECIDED_FIELDS: Final[dict[str, Schema]] = {
    "id": NUMBER,
    "annotation": UUID,
    "verdict": choice(*Decision.Verdict.values),
    "state": STATE,
    "have": NUMBER,
    "need": NUMBER,
    "version": NUMBER,
}
DECIDED_TOGETHER: Final = shape("DecidedTogether", DECIDED_FIELDS)
DECIDED: Final = shape(
    "Decided", {**DECIDED_FIELDS, "repeats": array(DECIDED_TOGETHER)}, optional=("repeats",)
)
FINISHED: Final = shape(
    "FinishedReview",
    {
        "finished_at": null(MOMENT),
        "new": FLAG,
        "told": {**array(TEXT), "description": "Usernames of who was told just now."},
        "approved": NUMBER,
        "changes_requested": NUMBER,
        "rejected": NUMBER,
        "withdrawn": NUMBER,
        "open": NUMBER,
    },
)
BRIEF_FIELDS: Final[dict[str, Schema]] = {
    "id": NUMBER,
    "number": NUMBER,
    "length": {**NUMBER, "description": "In the unit asked for."},
    "sha256": SHA256,
}
BRIEF: Final = shape("RevisionBrief", BRIEF_FIELDS)
BLOCK: Final = shape("Block", {"start": OFFSET, "end": OFFSET, "kind": TEXT})
REPAIR: Final = shape(
    "Repair",
    {"start": OFFSET, "end": OFFSET, "before": TEXT, "after": TEXT, "reason": TEXT},
)
REVISION_FIELDS: Final[dict[str, Schema]] = {
    **BRIEF_FIELDS,
    "article": NUMBER,
    "media_type": TEXT,
    "original_sha256": SHA256,
    "complete_blocks": array(NUMBER),
    "author": TEXT,
    "created_at": MOMENT,
}
REVISION: Final = shape("Revision", REVISION_FIELDS)
REVISION_DETAIL: Final = shape(
    "RevisionDetail",
    {
        **REVISION_FIELDS,
        "text": TEXT,
        "unit": choice("codepoint", "utf16"),
        "blocks": array(BLOCK),
        "repairs": {**array(REPAIR), "description": "Offsets (code points) of the text before."},
    },
)
REVISION_MADE: Final = shape("RevisionMade", {**REVISION_FIELDS, "proposals": array(REPAIR)})
ARTICLE_FIELDS: Final[dict[str, Schema]] = {
    "id": NUMBER,
    "project": TEXT,
    "headline": TEXT,
    "byline": TEXT,
    "publisher": TEXT,
    "source_url": TEXT,
    "language": TEXT,
    "direction": choice("ltr", "rtl"),
    "published_at": null(MOMENT),
    "licence": TEXT,
    "story": TEXT,
    "embargo_until": null(MOMENT),
    "version": NUMBER,
    "author": TEXT,
    "created_at": MOMENT,
    "updated_at": MOMENT,
    "revision": BRIEF,
    "confidential_note": text("Only for whoever may write it."),
}
ARTICLE: Final = shape("Article", ARTICLE_FIELDS, optional=("confidential_note",))
ARTICLE_MADE: Final = shape(
    "ArticleMade",
    {**ARTICLE_FIELDS, "proposals": array(REPAIR)},
    optional=("confidential_note",),
)
