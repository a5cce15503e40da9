"""One person, two tabs: what is saved in one is shown in the other, open card and all."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation
from tests.browser.hands import saved
from tests.people import tag as tagged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crates(edda, revision) -> Annotation:
    return tagged(edda, revision, "claim", "12 crates and 3 barrels")


@pytest.fixture
def tabs(annotating, article, crates) -> tuple[Page, Page]:
    """Two tabs of Edda's browser, each with the card of her claim open."""
    first = annotating(article)
    second = first.context.new_page()
    second.set_viewport_size({"width": 1440, "height": 900})
    second.goto(first.url)
    for page in (first, second):
        page.wait_for_selector("body[data-ready]")
        page.locator(f"#chip-{crates.pk}").click()
        expect(page.locator(f"#inspector [data-card='{crates.pk}']")).to_be_visible()
    return first, second


def write(page: Page, note: str) -> None:
    page.locator("#inspector [name=note]").fill(note)
    page.locator("#article").focus()


def note(page: Page):
    return page.locator("#inspector [name=note]")


def test_the_open_card_of_the_other_tab_follows(tabs):
    first, second = tabs
    write(first, "From the first")
    saved(first)
    expect(note(second)).to_have_value("From the first")
    second.locator("#inspector [name=desk_status]").select_option("disputed")
    saved(second)
    expect(second.locator("#conflict")).to_have_count(0)
    expect(first.locator("#inspector [name=desk_status]")).to_have_value("disputed")


def test_the_other_tab_shows_what_was_kept_of_a_conflict(tabs, crates):
    first, second = tabs
    note(second).fill("From the second")  # and not left, so it is not sent
    write(first, "From the first")
    saved(first)
    second.locator("#article").focus()
    second.get_by_role("button", name="Keep mine").click()
    saved(second)
    expect(note(first)).to_have_value("From the second")
    expect(note(second)).to_have_value("From the second")
    crates.refresh_from_db()
    assert crates.note == "From the second"
    write(first, "And again")
    saved(first)
    expect(first.locator("#conflict")).to_have_count(0)
    expect(note(second)).to_have_value("And again")


def test_what_is_being_typed_in_the_other_tab_stays_and_a_note_says_so(tabs):
    first, second = tabs
    note(second).fill("Half a sen")
    write(first, "From the first")
    saved(first)
    told = "You changed this in another tab"
    expect(second.locator("#inspector .live-note")).to_contain_text(told)
    expect(note(second)).to_have_value("Half a sen")
    expect(first.locator("#inspector .live-note")).to_have_count(0)
