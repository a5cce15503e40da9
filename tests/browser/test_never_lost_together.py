"""Two editors tag one article at the same time: every tag of both is stored and shown."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect

from annotations.models import Annotation, User
from annotations.services.articles import create_article
from tests.browser.hands import saved, tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

EACH = 100


def opened(browser: Browser, user: User, url: str) -> Page:
    client = Client()
    client.force_login(user)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    context = browser.new_context()
    context.add_cookies(
        [
            {
                "name": settings.SESSION_COOKIE_NAME,
                "value": session,
                "url": url.partition("/articles/")[0].replace("http:", "https:"),
                "secure": True,
            }
        ]
    )
    page = context.new_page()
    page.goto(url)
    page.wait_for_selector("body[data-ready]")
    return page


def test_two_editors_a_hundred_tags_each_two_hundred_stored(
    browser, live_server, project, lena, edda, emil
):
    words = {
        user: [f"{user.username}{number:03}" for number in range(EACH)] for user in (edda, emil)
    }
    pairs = [f"{one} {other}" for one, other in zip(words[edda], words[emil], strict=True)]
    lines = [" ".join(pairs[start : start + 10]) + "." for start in range(0, EACH, 10)]
    text = "🧊 Count\n\n" + "\n\n".join(lines) + "\n"
    article = create_article(actor=lena, project=project, text=text, language="en").article
    url = live_server.url + reverse("article-annotate", args=[article.pk])
    pages = {user: opened(browser, user, url) for user in (edda, emil)}
    for number in range(EACH):
        for user, page in pages.items():
            tag(page, words[user][number], "1" if number % 2 else "2")
    for page in pages.values():
        saved(page, seconds=120)
        for quiet in ("#connection", "#undecided", "#conflict"):
            expect(page.locator(f"{quiet}:visible")).to_have_count(0)
        expect(page.locator("#messages")).to_be_empty()
    stored = Annotation.objects.alive()
    assert stored.count() == 2 * EACH
    for user, mine in words.items():
        assert set(stored.filter(author=user).values_list("quote", flat=True)) == set(mine)
    for annotation in stored.select_related("revision"):
        [span] = annotation.fragments
        assert annotation.revision.text[span.start : span.end] == annotation.quote
    for page in pages.values():
        page.reload()
        expect(page.locator("#article .chip")).to_have_count(2 * EACH)
        page.context.close()
