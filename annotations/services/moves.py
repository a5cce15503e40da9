"""Moving tags to another version of their text: new ones are made there, the old ones stay."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotations.domain import reviews as review_rules
from annotations.domain import spans as span_rules
from annotations.domain import vocabulary
from annotations.domain.claims import body_hash
from annotations.domain.history import Action
from annotations.domain.reanchor import Texts
from annotations.domain.spans import Span
from annotations.models import Annotation, Link, Revision, User
from annotations.models.insertion import NewAnnotation, insert_annotation
from annotations.permissions import Can, require, roles_with
from annotations.queries.revisions import moved_id
from annotations.services import history
from annotations.services.annotations import restore_annotation
from annotations.services.changes import contribute
from annotations.services.evidence import copy_evidence
from annotations.services.links import copy_link
from annotations.services.locking import NotFound, lock_articles
from annotations.services.notices import workers_of


@dataclass
class Moved:
    """What was made, what was there from an earlier move, and what does not fit the new text."""

    made: list[Annotation] = field(default_factory=list)
    known: list[Annotation] = field(default_factory=list)
    left: list[Annotation] = field(default_factory=list)
    places: dict[UUID, list[Span]] = field(default_factory=dict)
    """Where those that were made lie now, by the ids that they had."""


@transaction.atomic
def move_annotations(*, actor: User, old: Revision, new: Revision, ids: Collection[UUID]) -> Moved:
    """Make those of the annotations ``ids`` of ``old`` that fit ``new`` anew there, as drafts.

    Each takes along what is said of it, its evidence, its contributors, and its links to whatever
    was moved as well or lies in another article. What does not fit letter by letter (see
    ``domain.reanchor``) is left. Who moves a tag has worked on it. Moved twice, it is there once;
    deleted in between, it comes back as it was then. All of it is one step for undo.

    Raises NotFound, NotAllowed, or IllegalState; then nothing is written.
    """
    if old.article_id != new.article_id or old.pk == new.pk:
        raise NotFound("revision")
    require(actor, Can.ANNOTATE, new)
    lock_articles({new.article_id})
    wanted = Annotation.objects.alive().filter(pk__in=ids, revision=old)
    moved = _sorted_out(wanted.order_by("kind", "ordinal"), old, new)
    if not moved.made:
        return moved
    with history.one_step() as step:
        changes = {"moved": [old.number, new.number]}
        history.record(actor, Action.TAGS_MOVED, new, about=str(new.number), changes=changes)
        for tag in moved.made:
            _move(actor, tag, new, moved.places[tag.pk], step)
        for tag in moved.made:
            _take_along(actor, tag, new)
    return moved


def _sorted_out(tags: Iterable[Annotation], old: Revision, new: Revision) -> Moved:
    """Which of ``tags`` will be made, which are there, and which do not fit."""
    texts = Texts(old.text, new.text)
    moved = Moved()
    for tag in tags:
        spans = texts.place(tag.fragments)
        if spans is None:
            moved.left.append(tag)
        elif Annotation.objects.alive().filter(pk=moved_id(tag.pk, new.pk)).exists():
            moved.known.append(tag)
        else:
            moved.made.append(tag)
            moved.places[tag.pk] = spans
    return moved


def _move(
    actor: User, tag: Annotation, new: Revision, spans: list[Span], step: history.Step
) -> None:
    """Make a tag anew, or bring back what was made of it before and deleted since."""
    identity = moved_id(tag.pk, new.pk)
    if Annotation.objects.filter(pk=identity).exists():
        restore_annotation(actor=actor, annotation_id=identity)
    else:
        _insert(actor, tag, new, identity, spans, step)
    contribute([identity], workers_of(tag))


def _insert(
    actor: User, tag: Annotation, new: Revision, id: UUID, spans: list[Span], step: history.Step
) -> None:
    parts = [(span, new.text[span.start : span.end]) for span in spans]
    insert_annotation(
        NewAnnotation(
            id=id,
            kind=tag.kind,
            parts=parts,
            quote=span_rules.quote(new.text, spans),
            desk_status=tag.desk_status,
            attributes=tag.attributes,
            terms=tag.terms,
            note=tag.note,
            normalised_claim=tag.normalised_claim,
            no_source_given=tag.no_source_given,
            state=review_rules.DRAFT if tag.kind == vocabulary.CLAIM else None,
            body_sha256=body_hash({"moved_from": str(tag.pk), "revision": new.pk}),
            told={"moved_from": [None, {"id": str(tag.pk), "label": tag.label}], **step.mark},
        ),
        actor_id=actor.pk,
        system=actor.is_system,
        roles=roles_with(Can.ANNOTATE),
        revision_id=new.pk,
        checked=True,
    )


def _take_along(actor: User, tag: Annotation, new: Revision) -> None:
    """Give what was made of ``tag`` its evidence, and its links whose other ends are there."""
    copy = Annotation.objects.select_related("revision").get(pk=moved_id(tag.pk, new.pk))
    for piece in tag.evidence.filter(deleted_at=None):
        copy_evidence(actor=actor, piece=piece, claim=copy)
    links = Link.objects.filter(Q(origin=tag) | Q(target=tag)).select_related("origin", "target")
    for link in links.order_by("id"):
        ends = [_end(end, tag, new) for end in (link.origin, link.target)]
        if ends[0] is not None and ends[1] is not None:
            copy_link(actor, link, ends[0], ends[1])


def _end(end: Annotation, tag: Annotation, new: Revision) -> UUID | None:
    """Where an end of a link of ``tag`` is for its copy; None where it was not moved along."""
    if end.pk == tag.pk or end.revision.article_id == new.article_id:
        alive = Annotation.objects.alive().filter(pk=moved_id(end.pk, new.pk))
        return alive.values_list("pk", flat=True).first()
    return end.pk if end.deleted_at is None else None
