"""Reads approved claims with what would be published of them, and what they lack for it."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Max, Q, QuerySet

from annotations.domain.claim_reviews import (
    Finding,
    Lack,
    Organisation,
    Party,
    Publication,
    known_as,
    lacks,
)
from annotations.domain.names import Names
from annotations.domain.reviews import APPROVED
from annotations.domain.spans import quotes_of
from annotations.domain.vocabulary import DESK_STATUS
from annotations.formats.claimreview import NOBODY, checked, is_embargoed
from annotations.models import Annotation, ClaimReview, Decision, Link, Project, Term

AT_ONCE: Final = 200
FILLED_IN: Final = (
    Q(claim_review__claim_date__isnull=False) & ~Q(claim_review__url="") & ~Q(normalised_claim="")
)
"""Approved claims that have what people fill in. Some may lack something else all the same."""
LISTS: Final = {"": Q(), "filled": FILLED_IN, "open": ~FILLED_IN}


@dataclass(frozen=True)
class Reviewed:
    """An approved claim, what would be published of it, and what is missing.

    ``kept`` is what people gave; where nobody gave anything it has version 0.
    """

    claim: Annotation
    publication: Publication
    kept: ClaimReview
    lacks: list[Lack]


def approved(
    project: Project, *, after: Sequence[Any] | None, limit: int, which: str = ""
) -> list[Annotation]:
    """Approved claims, those of the newest article first, one more than ``limit``. One query.

    ``after`` is article and ordinal of the last claim before them, ``which`` one of ``LISTS``.
    """
    found = _approved(project).filter(LISTS[which])
    if after is not None:
        found = found.filter(article_id=after[0], ordinal__gt=after[1]) | found.filter(
            article_id__lt=after[0]
        )
    return list(found.order_by("-article_id", "ordinal")[: limit + 1])


def counts(project: Project) -> dict[str, int]:
    """How many approved claims each of ``LISTS`` has. One query."""
    numbers = {f"list_{name}": Count("pk", filter=which) for name, which in LISTS.items()}
    found = _approved(project).aggregate(**numbers)
    return {name: found[f"list_{name}"] for name in LISTS}


def reviewed(project: Project, claims: Sequence[Annotation]) -> list[Reviewed]:
    """What is published of ``claims`` of one project. Four queries, however many they are."""
    parties, findings, approvals = _parties(claims), _findings(claims), _approvals(claims)
    secrets = _Secrets(project, claims)
    organisation = Organisation(
        project.organisation_name, project.organisation_url, project.organisation_logo
    )
    found = []
    for claim in claims:
        kept = getattr(claim, "claim_review", None) or ClaimReview(annotation=claim, version=0)
        publication = Publication(
            claim_id=claim.pk,
            normalised_claim=claim.normalised_claim,
            type=str(claim.attributes.get("type", "")),
            finding=findings.get(claim.pk) or Finding(claim.desk_status, claim.desk_status),
            parties=parties[claim.pk],
            claimant=kept.claimant,
            claimant_type=kept.claimant_type,
            claim_date=kept.claim_date,
            url=kept.url,
            organisation=organisation,
            approved_at=approvals.get(claim.pk),
            article_url=claim.article.source_url,
            article_published_at=claim.article.published_at,
            embargoed=is_embargoed(claim.article.embargo_until),
        )
        publication = checked(publication, *secrets.of(claim.article_id))
        found.append(Reviewed(claim, publication, kept, lacks(publication)))
    return found


def one(project: Project, claim_id: UUID) -> Reviewed | None:
    """An approved claim of the project; None where there is none of this id. Five queries."""
    found = list(_approved(project).filter(pk=claim_id))
    return reviewed(project, found)[0] if found else None


def publishable(project: Project) -> Iterator[list[Publication]]:
    """Every approved claim that lacks nothing, a few at a time."""
    after = None
    while True:
        claims = approved(project, after=after, limit=AT_ONCE)[:AT_ONCE]
        if not claims:
            return
        found = reviewed(project, claims)
        yield [one.publication for one in found if not one.lacks]
        after = (claims[-1].article_id, claims[-1].ordinal)


def _approved(project: Project) -> QuerySet[Annotation]:
    claims = Annotation.objects.alive().claims().filter(project=project, state=APPROVED)
    return claims.select_related("article", "claim_review")


def _parties(claims: Sequence[Annotation]) -> dict[UUID, list[Party]]:
    """Claim → the sources that it rests on, but for confidential ones."""
    found: dict[UUID, list[Party]] = defaultdict(list)
    links = Link.objects.filter(
        origin__in=claims, type="attributed_to", target__deleted_at=None
    ).order_by("pk")
    for claim, attributes in links.values_list("origin_id", "target__attributes"):
        if attributes.get("identity") and not attributes.get("confidential"):
            found[claim].append(Party(attributes["identity"], attributes.get("type", "")))
    return found


def _findings(claims: Sequence[Annotation]) -> dict[UUID, Finding]:
    """Claim → the very version of the term that it was given."""
    ids = {term for claim in claims for term in claim.terms}
    terms = Term.objects.filter(pk__in=ids, vocabulary__name=DESK_STATUS).in_bulk()
    return {
        claim.pk: Finding(term.slug, term.label, term.rating)
        for claim in claims
        for term in (terms.get(id_) for id_ in claim.terms)
        if term
    }


def _approvals(claims: Sequence[Annotation]) -> dict[UUID, datetime]:
    """Claim → when it was approved last."""
    approving = Decision.objects.filter(annotation__in=claims, verdict=Decision.Verdict.APPROVE)
    times = approving.values("annotation_id").annotate(at=Max("created_at"))
    return dict(times.values_list("annotation_id", "at"))


class _Secrets:
    """What confidential sources are called: all of the project, and those of some articles there.

    One query, however many they are.
    """

    def __init__(self, project: Project, claims: Sequence[Annotation]) -> None:
        articles = {claim.article_id for claim in claims}
        own: dict[int, list[str]] = defaultdict(list)
        everywhere: list[str] = []
        sources = Annotation.objects.alive().filter(
            project=project, kind="source", attributes__contains={"confidential": True}
        )
        for source in sources.only("article_id", "quote", "fragments", "attributes"):
            identity = str(source.attributes.get("identity", ""))
            quotes = quotes_of(source.quote, source.fragments)
            everywhere += known_as(identity, str(source.attributes.get("type", "")), quotes)
            if source.article_id in articles:
                own[source.article_id] += quotes
        self._everywhere = Names(everywhere)
        self._own = {article: Names(words) for article, words in own.items()}

    def of(self, article_id: int) -> list[Names]:
        """What no claim of the article may say."""
        return [self._everywhere, self._own.get(article_id, NOBODY)]
