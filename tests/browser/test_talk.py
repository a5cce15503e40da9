"""Threads and suggested edits in Chromium: by hand, by key, on both pages, without a script."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Comment, SuggestedEdit
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article
from tests.browser.hands import problems, saved
from tests.people import PASSWORD
from tests.services.steps import now
from tests.services.test_comments import say
from tests.services.test_suggested_edits import suggest
from tests.signoff import submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def waiting(claim, edda) -> Annotation:
    submit(edda, claim)
    return now(claim)


@pytest.fixture
def open_review(sign_in, rita, live_server, waiting):
    """Open Rita's review page with the card of the claim."""

    def opened() -> Page:
        page = sign_in(rita)
        address = reverse("article-review", args=[waiting.article_id])
        page.goto(f"{live_server.url}{address}?claim={waiting.pk}")
        expect(page.locator("#inspector")).to_have_attribute("data-shown", str(waiting.pk))
        return page

    return opened


@pytest.fixture
def reviewing(open_review) -> Page:
    return open_review()


@pytest.fixture
def annotating(sign_in, edda, live_server, waiting):
    """Open Edda's annotate page with the card of the claim."""

    def opened() -> Page:
        page = sign_in(edda)
        address = reverse("article-annotate", args=[waiting.article_id])
        page.goto(f"{live_server.url}{address}#chip-{waiting.pk}")
        expect(page.locator("#inspector [data-card]")).to_be_visible()
        return page

    return opened


def focused(page: Page) -> str:
    return page.evaluate("document.activeElement.tagName.toLowerCase()")


def test_rita_suggests_edda_takes_it_and_rita_approves(open_review, annotating, waiting):
    reviewing = open_review()
    reviewing.locator(".suggest > summary").click()
    reviewing.locator("#suggest-normalised_claim").fill("Twelve crates were lost.")
    reviewing.locator("#suggest-text").fill("It has to stand alone.")
    reviewing.get_by_role("button", name="Suggest it").click()
    expect(reviewing.locator(".suggestion ins")).to_have_text("Twelve crates were lost.")
    expect(reviewing.locator(".suggest")).not_to_have_attribute("open", "")
    assert focused(reviewing) == "summary"
    expect(reviewing.locator("#live")).to_contain_text("you stay free to decide")

    page = annotating()
    expect(page.locator(".suggestion")).to_contain_text("It has to stand alone.")
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("button", name="Change it").click()
    saved(page)
    expect(page.locator("#card-normalised_claim")).to_have_value("Twelve crates were lost.")
    expect(page.locator("#inspector .pill").first).to_have_text("Draft")
    page.get_by_role("button", name="Submit for sign-off").click()
    page.get_by_role("dialog").get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_text("1 claim submitted.")).to_be_visible()

    reviewing = open_review()
    expect(reviewing.locator("#inspector")).to_contain_text("Twelve crates were lost.")
    reviewing.keyboard.press("a")
    expect(reviewing.locator("#inspector .pill").first).to_have_text("Approved")
    assert now(waiting).state == "approved"


def test_a_suggestion_is_made_with_keys_alone(reviewing, waiting):
    summary = reviewing.locator(".suggest > summary")
    summary.focus()
    reviewing.keyboard.press("Enter")
    for name in ("desk_status", "type", "normalised_claim"):
        reviewing.keyboard.press("Tab")
        expect(reviewing.locator(f"#suggest-{name}")).to_be_focused()
    reviewing.keyboard.type("Twelve crates were lost.")
    reviewing.keyboard.press("Control+Enter")
    expect(reviewing.locator(".suggestion")).to_be_visible()
    expect(summary).to_be_focused()
    reviewing.get_by_role("button", name="Take it back").focus()
    reviewing.keyboard.press("Enter")
    expect(reviewing.locator(".resolved > summary")).to_have_text("1 earlier suggestion")
    assert focused(reviewing) == "summary"


