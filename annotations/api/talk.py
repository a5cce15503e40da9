"""Lists of what was said about an annotation, oldest first."""

import datetime
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse

from annotations.api.answers import answer
from annotations.api.operations import Call
from annotations.api.pages import USUAL, following, place
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.services.locking import NotFound


def oldest_first(
    call: Call,
    annotation_id: UUID,
    read: Callable[..., list[Any]],
    shown: Callable[[Any], dict[str, Any]],
) -> HttpResponse:
    """One page of what ``read`` finds, by the time that it was said at. Raises NotFound."""
    annotation = listing.annotation_of(call.actor, annotation_id)
    if annotation is None:
        raise NotFound("annotation")
    limit = call.query.get("limit", USUAL)
    after = place(call.query.get("cursor"), datetime.datetime.fromisoformat, UUID)
    found = read(annotation, after=after, limit=limit)
    last = found[:limit][-1] if len(found) > limit else None
    further = following(call.request, iso(last.created_at), last.pk) if last else None
    return answer({"results": [shown(one) for one in found[:limit]], "next": further})
