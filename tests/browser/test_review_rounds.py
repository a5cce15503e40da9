"""A round of review in Chromium: reasons by number, repeats, filter, finish."""

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Decision, FinishedReview, Project
from annotations.services import reviews
from annotations.services.annotations import update_annotation
from annotations.services.links import add_link
from tests.browser.hands import clean, focused, look_at, remembered, shows
from tests.signoff import decide, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def now(claim: Annotation) -> Annotation:
    return Annotation.objects.get(pk=claim.pk)


def change(actor, claim: Annotation, **values) -> None:
    update_annotation(actor=actor, annotation_id=claim.pk, version=now(claim).version, **values)
    submit(actor, claim)


def states(claims: list[Annotation]) -> list[str]:
    return [now(claim).state for claim in claims]


def swap_rows(page: Page) -> None:
    """Have the rows as they are stored now, as somebody else's change brings them in."""
    page.evaluate(
        """async () => {
          const answer = await fetch(location.href);
          const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
          for (const row of fresh.querySelectorAll("#article > .row")) {
            document.getElementById(row.id).replaceWith(document.importNode(row, true));
          }
        }"""
    )


@pytest.fixture
def repeated(six, edda) -> list[Annotation]:
    """The six, of which the first (the headline) and the third repeat the second."""
    for place, how in ((0, "firmer"), (2, "altered")):
        add_link(
            actor=edda,
            annotation_id=six[place].pk,
            type="repeats",
            target_id=six[1].pk,
            how=how,
        )
        submit(edda, six[place])
    return six


# Reasons ---------------------------------------------------------------------------------------


