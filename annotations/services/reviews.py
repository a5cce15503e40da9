"""Submitting claims and deciding on them: four eyes, bound to what was seen."""

from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from annotations.domain import reviews as rules
from annotations.domain.claims import ClaimContent, Gap, approval_hash, canonical, gate
from annotations.domain.errors import (
    ChangedSinceSeen,
    IllegalState,
    NotSubmittable,
    OwnWork,
    UnknownTerm,
)
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import (
    Annotation,
    Article,
    Assignment,
    Contributor,
    Decision,
    Event,
    Notice,
    Submission,
    User,
)
from annotations.permissions import Can, require
from annotations.queries import claims as claim_queries
from annotations.queries.reviews import approvals
from annotations.queries.vocabulary import slugs
from annotations.services import assignments, history, notices
from annotations.services.changes import contribute
from annotations.services.locking import (
    NotFound,
    check_version,
    lock_annotation,
    lock_articles,
)


@dataclass(frozen=True)
class Submitted:
    """A claim that waits for sign-off, and the hash that a reviewer must have seen."""

    annotation: Annotation
    hash: str


@dataclass(frozen=True)
class SubmitReport:
    """What an article's submit did: claims handed in, and claims held back with the reasons."""

    submitted: list[Submitted]
    held: list[tuple[Annotation, list[Gap]]]


@dataclass(frozen=True)
class Decided:
    """A claim after a decision; ``have`` of ``need`` approvals on this round's hash."""

    annotation: Annotation
    decision: Decision
    have: int
    need: int


@transaction.atomic
def submit_claim(*, actor: User, annotation_id: UUID, version: int | None = None) -> Submitted:
    """Hand a claim in for sign-off. A retry of a submit answers the standing one.

    Raises NotFound, NotAllowed, Gone, StaleVersion, IllegalState or NotSubmittable.
    """
    claim = lock_annotation(actor, annotation_id)
    check_version(claim, version, required=False)
    content = claim_queries.content(claim)
    if claim.state == rules.SUBMITTED:
        return Submitted(claim, approval_hash(content))
    rules.move(claim.state, "submit")
    gaps = gate(content)
    if gaps:
        raise NotSubmittable.because([gap.sentence for gap in gaps])
    return _submit(actor, claim, content)


@transaction.atomic
def submit_article(*, actor: User, article_id: int) -> SubmitReport:
    """Hand in every claim of the article's current text that passes the gate.

    Where none is held back, what the actor was asked to annotate is done.

    Raises NotFound or NotAllowed.
    """
    article = Article.objects.visible_to(actor).filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    require(actor, Can.ANNOTATE, article)
    lock_articles({article_id})
    claims = (
        Annotation.objects.select_for_update(of=("self",))
        .filter(revision=article.current_revision, kind="claim", deleted_at=None)
        .filter(state__in=list(rules.MOVES["submit"]))
        .order_by("ordinal")
    )
    ready = list(claims)
    contents = claim_queries.contents(ready)
    report = SubmitReport([], [])
    for claim in ready:
        gaps = gate(contents[claim.pk])
        if gaps:
            report.held.append((claim, gaps))
        else:
            report.submitted.append(_submit(actor, claim, contents[claim.pk]))
    if not report.held:
        assignments.ended_by(actor, article_id, Assignment.Task.ANNOTATE)
    return report


@transaction.atomic
def decide(
    *,
    actor: User,
    annotation_id: UUID,
    verdict: str,
    seen: str,
    reasons: list[str] | None = None,
    comment: str = "",
) -> Decided:
    """Approve, request changes of, or reject a submitted claim of somebody else.

    ``seen`` is the approval hash of what the reviewer looked at.

    Raises NotFound, NotAllowed, Gone, OwnWork, IllegalState, ChangedSinceSeen,
    ReasonRequired, UnknownTerm or TooLong.
    """
    claim = lock_annotation(actor, annotation_id, Can.DECIDE)
    content = _seen_content(actor, claim, seen)
    rules.move(claim.state, verdict)
    check_lengths({"comment": comment})
    reasons = _checked_reasons(claim, verdict, reasons or [])
    submission = Submission.objects.filter(annotation=claim).last()
    standing = approvals(claim, submission)
    if actor.pk in standing:
        raise IllegalState("You have approved this claim already; others are needed now.")
    decision = Decision.objects.create(
        annotation=claim,
        submission=submission,
        reviewer=actor,
        verdict=verdict,
        reasons=reasons,
        comment=comment.strip(),
        hash=seen,
        snapshot=canonical(content),
    )
    have = len(standing) + (verdict == "approve")
    need = claim.article.project.required_approvals
    state = rules.outcome(verdict, have, need)
    said: dict[str, str | list[str]] = {"reasons": reasons, "comment": comment.strip()}
    event = _set_state(actor, claim, state, Action.DECISION_MADE, about=verdict, **said)
    notices.tell(Notice.Kind.DECISION, event, notices.workers_of(claim), held=True)
    return Decided(claim, decision, have, need)


