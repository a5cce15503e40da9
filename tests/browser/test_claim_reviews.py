"""Publishing a claim in Chromium: what is missing is filled in, and the JSON-LD is there."""

import json
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.test_pages import check
from tests.publishing import *  # noqa: F403
from tests.publishing import URL

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reviewer_fills_in_what_is_missing_and_takes_the_json_ld(
    sign_in, live_server, rita, approved, publisher
):
    page = sign_in(rita)
    page.goto(f"{live_server.url}/exports/?project=harbour")
    page.get_by_role("link", name="What can go out as ClaimReview").click()
    claim = page.get_by_role("article")
    expect(claim).to_contain_text("2 things missing")
    claim.get_by_text("Fill in what is missing").click()
    claim.get_by_label("Day of the claim").fill("2026-03-01")
    claim.get_by_label("Web address of the published review").fill(URL)
    check(page)
    claim.get_by_role("button", name="Save").click()
    expect(claim).to_contain_text("Ready")
    check(page)
    with page.expect_download() as started:
        claim.get_by_role("link", name="JSON-LD").click()
    review = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    assert review["claimReviewed"] == "Twelve crates were lost."
    assert review["url"] == URL
