"""A server that does not answer, or something that answers in its place, takes no change away."""

import datetime

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from tests.browser.hands import reconnect, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_it_is_tried_again_with_a_growing_pause_and_says_when(open_over, article, edda, wire):
    page = open_over(edda, article)
    page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(hours=1))
    wire.answer("503 Service Unavailable")
    tag(page, "12 crates")
    for seconds in (1, 2, 4, 8):
        expect(page.locator("#connection")).to_contain_text(
            f"The server did not answer. Your change is kept; next try in {seconds} s."
        )
        if seconds < 8:
            page.clock.run_for(seconds * 1000)
    wire.restore()
    page.clock.run_for(7_900)
    assert not Annotation.objects.exists()
    page.clock.run_for(200)
    expect(page.locator("#connection")).to_be_hidden()
    saved(page)
    assert Annotation.objects.get().quote == "12 crates"


@pytest.mark.parametrize(
    "status", ["200 OK", "302 Found", "403 Forbidden", "404 Not Found", "502 Bad Gateway"]
)
def test_a_page_that_is_not_ours_is_no_answer(open_over, article, edda, wire, status):
    page = open_over(edda, article)
    wire.answer(status)
    tag(page, "12 crates")
    expect(page.locator("#connection")).to_contain_text("Your change is kept")
    expect(page.locator("#saved")).to_have_text("1 change waits")
    reconnect(page, wire)
    saved(page)
    assert Annotation.objects.get().quote == "12 crates"
