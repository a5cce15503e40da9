"""Links of a claim."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.errors import Required
from annotations.api.fields import Field, Identity, Integer, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.domain import errors as domain
from annotations.models import Annotation, Link
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound

ENDS: Final[dict[str, Field]] = {
    "type": Text(longest=20, about="Such as attributed_to."),
    "target": Identity(about="The source, marker or claim that the link ends at."),
}
NEW: Final = Shape(
    fields={
        "type": Text(longest=20, required=True, about="Such as attributed_to."),
        "target": Identity(
            required=True, about="The source, marker or claim that the link ends at."
        ),
        "how": Text(longest=10, about="Of a `repeats` link: same, firmer, softer or altered."),
    }
)
GONE: Final = Shape(
    fields={**ENDS, "id": Integer(about="The link's id, instead of type and target.")}
)
RULES: Final = (domain.StaleVersion, domain.IllegalState, domain.Gone)


class Links(Endpoint):
    """annotations/{uuid}/links/"""

    @operation(
        "Link a claim",
        id="link_create",
        body=NEW,
        if_match="honoured",
        answers={
            201: (shapes.LINKED, "Made; version and state are those of the claim."),
            200: (shapes.LINKED, "It was there already."),
        },
        refusals=(*RULES, domain.LinkNotAllowed),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """To its source, a marker, or another claim. The claim's version goes up by one."""
        linked = add_link(
            actor=call.actor,
            annotation_id=annotation_id,
            type=call.body["type"],
            target_id=call.body["target"],
            how=call.body.get("how", ""),
            version=call.version,
        )
        return answer(
            _shown(linked.link, linked.origin),
            201 if linked.new else 200,
            version=linked.origin.version,
        )

    @operation(
        "Take a link away",
        id="link_delete",
        body=GONE,
        if_match="honoured",
        answers={204: (None, "Taken away; the ETag is the claim's new version.")},
        refusals=RULES,
    )
    def delete(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Named by `id`, or by `type` and `target`."""
        if "id" in call.body:
            return _remove(call, annotation_id, call.body["id"])
        for name in ENDS:
            if name not in call.body:
                raise Required(f"“{name}” is needed, or “id”. Nothing was changed.", field=name)
        changed = remove_link(
            actor=call.actor,
            annotation_id=annotation_id,
            type=call.body["type"],
            target_id=call.body["target"],
            version=call.version,
        )
        return nothing(version=changed.version)


class OneLink(Endpoint):
    """annotations/{uuid}/links/{id}/"""

    @operation(
        "Take a link away",
        id="link_delete_one",
        if_match="honoured",
        answers={204: (None, "Taken away; the ETag is the claim's new version.")},
        refusals=RULES,
    )
    def delete(self, call: Call, annotation_id: UUID, link_id: int) -> HttpResponse:
        """The history keeps it."""
        return _remove(call, annotation_id, link_id)


def _remove(call: Call, annotation_id: UUID, link_id: int) -> HttpResponse:
    visible = Annotation.objects.visible_to(call.actor).filter(pk=annotation_id)
    link = Link.objects.filter(pk=link_id, origin__in=visible).first()
    if link is None:
        raise NotFound("link")
    changed = remove_link(
        actor=call.actor,
        annotation_id=annotation_id,
        type=link.type,
        target_id=link.target_id,
        version=call.version,
    )
    return nothing(version=changed.version)


def _shown(link: Link, origin: Annotation) -> dict[str, Any]:
    return {
        "id": link.pk,
        "type": link.type,
        "target": link.target_id,
        "how": link.how,
        "annotation": origin.pk,
        "version": origin.version,
        "state": origin.state,
    }
