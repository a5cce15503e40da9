"""Articles: add, find, read, correct, submit."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import AnyOf, Choice, Field, Flag, Integer, ListOf, Moment, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.api.reviews import submitted
from annotations.domain import errors as domain
from annotations.domain.repair import Repair
from annotations.models import Article, User
from annotations.permissions import Can, allows
from annotations.queries import listing
from annotations.queries.articles import article_of
from annotations.services.articles import BadArticle, create_article, update_article
from annotations.services.locking import NotFound
from annotations.services.reviews import submit_article

LARGEST_WITH_TEXT: Final = 2_500 * 1024  # bytes of a body that carries an article's text
METADATA: Final[dict[str, Field]] = {
    "headline": Text(longest=500, about="Left out: the first heading of the text."),
    "byline": Text(longest=300),
    "publisher": Text(longest=200),
    "source_url": Text(longest=2_000, about="http:// or https://."),
    "language": Text(longest=35, about="A tag such as en, uk or ar. Left out: guessed."),
    "direction": Choice(options=("ltr", "rtl"), about="Left out: from the language."),
    "published_at": Moment(nullable=True),
    "licence": Text(longest=200),
    "story": Text(longest=100, about="A short name that articles on one event share."),
    "embargo_until": Moment(nullable=True),
    "confidential_note": Text(longest=10_000),
}
TEXT: Final[dict[str, Field]] = {
    "text": Text(longest=2_500_000, required=True, about="Plain text; it never changes again."),
    "accept_repairs": AnyOf(
        sorts=(Flag(), ListOf(of=Integer(least=0), longest=10_000)),
        about="true: take all proposed repairs; or the indexes of those to take.",
    ),
}
FILTERS: Final[dict[str, Field]] = {
    "q": Text(longest=200, about="Words of headline or text."),
    "language": Text(longest=35),
    "story": Text(longest=100),
    "publisher": Text(longest=200),
    "source_url": Text(longest=2_000),
}
TEXT_RULES: Final = (
    domain.EmptyDocument,
    domain.LoneSurrogate,
    BadArticle,
)


class Articles(Endpoint):
    """projects/{slug}/articles/"""

    largest = LARGEST_WITH_TEXT
    counted_as = "articles"

    @operation(
        "Articles of a project",
        id="article_list",
        query={**FILTERS, **paging()},
        answers={200: (shapes.listed(shapes.ARTICLE), "Newest first.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """Newest first."""
        project = visible_project(call.actor, slug)
        query = dict(call.query)
        limit = query.pop("limit", USUAL)
        before = place(query.pop("cursor", None), int)
        found = listing.articles(
            project, before=before[0] if before else None, limit=limit, **query
        )
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].pk) if more else None
        return answer({"results": [listing.article(one) for one in found], "next": further})

    @operation(
        "Add an article",
        id="article_create",
        body=Shape(fields={**METADATA, **TEXT}),
        answers={201: (shapes.ARTICLE_MADE, "Added; `proposals` are repairs that were not made.")},
        refusals=TEXT_RULES,
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """The text becomes revision 1 as it is. Broken characters (mojibake) are not repaired
        unless you say so: `proposals` lists what could be, and `accept_repairs` takes it.
        """
        project = visible_project(call.actor, slug)
        stored = create_article(actor=call.actor, project=project, **call.body)
        shown = listing.article(stored.article, confidential=True)
        shown["proposals"] = [repair(one) for one in stored.proposals]
        return answer(
            shown, 201, version=stored.article.version, location=f"/api/v1/articles/{shown['id']}/"
        )


class OneArticle(Endpoint):
    """articles/{id}/"""

    @operation(
        "An article",
        id="article_read",
        answers={200: (shapes.ARTICLE, "The ETag is the version of its metadata.")},
    )
    def get(self, call: Call, article_id: int) -> HttpResponse:
        """Its words are in its revisions."""
        article = visible_article(call.actor, article_id)
        return answer(_shown(call, article), version=article.version)

    @operation(
        "Correct an article's metadata",
        id="article_update",
        body=Shape(fields=METADATA),
        if_match="required",
        answers={200: (shapes.ARTICLE, "As it is now.")},
        refusals=(BadArticle, domain.VersionRequired, domain.StaleVersion),
    )
    def patch(self, call: Call, article_id: int) -> HttpResponse:
        """The text is not changed: it has revisions."""
        update_article(actor=call.actor, article_id=article_id, version=call.version, **call.body)
        article = visible_article(call.actor, article_id)
        return answer(_shown(call, article), version=article.version)


class SubmitArticle(Endpoint):
    """articles/{id}/submit/"""

    @operation(
        "Submit all claims of an article",
        id="article_submit",
        answers={200: (shapes.SUBMIT_REPORT, "What was handed in, and what was held back.")},
    )
    def post(self, call: Call, article_id: int) -> HttpResponse:
        """Every claim of the current text that has no gaps is handed in."""
        report = submit_article(actor=call.actor, article_id=article_id)
        held = [
            {
                "id": claim.pk,
                "label": claim.label,
                "gaps": [{"code": gap.code, "sentence": gap.sentence} for gap in gaps],
            }
            for claim, gaps in report.held
        ]
        return answer({"submitted": [submitted(one) for one in report.submitted], "held": held})


def visible_article(actor: User, article_id: int) -> Article:
    """The article, if ``actor`` may see it. Raises NotFound."""
    article = article_of(actor, article_id)
    if article is None:
        raise NotFound("article")
    return article


def repair(proposal: Repair) -> dict[str, Any]:
    """The shape of a proposed repair."""
    return {
        "start": proposal.start,
        "end": proposal.end,
        "before": proposal.before,
        "after": proposal.after,
        "reason": proposal.reason,
    }


def _shown(call: Call, article: Article) -> dict[str, Any]:
    return listing.article(article, confidential=allows(call.actor, Can.INGEST, article))
