"""Without a connection: what is done is kept, can be worked with, and is sent in order."""

import datetime
import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article, Event, Link
from annotations.services.articles import create_article
from tests.browser.hands import reconnect, saved, tag
from tests.people import tag as tagged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WORDS = [f"fact{number:02}" for number in range(60)]


@pytest.fixture
def article(project, lena) -> Article:
    """Six paragraphs of ten words each, an emoji before them all."""
    lines = [" ".join(WORDS[start : start + 10]) + "." for start in range(0, 60, 10)]
    text = "🧊 Facts\n\n" + "\n\n".join(lines) + "\n"
    return create_article(actor=lena, project=project, text=text, language="en").article


def banner(page: Page):
    return page.locator("#connection")


def told() -> list[tuple[str, str]]:
    """What the history says, in order: action, and the words or the note."""
    said = []
    for event in Event.objects.exclude(annotation_id=None).order_by("pk"):
        quote = Annotation.objects.get(pk=event.annotation_id).quote
        note = event.changes.get("note", [None, ""])[1]
        said.append((event.action.removeprefix("annotation."), note or quote))
    return said


def test_the_banner_says_what_is_kept_and_goes_when_it_is_sent(open_over, article, edda, wire):
    page = open_over(edda, article)
    page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(hours=1))  # no try by itself
    wire.cut()
    tag(page, "fact00")
    expect(banner(page)).to_contain_text(
        "No connection. 1 change is kept on this device and will be sent when the connection is "
        "back."
    )
    for words in ("fact11", "fact22"):
        tag(page, words)
    expect(banner(page)).to_contain_text(
        "No connection. 3 changes are kept on this device and will be sent when the connection "
        "is back."
    )
    expect(page.locator("#saved")).to_have_text("3 changes wait")
    assert not Annotation.objects.exists()
    wire.restore()
    page.get_by_role("button", name="Try now").click()
    expect(banner(page)).to_be_hidden()
    saved(page)
    assert told() == [("created", words) for words in ("fact00", "fact11", "fact22")]
    expect(page.locator(".chip.is-local")).to_have_count(0)


@pytest.mark.parametrize("scrolled", [0, 30])
def test_the_banner_comes_and_goes_without_moving_the_text(
    open_over, article, edda, context, scrolled
):
    page = open_over(edda, article)
    page.evaluate("place => scrollTo(0, place)", scrolled)
    top = page.locator("#article").bounding_box()["y"]
    context.set_offline(True)
    tag(page, "fact00")
    expect(banner(page)).to_be_visible()
    assert page.locator("#article").bounding_box()["y"] == top
    context.set_offline(False)
    expect(page.locator("#article .chip:not(.is-local)")).to_have_count(1)
    expect(banner(page)).to_be_hidden()
    assert page.locator("#article").bounding_box()["y"] == top


def test_without_being_asked_it_is_sent_when_the_connection_is_back(
    open_over, article, edda, context
):
    page = open_over(edda, article)
    context.set_offline(True)
    tag(page, "fact00")
    expect(banner(page)).to_contain_text("1 change is kept on this device")
    context.set_offline(False)
    expect(banner(page)).to_be_hidden()
    saved(page)
    assert Annotation.objects.get().quote == "fact00"


def test_fifty_edits_in_ten_minutes_without_connection_arrive_in_order(
    open_over, article, edda, wire
):
    page = open_over(edda, article)
    page.clock.install()
    wire.cut()
    expected = []
    for number, words in enumerate(WORDS[:25], start=1):
        tag(page, words)
        expect(page.locator("#inspector h2")).to_have_text(f"Claim C+{number}")
        page.locator("#inspector [name=note]").fill(f"Ask about {words}")
        page.locator("#article").focus()
        expected += [("created", words), ("edited", f"Ask about {words}")]
        page.clock.fast_forward(24_000)
    expect(banner(page)).to_contain_text("50 changes are kept on this device")
    assert not Annotation.objects.exists()
    wire.restore()
    page.reload()  # before, or in the middle of, what is being sent
    page.wait_for_selector("body[data-ready]")
    expect(page.locator("#article .chip:not(.is-local)")).to_have_count(25, timeout=60_000)
    expect(page.locator(".chip.is-local")).to_have_count(0)
    saved(page, seconds=60)
    assert told() == expected


