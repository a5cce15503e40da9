"""ClaimReview: what is published, what is left out and why, and where the claims stand."""

import datetime
import io
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from msgspec.structs import replace
from pyld import jsonld
from rdflib.term import URIRef

from annotations.formats import claimreview, jsonl
from annotations.formats.masking import Secrets, mask
from annotations.formats.records import AnnotationRecord, ClaimReviewRecord, DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, SOURCE, document, documents
from tests.formats.linked import HTTPS_SCHEMA, OA, RDF, graph_of, hard_document, load
from tests.formats.test_webannotation import MODEL, spans, spans_of

DATA = Path(__file__).parents[1] / "data"
GIVEN = ClaimReviewRecord(
    claim_date=datetime.date(2026, 2, 28),
    url="https://courier.example/checks/12",
    label="False (refuted by evidence)",
    rating=1,
    organisation="Coast Courier",
    organisation_url="https://courier.example/",
    organisation_logo="https://courier.example/logo.png",
)


def with_claim(of: DocumentRecord, place: int = 0, **changes: Any) -> DocumentRecord:
    """The document, another claim in the place of one."""
    tags: list[AnnotationRecord] = list(of.annotations)
    tags[place] = replace(tags[place], **changes)
    return replace(of, annotations=tags)


def published(**given: Any) -> DocumentRecord:
    review = replace(GIVEN, **given)
    return with_claim(document(), desk_status="false", claim_review=review)


def hard_published() -> DocumentRecord:
    words = replace(GIVEN, label="Not independently verified", rating=None, claimant="الميناء 🚢")
    claim = {"desk_status": "unverified", "normalised_claim": "غرق 12 قاربا 🚢."}
    return with_claim(hard_document(), claim_review=words, **claim)


def files(*given: DocumentRecord, report: Report | None = None) -> dict[str, Any]:
    data = b"".join(claimreview.write(given, report or Report()))
    with ZipFile(io.BytesIO(data)) as archive:
        return {name: json.loads(archive.read(name)) for name in archive.namelist()}


def feed(*given: DocumentRecord) -> dict[str, Any]:
    return files(*given)[claimreview.FEED]


def lost(*given: DocumentRecord) -> dict[str, int]:
    report = Report()
    files(*given, report=report)
    return report.lost


def plain(values: Iterable[Any]) -> list[str]:
    return sorted(str(value) for value in values)


def test_the_golden_files_are_what_is_written():
    lines = (DATA / "golden.claimreview.jsonl").read_bytes().splitlines(keepends=True)
    data = b"".join(claimreview.write(jsonl.read(lines), Report()))
    with ZipFile(io.BytesIO(data)) as archive:
        feed = archive.read(claimreview.FEED)
        places = archive.read(claimreview.PLACES)
    assert feed == (DATA / "golden.claimreview.jsonld").read_bytes()
    assert places == (DATA / "golden.claimreview.annotations.jsonld").read_bytes()


def test_the_same_documents_give_the_same_bytes():
    once, again = (b"".join(claimreview.write([published()], Report())) for _ in range(2))
    assert once == again


def test_rdflib_reads_what_is_said_of_a_claim():
    rdf = graph_of(feed(published()))
    (review,) = rdf.subjects(RDF.type, HTTPS_SCHEMA.ClaimReview)
    rating = rdf.value(review, HTTPS_SCHEMA.reviewRating)
    claim = rdf.value(review, HTTPS_SCHEMA.itemReviewed)
    author = rdf.value(review, HTTPS_SCHEMA.author)
    claimant = rdf.value(claim, HTTPS_SCHEMA.author)
    assert claim == URIRef(f"urn:uuid:{CLAIM}")
    assert plain(rdf.objects(review, HTTPS_SCHEMA.claimReviewed)) == [
        "Twelve boats were destroyed by the harbour fire."
    ]
    assert rdf.value(review, HTTPS_SCHEMA.url) == URIRef("https://courier.example/checks/12")
    assert str(rdf.value(claim, HTTPS_SCHEMA.datePublished)) == "2026-02-28"
    assert str(rdf.value(review, HTTPS_SCHEMA.datePublished)) == "2026-03-01"
    assert (claimant, RDF.type, HTTPS_SCHEMA.Person) in rdf
    assert str(rdf.value(claimant, HTTPS_SCHEMA.name)) == "Ilse Brandt"
    assert str(rdf.value(author, HTTPS_SCHEMA.name)) == "Coast Courier"
    assert rdf.value(author, HTTPS_SCHEMA.logo) == URIRef("https://courier.example/logo.png")
    assert [
        rdf.value(rating, HTTPS_SCHEMA[name]).toPython()
        for name in ("ratingValue", "worstRating", "bestRating", "alternateName")
    ] == [1, 1, 5, "False (refuted by evidence)"]


def test_without_a_number_the_rating_is_words_only():
    (review,) = feed(hard_published())["dataFeedElement"]
    assert review["reviewRating"] == {
        "@type": "Rating",
        "alternateName": "Not independently verified",
    }


def test_pyld_expands_every_name_into_schema_org():
    (whole,) = jsonld.expand(feed(published(), hard_published()), {"documentLoader": load})

    def names(node: Any) -> set[str]:
        if isinstance(node, list):
            return set().union(*map(names, node))
        if not isinstance(node, dict):
            return set()
        own = {key for key in node if not key.startswith("@")} | set(
            node.get("@type", []) if isinstance(node.get("@type"), list) else []
        )
        return own.union(*map(names, node.values()))

    assert all(name.startswith(str(HTTPS_SCHEMA)) for name in names(whole))
    assert len(whole[str(HTTPS_SCHEMA.dataFeedElement)]) == 2


