"""Filtering the claims of the review page in Chromium: what steps back, and where the keys go."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.hands import clean, shows
from tests.browser.test_review_rounds import change, swap_rows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_filter_dims_the_rest_and_keys_pass_over_it(open_review, article, six):
    page = open_review(article)
    page.locator(".filter summary").click()
    page.locator(".filter [name=finding]").focus()
    page.locator(".filter [name=finding]").select_option("disputed")
    expect(page.locator("#filtered")).to_contain_text("1 of 6 claims match")
    expect(page.locator(".chip.is-out")).to_have_count(5)
    expect(page.locator("mark.is-out", has_text="on Monday")).to_have_count(1)
    expect(page.locator(".filter [name=finding]")).to_be_focused()
    assert page.url.endswith("?finding=disputed")
    clean(page)
    page.locator(".filter summary").click()
    for key in ("n", "j", "k"):
        page.keyboard.press(key)
        shows(page, six[5])
    page.keyboard.press("a")
    expect(page.locator("#inspector .pill").first).to_have_text("Approved")
    expect(page.locator("#filtered")).to_contain_text("none for you to decide")
    page.reload()
    shows(page, six[5])
    expect(page.locator(".chip.is-out")).to_have_count(5)
    page.locator("#filtered a").click()
    expect(page.locator(".chip.is-out")).to_have_count(0)
    expect(page.locator(".filter summary")).to_be_focused()
    expect(page.locator(".filter [name=finding]")).to_have_value("")
    page.keyboard.press("n")
    shows(page, six[0])


def test_rows_that_others_change_stay_dimmed(open_review, article, six, edda):
    page = open_review(article)
    page.goto(f"{page.url}?finding=disputed")
    change(edda, six[0], note="Counted again.")
    page.evaluate("history.replaceState(null, '', location.pathname)")
    swap_rows(page)
    expect(page.locator(f"#chip-{six[0].pk}")).to_have_class(re.compile("is-out"))
    expect(page.locator(".chip.is-out")).to_have_count(5)
