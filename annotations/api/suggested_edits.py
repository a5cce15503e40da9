"""Suggested edits: what somebody would change, for an editor to take or leave."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.annotations import CHANGES, TEXT_RULES
from annotations.api.answers import answer
from annotations.api.fields import Flag, Identity, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import paging
from annotations.api.talk import oldest_first
from annotations.domain import errors as domain
from annotations.domain import suggested_edits as rules
from annotations.domain.lengths import LONGEST
from annotations.models import SuggestedEdit
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.queries.listing import moment
from annotations.services.fragments import Part
from annotations.services.suggested_edits import (
    Settled,
    accept_edit,
    decline_edit,
    suggest_edit,
)

WANTED: Final = Shape(
    fields={name: field for name, field in CHANGES.fields.items() if name != "kind"}
)
NEW: Final = Shape(
    fields={
        "id": Identity(
            required=True, about="Yours to make; the same id and body again is a retry."
        ),
        "changes": Shape(
            required=True,
            fields=WANTED.fields,
            about="What a PATCH of the annotation would hold, but for its kind.",
        ),
        "comment": Text(longest=LONGEST["comment"], about="Why."),
    }
)
ANYWAY: Final = Shape(
    fields={
        "anyway": Flag(
            about="Replace what was changed since, as If-Match names it; see suggestion_overtaken."
        )
    }
)
LEFT: Final = Shape(fields={"comment": Text(longest=LONGEST["comment"], about="Why it is left.")})
PAIRS: Final = {
    "type": "object",
    "additionalProperties": {"type": "array", "items": {}, "minItems": 2, "maxItems": 2},
    "description": "Field → what it said, and what it should say. Offsets in code points.",
}
SUGGESTION: Final = shapes.shape(
    "SuggestedEdit",
    {
        "id": shapes.UUID,
        "annotation": shapes.UUID,
        "version": {**shapes.NUMBER, "description": "That of the annotation as it was seen."},
        "changes": PAIRS,
        "comment": shapes.TEXT,
        "state": shapes.choice(*SuggestedEdit.State.values),
        "author": shapes.TEXT,
        "created_at": shapes.MOMENT,
        "settled_by": shapes.null(shapes.TEXT),
        "settled_at": shapes.null(shapes.MOMENT),
    },
)
CHANGED: Final = (domain.IllegalState, domain.Gone)


class SuggestedEdits(Endpoint):
    """annotations/{uuid}/suggested-edits/"""

    @operation(
        "Suggested edits of an annotation",
        id="suggested_edit_list",
        query=paging(),
        answers={200: (shapes.listed(SUGGESTION), "Oldest first, settled ones among them.")},
    )
    def get(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Oldest first."""
        return oldest_first(call, annotation_id, listing.suggested_edits, _shown)

    @operation(
        "Suggest an edit",
        id="suggested_edit_create",
        body=NEW,
        if_match="honoured",
        answers={201: (SUGGESTION, "Suggested."), 200: (SUGGESTION, "The same came before.")},
        refusals=(
            *TEXT_RULES,
            *CHANGED,
            rules.NothingSuggested,
            domain.StaleVersion,
            domain.IdTaken,
        ),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Checked as the edit itself would be. Nothing changes, and whoever suggests does not
        become a contributor: a reviewer stays free to decide.
        """
        changes = dict(call.body["changes"])
        if "fragments" in changes:
            changes["fragments"] = [Part(**part) for part in changes["fragments"]]
        suggestion, new = suggest_edit(
            actor=call.actor,
            annotation_id=annotation_id,
            id=call.body["id"],
            version=call.version,
            comment=call.body.get("comment", ""),
            **changes,
        )
        return answer(_shown(suggestion), 201 if new else 200)


class AcceptEdit(Endpoint):
    """annotations/{uuid}/suggested-edits/{uuid}/accept/"""

    @operation(
        "Take a suggested edit",
        id="suggested_edit_accept",
        body=ANYWAY,
        if_match="honoured",
        answers={200: (SUGGESTION, "Applied; the ETag is the annotation's new version.")},
        refusals=(
            *TEXT_RULES,
            *CHANGED,
            rules.OwnSuggestion,
            rules.SuggestionOvertaken,
            domain.VersionRequired,
        ),
    )
    def post(self, call: Call, annotation_id: UUID, suggestion_id: UUID) -> HttpResponse:
        """The edit is yours: you contribute, and a claim that was handed in returns to draft.
        Where a field of it was changed since, `now` says what stands there; send `anyway` with
        If-Match to replace that.
        """
        done = accept_edit(
            actor=call.actor,
            annotation_id=annotation_id,
            id=suggestion_id,
            version=call.version,
            **call.body,
        )
        return _settled(done)


class DeclineEdit(Endpoint):
    """annotations/{uuid}/suggested-edits/{uuid}/decline/"""

    @operation(
        "Leave a suggested edit",
        id="suggested_edit_decline",
        body=LEFT,
        answers={200: (SUGGESTION, "Left; its author is told.")},
        refusals=CHANGED,
    )
    def post(self, call: Call, annotation_id: UUID, suggestion_id: UUID) -> HttpResponse:
        """For whoever may edit the annotation; whoever suggested it takes it back so."""
        done = decline_edit(
            actor=call.actor, annotation_id=annotation_id, id=suggestion_id, **call.body
        )
        return _settled(done)


def _settled(done: Settled) -> HttpResponse:
    return answer(_shown(done.suggestion), version=done.annotation.version)


def _shown(suggestion: SuggestedEdit) -> dict[str, Any]:
    return {
        "id": suggestion.pk,
        "annotation": suggestion.annotation_id,
        "version": suggestion.version,
        "changes": suggestion.changes,
        "comment": suggestion.comment,
        "state": suggestion.state,
        "author": suggestion.author.username,
        "created_at": iso(suggestion.created_at),
        "settled_by": suggestion.settled_by and suggestion.settled_by.username,
        "settled_at": moment(suggestion.settled_at),
    }
