"""Splitting a claim in two, and merging two claims into one."""

from typing import Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.annotations import CHANGE_RULES, FRAGMENTS, SPAN_RULES, in_unit, parts, text_of
from annotations.api.answers import answer
from annotations.api.fields import Identity, Integer, ListOf, Shape
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.units import UNIT
from annotations.domain import errors as domain
from annotations.domain import reshaping as rules
from annotations.domain.lengths import TooLong
from annotations.queries.annotations import document
from annotations.services.merges import merge_claims
from annotations.services.splits import split_claim

SPLIT: Final = Shape(
    fields={
        "id": Identity(
            required=True,
            about="Of the new claim. Yours to make; the same id and body again is a retry.",
        ),
        "fragments": ListOf(
            of=FRAGMENTS.of,
            longest=100,
            required=True,
            about="What goes to the new claim: words of the claim, not all of them.",
        ),
        "shared": ListOf(
            of=FRAGMENTS.of,
            longest=100,
            about="Those of `fragments` that the claim keeps as well, as a verb of two counts.",
        ),
        "evidence": ListOf(
            of=Identity(), longest=200, about="Ids of the evidence that goes to the new claim."
        ),
    }
)
MERGE: Final = Shape(
    fields={
        "other": Identity(required=True, about="The claim that is taken in, and deleted."),
        "other_version": Integer(required=True, about="Its version, as you saw it."),
    }
)
SPLIT_CLAIM: Final = shapes.shape(
    "SplitClaim", {"first": shapes.ANNOTATION, "second": shapes.ANNOTATION}
)
MERGED_CLAIM: Final = shapes.shape(
    "MergedClaim",
    {
        "kept": shapes.ANNOTATION,
        "other": shapes.ANNOTATION,
        "left": {
            **shapes.array(shapes.UUID),
            "description": "Withdrawn claims, which do not change: their links to the other stay.",
        },
    },
)


class Split(Endpoint):
    """annotations/{uuid}/split/"""

    @operation(
        "Split a claim in two",
        id="claim_split",
        query=UNIT,
        body=SPLIT,
        if_match="required",
        answers={
            201: (SPLIT_CLAIM, "Split; the ETag is the version of the first."),
            200: (SPLIT_CLAIM, "The same came before; this is today's state."),
        },
        refusals=(
            *SPAN_RULES,
            *CHANGE_RULES,
            rules.BadSplit,
            domain.VersionRequired,
            domain.IdTaken,
        ),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """The new claim has the finding, details, outgoing links and contributors of the first.
        Both are drafts then. It is one step for undo.
        """
        text = text_of(call, annotation_id)
        done = split_claim(
            actor=call.actor,
            annotation_id=annotation_id,
            version=call.version,
            id=call.body["id"],
            fragments=parts(call.body["fragments"], text),
            shared=parts(call.body.get("shared", []), text, "shared"),
            evidence=call.body.get("evidence", ()),
        )
        shown = {
            "first": in_unit(document(done.first.pk), text),
            "second": in_unit(document(done.second.pk), text),
        }
        return answer(shown, 201 if done.new else 200, version=done.first.version)


class Merge(Endpoint):
    """annotations/{uuid}/merge/"""

    @operation(
        "Merge another claim into this one",
        id="claim_merge",
        query=UNIT,
        body=MERGE,
        if_match="required",
        answers={
            200: (MERGED_CLAIM, "Merged, now or before; the ETag is the version of the kept.")
        },
        refusals=(*CHANGE_RULES, rules.BadMerge, TooLong, domain.VersionRequired),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Words, links, evidence and comments come together; the finding and the details of this
        claim stay, and what the other said beside is told in the note. This claim is a draft then,
        the other is deleted. It is one step for undo. A 412 says in `current` which of the two
        was changed.
        """
        text = text_of(call, annotation_id)
        done = merge_claims(
            actor=call.actor,
            keep_id=annotation_id,
            version=call.version,
            other_id=call.body["other"],
            other_version=call.body["other_version"],
        )
        shown = {
            "kept": in_unit(document(done.kept.pk), text),
            "other": in_unit(document(done.other.pk), text),
            "left": [claim.pk for claim in done.left],
        }
        return answer(shown, version=done.kept.version)
