"""The inbox and who is asked, in Chromium: by hand and keys, light and dark, narrow and wide."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from annotations.models import Assignment, Notice
from annotations.services import notices
from annotations.services.articles import create_article
from annotations.services.assignments import assign
from tests.browser.test_pages import check
from tests.people import PASSWORD, tag
from tests.signoff import decide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
READY = {"desk_status": "unverified", "no_source_given": True}
ARABIC = "قال مسؤولون محليون إن 1,900 منزل فقدت الكهرباء.\n\nلم يتم التحقق من ذلك.\n"


@pytest.fixture
def reviewed(edda, rita, lena, project, article):
    """A review of ten claims of which one came back, and two stories to annotate."""
    words = article.current_revision.text.split()[:10]
    claims = [tag(edda, article.current_revision, "claim", word, **READY) for word in words]
    for number, claim in enumerate(claims):
        verdict = "request_changes" if number == 4 else "approve"
        decide(edda, rita, claim, verdict, comment="Ask the harbour office again." * 3)
    notices.release(rita.pk, article.pk)
    arabic = create_article(actor=lena, project=project, text=ARABIC, language="ar").article
    today = timezone.localdate()
    for story, days in [(article, -1), (arabic, 0)]:
        due = today + datetime.timedelta(days=days)
        assign(actor=lena, article_id=story.pk, username="edda", task="annotate", due=due)
    return claims


def test_everybody_can_use_it(sign_in, live_server, edda, lena, article, reviewed):
    page = sign_in(edda)
    for address in (
        reverse("inbox-list"),
        reverse("inbox-list") + "?kind=reply&unread=1",
        "/?tab=mine&sort=due",
        reverse("article-read", args=[article.pk]),
    ):
        page.goto(live_server.url + address)
        check(page)
    page = sign_in(lena)
    page.goto(live_server.url + reverse("article-read", args=[article.pk]))
    check(page)
    page.get_by_label("Who", exact=True).select_option("lena")
    page.evaluate("document.querySelector('[name=due]').type = 'text'")
    page.get_by_label("By", exact=True).fill("never")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Enter a valid date.")).to_be_visible()
    check(page)


def test_what_came_back_is_opened_at_its_claim(sign_in, live_server, edda, article, reviewed):
    page = sign_in(edda)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Inbox, 12 unread").click()
    review = page.locator(".notice", has_text="9 approved, 1 sent back")
    expect(review.get_by_text("Rita reviewed")).to_be_visible()
    review.get_by_role("button", name="Asked for changes of C5").click()
    expect(page).to_have_url(re.compile(rf"/articles/{article.pk}/annotate#chip-"))
    expect(page.locator("#inspector")).to_contain_text("C5")
    expect(page.get_by_role("link", name="Inbox, 11 unread")).to_be_visible()
    page.go_back()
    page.reload()
    review.get_by_text("Show the 9 approved").click()
    review.get_by_role("button", name="C7", exact=True).click()
    expect(page.locator("#inspector")).to_contain_text("C7")


def test_it_is_read_with_the_keyboard_alone(sign_in, live_server, edda, reviewed):
    page = sign_in(edda)
    page.goto(live_server.url + reverse("inbox-list"))
    mark = page.locator(".notice").first.get_by_role("button", name="Mark as read")
    mark.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_text("1 is read now.")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox, 11 unread")).to_be_visible()
    page.get_by_role("button", name="Mark all as read").press("Enter")
    expect(page.get_by_text("11 are read now.")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox", exact=True)).to_be_visible()
    assert not Notice.objects.filter(recipient=edda, read_at=None).exists()


def test_the_queue_keeps_its_filters_and_is_walked_with_keys(
    sign_in, live_server, lena, edda, article, reviewed
):
    page = sign_in(lena)
    page.goto(f"{live_server.url}/?tab=all")
    page.get_by_label("Who is asked").select_option("edda")
    page.get_by_label("Order").select_option("due")
    page.get_by_role("button", name="Find").click()
    expect(page).to_have_url(re.compile(r"assignee=edda.*sort=due"))
    rows = page.locator("#queue tbody tr")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text("Overdue")
    expect(rows.nth(1)).to_contain_text("Due today")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(rows.nth(1).locator("a.lead")).to_be_focused()
    page.locator("[name=due]").select_option("overdue")
    page.get_by_role("button", name="Find").click()
    expect(rows).to_have_count(1)
    page.get_by_role("link", name="Show all again").click()
    expect(page.get_by_label("Order")).to_have_value("due")
    page.set_viewport_size({"width": 390, "height": 844})
    expect(rows.first.get_by_text("Overdue")).to_be_in_viewport()


def test_asking_and_giving_back_without_scripts(browser, live_server, lena, edda, article):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    here = reverse("article-read", args=[article.pk])
    page.goto(f"{live_server.url}{here}")
    page.fill("[name=login]", "lena")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.get_by_label("Who", exact=True).select_option("edda")
    page.get_by_label("By", exact=True).fill("2026-12-24")
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.get_by_text("Edda is asked, and told so.")).to_be_visible()
    assert Assignment.objects.get().due == datetime.date(2026, 12, 24)
    page.get_by_role("button", name="Take it back from Edda").click()
    expect(page.get_by_text("Nobody is asked yet.")).to_be_visible()
    context.close()
