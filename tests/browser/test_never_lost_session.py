"""When a session ends, nothing is lost: changes wait for the same person, for nobody else."""

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect

from annotations.models import Annotation
from tests.browser.hands import reconnect, saved, tag
from tests.people import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def sign_in_again(page: Page, username: str, password: str = PASSWORD) -> None:
    page.locator("#connection").get_by_role("button", name="Sign in").click()
    dialog = page.locator("#sign-in")
    dialog.get_by_label("Username").fill(username)
    dialog.get_by_label("Password").fill(password)
    dialog.get_by_role("button", name="Sign in").click()


@pytest.fixture
def signed_out(open_over, article, edda) -> Page:
    """Edda's page with two changes that wait: her session ended, as it does after an hour."""
    page = open_over(edda, article)
    Session.objects.all().delete()
    tag(page, "12 crates")
    tag(page, "3 barrels")
    expect(page.locator("#connection")).to_contain_text(
        "You have been signed out. Nothing is lost: 2 changes wait on this device."
    )
    return page


def test_signing_in_inside_the_page_sends_what_waits(signed_out):
    assert not Annotation.objects.exists()
    sign_in_again(signed_out, "edda")
    expect(signed_out.locator("#sign-in")).to_be_hidden()
    expect(signed_out.locator("#connection")).to_be_hidden()
    saved(signed_out)
    assert list(Annotation.objects.order_by("pk").values_list("quote", flat=True)) == [
        "12 crates",
        "3 barrels",
    ]
    tag(signed_out, "Monday")  # with the fresh token
    expect(signed_out.locator("#article .chip")).to_have_count(3)


def test_a_wrong_password_is_told_in_the_dialog_and_nothing_is_lost(signed_out):
    sign_in_again(signed_out, "edda", "not the password at all")
    alert = signed_out.locator("#sign-in [role=alert]")
    expect(alert).to_contain_text("not correct")
    expect(signed_out.locator("#sign-in [name=password]")).to_be_focused()
    signed_out.locator("#sign-in [name=password]").fill(PASSWORD)
    signed_out.keyboard.press("Enter")
    saved(signed_out)
    assert Annotation.objects.count() == 2


def test_not_now_leaves_everything_where_it_is(signed_out):
    signed_out.locator("#connection").get_by_role("button", name="Sign in").click()
    signed_out.get_by_role("button", name="Not now").click()
    expect(signed_out.locator("#sign-in")).to_be_hidden()
    expect(signed_out.locator("#saved")).to_have_text("2 changes wait")
    tag(signed_out, "Monday")
    expect(signed_out.locator("#connection")).to_contain_text("3 changes wait on this device")


def test_without_connection_the_dialog_says_so(signed_out, wire):
    signed_out.locator("#connection").get_by_role("button", name="Sign in").click()
    wire.cut()
    signed_out.locator("#sign-in [name=password]").fill(PASSWORD)
    signed_out.keyboard.press("Enter")
    expect(signed_out.locator("#sign-in [role=alert]")).to_contain_text("could not be reached")
    wire.restore()
    signed_out.keyboard.press("Enter")
    saved(signed_out)


def test_who_signs_in_in_another_tab_goes_on_here(signed_out, wire):
    other = signed_out.context.new_page()
    other.goto(f"{wire.url}/accounts/login/")
    other.locator("[name=login]").fill("edda")
    other.get_by_label("Password").fill(PASSWORD)
    other.get_by_role("button", name="Sign in").click()
    expect(other.get_by_role("button", name="Menu of edda")).to_be_visible()
    signed_out.evaluate("dispatchEvent(new Event('focus'))")
    saved(signed_out)
    assert Annotation.objects.count() == 2


def test_somebody_else_neither_sends_nor_sees_what_waits(signed_out, emil, edda, wire):
    sign_in_again(signed_out, "emil")
    expect(signed_out.locator("#connection")).to_contain_text(
        "Emil is signed in here now. Your 2 changes stay on this device until you sign in again."
    )
    tag(signed_out, "Monday")
    expect(signed_out.locator("#messages")).to_contain_text("Emil is signed in here now")
    expect(signed_out.locator("#saved")).to_have_text("2 changes wait")
    signed_out.get_by_role("button", name="Load the page again").click()
    expect(signed_out.get_by_role("button", name="Menu of emil")).to_be_visible()
    expect(signed_out.locator("#left-behind")).to_have_count(0)
    expect(signed_out.locator(".chip.is-local")).to_have_count(0)
    tag(signed_out, "Monday")
    saved(signed_out)
    signed_out.locator("#saved").click()
    expect(signed_out.locator("#device li")).to_have_count(1)
    signed_out.keyboard.press("Escape")
    assert Annotation.objects.get().author == emil
    Session.objects.all().delete()
    tag(signed_out, "never")
    sign_in_again(signed_out, "edda")
    expect(signed_out.locator("#connection")).to_contain_text(
        "Edda is signed in here now. Your change stays on this device until you sign in again."
    )
    signed_out.get_by_role("button", name="Load the page again").click()
    expect(signed_out.locator("#article .chip:not(.is-local)")).to_have_count(3)
    saved(signed_out)
    assert set(Annotation.objects.filter(author=edda).values_list("quote", flat=True)) == {
        "12 crates",
        "3 barrels",
    }
    assert not Annotation.objects.filter(quote="never").exists()