def test_one_claim_is_a_document_of_its_own():
    given = published()
    alone = claimreview.document(claimreview.publication(given, given.annotations[0]))
    (in_feed,) = feed(given)["dataFeedElement"]
    assert alone == {"@context": "https://schema.org", **in_feed}


@pytest.mark.parametrize("given", [published(), hard_published()], ids=["plain", "hard"])
def test_the_places_carry_the_offsets(given):
    places = files(given)[claimreview.PLACES]
    MODEL.validate(places)
    id_ = f"urn:uuid:{given.annotations[0].id}"
    rdf = graph_of(places)
    assert spans_of(rdf) == {id_: spans(given)[id_]}
    (review,) = feed(given)["dataFeedElement"]
    ends = {str(end) for end in rdf.objects(None, OA.hasSource)}
    assert review["@id"] in ends
    assert review["itemReviewed"]["@id"] == id_


def test_the_places_keep_notes_details_and_people_in_the_house():
    said = json.dumps(files(published())[claimreview.PLACES])
    for word in ("first draft", "edda", "numerical"):
        assert word not in said


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (with_claim(published(), normalised_claim=""), "Its normalised claim is not written."),
        (with_claim(published(), links=[]), "Who made the claim is not known"),
        (published(claim_date=None), "The day of the claim is not given."),
        (published(url=""), "The address of the published review is not given."),
        (published(organisation=""), "The project does not say who publishes."),
        (published(organisation_url=""), "The project does not give the publisher's web address."),
        (published(rating=5), "has a rating that does not agree with it: 5."),
        (with_claim(published(), attributes={"type": "opinion"}), "Opinions, positions"),
        (document(), "The day of the claim is not given."),
    ],
)
def test_a_claim_that_lacks_something_is_left_out_with_the_reason(given, reason):
    assert feed(given)["dataFeedElement"] == []
    assert any(reason in what for what in lost(given))


@pytest.mark.parametrize(("year", "number"), [(2025, 1), (2999, 0)])
def test_a_story_under_embargo_is_left_out(year, number):
    until = datetime.datetime(year, 1, 1, tzinfo=datetime.UTC)
    plain = published()
    given = replace(plain, article=replace(plain.article, embargo_until=until))
    assert len(feed(given)["dataFeedElement"]) == number


@pytest.mark.parametrize("state", ["draft", "submitted", "changes_requested", "withdrawn"])
def test_a_claim_that_is_not_approved_is_left_out(state):
    given = with_claim(published(), state=state)
    assert feed(given)["dataFeedElement"] == []
    assert lost(given)["claims that are not approved"] == 2


def test_rows_are_the_reviews():
    report = Report()
    files(published(), hard_published(), report=report)
    assert report.rows == 2


def test_a_confidential_source_never_stands_in_it():
    attributes = {"identity": "Ilse Brandt", "type": "named_person", "confidential": True}
    hidden = with_claim(published(claimant="A port worker"), 2, attributes=attributes)
    (review,) = feed(hidden)["dataFeedElement"]
    assert review["itemReviewed"]["author"] == {"name": "A port worker"}
    for told in (
        replace(GIVEN, claimant="ilse brandt of the port"),
        replace(GIVEN, claimant="A worker", url="https://courier.example/Ilse Brandt"),
    ):
        named = with_claim(hidden, claim_review=told)
        assert feed(named)["dataFeedElement"] == []
        assert any("names a confidential source" in what for what in lost(named))


@pytest.mark.parametrize(
    "told",
    [
        {"claimant": "Mrs Ilse\u00a0O'Brandt"},
        *(
            {"url": f"https://courier.example/ilse{gap}o%27brandt"}
            for gap in ("-", "_", "+", "%20")
        ),
    ],
)
def test_a_confidential_source_of_another_article_keeps_its_name_out_too(told):
    given = published(**{"claimant": "A port worker"} | told)
    data = b"".join(claimreview.write([given], report := Report(), ["Ilse O’Brandt"]))
    with ZipFile(io.BytesIO(data)) as archive:
        assert json.loads(archive.read(claimreview.FEED))["dataFeedElement"] == []
    assert any("names a confidential source" in what for what in report.lost)


def test_masked_words_are_not_published():
    attributes = {"identity": "Ilse Brandt", "confidential": True}
    hidden = with_claim(published(claimant="Ilse Brandt"), 2, attributes=attributes)
    masked = mask(hidden, Secrets(["Ilse Brandt"]), Report())
    assert masked.annotations[2].id == SOURCE
    assert "█" in masked.annotations[0].claim_review.claimant
    assert feed(masked)["dataFeedElement"] == []


def test_an_empty_export_is_two_empty_lists():
    empty = files()
    assert empty[claimreview.FEED]["dataFeedElement"] == []
    assert empty[claimreview.PLACES]["first"]["items"] == []


@settings(max_examples=40)
@given(documents)
def test_any_document_gives_two_files_that_can_be_read(given):
    found = files(given)
    MODEL.validate(found[claimreview.PLACES])
    jsonld.expand(found[claimreview.FEED], {"documentLoader": load})
