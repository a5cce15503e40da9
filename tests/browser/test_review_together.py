"""Approving in one go what was looked at one by one: what is ticked, what is not, and why."""

import datetime

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Decision
from annotations.services.annotations import update_annotation
from tests.browser.hands import clean, look_at, remembered, shows
from tests.signoff import decide, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def now(claim: Annotation) -> Annotation:
    return Annotation.objects.get(pk=claim.pk)


def change(actor, claim: Annotation, **values) -> None:
    update_annotation(actor=actor, annotation_id=claim.pk, version=now(claim).version, **values)
    submit(actor, claim)


def states(claims: list[Annotation]) -> list[str]:
    return [now(claim).state for claim in claims]


def test_only_what_was_opened_can_be_approved_at_once(open_review, article, six):
    page = open_review(article)
    expect(page.locator("#approve-opened")).to_be_hidden()
    look_at(page, six[:3])
    page.locator("#approve-opened", has_text="Approve the 3 claims you opened").click()
    boxes = page.locator("#bulk input[type=checkbox]")
    expect(boxes).to_have_count(3)
    expect(page.locator("#bulk li").first).to_contain_text("lost 12 crates")
    expect(page.locator("#bulk li").first).to_contain_text("Not independently verified")
    clean(page)
    boxes.nth(1).uncheck()
    page.locator("#bulk-send", has_text="Approve 2 claims").click()
    expect(page.locator("#bulk")).to_be_hidden()
    shows(page, six[3])
    assert states(six) == ["approved", "submitted", "approved", *["submitted"] * 3]
    expect(page.locator("#live")).to_contain_text("2 claims approved")


def test_what_changed_since_it_was_opened_is_named_and_cannot_be_ticked(
    open_review, article, six, edda
):
    page = open_review(article)
    look_at(page, six[:3])
    page.locator("#approve-opened").click()
    change(edda, six[1], note="Counted again.")
    page.locator("#bulk-send").click()
    expect(page.locator("#bulk-refused")).to_contain_text(f"{six[1].label} changed since")
    assert not Decision.objects.exists()
    stale = page.locator("#bulk li").nth(1)
    expect(stale.locator("input")).to_be_disabled()
    expect(stale).to_contain_text("Open it again before you decide.")
    clean(page)
    page.locator("#bulk-send", has_text="Approve 2 claims").click()
    expect(page.locator("#bulk")).to_be_hidden()
    assert states(six[:3]) == ["approved", "submitted", "approved"]


def test_what_was_opened_is_remembered_without_a_word_and_for_one_reader(
    open_review, article, six, lena
):
    page = open_review(article)
    look_at(page, six[:2])
    page.keyboard.press("Escape")
    page.reload()
    expect(page.locator("#approve-opened")).to_contain_text("2 claims")
    assert "crates" not in remembered(page)
    assert "ferry" not in remembered(page).lower()
    kept = page.evaluate("Object.entries(sessionStorage)")
    page = open_review(article, lena)
    page.evaluate(
        "kept => kept.forEach(([name, value]) => sessionStorage.setItem(name, value))", kept
    )
    page.reload()
    expect(page.locator("#tally")).to_be_visible()
    expect(page.locator("#approve-opened")).to_be_hidden()


def test_when_no_answer_comes_the_dialog_says_so_and_stays(open_review, article, six):
    page = open_review(article)
    look_at(page, six[:2])
    page.locator("#approve-opened").click()
    page.route("**/review/approve*", lambda route: route.abort())
    page.locator("#bulk-send").click()
    expect(page.locator("#bulk-refused")).to_contain_text("The server did not answer")
    assert not Decision.objects.exists()


def test_what_was_passed_at_once_is_not_in_the_list(open_review, article, six):
    page = open_review(article)
    page.clock.pause_at(datetime.datetime.now() + datetime.timedelta(hours=1))
    for claim in six[:3]:
        page.keyboard.press("n")
        shows(page, claim)
        page.clock.run_for(1000)  # ms
    page.clock.run_for(600)
    expect(page.locator("#inspector")).to_have_attribute("data-looked", str(six[2].pk))
    expect(page.locator("#approve-opened")).to_be_hidden()
    for place in (1, 0):
        page.keyboard.press("k")
        shows(page, six[place])
        page.clock.run_for(1600)
    page.locator("#approve-opened", has_text="Approve the 3 claims you opened").click()


def test_a_claim_that_was_sent_back_before_is_not_ticked_beforehand(
    open_review, article, six, edda, rita
):
    decide(edda, rita, six[0], "request_changes")
    change(edda, six[0], note="Counted again.")
    page = open_review(article)
    look_at(page, six[:3])
    page.locator("#approve-opened", has_text="Approve the 2 claims you opened").click()
    first = page.locator("#bulk li").first
    expect(first).to_contain_text(f"{six[0].label} was sent back before.")
    expect(first.locator("input")).not_to_be_checked()
    expect(page.locator("#bulk input:checked")).to_have_count(2)
    clean(page)
    page.locator("#bulk-send").click()
    expect(page.locator("#bulk")).to_be_hidden()
    assert states(six[:3]) == ["submitted", "approved", "approved"]


def test_a_claim_with_a_suggested_edit_is_not_ticked_beforehand(open_review, article, six):
    page = open_review(article)
    look_at(page, six[:3])
    expect(page.locator("#approve-opened")).to_contain_text("3 claims")
    page.locator(".suggest > summary").click()
    page.locator("#suggest-note").fill("Say who counted.")
    page.get_by_role("button", name="Suggest it").click()
    expect(page.locator("#approve-opened")).to_contain_text("2 claims")
    page.locator("#approve-opened").click()
    third = page.locator("#bulk li").nth(2)
    expect(third).to_contain_text(f"{six[2].label} has an open suggested edit.")
    expect(third.locator("input")).not_to_be_checked()
    expect(page.locator("#bulk input:checked")).to_have_count(2)
