"""Claims of a project, found by their words."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Field, Integer, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.models import Annotation
from annotations.queries import listing

FILTERS: Final[dict[str, Field]] = {
    "q": Text(
        longest=200, about="Words of the quote or the normalised claim; the last may be begun only."
    ),
    "elsewhere_than": Integer(about="Leaves the claims of this article out."),
}
FOUND: Final = shapes.shape(
    "FoundClaim",
    {
        "id": shapes.UUID,
        "label": shapes.TEXT,
        "quote": shapes.TEXT,
        "normalised_claim": shapes.TEXT,
        "state": shapes.STATE,
        "version": shapes.NUMBER,
        "article": shapes.NUMBER,
        "headline": shapes.text("Of the article."),
    },
)


class Claims(Endpoint):
    """projects/{slug}/claims/"""

    @operation(
        "Claims of a project",
        id="claim_list",
        query={**FILTERS, **paging()},
        answers={200: (shapes.listed(FOUND), "Those of the newest article first.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """On the current text of their articles, those of the newest article first. Any of them
        can be the target of a link that joins two articles: contradicts, updates, repeats.
        """
        project = visible_project(call.actor, slug)
        query = dict(call.query)
        limit = query.pop("limit", USUAL)
        after = place(query.pop("cursor", None), int, int)
        found = listing.claims_of(project, after=after, limit=limit, **query)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, *listing.last_key(found[-1])) if more else None
        return answer({"results": [_shown(claim) for claim in found], "next": further})


def _shown(claim: Annotation) -> dict[str, Any]:
    return {
        "id": claim.pk,
        "label": claim.label,
        "quote": claim.quote,
        "normalised_claim": claim.normalised_claim,
        "state": claim.state,
        "version": claim.version,
        "article": claim.article_id,
        "headline": claim.article.headline,
    }
