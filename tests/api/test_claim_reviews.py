"""ClaimReview by API: what is missing, what is given, and the JSON-LD that comes out."""

import json

import pytest

from tests.people import tag
from tests.publishing import *  # noqa: F403
from tests.publishing import URL, change, give
from tests.signoff import decide

WHERE = "projects/harbour/claim-reviews/"


@pytest.fixture
def where(approved) -> str:
    return f"{WHERE}{approved.pk}/"


def test_the_list_says_what_each_claim_lacks(as_vera, approved, publisher):
    (one,) = as_vera.get(WHERE).json()["results"]
    assert one["claim"] == str(approved.pk)
    assert one["party"] == "The harbour office"
    assert (one["finding"], one["rating"]) == ("Not independently verified", None)
    assert [lack["code"] for lack in one["lacks"]] == ["no_claim_date", "no_review_url"]
    assert one["version"] == 0


def test_the_list_goes_on_after_a_page(as_vera, edda, rita, revision, approved):
    more = tag(edda, revision, "claim", "3 barrels", desk_status="disputed", no_source_given=True)
    decide(edda, rita, more)
    first = as_vera.get(f"{WHERE}?limit=1").json()
    assert [one["label"] for one in first["results"]] == ["C1"]
    last = as_vera.get(first["next"].removeprefix("http://testserver")).json()
    assert [one["label"] for one in last["results"]] == ["C2"]
    assert last["next"] is None


def test_what_is_given_makes_it_ready(as_rita, publisher, where):
    answered = as_rita.patch(where, {"claim_date": "2026-03-01", "url": URL}, If_Match='"0"')
    assert answered.status_code == 200
    assert answered.headers["ETag"] == '"1"'
    assert answered.json()["lacks"] == []
    assert as_rita.get(where).json() == answered.json()


def test_a_change_names_the_version_that_it_changes(as_rita, where):
    assert as_rita.patch(where, {"url": URL}).status_code == 428
    assert as_rita.patch(where, {"url": URL}, If_Match='"0"').status_code == 200
    stale = as_rita.patch(where, {"url": ""}, If_Match='"0"')
    assert (stale.status_code, stale.json()["version"]) == (412, 1)


@pytest.mark.parametrize(
    ("body", "status", "field"),
    [
        ({"url": "ftp://desk.example/"}, 422, "url"),
        ({"claim_date": "2999-01-01"}, 422, "claim_date"),
        ({"claim_date": "March"}, 400, "claim_date"),
        ({"claimant": "x" * 201}, 422, "claimant"),
        ({"rating": 5}, 400, "rating"),
    ],
)
def test_what_cannot_be_so_is_refused(as_rita, where, body, status, field):
    refused = as_rita.patch(where, body, If_Match='"0"')
    assert (refused.status_code, refused.json()["field"]) == (status, field)


def test_the_kinds_of_claimant_are_named(as_rita, where):
    refused = as_rita.patch(where, {"claimant_type": "dog"}, If_Match='"0"')
    assert refused.json()["detail"] == "Known are: person, organisation. It may be empty, too."


def test_editors_may_not_and_others_see_nothing(as_edda, as_otto, where):
    assert as_edda.patch(where, {"url": URL}, If_Match='"0"').status_code == 403
    for path in (WHERE, where, f"{where}claimreview.jsonld", f"{WHERE}claimreview.jsonld"):
        assert as_otto.get(path).status_code == 404
    assert as_otto.patch(where, {"url": URL}, If_Match='"0"').status_code == 404


def test_a_claim_that_lacks_something_has_no_document(as_vera, publisher, where):
    refused = as_vera.get(f"{where}claimreview.jsonld")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_publishable")
    assert "The day of the claim is not given." in refused.json()["lacks"]


def test_the_document_and_the_feed_say_the_same(as_vera, rita, publisher, approved, where):
    give(rita, approved)
    answered = as_vera.get(f"{where}claimreview.jsonld")
    document = json.loads(answered.content)
    assert answered.headers["Content-Type"] == "application/ld+json"
    assert answered.headers["Content-Disposition"].startswith("attachment")
    assert document.pop("@context") == "https://schema.org"
    assert document["reviewRating"]["alternateName"] == "Not independently verified"
    feed = as_vera.get(f"{WHERE}claimreview.jsonld")
    whole = json.loads(b"".join(feed.streaming_content))
    assert whole["dataFeedElement"] == [document]


def test_a_claim_that_changed_is_gone_at_once(as_vera, edda, rita, publisher, approved, where):
    give(rita, approved)
    change(edda, approved, note="Wait.")
    assert as_vera.get(where).status_code == 404
    assert as_vera.get(f"{where}claimreview.jsonld").status_code == 404
    feed = as_vera.get(f"{WHERE}claimreview.jsonld")
    assert json.loads(b"".join(feed.streaming_content))["dataFeedElement"] == []


def test_leads_say_who_publishes(as_lena, as_rita, project):
    body = {"organisation_name": "Quill Desk", "organisation_url": "https://desk.example/"}
    assert as_rita.patch("projects/harbour/", body).status_code == 403
    changed = as_lena.patch("projects/harbour/", body).json()
    assert changed["organisation_name"] == "Quill Desk"
    wrong = as_lena.patch("projects/harbour/", {"organisation_logo": "x"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "organisation_logo")
