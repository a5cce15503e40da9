"""The ClaimReview page: what is missing for each approved claim, and the form for it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.models import ClaimReview
from tests.people import tag
from tests.publishing import *  # noqa: F403
from tests.publishing import DAY, URL, change, give
from tests.signoff import decide
from tests.web.reviewing import signed_in

pytestmark = pytest.mark.django_db
PAGE = "/claimreview/"


@pytest.fixture
def as_vera(vera) -> Client:
    return signed_in(vera)


def shown(client: Client, **query: str) -> str:
    response = client.get(PAGE, {"project": "harbour", **query})
    assert response.status_code == 200
    return response.content.decode()


def send(client: Client, claim, version: int = 0, **fields: str):
    given = {"claimant": "", "claim_date": "2026-03-01", "url": URL, "version": version} | fields
    return client.post(reverse("claimreview-save", args=[claim.pk]), given)


def test_what_is_missing_is_said_per_claim(as_rita, approved, publisher):
    page = shown(as_rita)
    assert "Twelve crates were lost." in page
    assert "2 things missing" in page
    assert "The day of the claim is not given." in page
    assert "The harbour office" in page
    assert "words only, no number" in page
    assert "What the claimant is" in page


def test_the_publisher_is_asked_for_once(as_rita, lena, approved):
    page = shown(as_rita)
    assert page.count("who publishes its reviews") == 1
    assert "A lead can say so" in page
    assert reverse("project-edit", args=["harbour"]) in shown(signed_in(lena))


def test_a_claim_that_waits_for_the_publisher_alone_says_so(as_rita, rita, approved):
    give(rita, approved)
    assert "Waits for the publisher" in shown(as_rita)


def test_filling_in_what_is_missing_makes_it_ready(as_rita, approved, publisher):
    answer = send(as_rita, approved)
    place = f"{PAGE}?project=harbour#claim-{approved.pk}"
    assert answer.headers["Location"] == place
    assert ClaimReview.objects.get().claim_date == DAY
    page = shown(as_rita)
    assert "Ready" in page
    assert reverse("api-claim-review-document", args=["harbour", approved.pk]) in page
    assert 'value="2026-03-01"' in page


def test_who_saves_stays_in_their_list(as_rita, approved):
    where = f"{reverse('claimreview-save', args=[approved.pk])}?show=open&after=9-1"
    given = {"claim_date": "2026-03-01", "url": URL, "version": 0}
    place = f"{PAGE}?project=harbour&show=open&after=9-1#claim-{approved.pk}"
    assert as_rita.post(where, given).headers["Location"] == place


def test_a_refused_field_stands_in_the_open_form(as_rita, approved):
    refused = send(as_rita, approved, url="ftp://desk.example/", claimant="The <b>harbour</b>")
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "<details open>" in page
    assert "An address begins with http:// or https://." in page
    assert "The &lt;b&gt;harbour&lt;/b&gt;" in page
    assert not ClaimReview.objects.exists()


def test_what_another_wrote_meanwhile_is_not_lost(as_rita, lena, approved):
    give(lena, approved)
    late = send(as_rita, approved, claimant="The harbour")
    assert late.status_code == 422
    assert "Somebody changed this" in late.content.decode()
    assert ClaimReview.objects.get().claimant == ""
    assert 'name="version" value="1"' in late.content.decode()
    assert send(as_rita, approved, version=1, claimant="The harbour").status_code == 302


def test_a_missing_normalised_claim_leads_to_the_annotate_page(as_rita, edda, rita, claim):
    decide(edda, rita, claim)
    page = shown(as_rita)
    assert "Its normalised claim is not written." in page
    assert f"{reverse('article-annotate', args=[claim.article_id])}#C1" in page


def test_viewers_read_and_have_no_form(as_vera, approved):
    page = shown(as_vera)
    assert "Twelve crates were lost." in page
    assert "claimreview-save" not in page
    assert 'name="claim_date"' not in page
    assert send(as_vera, approved).status_code == 403


def test_a_claim_that_changed_is_gone_at_once(as_rita, edda, rita, approved):
    give(rita, approved)
    change(edda, approved, note="Wait.")
    assert "No claim is approved yet." in shown(as_rita)
    assert send(as_rita, approved, version=1).status_code == 409


def test_an_old_form_of_a_place_that_is_none_is_refused(as_rita, approved):
    assert as_rita.get(PAGE, {"project": "harbour", "after": "1-x"}).status_code == 400


def test_more_claims_come_on_further_pages(as_rita, edda, rita, revision, approved, monkeypatch):
    monkeypatch.setattr("annotations.web.claim_reviews.SHOWN", 1)
    more = tag(edda, revision, "claim", "3 barrels", desk_status="disputed", no_source_given=True)
    decide(edda, rita, more)
    first = shown(as_rita)
    place = f"{approved.article_id}-{approved.ordinal}"
    assert "3 barrels" not in first
    assert f"after={place}" in first
    assert "3 barrels" in shown(as_rita, after=place)


def test_the_lists_part_what_is_filled_in_from_what_is_not(as_rita, edda, rita, revision, approved):
    more = tag(edda, revision, "claim", "3 barrels", desk_status="disputed", no_source_given=True)
    decide(edda, rita, more)
    give(rita, approved)
    everything = shown(as_rita)
    for name, number in (("All approved", 2), ("To fill in", 1), ("Filled in", 1)):
        assert f'{name} <span class="muted num">{number}</span>' in everything
    filled, waiting = shown(as_rita, show="filled"), shown(as_rita, show="open")
    assert f'id="claim-{approved.pk}"' in filled
    assert f'id="claim-{more.pk}"' not in filled
    assert f'id="claim-{more.pk}"' in waiting
    assert f'id="claim-{approved.pk}"' not in waiting
    assert as_rita.get(PAGE, {"project": "harbour", "show": "none"}).status_code == 400


def test_any_number_of_claims_costs_the_same(as_rita, edda, rita, revision, approved):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            shown(as_rita)
        return len(captured)

    shown(as_rita)  # the first page of a session writes down who is there
    one = queries()
    for quote in ("3 barrels", "Monday", "never at risk"):
        more = tag(edda, revision, "claim", quote, desk_status="disputed", no_source_given=True)
        decide(edda, rita, more)
    assert queries() == one


def test_the_project_leads_there(as_rita, approved):
    assert (
        f"{PAGE}?project=harbour"
        in as_rita.get(reverse("project-read", args=["harbour"])).content.decode()
    )


def test_the_history_tells_it(as_rita, rita, approved):
    give(rita, approved, claimant="The harbour")
    page = as_rita.get(reverse("article-history", args=[approved.article_id])).content.decode()
    assert "changed what is published of C1" in page
    assert "Day of the claim" in page
    assert "1 Mar 2026" in page