def test_a_refused_suggestion_says_why_and_keeps_what_was_written(reviewing, waiting):
    reviewing.locator(".suggest > summary").click()
    reviewing.locator("#suggest-words").fill("words of another story")
    reviewing.get_by_role("button", name="Suggest it").click()
    expect(reviewing.get_by_role("alert").filter(has_text="do not stand")).to_be_visible()
    expect(reviewing.locator("#suggest-words")).to_have_value("words of another story")
    reviewing.locator("#suggest-words").fill("12 crates and 3 barrels")
    reviewing.get_by_role("button", name="Suggest it").click()
    expect(reviewing.locator(".suggestion ins")).to_contain_text("and 3 barrels")
    expect(reviewing.get_by_role("alert").filter(has_text="do not stand")).to_have_count(0)


def test_a_thread_goes_from_the_reviewer_to_the_editor_and_back(open_review, annotating, waiting):
    reviewing = open_review()
    reviewing.locator(".talk-part > summary").click()
    box = reviewing.locator(".talk-part > form textarea")
    box.fill("Who counted?")
    reviewing.get_by_role("button", name="Comment").click()
    expect(reviewing.locator(".thread")).to_contain_text("Who counted?")
    expect(box).to_have_value("")
    expect(reviewing.locator(f"#chip-{waiting.pk} .talk")).to_contain_text("1 open thread")

    page = annotating()
    page.locator(".reply > summary").click()
    page.get_by_label("Reply to Rita").fill("The harbour office.")
    page.get_by_role("button", name="Send reply").click()
    saved(page)
    expect(page.locator(".replies")).to_contain_text("The harbour office.")
    expect(page.locator(".reply > summary")).to_be_focused()
    page.get_by_role("button", name="Resolve").click()
    expect(page.locator(".resolved > summary")).to_have_text("1 resolved thread")
    expect(page.locator(f"#chip-{waiting.pk} .talk")).to_have_count(0)
    assert focused(page) != "body"

    reviewing = open_review()
    reviewing.locator(".talk-part > summary").click()
    reviewing.locator(".resolved > summary").click()
    reviewing.locator(".reply > summary").click()
    reviewing.get_by_label("Reply to Rita").fill("All twelve?")
    reviewing.get_by_role("button", name="Send reply").click()
    expect(reviewing.locator(f"#chip-{waiting.pk} .talk")).to_contain_text("1 open thread")
    expect(reviewing.locator(".thread .comment")).to_have_count(3)
    assert [one.text for one in Comment.objects.all()][-1] == "All twelve?"
    assert Comment.objects.filter(resolved_at=None).count() == 3


def test_a_reply_that_was_begun_outlives_what_happens_beside_it(annotating, waiting, rita):
    say(rita, waiting, "Who counted?")
    say(rita, waiting, "And when?")
    page = annotating()
    first, second = page.locator(".thread").all()
    first.locator(".reply > summary").click()
    first.get_by_label("Reply to Rita").fill("The harbour off")
    second.get_by_role("button", name="Resolve").click()
    expect(page.locator(".resolved > summary")).to_be_visible()
    expect(page.get_by_label("Reply to Rita").first).to_have_value("The harbour off")
    expect(page.get_by_label("Reply to Rita").first).to_be_visible()


def test_an_overtaken_suggestion_shows_both_before_it_is_taken(annotating, waiting, rita, emil):
    suggest(rita, waiting, note="Ask the mayor.")
    page = annotating()
    update_annotation(
        actor=emil, annotation_id=waiting.pk, version=now(waiting).version, note="Ask Per."
    )
    page.get_by_role("button", name="Take it").click()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_role("alert").filter(has_text="was changed since")).to_be_visible()
    expect(page.locator(".suggestion .why")).to_contain_text("From what it says now")
    page.get_by_role("button", name="Take it all the same").click()
    expect(page.locator("#card-note")).to_have_value("Ask the mayor.")
    assert now(waiting).note == "Ask the mayor."


def test_a_suggestion_is_left_with_a_word(annotating, waiting, rita):
    suggest(rita, waiting, note="Ask the mayor.")
    page = annotating()
    page.get_by_label("Why you leave it").fill("She is abroad.")
    page.get_by_role("button", name="Leave it").click()
    saved(page)
    page.locator(".suggestions .resolved > summary").click()
    expect(page.locator(".suggestions")).to_contain_text("She is abroad.")
    assert SuggestedEdit.objects.get().state == "declined"
    assert now(waiting).state == "submitted"


