"""Suggested edits: what somebody would change, for an editor to take or leave.

Suggesting makes nobody a contributor and changes nothing that is signed. Who takes a suggestion
made the edit.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from annotations.domain import reviews as review_rules
from annotations.domain import suggested_edits as rules
from annotations.domain.claims import body_hash
from annotations.domain.errors import IdTaken, IllegalState, VersionRequired
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Notice, SuggestedEdit, User
from annotations.permissions import Can, abilities, refusal
from annotations.services import history, notices
from annotations.services.annotations import update_annotation
from annotations.services.editing import edit
from annotations.services.fragments import Part
from annotations.services.locking import NotFound, check_version, lock_annotation

OPEN, ACCEPTED, DECLINED = SuggestedEdit.State.values


@dataclass(frozen=True)
class Settled:
    """A suggestion that was taken or left, and the annotation as it is now."""

    suggestion: SuggestedEdit
    annotation: Annotation


@transaction.atomic
def suggest_edit(
    *,
    actor: User,
    annotation_id: UUID,
    id: UUID,
    version: int | None = None,
    comment: str = "",
    fragments: Sequence[Part] | None = None,
    **values: Any,
) -> tuple[SuggestedEdit, bool]:
    """Say what an annotation should say; returns the suggestion and whether it is new.

    ``values`` may hold desk_status, attributes (merged key by key; an empty value removes one),
    note, normalised_claim and no_source_given. Fragments are code points, end exclusive, with the
    quotes seen there. All is checked as the edit itself would be. Who worked on it is told.

    Raises NotFound, NotAllowed, Gone, StaleVersion, IllegalState, NothingSuggested, BadSpan,
    QuoteMismatch, SplitsGrapheme, UnknownTerm, BadAttribute, TooLong or IdTaken.
    """
    if "kind" in values:
        raise TypeError("another kind is no edit that can be suggested")
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    words = comment.strip()
    digest = _digest(annotation_id, words, fragments, values)
    sent_before = _sent_before(id, digest)
    if sent_before:
        return sent_before, False
    check_version(annotation, version, required=False)
    check_lengths({"comment": words})
    suggestion = SuggestedEdit.objects.create(
        id=id,
        annotation=annotation,
        author=actor,
        version=annotation.version,
        changes=_changes(annotation, fragments, values),
        comment=words,
        body_sha256=digest,
    )
    _tell(actor, suggestion)
    return suggestion, True


def _tell(actor: User, suggestion: SuggestedEdit) -> None:
    annotation, words = suggestion.annotation, suggestion.comment
    told = {**suggestion.changes, **({"comment": [None, words]} if words else {})}
    about = str(suggestion.pk)
    event = history.record(actor, Action.EDIT_SUGGESTED, annotation, about=about, changes=told)
    notices.tell(Notice.Kind.SUGGESTION, event, notices.workers_of(annotation))


def _sent_before(id: UUID, digest: str) -> SuggestedEdit | None:
    """What the same call made before. Raises IdTaken where it was another one."""
    existing = SuggestedEdit.objects.filter(pk=id).first()
    if existing and existing.body_sha256 != digest:
        raise IdTaken(field="id")
    return existing


def _changes(
    annotation: Annotation, fragments: Sequence[Part] | None, values: dict[str, Any]
) -> dict[str, Any]:
    """What the edit would change, found in memory: nothing is saved."""
    if annotation.state is not None:
        review_rules.move(annotation.state, "edit")
    changes = rules.narrowed(edit(annotation, fragments, values))
    if not changes:
        raise rules.NothingSuggested()
    return changes


@transaction.atomic
def accept_edit(
    *, actor: User, annotation_id: UUID, id: UUID, version: int | None = None, anyway: bool = False
) -> Settled:
    """Make a suggested edit one's own: it is applied, and the actor contributes.

    Where the same field was changed since, ``anyway`` replaces it: only for whoever names the
    ``version`` that they look at. Taken twice, it is taken once. The suggester is told.

    Raises NotFound, NotAllowed, Gone, OwnSuggestion, SuggestionOvertaken, VersionRequired,
    IllegalState, and what update_annotation raises where vocabularies changed since.
    """
    annotation = lock_annotation(actor, annotation_id)
    suggestion = _suggestion(annotation, id)
    if suggestion.state == ACCEPTED:
        return Settled(suggestion, annotation)
    if suggestion.author_id == actor.pk:
        raise rules.OwnSuggestion()
    _check_open(suggestion)
    if anyway and version is None:
        raise VersionRequired()
    clash = rules.overtaken(suggestion.changes, annotation.told())
    if clash and not (anyway and version == annotation.version):
        now = {name: pair[0] for name, pair in clash.items()}
        raise rules.SuggestionOvertaken(extra={"now": now, "version": annotation.version})
    changed = update_annotation(
        actor=actor,
        annotation_id=annotation_id,
        version=annotation.version,
        **_arguments(annotation, suggestion.changes),
    )
    _settle(actor, changed, suggestion, ACCEPTED)
    return Settled(suggestion, changed)


@transaction.atomic
def decline_edit(*, actor: User, annotation_id: UUID, id: UUID, comment: str = "") -> Settled:
    """Leave a suggested edit, or take back one's own. Left twice, it is left once.

    The suggester is told. Raises NotFound, NotAllowed, Gone, TooLong or IllegalState.
    """
    annotation = lock_annotation(actor, annotation_id, Can.COMMENT)
    suggestion = _suggestion(annotation, id)
    is_own = suggestion.author_id == actor.pk
    if not is_own and Can.ANNOTATE not in abilities(actor, annotation.project_id):
        raise refusal(Can.ANNOTATE, actor)
    if suggestion.state == DECLINED:
        return Settled(suggestion, annotation)
    _check_open(suggestion)
    check_lengths({"comment": comment})
    _settle(actor, annotation, suggestion, DECLINED, comment.strip())
    return Settled(suggestion, annotation)


def _digest(
    annotation_id: UUID, comment: str, fragments: Sequence[Part] | None, values: Mapping[str, Any]
) -> str:
    places = None
    if fragments is not None:
        places = sorted([part.start, part.end, part.quote] for part in fragments)
    return body_hash([str(annotation_id), comment, places, dict(values)])


def _suggestion(annotation: Annotation, id: UUID) -> SuggestedEdit:
    found = annotation.suggested_edits.select_related("author").filter(pk=id).first()
    if found is None:
        raise NotFound("suggestion")
    return found


def _check_open(suggestion: SuggestedEdit) -> None:
    if suggestion.state != OPEN:
        words = {ACCEPTED: "taken", DECLINED: "left"}[suggestion.state]
        raise IllegalState(
            f"This suggestion was {words} already. Nothing was changed.",
            extra={"state": suggestion.state},
        )


def _arguments(annotation: Annotation, changes: Mapping[str, Any]) -> dict[str, Any]:
    """The suggested changes as ``update_annotation`` takes them."""
    values = rules.values_of(changes)
    pairs = values.pop("fragments", None)
    if pairs is None:
        return values
    text = annotation.revision.text
    return {**values, "fragments": [Part(start, end, text[start:end]) for start, end in pairs]}


def _settle(
    actor: User, annotation: Annotation, suggestion: SuggestedEdit, state: str, comment: str = ""
) -> None:
    suggestion.state = state
    suggestion.settled_at = timezone.now()
    suggestion.settled_by = actor
    suggestion.save(update_fields=["state", "settled_at", "settled_by"])
    action = Action.EDIT_ACCEPTED if state == ACCEPTED else Action.EDIT_DECLINED
    changes = {"comment": [None, comment]} if comment else {}
    event = history.record(actor, action, annotation, about=str(suggestion.pk), changes=changes)
    notices.tell(Notice.Kind.SUGGESTION, event, [suggestion.author_id])
