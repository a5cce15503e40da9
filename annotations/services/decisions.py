"""Storing verdicts on one claim or several: four eyes, bound to what was seen, all or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import F
from django.utils import timezone

from annotations.domain import reviews as rules
from annotations.domain.claims import ClaimContent, approval_hash, canonical
from annotations.domain.errors import ChangedSinceSeen, IllegalState, OwnWork, UnknownTerm
from annotations.domain.history import Action
from annotations.domain.lengths import check_lengths
from annotations.models import Annotation, Decision, Event, Notice, User
from annotations.queries import claims as claim_queries
from annotations.queries.reviews import Standing, standings
from annotations.queries.vocabulary import slugs
from annotations.services import history, notices


@dataclass(frozen=True)
class Seen:
    """A claim, and the approval hash of what a reviewer looked at."""

    annotation_id: UUID
    hash: str


@dataclass(frozen=True)
class Verdict:
    """What a reviewer says: the verdict, coded reasons, and words."""

    verdict: str
    reasons: Sequence[str] = ()
    comment: str = ""


@dataclass(frozen=True)
class Decided:
    """A claim after a decision; ``have`` of ``need`` approvals on this round's hash.

    ``together`` are the repeats that were decided with it.
    """

    annotation: Annotation
    decision: Decision
    have: int
    need: int
    together: tuple["Decided", ...] = ()


def decide_all(
    actor: User, claims: Sequence[Annotation], seen: Mapping[UUID, str], given: Verdict
) -> list[Decided]:
    """Give one verdict on locked ``claims`` of one project, or on none; the first leads.

    ``seen`` has the approval hash of each, as the reviewer looked at it.

    Raises OwnWork, ChangedSinceSeen, IllegalState, ReasonRequired, UnknownTerm or TooLong; where
    there are several, the sentence names those at fault.
    """
    standing = standings(claims, claims[0].article.project.required_approvals)
    _check_four_eyes(actor, claims, standing)
    contents = claim_queries.contents(claims)
    _check_seen(claims, contents, seen)
    _check_states(claims, given.verdict)
    check_lengths({"comment": given.comment})
    _check_reasons(claims[0].project_id, given)
    _check_not_approved_by(actor, claims, standing)
    return [
        _decide(actor, claim, standing[claim.pk], contents[claim.pk], given, claims[0])
        for claim in claims
    ]


def set_state(
    actor: User,
    claim: Annotation,
    state: str,
    action: Action,
    *,
    about: str = "",
    **said: str | Sequence[str],
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


def names_of(claims: Sequence[Annotation], *, seen_from: Annotation) -> str:
    """ "C3, C7 and C2 of “Ferry lost 12 crates”": with the headline where it is another one's."""
    names = [
        claim.label
        if claim.article_id == seen_from.article_id
        else f"{claim.label} of “{claim.article.headline}”"
        for claim in claims
    ]
    return " and ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _check_four_eyes(
    actor: User, claims: Sequence[Annotation], standing: Mapping[UUID, Standing]
) -> None:
    own = [claim for claim in claims if standing[claim.pk].is_work_of(actor)]
    if own and len(claims) == 1:
        raise OwnWork()
    if own:
        raise OwnWork(
            f"You worked on {names_of(own, seen_from=claims[0])}, so somebody else has to decide"
            " there. No decision was stored. Decide on the others without.",
            extra={"claims": _ids(own)},
        )


def _check_seen(
    claims: Sequence[Annotation], contents: Mapping[UUID, ClaimContent], seen: Mapping[UUID, str]
) -> None:
    hashes = {claim.pk: approval_hash(contents[claim.pk]) for claim in claims}
    changed = [claim for claim in claims if seen[claim.pk] != hashes[claim.pk]]
    if changed and len(claims) == 1:
        raise ChangedSinceSeen(extra={"hash": hashes[changed[0].pk]})
    if changed:
        raise ChangedSinceSeen(
            f"{names_of(changed, seen_from=claims[0])} changed since you looked. No decision was"
            " stored, on none of them. Look again.",
            extra={"claims": _ids(changed)},
        )


def _check_states(claims: Sequence[Annotation], verdict: str) -> None:
    for claim in claims:
        try:
            rules.move(claim.state, verdict)
        except IllegalState as error:
            if len(claims) == 1:
                raise
            named = names_of([claim], seen_from=claims[0])
            raise IllegalState(
                f"{named}: {error.detail} No decision was stored, on none of them.",
                extra={"claims": _ids([claim]), **error.extra},
            ) from None


def _check_not_approved_by(
    actor: User, claims: Sequence[Annotation], standing: Mapping[UUID, Standing]
) -> None:
    done = [claim for claim in claims if standing[claim.pk].decided_by(actor)]
    if done:
        which = "this claim" if len(claims) == 1 else names_of(done, seen_from=claims[0])
        raise IllegalState(f"You have approved {which} already; others are needed now.")


def _check_reasons(project_id: int, given: Verdict) -> None:
    rules.check_reasons(given.verdict, given.reasons)
    known = slugs(project_id).get("review_reason", {})
    for reason in given.reasons:
        if reason not in known:
            raise UnknownTerm(
                f"“{reason}” is not a known reason. Known are: {', '.join(known)}.", field="reasons"
            )


def _decide(
    actor: User,
    claim: Annotation,
    standing: Standing,
    content: ClaimContent,
    given: Verdict,
    first: Annotation,
) -> Decided:
    decision = Decision.objects.create(
        annotation=claim,
        submission=standing.submission,
        reviewer=actor,
        verdict=given.verdict,
        reasons=list(given.reasons),
        comment=given.comment.strip(),
        hash=approval_hash(content),
        snapshot=canonical(content),
    )
    have = standing.have + (given.verdict == "approve")
    state = rules.outcome(given.verdict, have, standing.need)
    event = set_state(
        actor,
        claim,
        state,
        Action.DECISION_MADE,
        about=given.verdict,
        reasons=list(given.reasons),
        comment=given.comment.strip(),
        together_with="" if claim is first else names_of([first], seen_from=claim),
    )
    notices.tell(Notice.Kind.DECISION, event, notices.workers_of(claim), held=True)
    return Decided(claim, decision, have, standing.need)


def _ids(claims: Sequence[Annotation]) -> list[str]:
    return [str(claim.pk) for claim in claims]
