"""The guide in Chromium: as a page, and beside the text without moving a line of it."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Article
from annotations.queries.guides import shipped
from annotations.services.articles import create_article
from annotations.services.projects import update_project
from tests.browser.hands import problems
from tests.browser.test_pages import ARABIC, check, sideways
from tests.signoff import submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDE = re.compile("^Guide")
PLACES = """() => Array.from(document.querySelectorAll("#article .blk"), (block) => {
  const { left, top, width, height } = block.getBoundingClientRect();
  return [left, top, width, height];
})"""
TEXT_EDGES = """() => Array.from(document.querySelectorAll("#article .blk"), (block) => {
  const { left, right } = block.getBoundingClientRect();
  return [left, right];
})"""


@pytest.fixture
def guided(project, lena) -> None:
    update_project(actor=lena, project=project, guidelines=shipped())


@pytest.fixture
def open_article(sign_in, edda, live_server, guided):
    def opened(article: Article, width: int = 1440) -> Page:
        page = sign_in(edda)
        page.set_viewport_size({"width": width, "height": 900})
        page.goto(live_server.url + reverse("article-annotate", args=[article.pk]))
        page.wait_for_selector("body[data-ready]")
        return page

    return opened


def beside(page: Page) -> None:
    page.get_by_role("button", name=GUIDE).click()
    expect(page.locator("#guide .rule")).to_have_count(12)


def test_the_page_is_for_everybody(sign_in, live_server, vera, guided):
    page = sign_in(vera)
    page.goto(live_server.url + reverse("guide-read"))
    expect(page.get_by_role("heading", level=1)).to_have_text("How we tag")
    expect(page.get_by_role("heading", level=2)).to_have_count(12)
    check(page)


def test_a_deep_link_leads_to_its_rule(sign_in, live_server, vera, guided):
    page = sign_in(vera)
    page.goto(live_server.url + reverse("guide-read"))
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="denial").click()
    expect(page).to_have_url(re.compile("#rule-of-a-denial-tag-the-thing-denied$"))
    expect(page.locator("#rule-of-a-denial-tag-the-thing-denied h2")).to_be_in_viewport()


def test_words_filter_the_rules_and_their_contents(sign_in, live_server, vera, guided):
    page = sign_in(vera)
    page.goto(live_server.url + reverse("guide-read"))
    page.get_by_role("searchbox").fill("PRONOUN")
    expect(page.locator(".rule:visible")).to_have_count(1)
    expect(page.locator(".contents li:visible")).to_have_count(1)
    expect(page.get_by_role("status").filter(has_text="rule")).to_have_text("1 rule of 12")
    page.get_by_role("searchbox").fill("zebra")
    expect(page.get_by_text("No rule has these words.")).to_be_visible()
    page.get_by_role("searchbox").fill("")
    expect(page.locator(".rule:visible")).to_have_count(12)


@pytest.mark.parametrize("width", [910, 1024, 1240, 1440, 1920])
def test_beside_the_text_nothing_moves_and_no_word_is_covered(open_article, article, claim, width):
    page = open_article(article, width)
    before = page.evaluate(PLACES)
    beside(page)
    assert page.evaluate(PLACES) == before
    panel = page.locator("#guide").bounding_box()
    assert all(right <= panel["x"] for _, right in page.evaluate(TEXT_EDGES))
    assert sideways(page) <= 0
    page.keyboard.press("Escape")
    expect(page.locator("#guide")).to_be_hidden()
    assert page.evaluate(PLACES) == before


def test_beside_a_text_from_right_to_left_it_opens_on_the_left(open_article, project, lena):
    arabic = create_article(actor=lena, project=project, text=ARABIC, language="ar").article
    page = open_article(arabic)
    beside(page)
    panel = page.locator("#guide").bounding_box()
    assert all(left >= panel["x"] + panel["width"] for left, _ in page.evaluate(TEXT_EDGES))


def test_escape_closes_it_and_the_focus_goes_back(open_article, article):
    page = open_article(article)
    page.get_by_role("button", name=GUIDE).focus()
    page.keyboard.press("Enter")
    expect(page.locator("#guide")).to_be_focused()
    expect(page.get_by_role("button", name=GUIDE)).to_have_attribute("aria-expanded", "true")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name=GUIDE)).to_be_focused()
    expect(page.get_by_role("button", name=GUIDE)).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("Enter")
    page.locator("#article").focus()
    page.keyboard.press("Escape")
    expect(page.locator("#guide")).to_be_hidden()


def test_it_keeps_its_place_and_is_loaded_once(open_article, article):
    page = open_article(article)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if "panel" in request.url else 0)
    beside(page)
    page.get_by_text("Contents", exact=True).click()
    page.locator("#guide .contents a").nth(6).click()
    expect(page.locator("#guide .rule").nth(6).get_by_role("link")).to_be_focused()
    place = page.locator("[data-body]").evaluate("body => body.scrollTop")
    assert place > 300
    page.keyboard.press("Escape")
    page.get_by_role("button", name=GUIDE).click()
    assert page.locator("[data-body]").evaluate("body => body.scrollTop") == place
    assert len(asked) == 1


def test_on_a_telephone_it_is_a_sheet_that_goes_when_it_is_left(open_article, article):
    page = open_article(article, 390)
    beside(page)
    box = page.locator("#guide").bounding_box()
    assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 390, 900)
    assert problems(page) == []
    page.get_by_role("button", name="Close the guide").click()
    beside(page)
    page.get_by_role("searchbox", name="Words of a rule").focus()
    page.locator("#article").focus()
    expect(page.locator("#guide")).to_be_hidden()


def test_on_the_review_page_too(sign_in, live_server, rita, edda, claim, guided):
    submit(edda, claim)
    page = sign_in(rita)
    page.goto(live_server.url + reverse("article-review", args=[claim.article_id]))
    beside(page)
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert problems(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#guide")).to_be_hidden()


def test_a_guide_that_does_not_come_is_said(open_article, article):
    page = open_article(article)
    page.route("**/guide/panel*", lambda route: route.abort())
    page.get_by_role("button", name=GUIDE).click()
    expect(page.get_by_text("The guide could not be loaded.")).to_be_visible()
    page.unroute("**/guide/panel*")
    page.keyboard.press("Escape")
    beside(page)


def test_a_lead_starts_from_the_twelve_rules_and_looks_before_saving(
    sign_in, live_server, lena, vera, project
):
    page = sign_in(lena)
    page.goto(live_server.url + reverse("guide-read"))
    page.get_by_role("link", name="Start with the twelve rules").click()
    expect(page.get_by_label("Guidelines")).to_have_value(re.compile("^# How we tag"))
    page.get_by_label("Guidelines").fill("# Ours\n\n## Be fair\n\n- **Good**: `[the words]`")
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("#preview mark")).to_have_text("the words")
    project.refresh_from_db()
    assert project.guidelines == ""
    check(page)
    page.get_by_role("button", name="Save").click()
    page.get_by_role("link", name="Open the guide").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Ours")
