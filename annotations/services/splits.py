"""Splitting a claim in two: see docs/decisions/0009-split-and-merge.md.

It is one step of the history, so that undo takes it back as a whole.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from annotations.domain import reshaping as rules
from annotations.domain import reviews as review_rules
from annotations.domain import spans as span_rules
from annotations.domain import vocabulary
from annotations.domain.claims import body_hash
from annotations.domain.errors import Gone, IdTaken
from annotations.domain.history import Action
from annotations.domain.spans import Span
from annotations.models import Annotation, Article, User
from annotations.models.insertion import SLOTS, NewAnnotation, insert_annotation
from annotations.permissions import Can, roles_with
from annotations.services import history
from annotations.services.changes import change, contribute
from annotations.services.editing import differences
from annotations.services.evidence import copy_evidence, remove_evidence
from annotations.services.fragments import Part, checked_spans
from annotations.services.links import copy_link
from annotations.services.locking import NotFound, check_version, lock_annotation
from annotations.services.notices import workers_of


@dataclass(frozen=True)
class Split:
    """A claim, the one that was split off it, and whether this call did it."""

    first: Annotation
    second: Annotation
    new: bool


@transaction.atomic
def split_claim(
    *,
    actor: User,
    annotation_id: UUID,
    version: int | None,
    id: UUID,
    fragments: Sequence[Part],
    shared: Sequence[Part] = (),
    evidence: Collection[UUID] = (),
) -> Split:
    """Make some of a claim's words a claim of their own; the client's ``id`` makes retries safe.

    ``fragments`` (code points, end exclusive, with quotes) go to the new claim; ``shared`` are
    those of them that the first one keeps as well. The new claim has the same finding, details,
    outgoing links and contributors, and takes the pieces of ``evidence`` along. Both are drafts.

    Raises NotFound, NotAllowed, Gone, VersionRequired, StaleVersion, IllegalState, IdTaken,
    BadSplit, BadSpan, QuoteMismatch or SplitsGrapheme; then nothing is written.
    """
    claim = lock_annotation(actor, annotation_id)
    digest = _digest(annotation_id, fragments, shared, evidence)
    existing = Annotation.objects.filter(pk=id).first()
    if existing:
        return Split(claim, _the_same(existing, digest), new=False)
    check_version(claim, version, required=True)
    goes, stays = _divided(claim, fragments, shared)
    with history.one_step() as step:
        label = _next_label(claim)
        _cut(actor, claim, stays, {"id": str(id), "label": label})
        second = _second(actor, claim, goes, id, digest, step)
        contribute([second.pk], workers_of(claim))
        for link in claim.links.filter(target__deleted_at=None).order_by("id"):
            copy_link(actor, link, second.pk, link.target_id)
        _take_along(actor, claim, second.pk, evidence)
    return Split(_now(claim), _now(second), new=True)


def _digest(
    annotation_id: UUID,
    fragments: Sequence[Part],
    shared: Sequence[Part],
    evidence: Collection[UUID],
) -> str:
    """What tells a retry from another split under the same id."""

    def places(parts: Sequence[Part]) -> list[list[int | str]]:
        return sorted([part.start, part.end, part.quote] for part in parts)

    body = {"split_from": str(annotation_id), "fragments": places(fragments)}
    more = {"shared": places(shared), "evidence": sorted(map(str, evidence))}
    return body_hash(body | {name: value for name, value in more.items() if value})


def _divided(
    claim: Annotation, fragments: Sequence[Part], shared: Sequence[Part]
) -> tuple[list[Span], list[Span]]:
    """The words that go to the new claim, and those that the first one keeps."""
    if claim.kind != vocabulary.CLAIM:
        raise rules.BadSplit("Only claims are split.")
    text = claim.revision.text
    goes = checked_spans(text, fragments)
    both = checked_spans(text, shared, field="shared") if shared else []
    stays = rules.remainder(text, claim.fragments, goes, both)
    span_rules.check_graphemes(text, stays)
    return goes, stays


def _the_same(existing: Annotation, digest: str) -> Annotation:
    if existing.body_sha256 != digest:
        raise IdTaken(field="id")
    if existing.deleted_at:
        raise Gone()
    return existing


def _next_label(claim: Annotation) -> str:
    """What the next claim of the article will be called; its row is locked, so it stands."""
    given = Article.objects.values_list("labels_given", flat=True).get(pk=claim.article_id)
    return f"{claim.PREFIXES[claim.kind]}{given[SLOTS[claim.kind] - 1] + 1}"


def _cut(actor: User, claim: Annotation, stays: list[Span], second: dict[str, str]) -> None:
    before = claim.told()
    claim.fragments = stays
    claim.quote = span_rules.quote(claim.revision.text, stays)
    after = claim.told()
    change(
        claim,
        actor=actor,
        action=Action.ANNOTATION_SPLIT,
        changes={**differences(before, after), "split_off": [None, second]},
        about=second["label"],
        seen_by_claims=True,
    )


def _second(
    actor: User, claim: Annotation, goes: list[Span], id: UUID, digest: str, step: history.Step
) -> Annotation:
    text = claim.revision.text
    parts = [(span, text[span.start : span.end]) for span in goes]
    new = NewAnnotation(
        id=id,
        kind=claim.kind,
        parts=parts,
        quote=span_rules.quote(text, goes),
        desk_status=claim.desk_status,
        attributes=claim.attributes,
        terms=claim.terms,
        note="",
        normalised_claim="",
        no_source_given=claim.no_source_given,
        state=review_rules.DRAFT,
        body_sha256=digest,
        told={"split_from": [None, {"id": str(claim.pk), "label": claim.label}], **step.mark},
    )
    insert_annotation(
        new,
        actor_id=actor.pk,
        system=actor.is_system,
        roles=roles_with(Can.ANNOTATE),
        revision_id=claim.revision_id,
        checked=True,
    )
    return Annotation.objects.get(pk=id)


def _take_along(actor: User, claim: Annotation, second_id: UUID, ids: Collection[UUID]) -> None:
    pieces = list(claim.evidence.filter(pk__in=ids, deleted_at=None)) if ids else []
    if len(pieces) < len({*ids}):
        raise NotFound("evidence")
    for piece in pieces:
        remove_evidence(actor=actor, annotation_id=claim.pk, evidence_id=piece.pk)
        copy_evidence(actor=actor, piece=piece, claim=Annotation.objects.get(pk=second_id))


def _now(claim: Annotation) -> Annotation:
    return Annotation.objects.select_related("revision", "article").get(pk=claim.pk)
