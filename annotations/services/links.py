"""Links between claims and what they rest on."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction

from annotations.domain import vocabulary
from annotations.domain.errors import Gone, LinkNotAllowed
from annotations.domain.history import Action
from annotations.models import Annotation, Contributor, Link, User
from annotations.services.changes import change, contribute
from annotations.services.locking import NotFound, check_version, lock_annotation


@dataclass(frozen=True)
class Linked:
    """A link, the claim that it leaves as it is now, and whether this call made it."""

    link: Link
    origin: Annotation
    new: bool


@transaction.atomic
def add_link(
    *,
    actor: User,
    annotation_id: UUID,
    type: str,
    target_id: UUID,
    how: str = "",
    version: int | None = None,
    undoes: int | None = None,
) -> Linked:
    """Link a claim to a source, marker or claim; the same link again is answered, not doubled.

    The claim's version goes up by one, and whoever made the linked source or marker
    becomes a contributor of the claim.

    Raises NotFound, NotAllowed, Gone, StaleVersion, IllegalState or LinkNotAllowed.
    """
    origin = lock_annotation(actor, annotation_id, with_others=(target_id,))
    target = _target(actor, target_id)
    vocabulary.check_link(type, origin.kind, target.kind, how)
    _check_place(type, origin, target)
    existing = Link.objects.filter(origin=origin, type=type, target=target).first()
    if existing:
        return Linked(existing, origin, new=False)
    check_version(origin, version, required=False)
    link = Link.objects.create(
        project_id=origin.project_id,
        origin=origin,
        type=type,
        target=target,
        how=how or ("same" if type == "repeats" else ""),
        author=actor,
    )
    if target.kind != vocabulary.CLAIM:
        authors = Contributor.objects.filter(annotation=target).values_list("user_id", flat=True)
        contribute([origin.pk], authors)
    changed = change(
        origin,
        actor=actor,
        action=Action.LINK_ADDED,
        changes={"link": [None, told(link, target)]},
        about=target.label,
        undoes=undoes,
    )
    return Linked(link, changed, new=True)


@transaction.atomic
def remove_link(
    *,
    actor: User,
    annotation_id: UUID,
    type: str,
    target_id: UUID,
    version: int | None = None,
    undoes: int | None = None,
) -> Annotation:
    """Take a link away; the history keeps it. Returns the claim as it is now.

    Raises NotFound, NotAllowed, Gone, StaleVersion or IllegalState.
    """
    origin = lock_annotation(actor, annotation_id)
    check_version(origin, version, required=False)
    link = (
        Link.objects.filter(origin=origin, type=type, target_id=target_id)
        .select_related("target")
        .first()
    )
    if link is None:
        raise NotFound("link")
    before = told(link, link.target)
    link.delete()
    return change(
        origin,
        actor=actor,
        action=Action.LINK_REMOVED,
        changes={"link": [before, None]},
        about=link.target.label,
        undoes=undoes,
    )


def told(link: Link, target: Annotation) -> dict[str, Any]:
    """What the history tells of a link; enough to make it again."""
    return {
        "type": link.type,
        "target": str(target.pk),
        "label": target.label,
        "how": link.how,
    }


def _target(actor: User, target_id: UUID) -> Annotation:
    target = Annotation.objects.visible_to(actor).filter(pk=target_id).first()
    if target is None:
        raise NotFound("target")
    if target.deleted_at:
        raise Gone()
    return target


def _check_place(type: str, origin: Annotation, target: Annotation) -> None:
    if origin.pk == target.pk:
        raise LinkNotAllowed("A claim cannot be linked to itself.", field="target")
    if origin.project_id != target.project_id:
        raise NotFound("target")
    if origin.revision_id != target.revision_id and type not in vocabulary.CROSS_ARTICLE:
        raise LinkNotAllowed(
            "Sources and markers are linked within one version of one article.", field="target"
        )
