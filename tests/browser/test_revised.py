"""A revised article: the text that is open stays open, and what was done on it arrives there."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation
from annotations.services.articles import add_revision
from tests.browser.hands import reconnect, saved, tag
from tests.people import TEXT
from tests.people import tag as tagged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

NEW = "Corrected on Tuesday.\n\n" + TEXT.replace("12 crates and", "112 crates and")


def test_the_page_says_so_and_stays_on_its_text(open_over, article, revision, edda, lena):
    tagged(edda, revision, "source", "Mayor Ona Rell")
    tagged(edda, revision, "claim", "12 crates and 3 barrels")
    page = open_over(edda, article)
    expect(page.locator("#revised")).to_be_hidden()
    add_revision(actor=lena, article_id=article.pk, text=NEW)
    page.evaluate("dispatchEvent(new Event('focus'))")
    banner = page.locator("#revised")
    expect(banner).to_contain_text("Your tags stay on the text you opened.")
    expect(banner).to_contain_text("1 of 2 also fit the new text.")
    tag(page, "3 barrels")
    expect(page.locator("#article .chip")).to_have_count(3)
    saved(page)
    assert Annotation.objects.get(quote="3 barrels").revision == revision
    page.reload()
    expect(banner).to_contain_text("Your tags stay on the text you opened.")
    expect(page.locator("#article .chip")).to_have_count(3)
    banner.get_by_role("link", name="Open the new version").click()
    expect(page.locator("#article")).to_contain_text("Corrected on Tuesday.")
    expect(page.locator("#article .chip")).to_have_count(0)
    expect(page.locator("#revised")).to_be_hidden()


def test_others_learn_of_it_while_they_look(open_over, article, revision, edda, lena):
    """The page hears of it by its live stream; nobody has to leave it and come back."""
    page = open_over(edda, article)
    expect(page.locator("#feed")).to_be_attached()
    add_revision(actor=lena, article_id=article.pk, text=NEW)
    expect(page.locator("#revised")).to_contain_text("This article was revised at", timeout=15_000)


def test_changes_that_waited_for_the_old_text_are_sent_to_it(
    open_over, article, revision, edda, lena, wire
):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "3 barrels")
    expect(page.locator("#connection")).to_be_visible()
    add_revision(actor=lena, article_id=article.pk, text=NEW)
    other = page.context.new_page()
    page.close()
    wire.restore()
    other.goto(wire.url + f"/articles/{article.pk}/annotate")
    expect(other.locator("#left-behind")).to_contain_text("1 change of yours waits on this device")
    other.get_by_role("link", name="Open the page and send").click()
    other.wait_for_url("**version=1**")
    expect(other.locator(".chip[data-a]")).to_have_count(1)
    saved(other)
    assert Annotation.objects.get().revision == revision


def test_without_connection_nothing_is_said_and_nothing_breaks(open_over, article, edda, wire):
    page = open_over(edda, article)
    wire.cut()
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(page.locator("#revised")).to_be_hidden()
    reconnect(page, wire)
    tag(page, "12 crates")
    saved(page)