def test_both_cards_are_accessible_and_fit(open_review, annotating, waiting, rita, edda):
    say(edda, waiting, "Monday.", reply_to=say(rita, waiting, "When? " * 20))
    suggest(rita, waiting, note="Ask the mayor.", comment="She was there.")
    for opened in (open_review, annotating):
        page = opened()
        for part in page.locator(".suggest > summary").all():
            part.click()
        page.locator(".reply > summary").first.click()
        for theme in ("light", "dark"):
            page.emulate_media(color_scheme=theme)
            assert problems(page) == [], f"{page.url} {theme}"
        for width in (320, 390, 1440):
            page.set_viewport_size({"width": width, "height": 800})
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{page.url} at {width}"
            for part in (".suggestions", ".talk-part", ".suggest"):
                for one in page.locator(f"#inspector {part}").all():
                    inside = one.evaluate("one => one.scrollWidth - one.clientWidth")
                    assert inside <= 0, f"{part} of {page.url} at {width}"


def test_it_works_without_scripts(browser, live_server, rita, edda, waiting):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    address = live_server.url + reverse("article-review", args=[waiting.article_id])
    page.goto(f"{address}?claim={waiting.pk}")
    page.fill("[name=login]", "rita")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click(".suggest > summary")
    page.fill("#suggest-note", "Ask the mayor.")
    page.click("text=Suggest it")
    assert "You suggested" in page.text_content("#inspector")
    page.click(".talk-part > summary")
    page.fill(".talk-part > form textarea", "Who counted?")
    page.click(".talk-part > form button")
    page.click(".thread .reply > summary")
    page.fill(".reply textarea", "Nobody?")
    page.click("text=Send reply")
    page.click("button:has-text('Resolve')")
    assert "1 resolved thread" in page.text_content("#inspector")
    context.clear_cookies()
    page.goto(live_server.url + reverse("annotation-read", args=[waiting.pk]))
    page.fill("[name=login]", "edda")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click("button:has-text('Take it')")
    assert "The suggestion is taken" in page.text_content("body")
    assert now(waiting).note == "Ask the mayor."
    context.close()


# The sheet --------------------------------------------------------------------------------------


def test_the_sheet_prints_as_paper(sign_in, live_server, rita, article, waiting, edda):
    page = sign_in(rita)
    page.emulate_media(color_scheme="dark")
    page.goto(live_server.url + reverse("article-sheet", args=[article.pk]))
    assert problems(page) == []
    expect(page.get_by_role("button", name="Print")).to_be_visible()
    ground = "getComputedStyle(document.querySelector('.sign-off')).backgroundColor"
    assert page.evaluate(ground) == "rgb(255, 255, 255)"  # also where all else is dark
    for width in (320, 390, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    page.emulate_media(media="print")
    for part in (".toolbar", "[data-print]"):
        expect(page.locator(part)).to_be_hidden()
    expect(page.locator(".sheet-claim")).to_be_visible()
    avoided = "getComputedStyle(document.querySelector('.sheet-claim')).breakInside"
    assert page.evaluate(avoided) == "avoid"
    label = "getComputedStyle(document.querySelector('.ref'), '::after').content"
    assert re.fullmatch('"[CSV][0-9]+"', page.evaluate(label))
    for paper in ("A4", "Letter"):
        assert page.pdf(format=paper).startswith(b"%PDF")


def test_the_sheet_of_an_arabic_story_runs_from_right_to_left(
    sign_in, live_server, lena, edda, project
):
    text = "قال مكتب الميناء إن 12 صندوقاً فُقدت يوم الاثنين.\n"
    story = create_article(actor=lena, project=project, text=text, language="ar").article
    page = sign_in(lena)
    page.goto(live_server.url + reverse("article-sheet", args=[story.pk]))
    assert problems(page) == []
    direction = "getComputedStyle(document.querySelector('.sheet-text .blk')).direction"
    assert page.evaluate(direction) == "rtl"
