"""Undo and redo by key, faster than the server and from two tabs: nothing refused, nothing lost."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation
from tests.browser.hands import Barrier, saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = ("lost", "barrels", "Monday")


def chips(page: Page, count: int) -> None:
    expect(page.locator("#article .chip")).to_have_count(count)


def all_well(page: Page) -> None:
    """Wait until nothing waits, and see that nothing was refused or needs a decision."""
    saved(page)
    expect(page.locator("#undecided")).to_be_hidden()
    expect(page.locator("#conflict")).to_have_count(0)


def test_an_undo_too_many_is_said_and_leaves_nothing_behind(annotating, article):
    page = annotating(article)
    tag(page, WORDS[0])
    chips(page, 1)
    for key, words in (("u", "There is nothing to undo."), ("U", "There is nothing to redo.")):
        for _ in range(4):
            page.keyboard.press(key)
        expect(page.locator("#messages")).to_contain_text(words)
        all_well(page)
    chips(page, 1)
    page.reload()
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#saved")).to_have_text(re.compile("^Saved"))
    chips(page, 1)


def test_bursts_from_two_tabs_of_one_person_refuse_nothing(annotating, article):
    page = annotating(article)
    for number, words in enumerate(WORDS, 1):
        tag(page, words)
        chips(page, number)
    saved(page)
    other = page.context.new_page()
    other.goto(page.url)
    other.wait_for_selector("body[data-ready]")
    chips(other, len(WORDS))
    for keys in ("uuUUuuuuUUUU", "uUuUuU", "uuuuUUUU"):
        for key in keys:
            page.keyboard.press(key)
            other.keyboard.press(key)
    for one in (page, other):
        all_well(one)
    for one in (page, other):
        chips(one, Annotation.objects.alive().count())


def test_what_was_taken_back_here_and_there_comes_back_in_order(annotating, article):
    """The words of a tag cannot come back before the tag."""
    page = annotating(article)
    barrier = Barrier(page, re.compile("/changes$"))
    tag(page, WORDS[0])
    card = page.locator("#inspector")
    expect(card).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.type("Counted twice.")
    page.keyboard.press("Escape")
    page.locator("#article").focus()
    for key in "uuUU":
        page.keyboard.press(key)
    barrier.lift()
    all_well(page)
    made = Annotation.objects.get()
    assert made.deleted_at is None
    assert made.note == "Counted twice."
