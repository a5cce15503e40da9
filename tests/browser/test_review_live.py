"""A review page that stays open while others, or oneself in another tab, go on."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation
from annotations.services import reviews
from annotations.services.annotations import update_annotation
from tests.browser.hands import look_at, shows
from tests.serving import served  # noqa: F401 (a fixture)
from tests.signoff import decide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def address(served) -> str:  # noqa: F811
    """These pages need a server that keeps streams open."""
    return served.url


@pytest.fixture
def reviewing(sign_in, address, article, rita):
    """Rita's review page, which hears; ``query`` may open a claim or filter."""

    def opened(query: str = "") -> Page:
        page = sign_in(rita)
        page.set_viewport_size({"width": 1440, "height": 900})
        with page.expect_response(lambda answer: "/events/harbour/?" in answer.url):
            page.goto(f"{address}{reverse('article-review', args=[article.pk])}{query}")
        page.wait_for_selector("body[data-ready]")
        return page

    return opened


def edit(actor, claim: Annotation, **values) -> None:
    claim.refresh_from_db()
    update_annotation(actor=actor, annotation_id=claim.pk, version=claim.version, **values)


def test_a_claim_that_goes_back_to_draft_elsewhere_is_counted_and_not_to_be_taken_back(
    reviewing, six, edda, rita
):
    decide(edda, rita, six[0])
    page = reviewing()
    expect(page.locator("#tally")).to_contain_text("1 approved")
    undo = page.locator("#undo button")
    expect(undo).to_contain_text(f"Take {six[0].label} back")
    edit(edda, six[0], note="Counted again.")
    expect(page.locator("#tally")).to_contain_text("0 approved")
    expect(page.locator("#review-progress")).to_contain_text("0 of 6 claims decided")
    expect(undo).to_have_count(0)
    page.locator("#finish-review").click()
    expect(page.locator("#finish")).to_contain_text("0 approved")


def test_the_open_summary_follows_and_keeps_the_focus(reviewing, six, edda, rita):
    decide(edda, rita, six[0])
    page = reviewing()
    page.locator("#finish-review").click()
    finish = page.locator("#finish")
    expect(finish).to_contain_text("1 approved")
    edit(edda, six[0], note="Counted again.")
    expect(finish).to_contain_text("0 approved")
    expect(finish).to_be_visible()
    assert page.evaluate("document.activeElement.closest('dialog')?.id") == "finish"


def test_a_filter_takes_a_claim_that_others_changed(reviewing, six, edda):
    page = reviewing("?finding=disputed")
    expect(page.locator("#filtered")).to_contain_text("1 of 6 claims match")
    edit(edda, six[0], desk_status="disputed")
    expect(page.locator("#filtered")).to_contain_text("2 of 6 claims match")
    expect(page.locator(f"#chip-{six[0].pk}.is-out")).to_have_count(0)
    expect(page.locator(f"#chip-{six[1].pk}.is-out")).to_have_count(1)
    href = page.locator(f"#chip-{six[0].pk}").get_attribute("href")
    assert href
    assert "finding=disputed" in href


def test_a_decision_in_another_tab_of_ones_own_is_to_be_taken_back_here(reviewing, six, rita):
    page = reviewing(f"?claim={six[0].pk}")
    shows(page, six[0])
    seen = page.locator('form[data-verdict="approve"] [name=seen]').input_value()
    reviews.decide(actor=rita, annotation_id=six[0].pk, verdict="approve", seen=seen)
    expect(page.locator("#undo button")).to_contain_text(f"Take {six[0].label} back")


def test_what_others_do_ticks_nothing_in_the_open_list(reviewing, six, edda, rita, roy):
    page = reviewing()
    look_at(page, six[:4])
    page.locator("#approve-opened").click()
    boxes = page.locator("#bulk input[type=checkbox]")
    boxes.nth(1).uncheck()
    decide(edda, roy, six[0], "request_changes")
    expect(boxes).to_have_count(3)
    edit(edda, six[2], note="Counted again.")
    expect(boxes).to_have_count(2)
    expect(boxes.nth(0)).not_to_be_checked()
    expect(boxes.nth(1)).to_be_checked()
