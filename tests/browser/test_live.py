"""Two browsers side by side: what one does the other sees, and nobody's words are taken."""

import re
import uuid

import pytest
from django.test import override_settings
from django.urls import reverse
from playwright.sync_api import Page, Route, expect

from annotations.models import Annotation, Membership
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.comments import add_comment
from annotations.services.reviews import submit_claim
from tests.browser.hands import Barrier, clean, drag, saved
from tests.people import tag
from tests.serving import served  # noqa: F401 (a fixture)

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
STREAM = re.compile(r"/events/harbour/\?")
ROWS = re.compile(r"/rows\?")
CARD = re.compile(r"/card$")
POLL = re.compile(r"/events/harbour/poll")
ASKING = 5000  # ms between two questions of a page that has no stream
GLOW = 2500  # ms for which what is new is shown as new


@pytest.fixture
def address(served) -> str:  # noqa: F811
    """These pages need a server that keeps streams open."""
    return served.url


@pytest.fixture
def open_page(sign_in, address, article):
    """Open a page of the article and wait until it hears."""

    def opened(user, name="article-annotate", *, hears=True, **how) -> Page:
        page = sign_in(user, **how)
        page.set_viewport_size({"width": 1440, "height": 900})
        path = address + reverse(name, args=[article.pk])
        if not hears:
            page.goto(path)
            return page
        with page.expect_response(STREAM):
            page.goto(path)
        if name == "article-annotate":
            page.wait_for_selector("body[data-ready]")
        return page

    return opened


@pytest.fixture
def beside(new_context):
    """Another browser profile."""
    return new_context()


def open_card(page: Page, label: str) -> None:
    page.locator(f".chip[data-label={label}]").click()
    expect(page.locator(f"#inspector [data-label={label}]")).to_be_visible()


def fresh(annotation: Annotation) -> Annotation:
    annotation.refresh_from_db()
    return annotation


def change(actor, annotation: Annotation, **values) -> None:
    version = fresh(annotation).version
    update_annotation(actor=actor, annotation_id=annotation.pk, version=version, **values)


def test_what_one_tags_the_other_sees_with_its_counts_and_hears_of(
    open_page, edda, emil, context, beside, revision
):
    context.clock.install()
    here, there = open_page(edda), open_page(emil, within=beside)
    drag(there, "12 crates and", "barrels")
    there.keyboard.press("1")
    saved(there)
    chip = here.locator(".chip[data-label=C1]")
    expect(chip).to_be_visible()
    expect(chip).to_have_class(re.compile("is-new"))
    expect(here.locator("mark.k-claim")).to_have_text("12 crates and 3 barrels")
    expect(here.locator("#counts")).to_contain_text("1 claim")
    expect(here.locator("#gate")).to_contain_text("C1 has no finding")
    expect(here.locator("#ruler path.claim")).to_have_attribute("d", re.compile("M"))
    expect(here.locator("#live")).to_have_text("Emil added C1.")
    here.clock.fast_forward(GLOW)
    expect(chip).not_to_have_class(re.compile("is-new"))
    expect(there.locator("#live")).not_to_contain_text("Emil")


def test_what_was_there_before_the_page_is_not_told_again(open_page, edda, emil, revision):
    tag(emil, revision, "claim", "12 crates")
    page = open_page(edda)
    tag(emil, revision, "claim", "3 barrels")
    expect(page.locator("#live")).to_have_text("Emil added C2.")


