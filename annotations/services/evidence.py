"""Evidence of claims, and the comment threads beside it."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid5

from django.db import transaction
from django.utils import timezone

from annotations.domain.claims import body_hash
from annotations.domain.errors import DomainError, Gone, IdTaken, UnknownTerm
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Evidence, User
from annotations.queries.vocabulary import slugs
from annotations.services.changes import change
from annotations.services.locking import NotFound, check_version, lock_annotation

FIELDS = (
    "url",
    "archived_url",
    "captured_at",
    "capture_sha256",
    "medium",
    "stance",
    "excerpt",
    "locator",
    "checked_by",
)


class BadEvidence(DomainError):
    """Evidence that says nothing, lies on a source or marker, or has an address we do not open."""

    code = "bad_evidence"
    message = "Give an address, or say in words what was found."


@dataclass(frozen=True)
class Added:
    """A piece of evidence, the claim as it is now, and whether this call added it."""

    evidence: Evidence
    annotation: Annotation
    new: bool


@transaction.atomic
def add_evidence(
    *,
    actor: User,
    annotation_id: UUID,
    id: UUID,
    version: int | None = None,
    undoes: int | None = None,
    **values: Any,
) -> Added:
    """Add a piece of evidence to a claim. A URL is not required: a call has none.

    ``values``: medium, stance (slugs of the project's vocabularies), url, archived_url,
    captured_at, capture_sha256, excerpt, locator, checked_by. A removed piece sent
    again with ``undoes`` comes back.

    Raises NotFound, NotAllowed, Gone, StaleVersion, IllegalState, BadEvidence,
    UnknownTerm, TooLong or IdTaken.
    """
    annotation = lock_annotation(actor, annotation_id)
    existing = Evidence.objects.filter(pk=id).first()
    digest = body_hash([str(annotation_id), {name: str(values.get(name) or "") for name in FIELDS}])
    if existing and not (undoes and existing.deleted_at):
        return Added(_the_same(existing, digest), annotation, new=False)
    check_version(annotation, version, required=False)
    _check(annotation, values)
    piece = existing or Evidence(
        id=id, annotation=annotation, author=actor, body_sha256=digest, **_filled(values)
    )
    piece.deleted_at = None
    piece.save()
    changed = change(
        annotation,
        actor=actor,
        action=Action.EVIDENCE_ADDED,
        changes={"evidence": [None, told(piece)]},
        undoes=undoes,
    )
    return Added(piece, changed, new=True)


@transaction.atomic
def remove_evidence(
    *,
    actor: User,
    annotation_id: UUID,
    evidence_id: UUID,
    version: int | None = None,
    undoes: int | None = None,
) -> Annotation:
    """Hide a piece of evidence; the history keeps it and undo brings it back.

    Raises NotFound, NotAllowed, Gone, StaleVersion or IllegalState.
    """
    annotation = lock_annotation(actor, annotation_id)
    check_version(annotation, version, required=False)
    piece = Evidence.objects.filter(pk=evidence_id, annotation=annotation, deleted_at=None).first()
    if piece is None:
        raise NotFound("evidence")
    piece.deleted_at = timezone.now()
    piece.save(update_fields=["deleted_at"])
    return change(
        annotation,
        actor=actor,
        action=Action.EVIDENCE_REMOVED,
        changes={"evidence": [told(piece), None]},
        undoes=undoes,
    )


def copy_evidence(*, actor: User, piece: Evidence, claim: Annotation) -> Evidence | None:
    """Give ``claim``, which is locked, a copy of another claim's evidence with its author.

    A claim that has the very same piece already gets none: two copies of one page are not two
    pieces of evidence. A copy that was removed since comes back. Raises IllegalState.
    """
    values = {name: getattr(piece, name) for name in FIELDS}
    if Evidence.objects.filter(annotation=claim, deleted_at=None, **values).exists():
        return None
    copy, _new = Evidence.objects.update_or_create(
        id=uuid5(claim.pk, str(piece.pk)),
        annotation=claim,
        defaults={
            "author_id": piece.author_id,
            "body_sha256": body_hash([str(claim.pk), str(piece.pk)]),
            "deleted_at": None,
            **values,
        },
    )
    change(
        claim, actor=actor, action=Action.EVIDENCE_ADDED, changes={"evidence": [None, told(copy)]}
    )
    return copy


def told(piece: Evidence) -> dict[str, Any]:
    """What the history tells of a piece of evidence."""
    captured = piece.captured_at.isoformat() if piece.captured_at else None
    return {
        "id": str(piece.pk),
        **{name: getattr(piece, name) for name in FIELDS if name != "captured_at"},
        "captured_at": captured,
    }


def _the_same(existing: Evidence, digest: str) -> Evidence:
    """A retry is answered with what is stored; anything else under its id is refused."""
    if existing.body_sha256 != digest:
        raise IdTaken(field="id")
    if existing.deleted_at:
        raise Gone()
    return existing


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    given = {name: values[name] for name in FIELDS if values.get(name)}
    return {"medium": "web_page", "stance": "context", **given}


def _check(annotation: Annotation, values: dict[str, Any]) -> None:
    if annotation.kind != "claim":
        raise BadEvidence("Evidence belongs to a claim. Choose the claim it speaks about.")
    unknown = set(values) - set(FIELDS)
    if unknown:
        raise BadEvidence(f"Evidence has no “{min(unknown)}”.", field=min(unknown))
    if not (values.get("url") or values.get("excerpt") or values.get("locator")):
        raise BadEvidence(field="url")
    for name in ("url", "archived_url"):
        address = values.get(name) or ""
        if address and not address.lower().startswith(("http://", "https://")):
            raise BadEvidence(
                "Only addresses that begin with http:// or https:// are kept.", field=name
            )
    check_lengths(values)
    known = slugs(annotation.project_id)
    for name, vocabulary in (("medium", "evidence_medium"), ("stance", "evidence_stance")):
        slug = values.get(name)
        if slug and slug not in known.get(vocabulary, {}):
            raise UnknownTerm(
                f"“{slug}” is not known here. Known are: {', '.join(known.get(vocabulary, {}))}.",
                field=name,
            )
