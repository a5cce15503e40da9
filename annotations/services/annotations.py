"""Making, changing, deleting and restoring annotations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.domain import reviews as review_rules
from annotations.domain import spans as span_rules
from annotations.domain import vocabulary
from annotations.domain.claims import body_hash
from annotations.domain.errors import DomainError, Gone, IdTaken
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Revision, User
from annotations.models.insertion import Inserted, NewAnnotation, insert_annotation
from annotations.permissions import Can, refusal, roles_with, scoped
from annotations.queries.vocabulary import slugs_of_revision
from annotations.services.announcing import announce_events
from annotations.services.changes import change
from annotations.services.editing import SAID_OF_CLAIMS, edit
from annotations.services.fragments import Part, arranged, checked_spans
from annotations.services.labels import renumber
from annotations.services.locking import NotFound, check_version, lock_annotation

SEEN_FROM_CLAIMS = {
    vocabulary.CLAIM: {"fragments", "kind"},
    vocabulary.SOURCE: {"fragments", "kind", "attributes"},
    vocabulary.STATUS: {"fragments", "kind", "attributes"},
}
"""Kind → the changes that a reviewer of a claim linked to it would have seen."""
UNSAID: dict[str, Any] = {"attributes": {}, "note": "", **SAID_OF_CLAIMS}
AS_SENT = ("id", "kind", "quote", "terms", "state", "body_sha256", *UNSAID)
"""What the row of a new annotation has from its creator, as it came."""


@dataclass(frozen=True)
class Created:
    """An annotation, and whether this call made it (False: the same call came before)."""

    annotation: Annotation
    new: bool


def create_annotation(
    *,
    actor: User,
    revision_id: int,
    id: UUID,
    kind: str,
    fragments: Sequence[Part],
    **values: Any,
) -> Created:
    """Tag a passage of a revision; the client's ``id`` makes a retry harmless.

    ``fragments`` are code points, end exclusive, each with the quote that the client
    saw there: a client that counts otherwise is refused, not silently shifted.
    ``values`` may hold attributes and note, and of a claim desk_status,
    normalised_claim and no_source_given.

    Raises NotFound, NotAllowed, BadSpan, QuoteMismatch, SplitsGrapheme, UnknownTerm,
    BadAttribute, TooLong, IdTaken (the id has another body) or Gone; then nothing is written.
    """
    said = _said(kind, values)
    described = _described(actor, revision_id, kind, said["attributes"], said["desk_status"])
    parts = arranged(fragments)
    places = sorted([part.start, part.end, part.quote] for part in fragments)
    body = {"revision": revision_id, "kind": kind, "fragments": places, **said}
    said["attributes"] = described.attributes
    new = NewAnnotation(
        id=id,
        kind=kind,
        parts=parts,
        quote=span_rules.JOINER.join(quote for _, quote in parts),
        terms=described.terms,
        state=review_rules.DRAFT if kind == vocabulary.CLAIM else None,
        body_sha256=body_hash(body),
        **said,
    )
    return _store(actor, revision_id, new, fragments)


@transaction.atomic
def update_annotation(
    *,
    actor: User,
    annotation_id: UUID,
    version: int | None,
    fragments: Sequence[Part] | None = None,
    undoes: int | None = None,
    ordinal: int | None = None,
    **values: Any,
) -> Annotation:
    """Change what an annotation says, or where it lies. A submitted claim returns to draft.

    ``values`` may hold kind, desk_status, attributes (merged key by key; an empty
    value removes one), note, normalised_claim and no_source_given. Another kind brings
    that kind's next number, or ``ordinal``, which it had before.

    Raises NotFound, NotAllowed, Gone, VersionRequired, StaleVersion, IllegalState,
    BadSpan, QuoteMismatch, SplitsGrapheme, UnknownTerm, BadAttribute, TooLong or LinkNotAllowed.
    """
    annotation = lock_annotation(actor, annotation_id)
    check_version(annotation, version, required=True)
    was = annotation.label
    changes = edit(annotation, fragments, values)
    if not changes:
        return annotation
    if "kind" in changes:
        changes["label"] = renumber(annotation, was, ordinal)
    return change(
        annotation,
        actor=actor,
        action=Action.ANNOTATION_EDITED,
        changes=changes,
        undoes=undoes,
        seen_by_claims=bool(changes.keys() & SEEN_FROM_CLAIMS[annotation.kind]),
    )


@transaction.atomic
def delete_annotation(
    *,
    actor: User,
    annotation_id: UUID,
    version: int | None,
    undoes: int | None = None,
    into: Annotation | None = None,
) -> Annotation:
    """Hide an annotation and its links; the history keeps it and it can be restored.

    ``into`` is the claim that it was merged into, where that is why.

    Raises NotFound, NotAllowed, Gone, VersionRequired, StaleVersion or IllegalState.
    """
    annotation = lock_annotation(actor, annotation_id)
    check_version(annotation, version, required=True)
    if annotation.kind == vocabulary.CLAIM:
        review_rules.move(annotation.state, "edit")
    annotation.deleted_at = timezone.now()
    where = {"merged_into": [None, {"id": str(into.pk), "label": into.label}]} if into else {}
    return change(
        annotation,
        actor=actor,
        action=Action.ANNOTATION_DELETED,
        changes={"deleted": [False, True], **where},
        undoes=undoes,
        seen_by_claims=True,
    )


@transaction.atomic
def restore_annotation(
    *, actor: User, annotation_id: UUID, undoes: int | None = None
) -> Annotation:
    """Bring a deleted annotation back, a claim as draft. One that is there is left as it is.

    Raises NotFound or NotAllowed.
    """
    annotation = lock_annotation(actor, annotation_id, deleted=True)
    if annotation.deleted_at is None:
        return annotation
    annotation.deleted_at = None
    return change(
        annotation,
        actor=actor,
        action=Action.ANNOTATION_RESTORED,
        changes={"deleted": [True, False]},
        undoes=undoes,
        seen_by_claims=True,
    )


def _said(kind: str, values: Mapping[str, Any]) -> dict[str, Any]:
    """What a new annotation says, with what only claims say emptied on others."""
    check_lengths(values)
    said = {**UNSAID, **{name: value for name, value in values.items() if value is not None}}
    if said.keys() != UNSAID.keys():
        raise TypeError(f"not said of an annotation: {said.keys() - UNSAID.keys()}")
    if kind != vocabulary.CLAIM:
        return {**said, **SAID_OF_CLAIMS}
    return {**said, "desk_status": said["desk_status"] or "unassessed"}


def _described(
    actor: User, revision_id: int, kind: str, attributes: Mapping[str, Any], desk_status: str
) -> vocabulary.Described:
    """One query for the vocabularies; who may not see the revision learns nothing of them."""
    asked = vocabulary.asked_terms(kind, attributes, desk_status)
    known = slugs_of_revision(actor, revision_id) if asked else {}
    try:
        return vocabulary.describe(kind, attributes, known, desk_status)
    except DomainError:
        if not Revision.objects.visible_to(actor).filter(pk=revision_id).exists():
            raise NotFound("revision") from None
        raise


def _store(actor: User, revision_id: int, new: NewAnnotation, fragments: Sequence[Part]) -> Created:
    roles = roles_with(Can.ANNOTATE) if Can.ANNOTATE in scoped(actor) else []
    for checked in (False, True):
        row = insert_annotation(
            new,
            actor_id=actor.pk,
            system=actor.is_system,
            roles=roles,
            revision_id=revision_id,
            checked=checked,
        )
        if row is None:
            raise NotFound("revision")
        if row.ordinal:
            announce_events()
            return Created(_as_row(actor, revision_id, new, row), new=True)
        if not row.may:
            raise refusal(Can.ANNOTATE, actor)
        if Annotation.objects.filter(pk=new.id).exists():
            return _again(actor, new)
        text = Revision.objects.values_list("text", flat=True).get(pk=revision_id)
        checked_spans(text, fragments)
    raise AssertionError("the statement refuses what the rules let pass")


def _again(actor: User, new: NewAnnotation) -> Created:
    """The id exists: a retry gets today's row, anything else is refused."""
    stored = Annotation.objects.visible_to(actor).filter(pk=new.id).first()
    if not stored or stored.body_sha256 != new.body_sha256:
        raise IdTaken(field="id")
    if stored.deleted_at:
        raise Gone()
    return Created(stored, new=False)


def _as_row(actor: User, revision_id: int, new: NewAnnotation, row: Inserted) -> Annotation:
    assert row.created_at is not None
    return Annotation(
        project_id=row.project_id,
        article_id=row.article_id,
        revision_id=revision_id,
        ordinal=row.ordinal or 0,
        fragments=[span for span, _ in new.parts],
        author=actor,
        created_at=row.created_at,
        updated_at=row.created_at,
        **{name: getattr(new, name) for name in AS_SENT},
    )
