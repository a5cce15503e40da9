"""Chips, card, guide and ruler share the margin, and none hides another where there is room."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article
from annotations.queries.guides import shipped
from annotations.services.articles import create_article
from annotations.services.links import add_link
from annotations.services.projects import update_project
from tests.browser.test_pages import ARABIC
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

GUIDE = re.compile("^Guide")
Box = dict[str, float]


@pytest.fixture
def open_article(annotating, project, lena):
    update_project(actor=lena, project=project, guidelines=shipped())

    def opened(article: Article, width: int) -> Page:
        return annotating(article, width=width, height=800)

    return opened


def boxes(page: Page, selector: str) -> list[Box]:
    found: list[Box] = page.locator(selector).evaluate_all(
        "all => all.map((one) => one.getBoundingClientRect().toJSON())"
    )
    assert found
    return found


def apart(one: Box, other: Box) -> bool:
    return (
        one["right"] <= other["left"]
        or other["right"] <= one["left"]
        or one["bottom"] <= other["top"]
        or other["bottom"] <= one["top"]
    )


def stands_free(page: Page, selector: str) -> None:
    """It covers no text, no chip and not the ruler, and is whole within the window."""
    [box] = boxes(page, selector)
    for other in ("#article .blk", "#article .chip", "#ruler"):
        assert all(apart(box, each) for each in boxes(page, other)), other
    assert box["left"] >= 0
    assert box["right"] <= page.evaluate("document.documentElement.clientWidth")


def show_guide(page: Page) -> None:
    page.get_by_role("button", name=GUIDE).click()
    expect(page.locator("#guide .rule")).to_have_count(12)


@pytest.fixture
def crowded(edda, revision, claim) -> Annotation:
    """A claim whose chip has much to say."""
    made = tag(edda, revision, "claim", "on Monday")
    for link in claim.links.all():
        add_link(actor=edda, annotation_id=made.pk, type=link.type, target_id=link.target_id)
    return made


@pytest.mark.parametrize("width", [1280, 1440])
def test_chips_make_room_and_stay_whole(open_article, article, claim, crowded, width):
    page = open_article(article, width)
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.get_by_label("Our finding")).to_be_visible()
    chip = page.locator(f"#chip-{crowded.pk}")
    expect(chip.get_by_text("No finding")).to_be_visible()
    assert chip.evaluate("({ scrollWidth, clientWidth }) => scrollWidth <= clientWidth")


@pytest.mark.parametrize("width", [1280, 1440, 1600, 1920])
def test_the_card_covers_nothing_and_moves_no_text(open_article, article, claim, width):
    page = open_article(article, width)
    before = boxes(page, "#article .blk")
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.get_by_label("Our finding")).to_be_visible()
    stands_free(page, "#inspector")
    assert boxes(page, "#article .blk") == before
    assert all(chip["width"] >= 120 for chip in boxes(page, "#article .chip"))


@pytest.mark.parametrize("width", [1280, 1440, 1600, 1920])
def test_the_guide_covers_nothing_and_gives_the_card_back(open_article, article, claim, width):
    page = open_article(article, width)
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.get_by_label("Our finding")).to_be_visible()
    show_guide(page)
    stands_free(page, "#guide")
    expect(page.locator("#inspector")).to_have_css("opacity", "0")
    page.get_by_role("button", name="Back to C1").click()
    expect(page.locator("#guide")).to_be_hidden()
    expect(page.locator("#inspector")).to_have_css("opacity", "1")
    expect(page.locator("#inspector")).to_be_focused()


def test_the_guide_alone_has_nothing_to_go_back_to(open_article, article, claim):
    page = open_article(article, 1280)
    show_guide(page)
    stands_free(page, "#guide")
    expect(page.get_by_role("button", name=re.compile("^Back to"))).to_have_count(0)


def test_a_card_that_is_opened_or_worked_in_takes_its_place_again(open_article, article, claim):
    page = open_article(article, 1280)
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.get_by_label("Our finding")).to_be_visible()
    show_guide(page)
    page.locator("#article mark.t-source").first.click()
    expect(page.locator("#inspector h2")).to_contain_text("S1")
    expect(page.locator("#guide")).to_be_hidden()
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.locator("#inspector h2")).to_contain_text("C1")
    show_guide(page)
    page.locator("#article").focus()
    page.keyboard.press("d")
    expect(page.get_by_label("Our finding")).to_be_focused()
    expect(page.locator("#guide")).to_be_hidden()


def test_beside_a_text_from_right_to_left(open_article, project, lena, edda):
    arabic = create_article(actor=lena, project=project, text=ARABIC, language="ar")
    words = arabic.revision.text.split()[0]
    made: Annotation = tag(edda, arabic.revision, "source", words)
    page = open_article(arabic.article, 1280)
    page.locator(f"#chip-{made.pk}").click()
    expect(page.locator("#inspector h2")).to_be_visible()
    stands_free(page, "#inspector")
    show_guide(page)
    stands_free(page, "#guide")


def test_the_buttons_below_the_links_stand_apart(open_article, article, source):
    page = open_article(article, 1280)
    page.locator(f"#chip-{source.pk}").click()
    link = page.locator("#inspector [data-command=link]")
    expect(link).to_be_visible()
    one, other = boxes(page, "#inspector [data-command^=link]")
    assert apart(one, {**other, "top": other["top"] - 4, "left": other["left"] - 4})


def test_on_the_review_page_too(open_review, six, article):
    page = open_review(article, width=1280, height=800)
    page.locator(f"#chip-{six[0].pk}").click()
    expect(page.locator("#inspector .verdicts")).to_be_visible()
    stands_free(page, "#inspector")


@pytest.mark.parametrize("mode", [{"forced_colors": "active"}, {"contrast": "more"}])
def test_kinds_and_states_can_be_told_apart_without_colours(
    open_article, article, claim, marker, mode
):
    page = open_article(article, 1280)
    page.emulate_media(**mode)
    image = "one => getComputedStyle(one).backgroundImage.split(/, (?=none|linear|radial|repeat)/)"
    kinds = {
        kind: [
            place
            for place, lane in enumerate(page.locator(f"mark.k-{kind}").first.evaluate(image))
            if lane != "none"
        ]
        for kind in ("claim", "source", "status")
    }
    assert (kinds["source"], kinds["status"]) == ([1], [2])
    assert 0 in kinds["claim"]
    page.locator(f"#chip-{claim.pk}").click()
    current = page.locator("#article .chip[aria-current=true]")
    expect(current).to_have_css("outline-style", "solid")
    expect(page.locator("#article .chip.is-peer").first).to_have_css("outline-style", "dashed")
    pending = "getComputedStyle(document.body, '::highlight(pending)').textDecorationStyle"
    assert page.evaluate(pending) == "wavy"
