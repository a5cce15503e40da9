"""The practice story in Chromium: five tasks, done by doing, with keys alone, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Article, Event
from tests.browser.hands import drag, problems, saved
from tests.browser.test_pages import PASSWORD, check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

CLAIM = "two pilot launches were sunk when a storm crossed the bay on Tuesday night"
STATUS = "could not be independently verified"


def ticked(page: Page, number: int) -> None:
    expect(page.locator("#practice .task.is-done")).to_have_count(number)
    expect(page.locator("#practice header")).to_contain_text(f"{number} of 5")


LISTEN = """() => {
  window.heard = "";
  const live = document.getElementById("live");
  new MutationObserver(() => (window.heard += `${live.textContent} `)).observe(live, {
    childList: true, characterData: true, subtree: true });
}"""


def heard(page: Page, words: str) -> None:
    """Wait until this was said, whatever was said after it."""
    page.wait_for_function("words => window.heard.includes(words)", arg=words)


def started(page: Page, url: str) -> None:
    page.goto(url)
    page.get_by_role("button", name="Start", exact=True).click()
    page.wait_for_selector("body[data-ready]")


def test_a_newcomer_is_invited_and_does_the_five_tasks(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(live_server.url)
    expect(page.get_by_role("heading", name="New here? Five tasks in two minutes")).to_be_visible()
    check(page)
    started(page, live_server.url)
    assert problems(page) == []
    ticked(page, 0)
    page.evaluate(LISTEN)
    drag(page, "two pilot launches", "Tuesday night")
    page.keyboard.press("1")
    ticked(page, 1)
    heard(page, "Done: 1 of 5.")
    drag(page, "could not be", "independently verified")
    page.keyboard.press("3")
    ticked(page, 2)
    saved(page)
    page.locator("#article mark.t-claim").click()
    page.keyboard.press("l")
    page.get_by_role("combobox", name="Words or number").fill("S1")
    page.keyboard.press("Enter")
    ticked(page, 3)
    saved(page)
    page.keyboard.press("u")
    ticked(page, 4)
    heard(page, "Done: 4 of 5.")
    page.keyboard.press("Shift+U")
    saved(page)
    page.get_by_label("Our finding").select_option("unverified")
    expect(page.get_by_text("Every claim has a source and a finding")).to_be_visible()
    page.get_by_role("button", name="Submit for sign-off").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="All five done")).to_be_visible()
    assert problems(page) == []
    page.get_by_role("link", name="To the queue").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Queue")
    expect(page.get_by_text("New here?")).to_have_count(0)
    expect(page.get_by_text("Fourteen boats")).to_have_count(0)


def test_ticking_off_moves_no_line_of_the_text(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.set_viewport_size({"width": 1440, "height": 900})
    started(page, live_server.url)
    top = "() => scrollY + document.querySelector('#article').getBoundingClientRect().top"
    before = page.evaluate(top)
    drag(page, "two pilot launches", "Tuesday night")
    page.keyboard.press("1")
    ticked(page, 1)
    assert page.evaluate(top) == before


def at_the_end(page: Page) -> None:
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")


def test_the_tasks_stay_while_the_text_scrolls(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.set_viewport_size({"width": 1280, "height": 700})
    started(page, live_server.url)
    page.locator("#article .chip").first.click()
    expect(page.locator("#inspector h2")).to_be_visible()
    at_the_end(page)
    expect(page.locator(".task h3")).to_have_count(5)
    for name in page.locator(".task h3").all():
        expect(name).to_be_in_viewport(ratio=1)
    expect(page.locator(".task.is-current .how")).to_be_in_viewport(ratio=1)
    tasks = page.locator("#practice").bounding_box()
    page.keyboard.press("j")
    card = page.locator("#inspector").bounding_box()
    assert card["y"] >= tasks["y"] + tasks["height"]


def test_on_a_telephone_the_current_task_stays_and_the_others_unfold(
    sign_in, live_server, edda, project
):
    page = sign_in(edda)
    page.set_viewport_size({"width": 390, "height": 844})
    started(page, live_server.url)
    at_the_end(page)
    expect(page.locator(".task h3:visible")).to_have_count(1)
    expect(page.locator(".task.is-current .how")).to_be_in_viewport(ratio=1)
    page.get_by_text("All tasks").click()
    expect(page.locator(".task h3:visible")).to_have_count(5)
    check(page)
    page.get_by_text("All tasks").click()
    drag(page, "asked not", "named")
    tasks, bar = (page.locator(one).bounding_box() for one in ("#practice", "#selection-bar"))
    assert tasks["y"] + tasks["height"] < bar["y"]
    words = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().toJSON()")
    assert tasks["y"] + tasks["height"] <= words["top"]
    assert words["bottom"] <= bar["y"]


def test_skipping_leads_to_the_queue_for_good(sign_in, live_server, edda, project):
    page = sign_in(edda)
    started(page, live_server.url)
    page.get_by_role("button", name="Skip").click()
    expect(page).to_have_url(f"{live_server.url}/")
    expect(page.get_by_text("stays in your menu")).to_be_visible()
    page.reload()
    expect(page.get_by_text("New here?")).to_have_count(0)
    page.get_by_role("button", name=re.compile("Menu of")).click()
    page.get_by_role("link", name="Practice").click()
    expect(page.get_by_text("0 of 5 done")).to_be_visible()
    check(page)


def test_starting_again_leaves_the_old_story(sign_in, live_server, edda, project):
    page = sign_in(edda)
    started(page, live_server.url)
    first = page.url
    page.get_by_role("button", name="Start again").click()
    page.wait_for_selector("body[data-ready]")
    assert page.url != first
    assert Article.objects.filter(project__practice_of=edda).count() == 2


def test_no_lead_is_needed_to_practise(sign_in, live_server, ada):
    page = sign_in(ada)
    page.goto(live_server.url)
    expect(page.get_by_text("You do not belong to a project yet.")).to_be_visible()
    started(page, live_server.url)
    ticked(page, 0)


def test_narrow_and_dark(sign_in, live_server, edda, project):
    page = sign_in(edda)
    started(page, live_server.url)
    check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    expect(page.locator(".task .how:visible")).to_have_count(1)


def test_all_five_without_scripts(browser, live_server, edda, project):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url)
    page.fill("[name=login]", "edda")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click("main .invitation .btn-primary")
    ticked(page, 0)
    story = page.url
    for number, (kind, words) in enumerate([("claim", CLAIM), ("status", STATUS)], start=1):
        page.get_by_role("link", name="Tag by quoted text").click()
        page.get_by_label("Words of the article").fill(words)
        page.get_by_label("They are").select_option(kind)
        page.get_by_role("button", name="Find and tag").click()
        ticked(page, number)
    page.locator(".chip", has_text="C1").click()
    page.get_by_label("Our finding").select_option("unverified")
    page.get_by_role("button", name="Save").click()
    page.get_by_label("With", exact=True).select_option("S1 The Lorne harbour office")
    page.get_by_role("button", name="Add this link").click()
    page.goto(story)
    ticked(page, 3)
    page.get_by_role("button", name="Undo").click()
    ticked(page, 4)
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Submit for sign-off").click()
    ticked(page, 5)
    assert Event.objects.filter(action="claim.submitted", actor_id=edda.pk).count() == 1
    context.close()
