"""Annotations: tag, read, change, delete, restore."""

from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

import orjson
from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import (
    Choice,
    Field,
    Flag,
    Free,
    Identity,
    Integer,
    ListOf,
    Shape,
    Text,
)
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import following, paging, place
from annotations.api.units import UNIT, UTF16, shown, shown_all, taken
from annotations.domain import errors as domain
from annotations.domain.lengths import LONGEST
from annotations.domain.spans import MOST_PARTS
from annotations.domain.vocabulary import KINDS, BadAttribute
from annotations.queries import listing
from annotations.queries.annotations import FIRST, detail, document, new_document, of_revision
from annotations.services.annotations import (
    create_annotation,
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.fragments import Part
from annotations.services.locking import NotFound

AT_ONCE: Final = 2000  # annotations on one page: a whole article in nearly every case
FRAGMENTS: Final = ListOf(
    of=Shape(
        fields={
            "start": Integer(required=True, about="Offset of the first character."),
            "end": Integer(required=True, about="Offset after the last character."),
            "quote": Text(longest=100_000, required=True, about="The text that you see there."),
        }
    ),
    longest=100,
    about="The passage, in one part or several. Parts that touch are joined.",
)
VALUES: Final[dict[str, Field]] = {
    "kind": Choice(options=KINDS),
    "fragments": FRAGMENTS,
    "desk_status": Text(longest=40, about="A slug of the vocabulary desk_status; claims only."),
    "attributes": Free(about="Terms and values of the kind; in a PATCH merged key by key."),
    "note": Text(longest=LONGEST["note"]),
    "normalised_claim": Text(
        longest=LONGEST["normalised_claim"], about="The claim as a sentence that stands alone."
    ),
    "no_source_given": Flag(about="The article names no source for this claim."),
}
NEEDED: Final[dict[str, Field]] = {
    "id": Identity(required=True, about="Yours to make; the same id and body again is a retry."),
    "kind": Choice(options=KINDS, required=True),
    "fragments": ListOf(of=FRAGMENTS.of, longest=MOST_PARTS, required=True, about=FRAGMENTS.about),
}
NEW: Final = Shape(fields={**VALUES, **NEEDED})
CHANGES: Final = Shape(fields=VALUES)
SPAN_RULES: Final = (
    domain.EmptySpan,
    domain.OutOfRange,
    domain.Overlapping,
    domain.SplitsGrapheme,
    domain.SplitsSurrogate,
    domain.QuoteMismatch,
)
TEXT_RULES: Final = (*SPAN_RULES, domain.UnknownTerm, BadAttribute)
CHANGE_RULES: Final = (domain.StaleVersion, domain.IllegalState, domain.Gone)
DELETED: Final = {"deleted": Flag(about="true: deleted annotations, too.")}


class Annotations(Endpoint):
    """revisions/{id}/annotations/"""

    @operation(
        "Annotations of a revision",
        id="annotation_list",
        query={**UNIT, **DELETED, **paging(AT_ONCE)},
        answers={200: (shapes.listed(shapes.ANNOTATION), "In reading order.")},
    )
    def get(self, call: Call, revision_id: int) -> HttpResponse:
        """In reading order, at most 2,000 at once, unless `limit` says fewer."""
        revision = listing.revision_text(call.actor, revision_id)
        if revision is None:
            raise NotFound("revision")
        start = place(call.query.get("cursor"), int, UUID)
        found, after = of_revision(
            revision.pk,
            after=(start[0], start[1]) if start else FIRST,
            limit=call.query.get("limit", AT_ONCE),
            deleted=call.query.get("deleted", False),
        )
        if call.query.get("unit") == UTF16:
            parsed = [orjson.loads(one) for one in found]
            found = [orjson.dumps(one).decode() for one in shown_all(parsed, revision.text)]
        further = following(call.request, *after) if after else None
        results = ",".join(found)
        return answer(f'{{"results":[{results}],"next":'.encode() + orjson.dumps(further) + b"}")

    @operation(
        "Tag a passage",
        id="annotation_create",
        query=UNIT,
        body=NEW,
        answers={
            201: (shapes.ANNOTATION, "Made."),
            200: (shapes.ANNOTATION, "The same id and body came before; this is today's state."),
        },
        refusals=(*TEXT_RULES, domain.IdTaken, domain.Gone),
    )
    def post(self, call: Call, revision_id: int) -> HttpResponse:
        """The id is yours, so that a retry is harmless: the same again answers 200, another body
        under the same id 409, and an id that was deleted since 410. Each quote is compared with
        the text, so that a client that counts otherwise is refused, not silently shifted.
        """
        text = _text_for(call, revision_id)
        values = _values(call.body, text)
        created = create_annotation(actor=call.actor, revision_id=revision_id, **values)
        annotation = created.annotation
        shape = new_document(annotation) if created.new else document(annotation.pk)
        return answer(in_unit(shape, text), 201 if created.new else 200, version=shape["version"])


class OneAnnotation(Endpoint):
    """annotations/{uuid}/"""

    @operation(
        "An annotation",
        id="annotation_read",
        query=UNIT,
        answers={200: (shapes.ANNOTATION_DETAIL, "The ETag is its version.")},
    )
    def get(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """A claim comes with the hash that a decision on it must name, and with its gaps."""
        annotation = listing.annotation_of(call.actor, annotation_id)
        if annotation is None:
            raise NotFound("annotation")
        shape = detail(annotation)
        text = _text_for(call, annotation.revision_id)
        return answer(in_unit(shape, text), version=annotation.version)

    @operation(
        "Change an annotation",
        id="annotation_update",
        query=UNIT,
        body=CHANGES,
        if_match="required",
        answers={200: (shapes.ANNOTATION, "As it is now.")},
        refusals=(*TEXT_RULES, *CHANGE_RULES, domain.VersionRequired, domain.LinkNotAllowed),
    )
    def patch(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """A claim that was submitted or decided returns to draft."""
        text = text_of(call, annotation_id)
        changed = update_annotation(
            actor=call.actor,
            annotation_id=annotation_id,
            version=call.version,
            **_values(call.body, text),
        )
        return answer(in_unit(document(changed.pk), text), version=changed.version)

    @operation(
        "Delete an annotation",
        id="annotation_delete",
        if_match="required",
        answers={204: (None, "Deleted; it can be restored.")},
        refusals=(*CHANGE_RULES, domain.VersionRequired),
    )
    def delete(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """The history keeps it, its links are hidden with it, and it can be restored."""
        deleted = delete_annotation(
            actor=call.actor, annotation_id=annotation_id, version=call.version
        )
        return nothing(version=deleted.version)


class Restore(Endpoint):
    """annotations/{uuid}/restore/"""

    @operation(
        "Bring a deleted annotation back",
        id="annotation_restore",
        answers={200: (shapes.ANNOTATION, "As it is now.")},
        refusals=(domain.IllegalState,),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """A claim comes back as a draft. What is not deleted stays as it is."""
        restored = restore_annotation(actor=call.actor, annotation_id=annotation_id)
        return answer(document(restored.pk), version=restored.version)


def _values(body: Mapping[str, Any], text: str | None) -> dict[str, Any]:
    values = dict(body)
    if "fragments" in values:
        values["fragments"] = parts(values["fragments"], text)
    return values


def parts(sent: list[dict[str, Any]], text: str | None, field: str = "fragments") -> list[Part]:
    """Fragments as sent, in code points; ``text`` where they were counted otherwise.

    Raises OutOfRange or SplitsSurrogate, which name ``field``.
    """
    return [Part(**part) for part in (sent if text is None else taken(sent, text, field))]


def _text_for(call: Call, revision_id: int) -> str | None:
    """The text, only where offsets have to be converted. Raises NotFound."""
    if call.query.get("unit") != UTF16:
        return None
    revision = listing.revision_text(call.actor, revision_id)
    if revision is None:
        raise NotFound("revision")
    return revision.text


def text_of(call: Call, annotation_id: UUID) -> str | None:
    """The text of an annotation, only where offsets have to be converted. Raises NotFound."""
    if call.query.get("unit") != UTF16:
        return None
    annotation = listing.annotation_of(call.actor, annotation_id)
    if annotation is None:
        raise NotFound("annotation")
    return _text_for(call, annotation.revision_id)


def in_unit(shape: dict[str, Any], text: str | None) -> dict[str, Any]:
    """An annotation with offsets in UTF-16 units where there is a ``text`` to count them in."""
    if text is None:
        return shape
    return {**shape, "fragments": shown(shape["fragments"], text)}
