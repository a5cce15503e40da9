"""A real Chromium opens every page of a hostile desk: nothing of it runs."""

from typing import Any
from urllib.parse import quote, urlsplit

import pytest
from django.conf import settings
from django.templatetags.static import static
from playwright.sync_api import BrowserContext, Page, Request

from annotations.models import User
from tests.people import PASSWORD
from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import HOSTILE, ROLES, Desk, desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WATCH = """
window.ran = [];
window.refused = [];
window.owned = () => ran.push("owned()");
window.alert = () => ran.push("alert()");
addEventListener("securitypolicyviolation", (event) =>
  refused.push(`${event.effectiveDirective} ${event.blockedURI} ${event.sourceFile}`));
"""
FOUND = """() => ({
  ran,
  refused,
  elements: [...document.querySelectorAll(
    'img[src="x"], [hx-get="/owned"], [onerror], [srcdoc], script:not([src]):not([type$="json"]), '
    + 'base, iframe, object, embed, a[href^="javascript:" i], a[href^="data:" i]'
  )].map((one) => one.outerHTML),
})"""
ACCOUNTS = ("account_", "mfa_")  # allauth's, the same for everybody
NO_PAGE = ("account_logout", "csp-report")  # the one would end the session, the other is none


@pytest.fixture
def hostile(settings: Any, tmp_path: Any) -> Desk:
    """Made anew: a live server sees only what was committed."""
    settings.EXPORTS_DIR = tmp_path
    return desk("hostile")


@pytest.fixture
def asked(context: BrowserContext) -> list[str]:
    """What pages asked for that no page of ours names."""
    found: list[str] = []

    def look(request: Request) -> None:
        address = urlsplit(request.url)
        odd = address.path.endswith(("/owned", "/x", "/csp-report/"))
        if odd or address.hostname != "localhost":
            found.append(f"{request.url} {request.frame.url} {request.post_data}")

    context.add_init_script(WATCH)
    context.on("request", look)
    return found


def sign_in(context: BrowserContext, user: User, site: str) -> None:
    """Give the browser a session of ``user``."""
    session = client_of(user).cookies[settings.SESSION_COOKIE_NAME].value
    # A __Host- cookie is set from https only, and sent to http://localhost all the same.
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session, "secure": True}
    context.clear_cookies()
    context.add_cookies([{**cookie, "url": site.replace("http:", "https:")}])  # type: ignore[list-item]


def pages(hostile: Desk, role: str) -> list[str]:
    """Paths that answer ``role`` with a page of its own; of refusals one of each sort is enough."""
    client = client_of(hostile[role])
    skipped = NO_PAGE if role == "lead" else (*NO_PAGE, *ACCOUNTS)
    named = [one for one in every_address() if not one.name.startswith(skipped)]
    paths = [one.path(hostile.values) for one in named]
    paths += [f"/?tab=all&q={quote(HOSTILE[:200])}", "/?tab=review", "/?tab=all"]
    paths += [
        f"/articles/{hostile.article.pk}/review?claim={claim.pk}"
        for claim in hostile.claims.values()
    ]
    return [*(path for path in paths if is_page(client.get(path))), "/nowhere", "/?what=is_this"]


def is_page(response: Any) -> bool:
    html = response.headers.get("Content-Type", "").startswith("text/html")
    return html and response.status_code == 200


def check(page: Page) -> None:
    found = page.evaluate(FOUND)
    assert found == {"ran": [], "refused": [], "elements": []}, page.url


def test_nothing_runs_and_no_rule_is_broken_on_any_page(
    hostile: Desk, live_server: Any, context: BrowserContext, asked: list[str]
) -> None:
    """Lines 2, 23, 26: 0 executed scripts, 0 violations of the policy, no other host."""
    page = context.new_page()
    for role in ROLES:
        shown = pages(hostile, role)
        sign_in(context, hostile[role], live_server.url)
        for path in shown:
            page.goto(live_server.url + path)
            check(page)
        assert len(shown) > 6, role
    assert asked == []


def test_nothing_runs_in_a_card_that_a_script_swaps_in(
    hostile: Desk, live_server: Any, context: BrowserContext, asked: list[str]
) -> None:
    """Line 2: htmx acts on attributes of what it swaps in, so ours must never come from a text."""
    sign_in(context, hostile["reviewer"], live_server.url)
    page = context.new_page()
    for name, state in (("annotate", "draft"), ("review", "approved")):
        page.goto(f"{live_server.url}/articles/{hostile.article.pk}/{name}")
        claim = hostile.claims[state].pk
        with page.expect_response(lambda response, claim=claim: str(claim) in response.url):
            page.locator(f"#chip-{claim}").dispatch_event("click")
        page.wait_for_function("!document.querySelector('.htmx-request, .htmx-swapping')")
        assert page.get_by_text("onerror=owned()").count()
        check(page)
    assert asked == []


def test_a_browser_keeps_our_cookies_on_this_machine_too(
    edda: User, live_server: Any, page: Page
) -> None:
    """Line 20: Secure and __Host- hold on http://localhost, where the workbench runs."""
    page.goto(f"{live_server.url}/accounts/login/")
    page.fill("[name=login]", "edda")
    page.fill("[name=password]", PASSWORD)
    page.click("main button")
    page.wait_for_url(f"{live_server.url}/")
    page.evaluate(
        "(path) => import(path).then((one) => one.nextTheme())", static("annotations/theme.js")
    )
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    kept = {cookie["name"]: cookie for cookie in page.context.cookies()}
    assert set(kept) == {"__Host-session", "__Host-csrf", "__Host-theme"}
    assert all(cookie["secure"] and cookie["sameSite"] == "Lax" for cookie in kept.values())
    assert page.evaluate("document.cookie") == "__Host-theme=dark"
