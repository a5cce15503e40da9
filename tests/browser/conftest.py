"""A real Chromium, signed in as somebody, at a real server."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from annotations.models import Article, User

SignIn = Callable[..., Page]


@pytest.fixture
def address(live_server) -> str:
    """Where the server is."""
    return live_server.url


@pytest.fixture
def sign_in(context: BrowserContext, address: str) -> Iterator[SignIn]:
    """Open a page as ``user``; the test fails if the page broke a rule of its own policy.

    ``within`` is another browser profile than the usual one: somebody beside the first.
    """
    broken: list[str] = []

    def opened(user: User, within: BrowserContext = context) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        # A __Host- cookie is set from https only, and sent to http://localhost all the same.
        secure = address.replace("http:", "https:")
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": secure}
        within.clear_cookies()
        within.add_cookies([{**cookie, "secure": True}])
        page = within.new_page()
        page.on("pageerror", lambda error: broken.append(str(error)))
        page.on("console", lambda line: broken.append(line.text) if _refused(line.text) else None)
        return page

    yield opened
    assert broken == []


@pytest.fixture
def annotating(sign_in: SignIn, edda: User, live_server) -> Callable[..., Page]:
    """Open the annotate page of an article as Edda, ready for hands."""

    def opened(article: Article, **size: int) -> Page:
        page = sign_in(edda)
        page.set_viewport_size(size or {"width": 1440, "height": 900})
        page.goto(live_server.url + reverse("article-annotate", args=[article.pk]))
        page.wait_for_selector("body[data-ready]")
        return page

    return opened


def _refused(line: str) -> bool:
    return "Content Security Policy" in line
