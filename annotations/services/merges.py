"""Merging two claims into one: see docs/decisions/0009-split-and-merge.md.

It is one step of the history, so that undo takes it back as a whole.
"""

from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from annotations.domain import reshaping as rules
from annotations.domain import reviews as review_rules
from annotations.domain import spans as span_rules
from annotations.domain import vocabulary
from annotations.domain.errors import Gone
from annotations.domain.history import Action
from annotations.models import Annotation, Comment, Link, User
from annotations.queries.merges import was_merged_into
from annotations.queries.vocabulary import labels
from annotations.services import history
from annotations.services.annotations import delete_annotation
from annotations.services.changes import change, contribute
from annotations.services.editing import differences, edit
from annotations.services.evidence import copy_evidence
from annotations.services.links import copy_link
from annotations.services.locking import check_version, lock_annotation, lock_articles_of
from annotations.services.notices import workers_of


@dataclass(frozen=True)
class Merged:
    """A claim, the one that it took in, and the withdrawn claims that kept their link to that."""

    kept: Annotation
    other: Annotation
    left: list[Annotation] = field(default_factory=list)


@transaction.atomic
def merge_claims(
    *, actor: User, keep_id: UUID, version: int | None, other_id: UUID, other_version: int | None
) -> Merged:
    """Take another claim of the same text into one: words, links, evidence, notes, comments.

    The finding and the details of the first stay; what the other said beside is told in the note.
    The other is deleted, and its history says where it went. The first is a draft then.

    Raises NotFound, NotAllowed, Gone, VersionRequired, StaleVersion, IllegalState, BadMerge
    or TooLong; then nothing is written.
    """
    leaning = Link.objects.filter(target_id=other_id).values_list("origin_id", flat=True)
    lock_articles_of([keep_id, other_id, *leaning])
    other = lock_annotation(actor, other_id, deleted=True)
    kept = lock_annotation(actor, keep_id, with_others=(other_id,))
    if other.deleted_at:
        if was_merged_into(other) != keep_id:
            raise Gone()
        return Merged(kept, other)
    _check_pair(kept, other)
    check_version(kept, version, required=True)
    check_version(other, other_version, required=True)
    review_rules.move(other.state, "edit")
    with history.one_step():
        comments = _comments(other)
        _join(actor, kept, other, comments)
        contribute([kept.pk], workers_of(other))
        _unite_links(actor, kept, other)
        left = _turn_links(actor, kept, other)
        for piece in other.evidence.filter(deleted_at=None):
            copy_evidence(actor=actor, piece=piece, claim=_now(kept))
        move_comments(comments, other.pk, kept.pk)
        delete_annotation(
            actor=actor, annotation_id=other.pk, version=_now(other).version, into=kept
        )
    return Merged(_now(kept), _now(other), left)


def move_comments(ids: Collection[str], here: UUID, there: UUID) -> None:
    """Move remarks, with the replies that they have by now, from one claim to another."""
    threads = Comment.objects.filter(Q(pk__in=ids) | Q(reply_to__in=ids), annotation_id=here)
    threads.update(annotation_id=there)


def _check_pair(kept: Annotation, other: Annotation) -> None:
    kinds = {kept.kind, other.kind}
    if kept.pk == other.pk or kinds != {vocabulary.CLAIM} or kept.revision_id != other.revision_id:
        raise rules.BadMerge(field="other")


def _comments(claim: Annotation) -> list[str]:
    return [str(id_) for id_ in claim.comments.values_list("pk", flat=True)]


def _join(actor: User, kept: Annotation, other: Annotation, comments: list[str]) -> None:
    before = kept.told()
    kept.fragments = rules.united([*kept.fragments, *other.fragments], kept.revision.text)
    kept.quote = span_rules.quote(kept.revision.text, kept.fragments)
    edit(
        kept,
        None,
        {
            "attributes": {**other.attributes, **kept.attributes},
            "note": _note(kept, other),
            "normalised_claim": kept.normalised_claim or other.normalised_claim,
            "no_source_given": kept.no_source_given and other.no_source_given,
        },
    )
    moved = {"moved_comments": [None, comments]} if comments else {}
    change(
        kept,
        actor=actor,
        action=Action.ANNOTATION_MERGED,
        changes={
            **differences(before, kept.told()),
            "merged": [None, {"id": str(other.pk), "label": other.label}],
            **moved,
        },
        about=other.label,
        seen_by_claims=True,
    )


def _note(kept: Annotation, other: Annotation) -> str:
    """Both notes, and what the other said that the first one says otherwise."""
    lines = [kept.note, "" if other.note in kept.note else other.note]
    if other.desk_status not in (kept.desk_status, "unassessed"):
        known = labels(kept.project_id).get("desk_status", {})
        lines.append(f"{other.label}: {known.get(other.desk_status, other.desk_status)}")
    if other.normalised_claim not in ("", kept.normalised_claim) and kept.normalised_claim:
        lines.append(f"{other.label}: {other.normalised_claim}")
    return "\n".join(filter(None, lines))


def _unite_links(actor: User, kept: Annotation, other: Annotation) -> None:
    """The first gets the links that leave the other, where it has not the like."""
    for link in other.links.filter(target__deleted_at=None).order_by("id"):
        if link.target_id != kept.pk:
            copy_link(actor, link, kept.pk, link.target_id)


def _turn_links(actor: User, kept: Annotation, other: Annotation) -> list[Annotation]:
    """Claims that link to the other link to the first now; withdrawn ones do not change."""
    into = other.links_in.filter(origin__deleted_at=None).exclude(origin=kept)
    left = []
    for link in into.select_related("origin").order_by("id"):
        if link.origin.state == review_rules.WITHDRAWN:
            left.append(link.origin)
        else:
            copy_link(actor, link, link.origin_id, kept.pk)
    return left


def _now(claim: Annotation) -> Annotation:
    return Annotation.objects.select_related("revision", "article").get(pk=claim.pk)
