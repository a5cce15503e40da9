"""Every page, under every setting that people need: narrow, spaced, contrasted, still, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.browser.everywhere import (
    CUT_OFF,
    DEAD_BUTTONS,
    MOVING,
    NARROW,
    SMALL_TARGETS,
    SPACED,
    WIDE,
    addresses,
    sideways,
    visit,
)
from tests.people import tag
from tests.world import World, build

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

Look = Callable[[Page], list[str]]


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def everywhere(sign_in, live_server, world) -> Iterator[Callable[[Look], None]]:
    """Have a look at every page as a lead; what is found anywhere is told at the end."""

    def walk(look: Look, page: Page | None = None) -> None:
        page = page or sign_in(world.people["lead"])
        found: list[str] = []
        seen = 0
        for address in addresses(world):
            if visit(page, live_server.url + address):
                seen += 1
                wrong = look(page)
                found += [f"{address}: {one}" for one in wrong]
        assert not found, "\n".join(found)
        assert seen > 25

    return walk


@pytest.fixture
def work(world, sign_in, live_server) -> Page:
    """The annotate page of an article on which every kind lies."""
    edda, revision = world.people["editor"], world.names["revision"]
    tag(edda, revision, "status", "could not be independently verified")
    page = sign_in(edda)
    page.goto(f"{live_server.url}/articles/{world.names['article'].pk}/annotate")
    page.wait_for_selector("body[data-ready]")
    return page


def test_nothing_runs_out_of_a_window_320_pixels_wide(everywhere):
    def look(page: Page) -> list[str]:
        page.set_viewport_size(NARROW)
        return [f"{sideways(page)} sideways"] if sideways(page) > 0 else []

    everywhere(look)


def test_nothing_is_lost_when_readers_space_the_text(everywhere):
    def look(page: Page) -> list[str]:
        page.evaluate(SPACED)
        found: list[str] = []
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            found += page.evaluate(CUT_OFF)
            found += [f"{size['width']}: {sideways(page)}"] if sideways(page) > 0 else []
        return found

    everywhere(look)


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
def test_every_target_is_24_pixels_wide_and_high(everywhere, size):
    def look(page: Page) -> list[str]:
        page.set_viewport_size(size)
        small: list[str] = page.evaluate(SMALL_TARGETS)
        return small

    everywhere(look)


def test_nothing_moves_for_those_who_asked_for_stillness(everywhere):
    def look(page: Page) -> list[str]:
        page.emulate_media(reduced_motion="reduce")
        moving: list[str] = page.evaluate(MOVING)
        return moving

    everywhere(look)


def test_pages_print_without_their_bars_and_within_the_paper(everywhere):
    def look(page: Page) -> list[str]:
        page.set_viewport_size({"width": 700, "height": 990})
        page.emulate_media(media="print")
        bars = page.locator(
            ".topbar:visible, .toolbar:visible, .footbar:visible, #practice:visible"
        )
        wrong = [f"{bars.count()} bars"] if bars.count() else []
        wrong += [f"{sideways(page)} sideways"] if sideways(page) > 0 else []
        wrong += [] if page.locator("main").inner_text().strip() else ["empty"]
        page.emulate_media(media="screen")
        return wrong

    everywhere(look)


def test_every_page_reads_without_scripts(everywhere, browser, live_server, world, sign_in):
    cookie = sign_in(world.people["lead"]).context.cookies()
    context = browser.new_context(java_script_enabled=False, viewport=WIDE)
    context.add_cookies(cookie)
    page = context.new_page()

    def look(page: Page) -> list[str]:
        wrong = [] if page.locator("main").inner_text().strip() else ["empty"]
        wrong += [] if page.locator("h1").count() == 1 else [f"{page.locator('h1').count()} h1"]
        dead: list[str] = page.evaluate(DEAD_BUTTONS)
        return wrong + dead

    everywhere(look, page)
    context.close()


def test_in_forced_colours_the_active_mark_and_the_focus_are_seen(work):
    work.emulate_media(forced_colors="active")
    mark = work.locator("#article mark.t-source").first
    background = "node => getComputedStyle(node).backgroundColor"
    before = mark.evaluate(background)
    mark.click()
    expect(work.locator("#inspector")).to_be_visible()
    assert work.locator("#article mark.is-active").first.evaluate(background) != before
    for _ in range(12):
        work.keyboard.press("Tab")
        outline = "() => getComputedStyle(document.activeElement).outlineStyle"
        assert work.evaluate(outline) != "none"


def test_on_paper_marks_and_chips_stay(work, world, live_server):
    article = world.names["article"].pk
    for address in (work.url, f"{live_server.url}/articles/{article}/"):
        work.goto(address)
        work.emulate_media(media="print")
        for kind in ("claim", "source", "status"):
            assert work.locator(f"#article mark.k-{kind}").first.is_visible()
            assert work.locator(f"#article .chip.k-{kind}").first.is_visible()
        printed = "node => getComputedStyle(node).printColorAdjust"
        assert work.locator("#article mark").first.evaluate(printed) == "exact"
        assert not work.locator(
            "#inspector:visible, #selection-bar:visible, #ruler:visible"
        ).count()
        work.emulate_media(media="screen")


def test_who_asks_for_more_contrast_gets_it(work):
    colour = "() => getComputedStyle(document.querySelector('.muted')).color"
    text = "() => getComputedStyle(document.body).color"
    assert work.evaluate(colour) != work.evaluate(text)
    work.emulate_media(contrast="more")
    assert work.evaluate(colour) == work.evaluate(text)