@transaction.atomic
def retract(*, actor: User, annotation_id: UUID) -> Decided:
    """Take one's own last decision of the standing round back; the claim waits again.

    Raises NotFound, NotAllowed, Gone or IllegalState.
    """
    claim = lock_annotation(actor, annotation_id, Can.DECIDE)
    rules.move(claim.state, "retract")
    submission = Submission.objects.filter(annotation=claim).last()
    last = (
        Decision.objects.filter(annotation=claim, submission=submission, reviewer=actor)
        .filter(retracted_by=None)
        .exclude(verdict="retract")
        .last()
    )
    if last is None:
        raise IllegalState("You have no decision on this claim that could be taken back.")
    retraction = Decision.objects.create(
        annotation=claim,
        submission=submission,
        reviewer=actor,
        verdict="retract",
        hash=last.hash,
        retracts=last,
    )
    state = rules.reopened(claim.state, last.verdict)
    event = _set_state(actor, claim, state, Action.DECISION_RETRACTED, about=last.verdict)
    if not notices.forget(claim, actor.pk):
        notices.tell(Notice.Kind.DECISION, event, notices.workers_of(claim), held=True)
    need = claim.article.project.required_approvals
    return Decided(claim, retraction, len(approvals(claim, submission)), need)


@transaction.atomic
def withdraw(*, actor: User, annotation_id: UUID, note: str) -> Annotation:
    """Take an approved claim back for good, with a note; its record stays.

    Raises NotFound, NotAllowed, Gone, IllegalState or NoteRequired.
    """
    claim = lock_annotation(actor, annotation_id, Can.WITHDRAW)
    state = rules.move(claim.state, "withdraw")
    if not note.strip():
        raise rules.NoteRequired(field="note")
    check_lengths({"note": note})
    _set_state(actor, claim, state, Action.CLAIM_WITHDRAWN, comment=note.strip())
    return claim


def _seen_content(actor: User, claim: Annotation, seen: str) -> ClaimContent:
    """What is decided on: nobody's own work, and exactly what the reviewer saw."""
    if Contributor.objects.filter(annotation=claim, user=actor).exists():
        raise OwnWork()
    content = claim_queries.content(claim)
    current = approval_hash(content)
    if seen != current:
        raise ChangedSinceSeen(extra={"hash": current})
    return content


def _submit(actor: User, claim: Annotation, content: ClaimContent) -> Submitted:
    digest = approval_hash(content)
    contribute([claim.pk], [actor.pk])
    Submission.objects.create(
        annotation=claim, submitted_by=actor, hash=digest, version=claim.version + 1
    )
    _set_state(actor, claim, rules.SUBMITTED, Action.CLAIM_SUBMITTED)
    return Submitted(claim, digest)


def _set_state(
    actor: User,
    claim: Annotation,
    state: str,
    action: Action,
    *,
    about: str = "",
    **said: str | list[str],
) -> Event:
    """Move a claim on; the history tells ``said`` beside the states."""
    was, before = claim.state, claim.version
    claim.state, claim.version, claim.updated_at = state, before + 1, timezone.now()
    Annotation.objects.filter(pk=claim.pk).update(
        state=state, version=F("version") + 1, updated_at=claim.updated_at
    )
    told = {name: [None, words] for name, words in said.items() if words}
    changes = {"state": [was, state], **told}
    return history.record(
        actor, action, claim, about=about, before=before, after=claim.version, changes=changes
    )


def _checked_reasons(claim: Annotation, verdict: str, reasons: list[str]) -> list[str]:
    rules.check_reasons(verdict, reasons)
    known = slugs(claim.project_id).get("review_reason", {})
    for reason in reasons:
        if reason not in known:
            raise UnknownTerm(
                f"“{reason}” is not a known reason. Known are: {', '.join(known)}.", field="reasons"
            )
    return reasons