def test_numbers_tick_reasons_and_ctrl_enter_sends_and_goes_on(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("c")
    for key in ("3", "1", "1"):
        page.keyboard.press(key)
    expect(page.locator("details[open] input[name=reasons]:checked")).to_have_value("wrong_source")
    page.locator("#comment-request_changes").fill("The mayor said 4 of it.")
    page.keyboard.press("4")  # in the field it is a letter like any other
    page.keyboard.press("Control+Enter")
    shows(page, six[1])
    decision = Decision.objects.get()
    assert (decision.verdict, decision.reasons) == ("request_changes", ["wrong_source"])
    assert decision.comment == "The mayor said 4 of it.4"
    assert focused(page) == "inspector"


def test_sending_a_refusal_stays_and_ctrl_enter_without_a_reason_asks(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("x")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#reasons-error-reject")).to_be_visible()
    page.keyboard.press("2")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .pill").first).to_have_text("Rejected")
    shows(page, six[0])


def test_a_refusal_that_is_begun_comes_back_with_its_claim(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("x")
    page.keyboard.press("2")
    page.locator("#comment-reject").fill("See the second paragraph.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    shows(page, six[0])  # Escape closed the card, j begins anew
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("j")
    shows(page, six[0])
    expect(page.locator("#comment-reject")).to_have_value("See the second paragraph.")
    expect(page.locator("details[open] input[name=reasons]:checked")).to_have_count(1)
    page.locator("#finish-review").click()
    expect(page.locator("#finish")).to_contain_text(f"your refusal of {six[0].label}")
    page.keyboard.press("Escape")
    page.locator("details[open] button.btn-danger").click()
    expect(page.locator("#inspector .pill").first).to_have_text("Rejected")
    assert "See the second" not in remembered(page)


@pytest.mark.parametrize("failure", ["network", "signed out"])
def test_nothing_typed_is_lost_when_no_answer_comes(
    failure, open_review, article, six, context, sign_in, live_server, rita
):
    page = open_review(article)
    if failure == "network":
        page.route("**/decide/card*", lambda route: route.abort())
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("c")
    page.keyboard.press("3")
    page.locator("#comment-request_changes").fill("Ask the mayor.")
    if failure == "network":
        page.keyboard.press("Control+Enter")
        expect(page.locator("#no-answer")).to_be_visible()
    else:
        cookies = context.cookies()
        context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
        page.keyboard.press("Control+Enter")
        page.wait_for_url("**/accounts/login/**")
        context.add_cookies(cookies)
        page.goto(live_server.url + reverse("article-review", args=[article.pk]))
        page.keyboard.press("n")
        shows(page, six[0])
    expect(page.locator("#comment-request_changes")).to_have_value("Ask the mayor.")
    expect(page.locator("details[open] input[name=reasons]:checked")).to_have_count(1)
    assert not Decision.objects.exists()


# Repeats ---------------------------------------------------------------------------------------


def test_a_claim_is_approved_with_its_ticked_repeats(open_review, article, repeated):
    page = open_review(article)
    page.locator(f"#chip-{repeated[1].pk}").click()
    shows(page, repeated[1])
    boxes = page.locator(".repeats input")
    expect(boxes).to_have_count(2)
    boxes.first.check()
    expect(page.locator("[data-approve]")).to_have_text("Approve, with 1 repeat")
    boxes.nth(1).check()
    expect(page.locator("[data-approve]")).to_have_text("Approve, with its 2 repeats")
    clean(page)
    page.keyboard.press("a")
    shows(page, repeated[3])
    assert states(repeated[:3]) == ["approved"] * 3
    expect(page.locator("#review-progress")).to_have_text("3 of 6 claims decided")
    for claim in repeated[:3]:
        expect(page.locator(f"#chip-{claim.pk} .sign")).to_contain_text("Approved")


def test_what_is_ticked_holds_for_a_refusal_as_well(open_review, article, repeated):
    page = open_review(article)
    page.locator(f"#chip-{repeated[1].pk}").click()
    shows(page, repeated[1])
    page.locator(".repeats input").first.check()
    page.keyboard.press("x")
    expect(page.locator("details[open] .also input").first).to_be_checked()
    expect(page.locator("details[open] .also input").nth(1)).not_to_be_checked()
    page.keyboard.press("1")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .pill").first).to_have_text("Rejected")
    assert states(repeated[:3]) == ["rejected", "rejected", "submitted"]


def test_a_repeat_that_changed_is_named_and_looked_at_again(open_review, article, repeated, edda):
    page = open_review(article)
    page.locator(f"#chip-{repeated[1].pk}").click()
    shows(page, repeated[1])
    page.locator(".repeats input").first.check()
    change(edda, repeated[0], note="Counted again.")
    page.keyboard.press("a")
    label = repeated[0].label
    expect(page.locator("#inspector .why-bad")).to_contain_text(f"{label} changed since")
    expect(page.locator(".repeats input").first).not_to_be_checked()
    assert not Decision.objects.exists()


# Undo, finishing -------------------------------------------------------------------------------


def test_undo_takes_back_one_decision_after_another(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    for place in range(3):
        shows(page, six[place])
        page.keyboard.press("a")
    shows(page, six[3])
    page.reload()  # the server remembers, not the page
    shows(page, six[3])
    for place in (2, 1, 0):
        page.keyboard.press("u")
        shows(page, six[place])
        said = f"Your decision on {six[place].label} is taken back."
        expect(page.locator("#live")).to_have_text(said)
    assert states(six) == ["submitted"] * 6
    expect(page.locator("#undo")).to_be_hidden()
    page.keyboard.press("u")
    expect(page.locator("#live")).to_contain_text("There is no decision of yours here")


def test_after_finishing_nothing_is_taken_back(open_review, article, six, rita):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("a")
    shows(page, six[1])
    page.locator("#finish-review").click()
    clean(page)
    expect(page.locator("#finish")).to_contain_text("these people are told: Edda.")
    page.locator("#finish button", has_text="Go on reviewing").click()
    expect(page.locator("#finish")).to_be_hidden()
    assert not FinishedReview.objects.exists()
    page.locator("#finish-review").click()
    page.locator("#finish button", has_text="Finish review").click()
    page.wait_for_url("**/?project=harbour&tab=review")
    assert FinishedReview.objects.get().reviewer == rita
    page.go_back()
    page.reload()
    shows(page, six[1])
    page.keyboard.press("k")
    shows(page, six[0])
    expect(page.locator("#inspector")).to_contain_text("So your decision stays.")
    expect(page.locator("#undo")).to_be_hidden()
    clean(page)
    page.keyboard.press("u")
    assert states(six[:1]) == ["approved"]


def test_a_decision_taken_back_too_late_says_who_was_told(open_review, article, six, rita):
    """Another tab finished the review meanwhile."""
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("a")
    shows(page, six[1])
    other = page.context.new_page()
    other.goto(page.url.partition("?")[0])
    other.locator("#finish-review").click()
    other.locator("#finish button", has_text="Finish review").click()
    other.wait_for_url("**/?project=harbour&tab=review")
    page.keyboard.press("u")
    expect(page.locator("#not-done")).to_contain_text("before you finished the review stays")
    page.keyboard.press("k")
    shows(page, six[0])
    expect(page.locator("#inspector")).to_contain_text("So your decision stays.")


def test_when_all_is_decided_the_page_says_so(open_review, article, six, edda, rita):
    page = open_review(article)
    page.keyboard.press("n")
    for claim in six:
        shows(page, claim)
        page.keyboard.press("a")
    expect(page.locator("#review-note")).to_contain_text("All 6 claims are decided.")
    clean(page)


def test_without_scripts_one_filters_takes_back_and_finishes(
    browser, open_review, article, six, live_server
):
    signed_in = open_review(article).context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=signed_in)
    page = plain.new_page()
    page.goto(live_server.url + reverse("article-review", args=[article.pk]))
    page.locator(".filter summary").click()
    page.locator(".filter [name=finding]").select_option("disputed")
    page.locator(".filter button").click()
    expect(page.locator(".chip.is-out")).to_have_count(5)
    page.locator(f"#chip-{six[5].pk}").click()
    page.locator("#inspector button", has_text="Approve").click()
    expect(page.locator("#messages")).to_contain_text("is approved.")
    expect(page.locator(".chip.is-out")).to_have_count(5)
    page.locator("#undo button").click()
    expect(page.locator("#messages")).to_contain_text("is taken back.")
    page.locator("#inspector button", has_text="Approve").click()
    page.locator("#finish-review").click()
    expect(page.locator("main")).to_contain_text("5 claims are still open")
    page.locator("main button", has_text="Finish review").click()
    expect(page.locator("#messages")).to_contain_text("Edda is told now.")
    plain.close()


# Others' changes -------------------------------------------------------------------------------


def test_a_claim_that_changes_under_ones_eyes_is_flagged_not_swapped(
    open_review, article, six, edda
):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("c")
    page.keyboard.press("3")
    page.locator("#comment-request_changes").fill("Ask the mayor.")
    change(edda, six[0], desk_status="disputed")
    swap_rows(page)
    expect(page.locator("#stale")).to_contain_text(f"{six[0].label} changed since you opened it.")
    expect(page.locator("#inspector .card-body > dl.facts")).not_to_contain_text("Disputed")
    expect(page.locator("#comment-request_changes")).to_have_value("Ask the mayor.")
    clean(page)
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    shows(page, six[0])
    facts = page.locator("#inspector .card-body > dl.facts")
    expect(facts).to_contain_text("Disputed")  # opened anew


def test_a_flagged_claim_is_looked_at_again_before_a_key_decides(open_review, article, six, edda):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    change(edda, six[0], desk_status="disputed")
    swap_rows(page)
    again = page.locator("#stale button")
    expect(again).to_be_visible()
    page.keyboard.press("a")
    expect(again).to_be_focused()
    assert not Decision.objects.exists()
    page.keyboard.press("Enter")
    expect(page.locator("#since-opened")).to_contain_text("Changed since you opened it")
    expect(page.locator("#since-opened ins")).to_contain_text("Disputed")
    clean(page)
    assert focused(page) == "inspector"
    page.keyboard.press("a")
    shows(page, six[1])
    assert states(six[:1]) == ["approved"]


def test_somebody_elses_decision_leaves_the_open_card_alone(open_review, article, six, roy):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    seen = page.locator('form[data-verdict="approve"] [name=seen]').input_value()
    page.keyboard.press("j")
    shows(page, six[1])
    reviews.decide(actor=roy, annotation_id=six[0].pk, verdict="approve", seen=seen)
    swap_rows(page)
    expect(page.locator(f"#chip-{six[0].pk} .sign")).to_contain_text("Approved")
    expect(page.locator("#stale")).to_have_count(0)
    expect(page.locator(f"#chip-{six[1].pk}")).to_have_attribute("aria-current", "true")


# How it looks ----------------------------------------------------------------------------------


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_with_filter_repeats_and_changes(
    scheme, open_review, article, repeated, edda, rita
):
    Project.objects.update(required_approvals=2)
    decide(edda, rita, repeated[3], comment="Agreed.")
    change(edda, repeated[3], note="Counted again.")
    page = open_review(article)
    page.emulate_media(color_scheme=scheme)
    look_at(page, repeated[:2])
    page.locator(".repeats input").first.check()
    page.keyboard.press("c")
    clean(page)
    page.keyboard.press("Escape")
    page.locator(f"#chip-{repeated[3].pk}").click()
    shows(page, repeated[3])
    expect(page.locator("#inspector")).to_contain_text("Changed since approval")
    clean(page)
    page.keyboard.press("Escape")
    page.locator(".filter summary").click()
    page.locator(".filter [name=changed]").check()
    expect(page.locator("#filtered")).to_contain_text("1 of 6 claims match")
    clean(page)
    page.locator("#filtered a").click()
    page.locator("#approve-opened").click()
    clean(page)


@pytest.mark.parametrize("width", [320, 390, 1024])
def test_dialogs_and_filter_fit(width, open_review, article, six):
    page = open_review(article, width=width, height=844)
    look_at(page, six[:3])
    page.keyboard.press("Escape")
    page.locator(".filter summary").click()
    fits(page, ".filter-form", width)
    page.locator(".filter summary").click()
    page.locator("#approve-opened").click()
    fits(page, "#bulk", width)
    page.keyboard.press("Escape")
    page.locator("#finish-review").click()
    fits(page, "#finish", width)


def fits(page: Page, selector: str, width: int) -> None:
    expect(page.locator(selector)).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    box = page.locator(selector).bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= width
    for control in page.locator(f"{selector} :is(button, select, summary)").all():
        size = control.bounding_box()
        assert size
        assert size["height"] >= 24
