"""Submitting claims and deciding on them: four eyes, bound to what was seen."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format

from annotations.domain import reviews as rules
from annotations.domain.claims import ClaimContent, Gap, approval_hash, gate
from annotations.domain.errors import IllegalState, NotSubmittable
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import (
    Annotation,
    Article,
    Assignment,
    Decision,
    Link,
    Notice,
    Submission,
    User,
)
from annotations.permissions import Can, require
from annotations.queries import claims as claim_queries
from annotations.queries.reviews import approvals
from annotations.queries.rounds import last_finish, told_of
from annotations.services import assignments, notices
from annotations.services.changes import contribute
from annotations.services.decisions import (
    Decided,
    Seen,
    Verdict,
    decide_all,
    names_of,
    set_state,
)
from annotations.services.locking import (
    NotFound,
    check_version,
    lock_annotation,
    lock_annotations,
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
    reasons: Sequence[str] = (),
    comment: str = "",
    repeats: Sequence[Seen] = (),
) -> Decided:
    """Approve, request changes of, or reject a submitted claim of somebody else.

    ``seen`` is the approval hash of what the reviewer looked at. ``repeats`` are claims that
    repeat this one, each with its own hash: they get the same verdict, or nobody gets any.

    Raises NotFound, NotAllowed, Gone, OwnWork, IllegalState, ChangedSinceSeen, ReasonRequired,
    UnknownTerm, TooLong or NotARepeat.
    """
    hashes = {one.annotation_id: one.hash for one in repeats} | {annotation_id: seen}
    ids = [annotation_id, *(id_ for id_ in hashes if id_ != annotation_id)]
    claims = lock_annotations(actor, ids, Can.DECIDE)
    _check_repeats(claims[0], claims[1:])
    done, *others = decide_all(actor, claims, hashes, Verdict(verdict, reasons, comment))
    return replace(done, together=tuple(others))


@transaction.atomic
def approve_opened(*, actor: User, article_id: int, seen: Sequence[Seen]) -> list[Decided]:
    """Approve claims of one article that the reviewer opened one by one: all of them, or none.

    Only an opened card gives the hash that each has to come with.

    Raises NothingChosen, NotFound, NotAllowed, Gone, OwnWork, IllegalState or ChangedSinceSeen.
    """
    hashes = {one.annotation_id: one.hash for one in seen}
    if not hashes:
        raise rules.NothingChosen()
    claims = lock_annotations(actor, list(hashes), Can.DECIDE)
    if any(claim.article_id != article_id for claim in claims):
        raise NotFound("annotation")
    return decide_all(actor, claims, hashes, Verdict("approve"))


@transaction.atomic
def retract(*, actor: User, annotation_id: UUID) -> Decided:
    """Take one's own last decision of the standing round back; the claim waits again.

    Raises NotFound, NotAllowed, Gone, IllegalState, or ReviewFinished where the reviewer has
    finished the review since.
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
    _check_not_finished(claim, last)
    retraction = Decision.objects.create(
        annotation=claim,
        submission=submission,
        reviewer=actor,
        verdict="retract",
        hash=last.hash,
        retracts=last,
    )
    state = rules.reopened(claim.state, last.verdict)
    event = set_state(actor, claim, state, Action.DECISION_RETRACTED, about=last.verdict)
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
    set_state(actor, claim, state, Action.CLAIM_WITHDRAWN, comment=note.strip())
    return claim


def _check_repeats(claim: Annotation, others: Sequence[Annotation]) -> None:
    linked = Link.objects.filter(type="repeats", target=claim).values_list("origin_id", flat=True)
    strangers = [other for other in others if other.pk not in set(linked)]
    if strangers:
        named = names_of(strangers, seen_from=claim)
        raise rules.NotARepeat(
            f"{named} does not repeat {claim.label}. No decision was stored. Look again.",
            field="repeats",
        )


def _check_not_finished(claim: Annotation, decision: Decision) -> None:
    finished = last_finish(claim.article_id, decision.reviewer_id)
    if finished and decision.created_at <= finished.created_at:
        when = date_format(timezone.localtime(finished.created_at), "j M, H:i")
        raise rules.ReviewFinished.on(when, told_of(decision), str(claim.state))


def _submit(actor: User, claim: Annotation, content: ClaimContent) -> Submitted:
    digest = approval_hash(content)
    contribute([claim.pk], [actor.pk])
    Submission.objects.create(
        annotation=claim, submitted_by=actor, hash=digest, version=claim.version + 1
    )
    set_state(actor, claim, rules.SUBMITTED, Action.CLAIM_SUBMITTED)
    return Submitted(claim, digest)
