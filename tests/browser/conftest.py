"""A real Chromium, signed in as somebody, at a real server."""

from collections.abc import Callable, Iterator

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import BrowserContext, Page

from annotations.models import Annotation, Article, User
from annotations.services.links import add_link
from tests.browser.proxy import Wire
from tests.people import tag
from tests.signoff import submit

SignIn = Callable[..., Page]
OpenArticle = Callable[..., Page]


@pytest.fixture
def address(live_server) -> str:
    """Where the server is."""
    return live_server.url


@pytest.fixture
def sign_in(context: BrowserContext, address: str) -> Iterator[SignIn]:
    """Open a page as ``user``; the test fails if the page broke a rule of its own policy.

    ``within`` is another browser profile than the usual one: somebody beside the first. In a
    profile where somebody else was signed in, their pages are left: no page asks in two names.
    """
    broken: list[str] = []
    opened_by: dict[Page, User] = {}

    def opened(user: User, within: BrowserContext = context) -> Page:
        client = Client()
        client.force_login(user)
        session = client.cookies[settings.SESSION_COOKIE_NAME].value
        # A __Host- cookie is set from https only, and sent to http://localhost all the same.
        secure = address.replace("http:", "https:")
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "url": secure}
        for other in within.pages:
            if opened_by.get(other, user) != user:
                other.goto("about:blank")
        within.clear_cookies()
        within.add_cookies([{**cookie, "secure": True}])
        page = within.new_page()
        opened_by[page] = user
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


@pytest.fixture
def wire(live_server) -> Iterator[Wire]:
    """The way to the server, which can be cut."""
    with Wire(live_server.url) as wire:
        yield wire


@pytest.fixture
def open_over(sign_in, wire) -> OpenArticle:
    """Open an article's annotate page as somebody, over the wire."""

    def opened(user: User, article: Article, **size: int) -> Page:
        page = sign_in(user)
        page.set_viewport_size(size or {"width": 1440, "height": 900})
        page.goto(wire.url + reverse("article-annotate", args=[article.pk]))
        page.wait_for_selector("body[data-ready]")
        return page

    return opened


def _refused(line: str) -> bool:
    return "Content Security Policy" in line


@pytest.fixture
def six(claim, marker, edda, revision) -> list[Annotation]:
    """Six claims in reading order, handed in; the marker speaks of all."""
    quotes = ["lost 12 crates", "12 crates and 3 barrels", "3 barrels", "on Monday"]
    made = [tag(edda, revision, "claim", quote, desk_status="unverified") for quote in quotes]
    made.append(tag(edda, revision, "claim", "the ferry was never at risk", desk_status="disputed"))
    source = claim.links.get(type="attributed_to").target
    for one in made:
        add_link(actor=edda, annotation_id=one.pk, type="attributed_to", target_id=source.pk)
        add_link(actor=edda, annotation_id=one.pk, type="qualified_by", target_id=marker.pk)
    every = sorted([claim, *made], key=lambda one: (one.fragments[0].start, -one.fragments[0].end))
    for one in every:
        submit(edda, one)
    return every


@pytest.fixture
def open_review(sign_in, rita, live_server):
    def opened(article: Article, user=rita, **size: int) -> Page:
        page = sign_in(user)
        page.set_viewport_size(size or {"width": 1440, "height": 900})
        page.goto(live_server.url + reverse("article-review", args=[article.pk]))
        page.wait_for_selector("body[data-ready]")
        return page

    return opened