def test_a_reload_shows_what_waits_and_keeps_it(open_over, article, edda, wire):
    stored = tagged(edda, article.current_revision, "claim", "fact59")
    page = open_over(edda, article)
    page.locator("mark.m").click()
    wire.answer("503 Service Unavailable", to="POST")
    page.locator("#inspector [name=note]").fill("From before")
    page.locator("#article").focus()
    tag(page, "fact00", "2")
    expect(page.locator(".chip.is-local")).to_contain_text("S+1")
    page.reload()
    expect(page.locator(".chip.is-local")).to_contain_text("fact00")
    expect(page.locator("#saved")).to_have_text("2 changes wait")
    assert page.evaluate("CSS.highlights.get('pending').size") == 1
    chip = page.locator(f"#chip-{stored.pk}")
    expect(chip).to_contain_text("A change waits on this device")
    chip.click()
    expect(page.locator("#inspector [name=note]")).to_have_value("From before")
    reconnect(page, wire)
    saved(page)
    expect(chip).not_to_contain_text("waits on this device")
    stored.refresh_from_db()
    assert stored.note == "From before"
    assert Annotation.objects.filter(quote="fact00", kind="source").count() == 1


def test_what_a_closed_page_left_is_told_elsewhere_and_sent_by_the_next_page(
    open_over, article, edda, wire
):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "fact00")
    expect(banner(page)).to_be_visible()
    other = page.context.new_page()
    page.close()
    wire.restore()
    other.goto(wire.url)
    expect(other.locator("#left-behind")).to_contain_text(
        "1 change of yours waits on this device, made in a page that is closed now."
    )
    assert not Annotation.objects.exists()
    other.get_by_role("link", name="Open the page and send").click()
    expect(other.locator("#article .chip:not(.is-local)")).to_have_count(1)
    saved(other)
    assert Annotation.objects.get().quote == "fact00"
    other.goto(wire.url)
    expect(other.get_by_role("navigation").first).to_be_visible()
    expect(other.locator("#left-behind")).to_have_count(0)


def test_two_pages_of_one_article_send_each_their_own_once(open_over, article, edda, wire):
    page = open_over(edda, article)
    second = page.context.new_page()
    second.goto(page.url)
    second.wait_for_selector("body[data-ready]")
    wire.cut()
    for number in range(5):
        tag(page, WORDS[number])
        tag(second, WORDS[10 + number])
    for each in (page, second):
        expect(banner(each)).to_contain_text("5 changes are kept on this device")
    reconnect(page, wire)
    reconnect(second, wire)
    for each in (page, second):
        saved(each)
    mine = [words for _, words in told()]
    assert sorted(mine) == sorted(WORDS[:5] + WORDS[10:15])
    assert [words for words in mine if words in WORDS[:5]] == WORDS[:5]


def test_an_answer_that_is_lost_does_nothing_twice(open_over, article, edda, wire):
    claim = tagged(edda, article.current_revision, "claim", "fact59")
    page = open_over(edda, article)
    page.locator("mark.m").click()
    expect(page.locator("#inspector [name=note]")).to_be_visible()
    wire.lose_answers()
    page.locator("#inspector [name=note]").fill("Once")
    page.locator("#article").focus()
    expect(banner(page)).to_contain_text("1 change is kept on this device")
    tag(page, "fact00")
    page.keyboard.press("u")  # of what nobody tried to send: taken back here
    reconnect(page, wire)
    saved(page)
    wire.lose_answers()
    page.keyboard.press("u")
    expect(banner(page)).to_contain_text("1 change is kept on this device")
    reconnect(page, wire)
    saved(page)
    assert [action for action, _ in told()] == ["created", "edited", "edited"]
    claim.refresh_from_db()
    assert (claim.note, claim.version) == ("", 3)
    expect(page.locator("#conflict")).to_have_count(0)


def test_a_tag_that_waits_can_be_described_linked_moved_and_retyped(open_over, article, edda, wire):
    marker = tagged(edda, article.current_revision, "status", "fact59")
    page = open_over(edda, article)
    wire.cut()
    tag(page, "fact00 fact01")
    expect(page.locator("#inspector h2")).to_have_text("Claim C+1")
    page.keyboard.press("d")
    expect(page.locator("#inspector [name=desk_status]")).to_be_focused()
    page.locator("#inspector [name=desk_status]").select_option("unverified")
    page.locator("#article").focus()
    page.keyboard.press("o")
    page.keyboard.press("m")
    page.keyboard.type("Ask twice")
    page.keyboard.press("Escape")
    page.keyboard.press("}")
    expect(page.locator("#inspector blockquote")).to_have_text("fact00 fact01 fact02")
    page.keyboard.press("l")
    page.keyboard.type("V1")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .linkchip")).to_contain_text("V1")
    tag(page, "fact22")
    expect(page.locator("#inspector h2")).to_have_text("Claim C+2")
    page.keyboard.press("2")
    expect(page.locator("#inspector h2")).to_have_text("Source S+1")
    page.keyboard.press("l")
    page.keyboard.type("C+1")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .linkchip")).to_contain_text("C+1")
    expect(page.locator("#saved")).to_have_text("9 changes wait")
    reconnect(page, wire)
    saved(page)
    claim = Annotation.objects.get(kind="claim")
    source = Annotation.objects.get(kind="source")
    assert (claim.desk_status, claim.no_source_given) == ("unverified", True)
    assert (claim.note, claim.quote) == ("Ask twice", "fact00 fact01 fact02")
    links = set(Link.objects.filter(origin=claim).values_list("type", "target"))
    assert links == {("qualified_by", marker.pk), ("attributed_to", source.pk)}
    expect(page.locator("#inspector h2")).to_have_text(f"Source {source.label}")
    page.locator("#saved").click()
    expect(page.locator("#device")).to_contain_text(f"{source.label} – {claim.label}")
    expect(page.locator("#device")).not_to_contain_text("+")


