"""schema.org ClaimReview as JSON-LD, and where its claims stand (docs/formats/claimreview.md).

Only approved claims that lack nothing are written; what keeps the others out is counted. The
offsets are in a file of Web Annotations beside the feed, as ClaimReview has no place for them.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import chain
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from uuid import UUID, uuid5

from msgspec.json import encode

from annotations.domain import claim_reviews as rules
from annotations.domain.claim_reviews import BEST, WORST, Finding, Organisation, Party, Publication
from annotations.domain.names import Names
from annotations.formats import webannotation
from annotations.formats.json_ld import Node, in_lines
from annotations.formats.losses import count_losses
from annotations.formats.masking import BLOCK
from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.report import Report
from annotations.formats.webannotation import iri, urn
from annotations.formats.zipping import zipped

NAME: Final = "claimreview"
LABEL: Final = "ClaimReview (JSON-LD)"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False

CONTEXT: Final = "https://schema.org"
FEED: Final = "claimreview.jsonld"
PLACES: Final = "annotations.jsonld"
PERSONS: Final = frozenset({rules.PERSON, "named_person", "unnamed_person"})
ORGANISATIONS: Final = frozenset({rules.ORGANISATION, "named_group", "unnamed_group", "outlet"})
NOBODY: Final = Names([])
COUNTED: Final = frozenset(
    {
        *("id", "desk_status", "state", "attributes", "normalised_claim", "note"),
        *("links", "links_made", "evidence", "claim_review"),
    }
)
"""What is in the feed, or what headings of its own count."""
IN_MEMORY: Final = 1024 * 1024  # bytes of places that wait for the end of the feed


def write(
    documents: Iterable[DocumentRecord], report: Report, secrets: Iterable[str] = ()
) -> Iterator[bytes]:
    """Yield a zip of the feed and of the places; neither sits in memory.

    ``secrets`` are the names of confidential sources of other documents; a document knows its own.
    """
    names = Names(secrets)
    waiting = iter(documents)
    first = next(waiting, None)
    name = first.project if first else ""
    with SpooledTemporaryFile(IN_MEMORY) as places:
        found = (_published(one, names, report) for one in chain([first] if first else [], waiting))
        files = [(FEED, feed(name, _aside(found, places))), (PLACES, _places(name, places, report))]
        yield from zipped(files)


def feed(name: str, groups: Iterable[Iterable[Node]]) -> Iterator[bytes]:
    """Yield a DataFeed of ClaimReviews, one a line."""
    whole = {"@context": CONTEXT, "@type": "DataFeed", "name": name, "dataFeedElement": []}
    return in_lines(encode(whole).removesuffix(b"]}"), groups, lambda: b"]}")


def document(claim: Publication) -> Node:
    """The ClaimReview of a claim that lacks nothing, as a document of its own."""
    return {"@context": CONTEXT, **claim_review(claim)}


def claim_review(claim: Publication) -> Node:
    """The ClaimReview of a claim that lacks nothing."""
    approved = {"datePublished": _day(claim.approved_at)} if claim.approved_at else {}
    return {
        "@type": "ClaimReview",
        "@id": review_id(claim.claim_id),
        "identifier": str(claim.claim_id),
        "url": iri(claim.url),
        **approved,
        "author": _organisation(claim.organisation or Organisation()),
        "claimReviewed": claim.normalised_claim,
        "itemReviewed": _claim(claim),
        "reviewRating": _rating(claim.finding or Finding("", "")),
    }


def review_id(claim_id: UUID) -> str:
    """The IRI of the review; that of the claim itself names its place in the text."""
    return urn(uuid5(claim_id, "ClaimReview"))


def publication(
    document: DocumentRecord, claim: AnnotationRecord, names: Names = NOBODY
) -> Publication:
    """What would be published of an approved claim of ``document``.

    ``names`` are those of confidential sources of other documents.
    """
    by_id = {one.id: one for one in document.annotations}
    sources = [by_id[link.target] for link in claim.links if link.target in by_id]
    rests_on = {link.target for link in claim.links if link.type == "attributed_to"}
    parties = [
        Party(str(one.attributes["identity"]), str(one.attributes.get("type", "")))
        for one in sources
        if one.id in rests_on
        and one.attributes.get("identity")
        and not one.attributes.get("confidential")
    ]
    approvals = [one.created_at for one in claim.decisions if one.verdict == "approve"]
    found = Publication(
        claim_id=claim.id,
        normalised_claim=claim.normalised_claim,
        type=str(claim.attributes.get("type", "")),
        parties=parties,
        approved_at=max(approvals, default=None),
        article_url=document.article.source_url,
        article_published_at=document.article.published_at,
        embargoed=is_embargoed(document.article.embargo_until),
        **_given(claim),
    )
    return checked(found, names, Names(_secrets(document)))


def is_embargoed(until: datetime | None) -> bool:
    """Whether nothing may be published yet: the one thing here that the day decides."""
    return until is not None and until > datetime.now(UTC)


def _given(claim: AnnotationRecord) -> dict[str, Any]:
    """What people gave for publishing; nothing is known of a claim that they gave nothing for."""
    given = claim.claim_review
    if given is None:
        return {}
    return {
        "finding": Finding(claim.desk_status, given.label, given.rating),
        "claimant": given.claimant,
        "claimant_type": given.claimant_type,
        "claim_date": given.claim_date,
        "url": given.url,
        "organisation": Organisation(
            given.organisation, given.organisation_url, given.organisation_logo
        ),
    }


def checked(claim: Publication, *secrets: Names) -> Publication:
    """``claim``, knowing whether it has one of ``secrets``, or masked words, in it."""
    named = any(
        BLOCK in words or any(names.stand_in(words) for names in secrets) for words in claim.words
    )
    return replace(claim, names_confidential=named)


def _secrets(document: DocumentRecord) -> Iterator[str]:
    """What the confidential sources in ``document`` are called there."""
    for one in document.annotations:
        if one.attributes.get("confidential"):
            yield str(one.attributes.get("identity", ""))
            yield from (part.quote for part in one.fragments)


def _organisation(given: Organisation) -> Node:
    logo = {"logo": iri(given.logo)} if iri(given.logo) else {}
    return {"@type": "Organization", "name": given.name, "url": iri(given.url), **logo}


def _claim(claim: Publication) -> Node:
    party = claim.party or Party("")
    type_ = "Person" if party.type in PERSONS else "Organization"
    known = {"@type": type_} if party.type in PERSONS | ORGANISATIONS else {}
    return {
        "@type": "Claim",
        "@id": urn(claim.claim_id),
        "author": {**known, "name": party.name},
        **({"datePublished": claim.claim_date.isoformat()} if claim.claim_date else {}),
        **_appearance(claim),
    }


def _appearance(claim: Publication) -> Node:
    """Where the claim was met. Its headline stays away: it may say more than the claim."""
    address, at = iri(claim.article_url), claim.article_published_at
    if not address:
        return {}
    published = {"datePublished": _day(at)} if at else {}
    return {"appearance": {"@type": "CreativeWork", "url": address, **published}}


def _day(at: datetime) -> str:
    return at.date().isoformat()


def _rating(finding: Finding) -> Node:
    """The label always, the number only where the term has one."""
    label = {"@type": "Rating", "alternateName": finding.label}
    if finding.rating is None:
        return label
    return {**label, "ratingValue": finding.rating, "bestRating": BEST, "worstRating": WORST}


def _published(document: DocumentRecord, names: Names, report: Report) -> list[tuple[Node, Node]]:
    """Each ClaimReview of ``document`` with its place; what is left out is counted."""
    found = []
    count_losses(document, report, kept=COUNTED)
    report.lose("article texts (their SHA-256 is in the file)")
    for one in document.annotations:
        _count_losses(one, report)
        if one.kind == "claim" and one.state == "approved":
            claim = publication(document, one, names)
            lacking = rules.lacks(claim)
            for lack in lacking:
                report.lose(f"approved claims left out: {lack.sentence}")
            if not lacking:
                report.rows += 1
                found.append((claim_review(claim), _place(document, one)))
    return found


def _place(document: DocumentRecord, claim: AnnotationRecord) -> Node:
    """Where the claim stands. Notes, details and people stay in the house."""
    return {
        "id": urn(claim.id),
        "type": "Annotation",
        "motivation": ["tagging", "linking"],
        "body": [
            webannotation.said("tagging", claim.kind),
            webannotation.end(review_id(claim.id)),
        ],
        "target": webannotation.targets(document, claim),
    }


def _aside(found: Iterable[list[tuple[Node, Node]]], places: IO[bytes]) -> Iterator[list[Node]]:
    """Yield the reviews; their places wait in a file until the feed is written."""
    between = b"\n"
    for pairs in found:
        for _, place in pairs:
            places.write(between + encode(place))
            between = b",\n"
        yield [review for review, _ in pairs]


def _places(name: str, places: IO[bytes], report: Report) -> Iterator[bytes]:
    """Yield the Web Annotations; asked for once the feed is written."""
    yield webannotation.head(name)
    places.seek(0)
    while piece := places.read(IN_MEMORY):
        yield piece
    yield webannotation.foot(report.rows)


def _count_losses(one: AnnotationRecord, report: Report) -> None:
    if one.kind != "claim":
        report.lose("sources and markers, but for who made a claim")
        return
    report.lose("claims that are not approved", one.state != "approved")
    report.lose("links", len(one.links))
    report.lose("evidence", len(one.evidence))
    report.lose("notes", bool(one.note))
    report.lose("details of claims", len(one.attributes))
