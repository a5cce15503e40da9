"""ClaimReview: what approved claims lack for it, what is given for it, and what comes out."""

from collections.abc import Iterable, Iterator
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase, StreamingHttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Choice, Day, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain import claim_reviews as rules
from annotations.domain import errors as domain
from annotations.domain.lengths import LONGEST, TooLong
from annotations.formats import claimreview
from annotations.models import Project
from annotations.queries import claim_reviews
from annotations.queries.claim_reviews import Reviewed
from annotations.services.claim_reviews import save_claim_review
from annotations.services.locking import NotFound

JSON_LD: Final = "application/ld+json"
GIVEN: Final = Shape(
    fields={
        "claimant": Text(
            longest=LONGEST["claimant"],
            about="Who made the claim, where its source does not say it.",
        ),
        "claimant_type": Choice(
            options=("", *rules.PARTIES), about="What a claimant named here is, where known."
        ),
        "claim_date": Day(nullable=True, about="When the claim was made."),
        "url": Text(longest=LONGEST["url"], about="Where the review is published."),
    }
)
FIELDS: Final[dict[str, Any]] = {
    "claim": shapes.UUID,
    "label": shapes.TEXT,
    "article": shapes.NUMBER,
    "normalised_claim": shapes.TEXT,
    "desk_status": shapes.TEXT,
    "finding": shapes.text("The words of the finding."),
    "rating": shapes.null(shapes.NUMBER),
    "party": shapes.null(shapes.text("Who would be named as having made the claim.")),
    "claimant": shapes.TEXT,
    "claimant_type": shapes.choice("", *rules.PARTIES),
    "claim_date": shapes.null(shapes.text(format="date")),
    "url": shapes.TEXT,
    "version": {**shapes.NUMBER, "description": "For If-Match; 0 where nothing was given yet."},
    "lacks": shapes.array(shapes.GAP),
}
REVIEW: Final = shapes.shape("ClaimReviewState", FIELDS)
DOCUMENT: Final = {"type": "object", "additionalProperties": True}


class ClaimReviews(Endpoint):
    """projects/{slug}/claim-reviews/"""

    @operation(
        "Approved claims and what they lack for ClaimReview",
        id="claim_review_list",
        query=paging(),
        answers={200: (shapes.listed(REVIEW), "Those of the newest article first.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """A claim that lacks nothing is in the feed; one that is no longer approved is gone here
        at once.
        """
        project = visible_project(call.actor, slug)
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), int, int)
        claims = claim_reviews.approved(project, after=after, limit=limit)
        more, claims = len(claims) > limit, claims[:limit]
        last = (claims[-1].article_id, claims[-1].ordinal) if more else ()
        further = following(call.request, *last) if more else None
        found = claim_reviews.reviewed(project, claims)
        return answer({"results": [_shown(one) for one in found], "next": further})


class OneClaimReview(Endpoint):
    """projects/{slug}/claim-reviews/{uuid}/"""

    @operation(
        "One approved claim and what it lacks for ClaimReview",
        id="claim_review_read",
        answers={200: (REVIEW, "The ETag is its version, 0 where nothing was given yet.")},
    )
    def get(self, call: Call, slug: str, annotation_id: UUID) -> HttpResponse:
        """404 for a claim that is not approved."""
        return _answered(visible_project(call.actor, slug), annotation_id)

    @operation(
        "Say what is published of a claim",
        id="claim_review_update",
        body=GIVEN,
        if_match="required",
        answers={200: (REVIEW, "As it is now.")},
        refusals=(
            domain.Gone,
            domain.IllegalState,
            domain.StaleVersion,
            domain.VersionRequired,
            rules.BadClaimReview,
            TooLong,
        ),
    )
    def patch(self, call: Call, slug: str, annotation_id: UUID) -> HttpResponse:
        """For reviewers and leads. The claim itself does not change, so its approval holds."""
        project = visible_project(call.actor, slug)
        change = {"annotation_id": annotation_id, "version": call.version, **call.body}
        save_claim_review(actor=call.actor, project=project, **change)
        return _answered(project, annotation_id)


class ClaimReviewDocument(Endpoint):
    """projects/{slug}/claim-reviews/{uuid}/claimreview.jsonld"""

    @operation(
        "The ClaimReview of a claim",
        id="claim_review_document",
        answers={200: (DOCUMENT, "schema.org ClaimReview, as JSON-LD.")},
        sends=[JSON_LD],
        refusals=(rules.NotPublishable,),
    )
    def get(self, call: Call, slug: str, annotation_id: UUID) -> HttpResponse:
        """Only where nothing is missing; confidential sources never stand in it."""
        found = _found(visible_project(call.actor, slug), annotation_id)
        if found.lacks:
            raise rules.NotPublishable.because(found.lacks)
        response = answer(claimreview.document(found.publication))
        _offer(response, f"{slug}-{annotation_id}")
        return response


class ClaimReviewFeed(Endpoint):
    """projects/{slug}/claim-reviews/claimreview.jsonld"""

    @operation(
        "The ClaimReviews of a project",
        id="claim_review_feed",
        answers={200: (DOCUMENT, "A schema.org DataFeed, as JSON-LD: one ClaimReview a line.")},
        sends=[JSON_LD],
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """Every approved claim that lacks nothing, as of now."""
        project = visible_project(call.actor, slug)
        body = claimreview.feed(slug, _documents(claim_reviews.publishable(project)))
        response = StreamingHttpResponse(body)
        _offer(response, slug)
        return response  # type: ignore[return-value]


def _documents(
    groups: Iterable[list[rules.Publication]],
) -> Iterator[list[dict[str, Any]]]:
    for group in groups:
        yield [claimreview.claim_review(one) for one in group]


def _offer(response: HttpResponseBase, name: str) -> None:
    """Make ``response`` a JSON-LD file to keep: no browser opens it as a page of ours."""
    response.headers["Content-Type"] = JSON_LD
    response.headers["Content-Disposition"] = f'attachment; filename="{name}.jsonld"'
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"


def _found(project: Project, claim_id: UUID) -> Reviewed:
    found = claim_reviews.one(project, claim_id)
    if found is None:
        raise NotFound("claim")
    return found


def _answered(project: Project, claim_id: UUID) -> HttpResponse:
    found = _found(project, claim_id)
    return answer(_shown(found), version=found.kept.version)


def _shown(found: Reviewed) -> dict[str, Any]:
    claim, kept, publication = found.claim, found.kept, found.publication
    finding, party = publication.finding, publication.party
    return {
        "claim": claim.pk,
        "label": claim.label,
        "article": claim.article_id,
        "normalised_claim": claim.normalised_claim,
        "desk_status": claim.desk_status,
        "finding": finding.label if finding else "",
        "rating": finding.rating if finding else None,
        "party": party.name if party else None,
        "claimant": kept.claimant,
        "claimant_type": kept.claimant_type,
        "claim_date": kept.claim_date and kept.claim_date.isoformat(),
        "url": kept.url,
        "version": kept.version,
        "lacks": [{"code": lack.code, "sentence": lack.sentence} for lack in found.lacks],
    }