def test_a_tag_that_waits_can_be_deleted_and_taken_back(open_over, article, edda, wire):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "fact00")
    expect(banner(page)).to_be_visible()
    tag(page, "fact01")
    expect(page.locator("#inspector h2")).to_have_text("Claim C+2")
    page.keyboard.press("u")
    expect(page.locator(".chip.is-local")).to_have_count(1)
    page.keyboard.press("U")
    expect(page.locator(".chip.is-local")).to_have_count(2)
    page.locator(".chip.is-local").first.click()
    expect(page.locator("#inspector blockquote")).to_have_text("fact00")
    page.keyboard.press("Delete")
    expect(page.locator(".chip.is-local")).to_have_count(1)
    reconnect(page, wire)
    saved(page)
    alive = Annotation.objects.alive().values_list("quote", flat=True)
    assert list(alive) == ["fact01"]


def test_a_stored_tag_whose_card_cannot_be_loaded_offers_what_is_safe(
    open_over, article, edda, wire
):
    claim = tagged(edda, article.current_revision, "claim", "fact00", note="Stored")
    source = tagged(edda, article.current_revision, "source", "fact01")
    page = open_over(edda, article)
    wire.cut()
    page.locator(f"#chip-{claim.pk}").click()
    expect(page.locator("#inspector")).to_contain_text("cannot be loaded now")
    expect(page.locator("#inspector [name=note]")).to_have_count(0)
    page.locator("#inspector [name=desk_status]").select_option("unverified")
    page.locator("#article").focus()
    page.keyboard.press("l")
    page.keyboard.type("S1")
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text("2 changes wait")
    reconnect(page, wire)
    saved(page)
    expect(page.locator("#inspector [name=note]")).to_have_value("Stored")
    expect(page.locator("#inspector [name=desk_status]")).to_have_value("unverified")
    claim.refresh_from_db()
    assert claim.desk_status == "unverified"
    assert Link.objects.get(origin=claim).target == source


def test_leaving_asks_only_where_something_would_be_lost(open_over, article, edda, wire):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "fact00")
    expect(banner(page)).to_be_visible()
    page.close(run_before_unload=True)
    page.wait_for_event("close")


def test_a_browser_without_storage_says_so_and_asks_before_leaving(
    open_over, article, edda, wire, context
):
    context.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page = open_over(edda, article)
    wire.cut()
    for words in ("fact00", "fact01"):
        tag(page, words)
    expect(banner(page)).to_contain_text(
        "No connection. 2 changes are kept in this page only and will be sent when the connection "
        "is back. Leave the page open."
    )
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    reconnect(page, wire)
    saved(page)
    assert Annotation.objects.count() == 2


def test_the_list_names_what_waits_and_what_was_saved(open_over, article, edda, wire):
    page = open_over(edda, article)
    tag(page, "fact00")
    saved(page)
    wire.cut()
    tag(page, "fact01", "2")
    expect(page.locator("#saved")).to_have_text("1 change waits")
    page.locator("#saved").click()
    rows = page.locator("#device li")
    expect(rows).to_have_count(2)
    expect(rows.nth(0)).to_have_text(re.compile(r"Claim\s+fact00\s*Saved"))
    expect(rows.nth(1)).to_contain_text("Source fact01")
    expect(rows.nth(1)).to_contain_text("Waiting")
    wire.restore()
    page.get_by_role("button", name="Send now").click()
    expect(rows.nth(1)).to_contain_text("Saved")


def test_submitting_waits_for_what_is_not_saved(open_over, article, edda, wire):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "fact00")
    page.get_by_role("button", name="Submit for sign-off").click()
    expect(page.locator("#messages")).to_contain_text("Not submitted yet")
    assert page.url.endswith(reverse("article-annotate", args=[article.pk]))
