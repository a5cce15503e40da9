"""The API's documentation in a browser: within our policy, and it can be tried out."""

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_the_documentation_opens_and_can_be_tried_out(sign_in, live_server, edda, revision):
    page = sign_in(edda)
    page.goto(f"{live_server.url}/api/docs/")
    me = page.locator(".opblock", has_text="/me/")
    me.locator(".opblock-summary-control").click()
    me.get_by_role("button", name="Try it out").click()
    me.get_by_role("button", name="Execute").click()
    expect(me.locator(".live-responses-table")).to_contain_text('"username": "edda"')
    tag = page.locator(".opblock", has_text="Tag a passage")
    tag.locator(".opblock-summary-control").click()
    expect(tag).to_contain_text("quote_mismatch")


def test_a_change_is_tried_out_with_the_sessions_own_token(sign_in, live_server, lena):
    page = sign_in(lena)
    page.goto(f"{live_server.url}/api/docs/")
    add = page.locator(".opblock", has_text="Add an article")
    add.locator(".opblock-summary-control").click()
    add.get_by_role("button", name="Try it out").click()
    add.locator("input[placeholder=slug]").fill("harbour")
    add.locator("textarea").fill('{"text": "Tried out."}')
    add.get_by_role("button", name="Execute").click()
    expect(add.locator(".live-responses-table")).to_contain_text("201")


@pytest.mark.parametrize(("scheme", "dark"), [("light", False), ("dark", True)])
def test_the_page_follows_the_theme(sign_in, live_server, edda, scheme, dark):
    page = sign_in(edda)
    page.emulate_media(color_scheme=scheme)
    page.goto(f"{live_server.url}/api/docs/")
    expect(page.locator(".swagger-ui .info")).to_be_visible(timeout=30_000)
    ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
    assert ground == ("rgb(22, 23, 21)" if dark else "rgb(251, 250, 247)")
    turned = page.evaluate("getComputedStyle(document.getElementById('api')).filter")
    assert turned.startswith("invert") is dark
    expect(page.get_by_text("docs/api.md")).to_have_count(0)
