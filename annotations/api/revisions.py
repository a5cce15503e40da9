"""Revisions: the text under every offset."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.articles import (
    LARGEST_WITH_TEXT,
    TEXT,
    TEXT_RULES,
    repair,
    visible_article,
)
from annotations.api.fields import Integer, ListOf, Shape
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.units import UNIT, UTF16, shown
from annotations.domain import errors as domain
from annotations.domain.spans import all_to_utf16
from annotations.models import Revision
from annotations.queries import listing
from annotations.services.articles import add_revision, mark_blocks
from annotations.services.locking import NotFound

MARKS: Final = Shape(
    fields={
        "complete_blocks": ListOf(
            of=Integer(least=0),
            longest=50_000,
            required=True,
            about="Indexes of the blocks in which everything has been tagged; all of them.",
        )
    }
)


class Revisions(Endpoint):
    """articles/{id}/revisions/"""

    largest = LARGEST_WITH_TEXT
    counted_as = "articles"

    @operation(
        "Versions of an article's text",
        id="revision_list",
        query=paging(),
        answers={200: (shapes.listed(shapes.REVISION), "By number.")},
    )
    def get(self, call: Call, article_id: int) -> HttpResponse:
        """Without the text."""
        article = visible_article(call.actor, article_id)
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), int) or [0]
        found = listing.revisions(article, after=after[0], limit=limit)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].number) if more else None
        return answer({"results": [listing.revision(one) for one in found], "next": further})

    @operation(
        "Add another version of the text",
        id="revision_create",
        body=Shape(fields=TEXT),
        answers={
            201: (shapes.REVISION_MADE, "Added; it is the current one now."),
            200: (shapes.REVISION_MADE, "This text is there already."),
        },
        refusals=TEXT_RULES,
    )
    def post(self, call: Call, article_id: int) -> HttpResponse:
        """Annotations stay on the version that they were made on."""
        last = visible_article(call.actor, article_id).revisions.order_by("-number").first()
        stored = add_revision(actor=call.actor, article_id=article_id, **call.body)
        new = last is None or stored.revision.number > last.number
        body = {
            **listing.revision(stored.revision),
            "proposals": [repair(one) for one in stored.proposals],
        }
        return answer(
            body, 201 if new else 200, location=f"/api/v1/revisions/{stored.revision.pk}/"
        )


class OneRevision(Endpoint):
    """revisions/{id}/"""

    @operation(
        "A revision with its text",
        id="revision_read",
        query=UNIT,
        answers={200: (shapes.REVISION_DETAIL, "Text and blocks.")},
    )
    def get(self, call: Call, revision_id: int) -> HttpResponse:
        """The text never changes; what can change is which blocks are fully annotated."""
        revision = listing.full_revision(call.actor, revision_id)
        if revision is None:
            raise NotFound("revision")
        return answer(_shown(revision, call.query.get("unit", "codepoint")))

    @operation(
        "Say which blocks are fully annotated",
        id="revision_update",
        body=MARKS,
        answers={200: (shapes.REVISION_DETAIL, "As it is now.")},
        refusals=(domain.OutOfRange,),
    )
    def patch(self, call: Call, revision_id: int) -> HttpResponse:
        """Only in these blocks is an unmarked passage a finding."""
        mark_blocks(
            actor=call.actor, revision_id=revision_id, complete=call.body["complete_blocks"]
        )
        revision = listing.full_revision(call.actor, revision_id)
        if revision is None:
            raise NotFound("revision")
        return answer(_shown(revision, "codepoint"))


class RevisionText(Endpoint):
    """revisions/{id}/text"""

    @operation(
        "The text of a revision",
        id="revision_text",
        answers={
            200: ({"type": "string"}, "In UTF-8; the ETag is its SHA-256."),
            304: (None, "You have it (If-None-Match)."),
        },
        sends=["text/plain"],
    )
    def get(self, call: Call, revision_id: int) -> HttpResponse:
        """Exactly the characters that offsets count: no line end is turned, nothing is added."""
        revision = listing.revision_text(call.actor, revision_id)
        if revision is None:
            raise NotFound("revision")
        tag = f'"{revision.sha256}"'
        asked = call.request.headers.get("If-None-Match", "")
        if tag in [one.strip().removeprefix("W/") for one in asked.split(",")]:
            response = HttpResponse(status=304)
        else:
            response = HttpResponse(
                revision.text.encode(), content_type="text/plain; charset=utf-8"
            )
        response.headers["ETag"] = tag
        return response


def _shown(revision: Revision, unit: str) -> dict[str, Any]:
    body = {
        **listing.revision(revision),
        "text": revision.text,
        "unit": unit,
        "blocks": revision.blocks,
        "repairs": revision.repairs,
    }
    if unit == UTF16:
        body["blocks"] = shown(revision.blocks, revision.text)
        body["length"] = all_to_utf16(revision.text, [revision.length])[0]
    return body