@pytest.mark.parametrize("name", ["article-annotate", "article-review"])
def test_what_was_said_just_before_the_page_is_not_told_again(
    name, open_page, rita, emil, claim, revision
):
    """The stream reads some seconds of the history again, and a comment makes no new version."""
    add_comment(actor=emil, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    Membership.objects.filter(user=rita).update(role="lead")
    page = open_page(rita, name)
    open_card(page, "C1")
    tag(emil, revision, "claim", "3 barrels")
    expect(page.locator("#live")).to_have_text("Emil added C2.")
    expect(page.locator(".live-note")).to_have_count(0)


def test_a_card_that_overtook_the_news_is_not_said_to_have_changed(open_page, rita, emil, claim):
    page = open_page(rita, "article-review")
    barrier = Barrier(page, ROWS)
    with page.expect_request(ROWS):
        change(emil, claim, normalised_claim="Twelve crates were lost.")
    open_card(page, "C1")
    expect(page.locator("#inspector")).to_contain_text("Twelve crates were lost.")
    barrier.lift()
    expect(page.locator("#live")).to_have_text("Emil changed C1.")
    expect(page.locator(".live-note")).to_have_count(0)


def test_selection_and_scroll_stay_where_they_were(open_page, edda, emil, revision):
    page = open_page(edda)
    page.set_viewport_size({"width": 1440, "height": 300})
    drag(page, "never at", "risk")
    expect(page.locator("#selection-bar")).to_be_visible()
    top = page.locator("#row-3").bounding_box()["y"]
    tag(emil, revision, "claim", "12 crates")
    tag(emil, revision, "source", "Mayor Ona Rell")
    expect(page.locator(".chip[data-label=S1]")).to_be_visible()
    assert page.evaluate("getSelection().toString()") == "never at risk"
    assert abs(page.locator("#row-3").bounding_box()["y"] - top) <= 1
    page.keyboard.press("1")
    expect(page.locator(".chip[data-kind=claim]")).to_have_count(2)


def test_an_open_card_that_nobody_writes_in_is_renewed_and_stays_as_it_looks(
    open_page, edda, emil, claim
):
    page = open_page(edda)
    open_card(page, "C1")
    page.locator("summary", has_text="Wording and figure").click()
    change(emil, claim, note="Emil was here")
    expect(page.locator("#inspector [name=note]")).to_have_value("Emil was here")
    expect(page.locator("#inspector [name=hedge]")).to_be_visible()
    page.locator("#inspector [name=note]").fill("Edda too")
    page.locator("#article").focus()
    saved(page)
    assert fresh(claim).note == "Edda too"


def test_what_is_being_typed_is_not_taken_and_the_change_of_the_other_is_a_conflict(
    open_page, edda, emil, claim
):
    page = open_page(edda)
    open_card(page, "C1")
    page.locator("#inspector [name=note]").fill("Edda thinks")
    change(emil, claim, note="Emil was here")
    note = page.locator(".live-note")
    expect(note).to_have_text(re.compile(r"^Emil changed this at \d\d:\d\d\.\s*Show$"))
    expect(page.locator("#inspector [name=note]")).to_have_value("Edda thinks")
    expect(page.locator("#inspector [name=note]")).to_be_focused()
    page.locator("#article").focus()
    dialog = page.locator("#conflict")
    expect(dialog).to_contain_text("Edda thinks")
    expect(dialog).to_contain_text("Emil was here")
    assert fresh(claim).note == "Emil was here"


def test_show_brings_the_card_up_to_date_and_keeps_a_comment_in_work(open_page, edda, emil, claim):
    page = open_page(edda)
    open_card(page, "C1")
    page.locator("summary", has_text="Comments").click()
    page.locator("#inspector [name=text]").fill("Are you sure?")
    change(emil, claim, note="Emil was here")
    page.locator("[data-live-show]").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("Emil was here")
    expect(page.locator("#inspector [name=text]")).to_have_value("Are you sure?")
    expect(page.locator(".live-note")).to_have_count(0)


def test_words_on_a_tag_that_somebody_deleted_stay_until_they_are_decided_on(
    open_page, edda, emil, revision
):
    made = tag(edda, revision, "claim", "12 crates")
    page = open_page(edda)
    open_card(page, "C1")
    page.locator("#inspector [name=note]").fill("half a thought")
    delete_annotation(actor=emil, annotation_id=made.pk, version=1)
    expect(page.locator(".live-note")).to_contain_text("Emil deleted this")
    page.locator("#article").focus()
    expect(page.locator("dialog[open]")).to_contain_text("C1 was deleted while you were editing")
    expect(page.locator("#inspector [name=note]")).to_have_value("half a thought")


def test_a_deleted_tag_closes_its_card_and_says_who_did_it(open_page, edda, emil, revision):
    made = tag(edda, revision, "claim", "12 crates")
    page = open_page(edda)
    open_card(page, "C1")
    delete_annotation(actor=emil, annotation_id=made.pk, version=1)
    expect(page.locator(".chip")).to_have_count(0)
    expect(page.locator("#inspector")).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("Emil deleted C1.")


def test_a_comment_of_somebody_else_appears_in_the_open_card(open_page, edda, emil, claim):
    page = open_page(edda)
    open_card(page, "C1")
    add_comment(actor=emil, annotation_id=claim.pk, id=claim.pk, text="Called them")
    expect(page.locator("#inspector .comment")).to_contain_text("Called them")
    expect(page.locator("#live")).to_have_text("Emil commented on C1.")


def test_ones_own_changes_in_another_window_appear_in_silence(open_page, edda, context, revision):
    here, there = open_page(edda), open_page(edda, within=context)
    drag(there, "12 crates and", "barrels")
    there.keyboard.press("1")
    saved(there)
    expect(here.locator(".chip[data-label=C1]")).to_be_visible()
    expect(here.locator("#live")).to_have_text("")


def test_a_reviewer_decides_on_what_was_read(open_page, rita, edda, emil, claim):
    submit_claim(actor=edda, annotation_id=claim.pk)
    page = open_page(rita, "article-review")
    page.locator(".chip[data-label=C1]").click()
    expect(page.locator("#inspector form[data-verdict=approve]")).to_be_visible()
    page.keyboard.press("c")
    page.locator("[data-verdict=request_changes] [name=comment]").fill("Who said so?")
    change(emil, claim, normalised_claim="Twelve crates were lost.")
    expect(page.locator(".live-note")).to_contain_text("Emil changed this")
    expect(page.locator(".chip[data-label=C1]")).to_have_class(re.compile("s-draft"))
    expect(page.locator("#review-progress")).to_contain_text("0 of 1")
    expect(page.locator("#inspector")).not_to_contain_text("Twelve crates were lost.")
    submit_claim(actor=edda, annotation_id=claim.pk)
    page.locator("[data-live-show]").click()
    expect(page.locator("#inspector")).to_contain_text("Twelve crates were lost.")
    words = page.locator("[data-verdict=request_changes] [name=comment]")
    expect(words).to_have_value("Who said so?")


def test_the_page_of_a_reader_follows(open_page, vera, emil, revision):
    page = open_page(vera, "article-read")
    tag(emil, revision, "claim", "12 crates")
    expect(page.locator(".chip")).to_have_count(1)
    expect(page.locator("#legends")).to_contain_text("1 claim")
    expect(page.locator("#live")).to_have_text("Emil added C1.")


def test_people_at_an_article_see_who_is_here_too(open_page, edda, rita, vera, beside, new_context):
    here = open_page(edda)
    expect(here.locator("#presence")).to_be_hidden()
    there = open_page(rita, "article-review", within=beside)
    expect(here.locator("#presence li")).to_have_attribute("title", "Rita is here too.")
    expect(here.locator("#live")).to_have_text("Rita is here too.")
    expect(there.locator("#presence")).to_contain_text("Edda is here too.")
    open_page(vera, "article-read", within=new_context())
    clean(here)
    there.close()
    expect(here.locator("#presence")).to_be_hidden()


def test_where_streams_are_blocked_the_page_asks(open_page, edda, emil, context, revision):
    context.clock.install()
    context.route(STREAM, lambda route: route.abort())
    page = open_page(edda, hears=False)
    page.wait_for_selector("body[data-ready]")
    with page.expect_response(POLL):
        pass
    tag(emil, revision, "claim", "12 crates")
    page.clock.fast_forward(ASKING)
    expect(page.locator(".chip[data-label=C1]")).to_be_visible(timeout=60_000)
    context.unroute(STREAM)
    with page.expect_response(STREAM):
        page.evaluate("dispatchEvent(new Event('online'))")  # else it tries by itself, later
    tag(emil, revision, "claim", "3 barrels")
    expect(page.locator(".chip[data-label=C2]")).to_be_visible()


def test_who_asks_is_here_too(open_page, edda, emil, context, beside):
    context.clock.install()
    context.route(STREAM, lambda route: route.abort())
    asks = open_page(edda, hears=False)
    there = open_page(emil, within=beside)
    expect(there.locator("#presence")).to_contain_text("Edda is here too.", timeout=15_000)
    asks.clock.fast_forward(ASKING)
    expect(asks.locator("#presence")).to_contain_text("Emil is here too.", timeout=15_000)


def test_more_windows_than_a_browser_has_connections_still_work(
    open_page, edda, emil, context, revision
):
    """Three keep a stream, the others ask: six connections are all that a browser opens."""
    context.clock.install()
    pages = [open_page(edda)]
    for _ in range(6):  # of the same browser, signed in once
        pages.append(pages[0].context.new_page())
        pages[-1].goto(pages[0].url)
    for page in pages:
        page.wait_for_selector("body[data-ready]")
    tag(emil, revision, "claim", "12 crates")
    context.clock.fast_forward(ASKING)
    for page in pages:
        expect(page.locator(".chip[data-label=C1]")).to_be_visible(timeout=15_000)


@override_settings(LIVE_RECHECK_SECONDS=0.5)
def test_whose_role_was_taken_away_is_told(open_page, edda, article):
    page = open_page(edda)
    Membership.objects.filter(user=edda).delete()
    expect(page.locator("#messages")).to_contain_text("Your place in this project was changed")


def test_a_page_that_missed_too_much_shows_everything_anew(
    open_page, edda, emil, address, context, revision
):
    """As after a night with the lid closed."""
    page = open_page(edda)
    page.evaluate("dispatchEvent(new Event('pagehide'))")
    for words in ("12 crates", "3 barrels"):
        tag(emil, revision, "claim", words)
    resync = 'event: resync\ndata: {}\n\nid: 9\nevent: hello\ndata: {"last": 9}\n\n'
    context.route(
        STREAM, lambda route: route.fulfill(content_type="text/event-stream", body=resync)
    )
    page.evaluate("dispatchEvent(new Event('pageshow'))")
    expect(page.locator(".chip")).to_have_count(2)


def test_a_card_that_was_asked_for_before_a_link_does_not_hide_it(
    open_page, edda, emil, claim, revision, address
):
    mayor = tag(edda, revision, "source", "Mayor Ona Rell")
    page = open_page(edda)
    open_card(page, claim.label)
    asked: list[Route] = []
    page.route(CARD, lambda route: asked.append(route))  # noqa: PLW0108 (a bound method will not do)
    with page.expect_request(CARD):
        change(emil, claim, note="Counted again.")
    old = page.request.get(address + reverse("annotation-card", args=[claim.pk]))
    page.keyboard.press("l")
    page.keyboard.type(mayor.label)
    page.keyboard.press("Enter")
    linked = page.locator("#inspector .linkchip", has_text=mayor.label)
    expect(linked).to_be_visible()
    page.evaluate("window.before = document.querySelector('#inspector [data-card]')")
    asked.pop(0).fulfill(response=old)
    page.unroute(CARD)
    page.wait_for_function("() => !window.before.isConnected")
    assert linked.count() == 1
