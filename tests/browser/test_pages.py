"""The desk's pages in Chromium: usable by everybody, light and dark, narrow and wide."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Article
from annotations.services.annotations import delete_annotation
from annotations.services.articles import create_article
from tests.browser.hands import problems
from tests.people import PASSWORD, tag
from tests.signoff import submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAMAGED = """Harbour in trouble

The harbour‚Äôs office said “noth\u200bing” on Monday.

• One crate

Read more: Other news
"""
ARABIC = """قال مسؤولون محليون إن 1,900 منزل على الأقل فقدت الكهرباء والمياه.

لم يتم التحقق من هذه الأرقام بشكل مستقل.
"""


@pytest.fixture
def arabic(project, lena) -> Article:
    return create_article(actor=lena, project=project, text=ARABIC, language="ar").article


def sideways(page: Page) -> int:
    """By how many pixels the page is wider than the window."""
    return page.evaluate("document.documentElement.scrollWidth - innerWidth")


def check(page: Page) -> None:
    """Accessible in both themes, and as narrow as a telephone."""
    for theme in ("light", "dark"):
        page.emulate_media(color_scheme=theme)
        assert problems(page) == [], f"{page.url} {theme}"
    size = page.viewport_size
    for width in (320, 390, 768, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert sideways(page) <= 0, f"{page.url} at {width}"
        if width == 390:
            assert problems(page) == [], f"{page.url} narrow"
    page.set_viewport_size(size)


def test_pages_to_read(sign_in, live_server, edda, lena, article, claim, arabic):
    deleted = tag(edda, article.current_revision, "claim", "3 barrels")
    delete_annotation(actor=edda, annotation_id=deleted.pk, version=1)
    submit(edda, claim)
    page = sign_in(lena)
    for address in (
        "/?tab=all",
        "/?tab=all&q=zebra",
        reverse("article-read", args=[article.pk]),
        reverse("article-read", args=[arabic.pk]),
        reverse("article-history", args=[article.pk]),
        reverse("project-read", args=["harbour"]),
        reverse("vocabulary-read", args=["harbour", "desk_status"]) + "?term=false",
        "/nowhere",
    ):
        page.goto(live_server.url + address)
        check(page)


def test_pages_to_write_on(sign_in, live_server, lena, ada, article):
    page = sign_in(lena)
    for address in (
        reverse("article-create"),
        reverse("article-edit", args=[article.pk]),
        reverse("project-edit", args=["harbour"]),
        reverse("account-read"),
        reverse("account_change_password"),
        reverse("account_logout"),
    ):
        page.goto(live_server.url + address)
        check(page)
    page = sign_in(ada)
    for address in ("/", reverse("project-create")):
        page.goto(live_server.url + address)
        check(page)


def test_pages_before_signing_in(page, live_server, db):
    for name in ("account_login", "account_reset_password", "account_signup"):
        page.goto(live_server.url + reverse(name))
        check(page)


def test_a_story_is_added_with_its_repair(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.goto(f"{live_server.url}/")
    page.get_by_role("link", name="Add story").first.click()
    page.get_by_label("Paste the article").fill(DAMAGED)
    page.get_by_role("button", name="Look at the preview").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Look it over before it is kept")
    check(page)
    page.get_by_label("’s office").check()
    page.get_by_label("Kind of paragraph 3").select_option("paragraph")
    page.get_by_label("Story").fill("Not A Slug!")
    page.get_by_role("button", name="Keep this text").click()
    expect(page.get_by_text("Nothing was stored yet.")).to_be_visible()
    expect(page.get_by_label("’s office")).to_be_checked()
    check(page)
    page.get_by_label("Story").fill("harbour")
    page.get_by_role("button", name="Keep this text").click()
    expect(page).to_have_url(re.compile(r"/articles/\d+/annotate$"))
    revision = Article.objects.get().current_revision
    assert revision.text == DAMAGED.replace("‚Äô", "’")
    kinds = [block["kind"] for block in revision.blocks]
    assert kinds == ["heading", "paragraph", "paragraph", "boilerplate"]


def test_what_is_no_part_of_the_story_is_greyed_at_once(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.goto(live_server.url + reverse("article-create"))
    page.get_by_label("Paste the article").fill(DAMAGED)
    page.get_by_role("button", name="Look at the preview").click()
    block = page.locator(".blocks li").nth(1)
    colour = "node => getComputedStyle(node.querySelector('.blk')).color"
    before = block.evaluate(colour)
    block.get_by_role("combobox").select_option("boilerplate")
    assert block.evaluate(colour) != before


def test_the_queue_is_walked_with_keys(sign_in, live_server, edda, lena, project):
    for number in range(3):
        create_article(actor=lena, project=project, text=f"Story {number}\n\nSaid a lot.")
    page = sign_in(edda)
    page.goto(f"{live_server.url}/?tab=all")
    focused = page.locator("#queue a:focus")
    for key, story in [("j", "Story 2"), ("j", "Story 1"), ("j", "Story 0"), ("k", "Story 1")]:
        page.keyboard.press(key)
        expect(focused).to_have_text(story)
    page.keyboard.press("Enter")
    expect(page).to_have_title(re.compile("Story 1"))
    page.goto(f"{live_server.url}/?tab=all")
    page.get_by_role("searchbox").fill("jk")
    expect(page.get_by_role("searchbox")).to_have_value("jk")


def test_signing_in_searching_and_signing_out(page, live_server, edda, article):
    page.goto(f"{live_server.url}/?tab=all")
    page.locator("[name=login]").fill("edda")
    page.locator("[name=password]").fill(PASSWORD)
    page.get_by_role("main").get_by_role("button", name="Sign in").click()
    page.get_by_role("searchbox").fill("barrels quill")
    page.get_by_role("button", name="Find").click()
    expect(page.get_by_role("link", name=re.compile("Ferry to Quill"))).to_be_visible()
    page.get_by_role("button", name=re.compile("Menu of")).click()
    page.get_by_role("button", name="Sign out").click()
    expect(page).to_have_url(re.compile("/accounts/login/"))


def test_a_deleted_tag_is_brought_back(sign_in, live_server, edda, article, marker):
    delete_annotation(actor=edda, annotation_id=marker.pk, version=1)
    page = sign_in(edda)
    page.goto(live_server.url + reverse("article-read", args=[article.pk]))
    page.get_by_role("button", name="Restore V1").click()
    expect(page.get_by_text("V1 is back.")).to_be_visible()
    expect(page.locator(f"#article mark[data-a='{marker.pk}']")).to_be_visible()


def test_a_token_is_made_shown_and_revoked(sign_in, live_server, edda, project):
    page = sign_in(edda)
    page.goto(live_server.url + reverse("account-read"))
    page.get_by_label("What for").fill("Nightly export")
    page.get_by_role("button", name="Make the token").click()
    expect(page.locator(".secret")).to_have_text(re.compile("^stet_"))
    check(page)
    page.get_by_role("button", name="Revoke Nightly export").click()
    expect(page.get_by_text("None. Programs that use the API need one.")).to_be_visible()
    expect(page.locator(".secret")).to_have_count(0)


def test_everything_works_without_scripts(browser, live_server, edda, article):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{live_server.url}/?tab=all")
    page.fill("[name=login]", "edda")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.click("#queue .lead")
    page.goto(live_server.url + reverse("article-edit", args=[article.pk]))
    page.fill("[name=publisher]", "The Lantern")
    page.click("main button.btn-primary")
    assert "The Lantern" in page.text_content("main")
    context.close()
