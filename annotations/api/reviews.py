"""Submitting claims, deciding on them, and the queue of those that wait."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Choice, Identity, ListOf, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain import errors as domain
from annotations.domain.lengths import LONGEST
from annotations.domain.reviews import NotARepeat, NoteRequired, ReasonRequired, ReviewFinished
from annotations.models import Decision
from annotations.queries import listing
from annotations.queries.annotations import document, iso
from annotations.services import reviews, rounds
from annotations.services.decisions import Decided, Seen
from annotations.services.locking import NotFound
from annotations.services.reviews import Submitted

VERDICT: Final = Shape(
    fields={
        "verdict": Choice(options=shapes.VERDICTS, required=True),
        "seen": Text(
            longest=64, required=True, about="The `hash` of the claim as you looked at it."
        ),
        "reasons": ListOf(
            of=Text(longest=40),
            longest=20,
            about="Slugs of the vocabulary review_reason; needed unless you approve.",
        ),
        "comment": Text(longest=LONGEST["comment"]),
        "repeats": ListOf(
            of=Shape(
                fields={
                    "id": Identity(required=True),
                    "seen": Text(longest=64, required=True, about="The `hash` of that claim."),
                }
            ),
            longest=100,
            about="Claims that repeat this one: all get the verdict, or none does.",
        ),
    }
)
NOTE: Final = Shape(fields={"note": Text(longest=LONGEST["note"], required=True)})


class Submit(Endpoint):
    """annotations/{uuid}/submit/"""

    @operation(
        "Submit a claim",
        id="claim_submit",
        if_match="honoured",
        answers={200: (shapes.SUBMITTED, "It waits for sign-off.")},
        refusals=(
            domain.NotSubmittable,
            domain.StaleVersion,
            domain.IllegalState,
            domain.Gone,
        ),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Refused while the claim has gaps. A retry answers the standing submission."""
        done = reviews.submit_claim(
            actor=call.actor, annotation_id=annotation_id, version=call.version
        )
        return answer(submitted(done), version=done.annotation.version)


class Decisions(Endpoint):
    """annotations/{uuid}/decisions/"""

    @operation(
        "Decisions on a claim",
        id="decision_list",
        query=paging(),
        answers={200: (shapes.listed(shapes.DECISION), "Oldest first, retractions among them.")},
    )
    def get(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Oldest first."""
        annotation = listing.annotation_of(call.actor, annotation_id)
        if annotation is None:
            raise NotFound("annotation")
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), int) or [0]
        found = listing.decisions(annotation, after=after[0], limit=limit)
        more = len(found) > limit
        further = following(call.request, found[limit - 1].pk) if more else None
        return answer({"results": [_shown(one) for one in found[:limit]], "next": further})

    @operation(
        "Decide on a claim",
        id="decision_create",
        body=VERDICT,
        answers={201: (shapes.DECIDED, "`have` of `need` approvals on what was submitted.")},
        refusals=(
            domain.OwnWork,
            domain.ChangedSinceSeen,
            domain.IllegalState,
            domain.Gone,
            domain.UnknownTerm,
            ReasonRequired,
            NotARepeat,
        ),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """Four eyes: nobody decides on a claim that they contributed to. `seen` binds the
        decision to what was looked at: a claim that changed since is refused. With `repeats`, each
        has its own hash and decision; one that changed, or is your work, refuses all.
        """
        body = dict(call.body)
        repeats = [Seen(one["id"], one["seen"]) for one in body.pop("repeats", [])]
        decided = reviews.decide(
            actor=call.actor, annotation_id=annotation_id, repeats=repeats, **body
        )
        return answer(_outcome(decided), 201, version=decided.annotation.version)

    @operation(
        "Take one's own decision back",
        id="decision_delete",
        answers={200: (shapes.DECIDED, "A retraction was added; the claim waits again.")},
        refusals=(domain.IllegalState, domain.Gone, ReviewFinished),
    )
    def delete(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """The last one of the standing round, until you finish the review of its article. Nothing
        is erased: a retraction is added.
        """
        decided = reviews.retract(actor=call.actor, annotation_id=annotation_id)
        return answer(_outcome(decided), version=decided.annotation.version)


class Withdraw(Endpoint):
    """annotations/{uuid}/withdraw/"""

    @operation(
        "Withdraw an approved claim",
        id="claim_withdraw",
        body=NOTE,
        answers={200: (shapes.ANNOTATION, "Withdrawn for good; its record stays.")},
        refusals=(domain.IllegalState, domain.Gone, NoteRequired),
    )
    def post(self, call: Call, annotation_id: UUID) -> HttpResponse:
        """For a lead, with a note that says why."""
        claim = reviews.withdraw(
            actor=call.actor, annotation_id=annotation_id, note=call.body["note"]
        )
        return answer(document(claim.pk), version=claim.version)


class FinishReview(Endpoint):
    """articles/{id}/finish-review/"""

    @operation(
        "Finish one's review of an article",
        id="review_finish",
        answers={200: (shapes.FINISHED, "`new` is false where nothing was decided since.")},
    )
    def post(self, call: Call, article_id: int) -> HttpResponse:
        """Whoever worked on the claims is told of your decisions, which then stay: they cannot be
        taken back any more. A retry changes nothing.
        """
        done = rounds.finish_review(actor=call.actor, article_id=article_id)
        at = done.finished and iso(done.finished.created_at)
        told = [person.username for person in done.told]
        return answer({"finished_at": at or None, "new": done.new, "told": told, **done.counts})


class ReviewQueue(Endpoint):
    """projects/{slug}/review-queue/"""

    @operation(
        "Claims that wait for sign-off",
        id="review_queue",
        query=paging(),
        answers={200: (shapes.listed(shapes.WAITING), "By article and label.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """With the hash that a decision must name, and whether it is your own work."""
        project = visible_project(call.actor, slug)
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), int, int)
        found = listing.waiting(project, after=after, limit=limit)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, *listing.last_key(found[-1])) if more else None
        results = listing.waiting_documents(found, project, call.actor)
        return answer({"results": results, "next": further})


def submitted(done: Submitted) -> dict[str, Any]:
    """The shape of a claim that was handed in."""
    claim = done.annotation
    return {
        "id": claim.pk,
        "label": claim.label,
        "state": claim.state,
        "hash": done.hash,
        "version": claim.version,
    }


def _outcome(decided: Decided) -> dict[str, Any]:
    return {
        "id": decided.decision.pk,
        "annotation": decided.annotation.pk,
        "verdict": decided.decision.verdict,
        "state": decided.annotation.state,
        "have": decided.have,
        "need": decided.need,
        "version": decided.annotation.version,
        **({"repeats": [_outcome(one) for one in decided.together]} if decided.together else {}),
    }


def _shown(decision: Decision) -> dict[str, Any]:
    return {
        "id": decision.pk,
        "annotation": decision.annotation_id,
        "verdict": decision.verdict,
        "reasons": decision.reasons,
        "comment": decision.comment,
        "hash": decision.hash,
        "reviewer": decision.reviewer.username,
        "retracts": decision.retracts_id,
        "imported": decision.imported,
        "created_at": iso(decision.created_at),
    }
