"""Links between claims and what they rest on."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from annotations.domain import vocabulary
from annotations.domain.errors import Gone, IllegalState, LinkNotAllowed
from annotations.domain.history import Action
from annotations.domain.reviews import WITHDRAWN
from annotations.models import Annotation, Contributor, Link, User
from annotations.services import history
from annotations.services.changes import change, contribute
from annotations.services.locking import NotFound, check_version, lock_annotation

MOST: Final = 500  # links made by one call


@dataclass(frozen=True)
class Linked:
    """A link, the claim that it leaves as it is now, and whether this call made it."""

    link: Link
    origin: Annotation
    new: bool


@dataclass(frozen=True)
class LinkedMany:
    """What claims now link to, those that this call linked, and those that were linked before."""

    target: Annotation
    made: list[Annotation]
    known: list[Annotation]


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
    return _join(actor, origin, target, type, how, undoes)


@transaction.atomic
def add_links(
    *, actor: User, target_id: UUID, claim_ids: Collection[UUID], type: str, how: str = ""
) -> LinkedMany:
    """Link many claims to one source, marker or claim: all of them or none, as one step.

    Claims that are linked so already are left as they are, and told.

    Raises NotFound, NotAllowed, Gone, IllegalState (naming a withdrawn claim) or LinkNotAllowed.
    """
    if not 0 < len(claim_ids) <= MOST:
        raise LinkNotAllowed(f"Choose between one and {MOST} claims.", field="targets")
    target = lock_annotation(actor, target_id, with_others=tuple(claim_ids))
    here = Annotation.objects.select_for_update(of=("self",)).select_related("revision", "article")
    claims = list(here.filter(pk__in=claim_ids, project=target.project_id).order_by("pk"))
    if len(claims) < len({*claim_ids}):
        raise NotFound("claim")
    for claim in claims:
        _check_of_many(type, claim, target, how)
    there = Link.objects.filter(origin__in=claims, type=type, target=target)
    known = set(there.values_list("origin_id", flat=True))
    done = LinkedMany(target, [], [])
    with history.one_step():
        for claim in sorted(claims, key=lambda one: one.ordinal):
            if claim.pk in known:
                done.known.append(claim)
            else:
                done.made.append(_join(actor, claim, target, type, how, None).origin)
    return done


@transaction.atomic
def retype_link(
    *, actor: User, annotation_id: UUID, type: str, target_id: UUID, to: str, how: str = ""
) -> Linked:
    """Say that a link means something else: the old one goes, a new one comes, as one step.

    Raises NotFound, NotAllowed, Gone, IllegalState or LinkNotAllowed.
    """
    origin = lock_annotation(actor, annotation_id, with_others=(target_id,))
    target = _target(actor, target_id)
    vocabulary.check_link(to, origin.kind, target.kind, how)
    links = Link.objects.filter(origin=origin, target=target)
    wanted = links.filter(type=to).first()
    if wanted and wanted.how == _how(to, how):
        if to != type and links.filter(type=type).exists():
            raise LinkNotAllowed("The two are linked so already.", field="to")
        return Linked(wanted, origin, new=False)
    with history.one_step():
        remove_link(actor=actor, annotation_id=origin.pk, type=type, target_id=target.pk)
        return add_link(actor=actor, annotation_id=origin.pk, type=to, target_id=target.pk, how=how)


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


def copy_link(actor: User, link: Link, origin_id: UUID, target_id: UUID) -> None:
    """Give two others a link like ``link``, unless they have it."""
    add_link(
        actor=actor, annotation_id=origin_id, type=link.type, target_id=target_id, how=link.how
    )


def _join(
    actor: User, origin: Annotation, target: Annotation, type: str, how: str, undoes: int | None
) -> Linked:
    link = Link.objects.create(
        project_id=origin.project_id,
        origin=origin,
        type=type,
        target=target,
        how=_how(type, how),
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


def _how(type: str, how: str) -> str:
    return how or ("same" if type == "repeats" else "")


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


def _check_of_many(type: str, claim: Annotation, target: Annotation, how: str) -> None:
    """What one link would be refused for, with the claim's name: many were chosen."""
    if claim.deleted_at:
        raise Gone(f"{claim.label} was deleted. Nothing was linked. Leave it out.")
    if claim.state == WITHDRAWN:
        raise IllegalState(f"{claim.label} is withdrawn. Nothing was linked. Leave it out.")
    vocabulary.check_link(type, claim.kind, target.kind, how)
    _check_place(type, claim, target)


def _check_place(type: str, origin: Annotation, target: Annotation) -> None:
    if origin.pk == target.pk:
        raise LinkNotAllowed("A claim cannot be linked to itself.", field="target")
    if origin.project_id != target.project_id:
        raise NotFound("target")
    if origin.revision_id != target.revision_id and type not in vocabulary.CROSS_ARTICLE:
        raise LinkNotAllowed(
            "Sources and markers are linked within one version of one article.", field="target"
        )
