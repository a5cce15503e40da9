"""Every page, under every setting that people need: narrow, spaced, contrasted, still, on paper."""

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, ViewportSize, expect

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

Look = Callable[[Page], list[str]]  # what it finds wrong


@pytest.fixture
def world(db: None) -> World:
    return build()


@pytest.fixture
def everywhere(sign_in, live_server, world) -> Iterator[Callable[..., None]]:
    """Have each look at every page as a lead; what is found anywhere is told at the end.

    A page is opened once, in a window of the first size, and then sized for the looks of each.
    """

    def walk(*sizes: tuple[ViewportSize, list[Look]], page: Page | None = None) -> None:
        page = page or sign_in(world.people["lead"])
        found: list[str] = []
        seen = 0
        for address in addresses(world):
            page.set_viewport_size(sizes[0][0])
            if visit(page, live_server.url + address):
                seen += 1
                for size, looks in sizes:
                    page.set_viewport_size(size)
                    for look in looks:
                        found += [
                            f"{address} at {size['width']}: {look.__name__}: {one}"
                            for one in look(page)
                        ]
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


def sideways_there(page: Page) -> list[str]:
    return [f"{sideways(page)} pixels"] if sideways(page) > 0 else []


def small_targets(page: Page) -> list[str]:
    """Those that are less than 24 pixels wide or high."""
    small: list[str] = page.evaluate(SMALL_TARGETS)
    return small


def lost_when_readers_space_the_text(page: Page) -> list[str]:
    """The spacing goes again, so that the next look is at the page as it was."""
    page.evaluate(SPACED)
    found: list[str] = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        found += page.evaluate(CUT_OFF)
        found += [f"{size['width']}: {one}" for one in sideways_there(page)]
    page.evaluate("() => { document.adoptedStyleSheets.pop() }")
    return found


def moving_for_those_who_asked_for_stillness(page: Page) -> list[str]:
    page.emulate_media(reduced_motion="reduce")
    moving: list[str] = page.evaluate(MOVING)
    page.emulate_media(reduced_motion="no-preference")
    return moving


def wrong_on_paper(page: Page) -> list[str]:
    """Pages print without their bars and within the paper."""
    page.set_viewport_size({"width": 700, "height": 990})
    page.emulate_media(media="print")
    bars = page.locator(".topbar:visible, .toolbar:visible, .footbar:visible, #practice:visible")
    wrong = [f"{bars.count()} bars"] if bars.count() else []
    wrong += sideways_there(page)
    wrong += [] if page.locator("main").inner_text().strip() else ["empty"]
    page.emulate_media(media="screen")
    return wrong


def test_every_page_fits_any_window_spacing_and_paper_has_wide_targets_and_keeps_still(everywhere):
    everywhere(
        (NARROW, [sideways_there, small_targets, lost_when_readers_space_the_text]),
        (WIDE, [small_targets, moving_for_those_who_asked_for_stillness, wrong_on_paper]),
    )


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

    everywhere((WIDE, [look]), page=page)
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