def test_a_second_factor_is_asked_for_in_a_tab_of_its_own(signed_out, edda):
    secret = totp.generate_totp_secret()
    totp.TOTP.activate(edda, secret)
    sign_in_again(signed_out, "edda")
    expect(signed_out.locator("#sign-in [role=alert]")).to_contain_text("asks for a code")
    with signed_out.context.expect_page() as opened:
        signed_out.get_by_role("link", name="Enter your code in a new tab").click()
    now = next(totp.yield_hotp_counters_from_time())
    code = totp.format_hotp_value(totp.hotp_value(secret, now))
    opened.value.locator("[name=code]").fill(code)
    opened.value.keyboard.press("Enter")
    expect(opened.value.get_by_role("button", name="Menu of edda")).to_be_visible()
    signed_out.evaluate("dispatchEvent(new Event('focus'))")
    saved(signed_out)
    expect(signed_out.locator("#sign-in")).to_be_hidden()
    assert Annotation.objects.count() == 2


def waiting_on_device(page: Page) -> int:
    return page.evaluate(
        """() => new Promise((resolve) => {
          const opening = indexedDB.open("stetdesk");
          opening.onsuccess = () => {
            const database = opening.result;
            if (!database.objectStoreNames.length) return resolve(-1);
            const counting = database.transaction("changes").objectStore("changes").count();
            counting.onsuccess = () => { database.close(); resolve(counting.result); };
          };
        })"""
    )


def test_signing_out_with_changes_asks_first_and_keeps_them(open_over, article, edda, wire):
    page = open_over(edda, article)
    wire.answer("503 Service Unavailable", to="POST /revisions/")
    tag(page, "12 crates")
    expect(page.locator("#saved")).to_have_text("1 change waits")
    page.get_by_role("button", name="Menu of edda").click()
    page.get_by_role("button", name="Sign out").click()
    dialog = page.locator("#sign-out")
    expect(dialog).to_contain_text("1 change of yours waits on this device.")
    dialog.get_by_role("button", name="Stay signed in").click()
    expect(page.get_by_role("button", name="Menu of edda")).to_be_visible()
    page.get_by_role("button", name="Menu of edda").click()
    page.get_by_role("button", name="Sign out").click()
    with page.expect_response(lambda answer: answer.url.endswith("/logout/")) as out:
        dialog.get_by_role("button", name="Sign out").click()
    assert out.value.header_value("clear-site-data") == '"cache"'
    page.wait_for_url("**/accounts/login/**")
    assert waiting_on_device(page) == 1
    wire.restore()
    page.locator("[name=login]").fill("edda")
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Open the page and send").click()
    saved(page)
    assert Annotation.objects.get().quote == "12 crates"


def test_signing_out_with_nothing_left_empties_the_browser(open_over, article, edda):
    page = open_over(edda, article)
    tag(page, "12 crates")
    saved(page)
    page.get_by_role("button", name="Menu of edda").click()
    with page.expect_response(lambda answer: answer.url.endswith("/logout/")) as out:
        page.get_by_role("button", name="Sign out").click()
    assert out.value.header_value("clear-site-data") == '"cache", "storage"'
    page.wait_for_url("**/accounts/login/**")


def test_what_waits_for_somebody_else_survives_signing_out(signed_out, emil, wire):
    sign_in_again(signed_out, "emil")
    signed_out.get_by_role("button", name="Load the page again").click()
    signed_out.get_by_role("button", name="Menu of emil").click()
    with signed_out.expect_response(lambda answer: answer.url.endswith("/logout/")) as out:
        signed_out.get_by_role("button", name="Sign out").click()
    assert out.value.header_value("clear-site-data") == '"cache"'
    signed_out.wait_for_url("**/accounts/login/**")
    assert waiting_on_device(signed_out) == 2


def test_a_page_that_comes_back_to_the_front_learns_that_it_is_signed_out(
    open_over, article, edda, wire
):
    page = open_over(edda, article)
    wire.cut()
    tag(page, "12 crates")
    expect(page.locator("#connection")).to_contain_text("No connection")
    Session.objects.all().delete()
    reconnect(page, wire)
    expect(page.locator("#connection")).to_contain_text("You have been signed out")
