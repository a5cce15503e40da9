"""What a claim lacks for ClaimReview: one sentence for each reason, and never a wrong number."""

import datetime
from dataclasses import replace
from uuid import UUID

import pytest

from annotations.domain.claim_reviews import (
    SHIPPED,
    Finding,
    Organisation,
    Party,
    Publication,
    address_fault,
    is_address,
    lacks,
)

WHOLE = Publication(
    claim_id=UUID(int=1),
    normalised_claim="Twelve boats were destroyed.",
    finding=Finding("false", "False (refuted by evidence)", 1),
    parties=[Party("Ilse Brandt", "named_person")],
    claim_date=datetime.date(2026, 3, 1),
    url="https://courier.example/checks/12",
    organisation=Organisation("Coast Courier", "https://courier.example/"),
)


def codes(**changes: object) -> list[str]:
    return [lack.code for lack in lacks(replace(WHOLE, **changes))]


def test_a_whole_claim_lacks_nothing():
    assert codes() == []


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"normalised_claim": " "}, "no_normalised_claim"),
        ({"parties": []}, "no_claimant"),
        ({"parties": [Party("Ilse Brandt"), Party("The port")]}, "several_claimants"),
        ({"claim_date": None}, "no_claim_date"),
        ({"url": ""}, "no_review_url"),
        ({"url": "ftp://courier.example/"}, "no_review_url"),
        ({"organisation": Organisation("", "https://courier.example/")}, "no_organisation"),
        ({"organisation": Organisation("Coast Courier")}, "no_organisation_url"),
        ({"names_confidential": True}, "names_confidential"),
        ({"embargoed": True}, "embargoed"),
        ({"type": "opinion"}, "opinion_rated"),
        ({"type": "prediction"}, "opinion_rated"),
    ],
)
def test_each_thing_that_is_missing_is_named(changes, code):
    assert codes(**changes) == [code]


def test_everything_that_is_missing_is_named_at_once():
    assert codes(parties=[], claim_date=None, url="") == [
        "no_claimant",
        "no_claim_date",
        "no_review_url",
    ]


def test_one_source_named_twice_is_one_claimant():
    mentions = [Party("Ilse Brandt", "named_person"), Party("Ilse Brandt", "unnamed_person")]
    assert codes(parties=mentions) == []


def test_who_is_written_goes_before_the_sources():
    several = replace(WHOLE, parties=[Party("A"), Party("B")], claimant="The port")
    assert lacks(several) == []
    assert several.party == Party("The port")


@pytest.mark.parametrize("slug", SHIPPED)
@pytest.mark.parametrize("rating", [None, 1, 3, 5])
def test_the_number_of_a_shipped_finding_agrees_with_it(slug, rating):
    disagrees = ["rating_disagrees"] if rating != SHIPPED[slug] else []
    assert codes(finding=Finding(slug, "Words", rating)) == disagrees


def test_not_verified_is_never_false():
    assert codes(finding=Finding("unverified", "Not independently verified", 1))
    assert not codes(finding=Finding("unverified", "Not independently verified"))


@pytest.mark.parametrize("rating", [None, 2])
def test_a_finding_of_the_desks_own_has_the_number_that_the_desk_gave(rating):
    assert codes(finding=Finding("mostly_false", "Mostly false", rating)) == []


def test_an_opinion_without_a_number_is_not_rated():
    assert codes(type="opinion", finding=Finding("not_checkable", "Not checkable")) == []


@pytest.mark.parametrize("type_", ["document", "database", "poll"])
def test_a_document_made_no_claim(type_):
    paper = Party("Report 12", type_)
    assert codes(parties=[paper]) == ["no_claimant"]
    assert codes(parties=[paper], claimant="The port") == []
    person = Party("Ilse Brandt", "named_person")
    assert replace(WHOLE, parties=[paper, person]).party == person


@pytest.mark.parametrize(
    ("url", "why"),
    [
        *((url, "begins with http") for url in ("", "https://", "http:///a", "ftp://a.example")),
        *((url, "begins with http") for url in ("https://[", "x", "https://a.example:port/")),
        ("https://user:pw@a.example/", "no user name"),
        ("https://@a.example/", "no user name"),
        *(
            (f"https://a.example/a{sign}b", "invisible characters")
            for sign in ' "<>\\^`{|}“’\n\t\0\x85\u00a0\u00ad\u200b\u202e\u2066\u2028\ufeff'
        ),
        ("\x01https://a.example/", "invisible characters"),
    ],
)
def test_what_is_no_address(url, why):
    assert not is_address(url)
    assert why in address_fault(url)


@pytest.mark.parametrize(
    "url",
    [
        *(
            "https://example.org/ä",
            "http://[::1]:8000/",
            "https://desk.example/a%20b?c=d'e&f#g-(h)",
        ),
        *("HTTPS://desk.example/@user", "https://الميناء.example/फ़ैक्ट"),
    ],
)
def test_what_is_an_address(url):
    assert is_address(url)
