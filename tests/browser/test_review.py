"""The review page in Chromium: six verdicts by key, a claim that changes meanwhile, every width."""

import re
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import expect

from annotations.models import Annotation, Decision, Project
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article
from tests.browser.hands import Keyboard, clean, focused, look_at, shows
from tests.people import tag
from tests.signoff import decide, submit

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARABIC = """قال مكتب الميناء إن 12 صندوقاً فُقدت يوم الاثنين.

لم يتم التحقق من هذه الأرقام بشكل مستقل.
"""


def states() -> dict[str, str]:
    rows = Annotation.objects.filter(kind="claim").order_by("ordinal")
    return {row.label: row.state for row in rows}


def test_six_verdicts_take_few_keys_and_the_focus_never_gets_lost(open_review, article, six):
    page = open_review(article)
    keyboard, reasons = Keyboard(page), Keyboard(page)
    keyboard.press("n")
    for place in range(4):
        shows(page, six[place])
        keyboard.press("a")
        shows(page, six[place + 1])
        assert focused(page) == "inspector"
    keyboard.press("c")
    reasons.press("Space")
    keyboard.press("Enter")
    expect(page.locator("#inspector .pill").first).to_have_text("Changes requested")
    assert focused(page) == "inspector"
    keyboard.press("n")
    shows(page, six[5])
    keyboard.press("x")
    reasons.press("Space")
    keyboard.press("Enter")
    expect(page.locator("#inspector .pill").first).to_have_text("Rejected")
    assert (keyboard.pressed, reasons.pressed) == (10, 2)
    expect(page.locator("#review-progress")).to_have_text("6 of 6 claims decided")
    assert sorted(states().values()) == ["approved"] * 4 + ["changes_requested", "rejected"]
    assert states()[six[4].label] == "changes_requested"
    assert states()[six[5].label] == "rejected"


def test_a_click_on_a_mark_opens_its_claim_and_the_address_follows(open_review, article, six):
    page = open_review(article)
    page.locator("mark", has_text="on Monday").click()
    shows(page, six[4])
    assert page.url.endswith(f"?claim={six[4].pk}")
    page.reload()
    shows(page, six[4])
    page.keyboard.press("k")
    shows(page, six[3])
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()
    assert focused(page).startswith("chip-")


def test_a_click_on_a_source_shows_what_rests_on_it_and_no_card(open_review, article, six):
    page = open_review(article)
    page.locator("mark", has_text="The harbour office").click()
    expect(page.locator(".chip[aria-current=true]")).to_contain_text("S1")
    expect(page.locator(".chip.is-peer")).to_have_count(6)
    expect(page.locator("#inspector")).to_be_hidden()


def test_a_verdict_can_be_taken_back_after_going_on(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("a")
    shows(page, six[1])
    page.keyboard.press("u")
    shows(page, six[0])
    expect(page.locator("#inspector .pill").first).to_have_text("Waiting for sign-off")
    expect(page.locator("#review-progress")).to_have_text("0 of 6 claims decided")
    expect(page.locator("#live")).to_have_text(f"Your decision on {six[0].label} is taken back.")


def test_a_refusal_without_a_reason_keeps_the_words_and_asks(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.locator("#inspector summary", has_text="Reject").click()
    page.locator("#comment-reject").fill("The number is another one.")
    page.locator("#inspector button", has_text="Reject").click()
    expect(page.locator("#reasons-error-reject")).to_be_visible()
    expect(page.locator("#comment-reject")).to_have_value("The number is another one.")
    expect(page.locator("#inspector input:focus")).to_have_attribute("name", "reasons")
    page.keyboard.press("Space")
    page.locator("#inspector button", has_text="Reject").click()
    expect(page.locator("#inspector .pill").first).to_have_text("Rejected")
    expect(page.locator(f"#chip-{six[0].pk} .sign")).to_contain_text("Rejected")
    assert Decision.objects.get().comment == "The number is another one."


def test_what_changed_meanwhile_is_looked_at_again_before_any_key_decides(
    open_review, article, six, edda
):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    six[0].refresh_from_db()
    note = {"note": "Three barrels were found since."}
    update_annotation(actor=edda, annotation_id=six[0].pk, version=six[0].version, **note)
    submit(edda, six[0])
    page.keyboard.press("a")
    again = page.locator("#inspector summary", has_text="Look again")
    expect(again).to_be_visible()
    expect(page.locator("#inspector ins")).to_have_text("Three barrels were found since.")
    page.keyboard.press("a")
    expect(again).to_be_focused()
    assert not Decision.objects.exists()
    page.keyboard.press("Enter")
    page.keyboard.press("a")
    shows(page, six[1])
    assert Decision.objects.count() == 1


def test_ones_own_work_has_a_sentence_instead_of_buttons(open_review, article, six, rita):
    six[0].refresh_from_db()
    update_annotation(actor=rita, annotation_id=six[0].pk, version=six[0].version, note="Mine.")
    submit(rita, six[0])
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[1])  # the next open one is somebody else's
    page.keyboard.press("k")
    shows(page, six[0])
    expect(page.locator("#inspector")).to_contain_text("so somebody else has to decide on it")
    expect(page.locator("#inspector button", has_text="Approve")).to_have_count(0)
    page.keyboard.press("a")
    assert not Decision.objects.exists()


def test_an_answer_that_does_not_come_is_said_and_nothing_is_lost(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.route("**/decide/card", lambda route: route.abort())
    page.keyboard.press("a")
    expect(page.locator("#no-answer")).to_be_visible()
    page.unroute("**/decide/card")
    page.keyboard.press("a")
    shows(page, six[1])
    expect(page.locator("#no-answer")).to_be_hidden()


def test_whose_session_ended_is_asked_to_sign_in(open_review, article, six, context):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.keyboard.press("a")
    page.wait_for_url("**/accounts/login/**")
    assert not Decision.objects.exists()


def test_finishing_sums_up(open_review, article, six, edda, rita):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("a")
    shows(page, six[1])
    page.locator("#finish-review").click()
    expect(page.locator("#finish")).to_contain_text("5 claims are still open")
    expect(page.locator("#finish")).to_contain_text("1 approved")
    page.locator("#finish button", has_text="Finish review").click()
    page.wait_for_url("**/?project=harbour&tab=review")
    expect(page.locator("#messages")).to_contain_text("Edda is told now.")


def test_without_scripts_every_verdict_is_a_plain_form(
    browser, open_review, article, six, context, live_server
):
    signed_in = open_review(article).context.storage_state()
    plain = browser.new_context(java_script_enabled=False, storage_state=signed_in)
    page = plain.new_page()
    page.goto(live_server.url + reverse("article-review", args=[article.pk]))
    page.locator(f"#chip-{six[0].pk}").click()
    page.locator("#inspector button", has_text="Approve").click()
    expect(page.locator("[data-card]")).to_have_attribute("data-card", str(six[1].pk))
    expect(page.locator("#messages")).to_contain_text(f"{six[0].label} is approved.")
    page.locator("#inspector summary", has_text="Request changes").click()
    page.locator("#inspector details[open] button.btn-warn").click()
    expect(page.locator("#reasons-error-request_changes")).to_be_visible()
    page.locator("#inspector details[open] input[type=checkbox]").nth(2).check()
    page.locator("#inspector details[open] button.btn-warn").click()
    expect(page.locator("#inspector .pill").first).to_have_text("Changes requested")
    plain.close()
    assert states()[six[1].label] == "changes_requested"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_state(theme, open_review, article, six, edda, rita, context):
    Project.objects.update(required_approvals=2)
    decide(edda, rita, six[0], comment="Agreed.")
    page = open_review(article)
    address = urljoin(page.url.replace("http:", "https:"), "/")  # such a cookie is for all paths
    cookie = {"name": "__Host-theme", "value": theme, "url": address, "secure": True}
    context.add_cookies([cookie])
    page.reload()
    clean(page)
    page.keyboard.press("j")
    shows(page, six[0])
    clean(page)
    page.keyboard.press("n")
    shows(page, six[1])
    clean(page)
    page.keyboard.press("x")
    page.keyboard.press("Enter")
    expect(page.locator("#reasons-error-reject")).to_be_visible()
    clean(page)
    page.locator("#finish-review").click()
    clean(page)


@pytest.mark.parametrize("width", [320, 390, 768, 1024, 1440])
def test_the_page_fits_and_the_verdicts_are_in_reach(width, open_review, article, six):
    page = open_review(article, width=width, height=844)
    page.keyboard.press("n")
    shows(page, six[0])
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    mark = page.locator("mark.is-active").first.bounding_box()
    card = page.locator("#inspector").bounding_box()
    assert mark
    assert card
    assert card["x"] >= 0
    assert card["x"] + card["width"] <= width
    beside = card["x"] >= mark["x"] + mark["width"]
    assert beside or mark["y"] + mark["height"] <= card["y"]
    for verdict in page.locator(".verdicts > * .btn:visible").all():
        box = verdict.bounding_box()
        assert box
        assert box["height"] >= 36
        assert box["y"] + box["height"] <= 844
        assert box["x"] + box["width"] <= width


@pytest.mark.parametrize("width", [1280, 1440])
def test_toolbar_and_footer_keep_to_one_line(width, open_review, article, six):
    page = open_review(article, width=width, height=800)
    look_at(page, six[:2])
    expect(page.locator("#approve-opened")).to_be_visible()
    for bar in (".toolbar", ".footbar"):
        box = page.locator(bar).bounding_box()
        assert box
        assert box["height"] < 60


def test_in_an_arabic_article_the_card_stands_left_of_the_words(open_review, project, edda, lena):
    article = create_article(actor=lena, project=project, text=ARABIC, language="ar").article
    made = tag(
        edda,
        article.current_revision,
        "claim",
        "12 صندوقاً فُقدت",
        desk_status="unverified",
        no_source_given=True,
    )
    submit(edda, made)
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, made)
    mark = page.locator("mark.is-active").first.bounding_box()
    card = page.locator("#inspector").bounding_box()
    assert mark
    assert card
    assert card["x"] + card["width"] <= mark["x"]
    expect(page.locator("#article")).to_have_attribute("dir", "rtl")
    clean(page)


def test_the_card_is_announced(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    expect(page.locator("#live")).to_have_text(re.compile(rf"Claim {six[0].label}"))


def test_words_typed_into_a_refusal_never_approve(open_review, article, six, edda, rita):
    page = open_review(article)
    page.keyboard.press("j")
    shows(page, six[0])
    page.keyboard.press("c")
    page.keyboard.type("A bad count")
    assert not Decision.objects.exists()
    page.keyboard.press("Escape")
    page.keyboard.press("a")  # a refusal that was begun is not overruled by a stray key
    assert not Decision.objects.exists()


def test_a_key_pressed_right_after_a_verdict_waits_for_its_answer(open_review, article, six):
    page = open_review(article)
    page.keyboard.press("n")
    shows(page, six[0])
    page.keyboard.press("a")
    page.keyboard.press("n")
    expect(page.locator("#tally")).to_contain_text("1 approved")
    expect(page.locator("#undo")).to_contain_text(f"Take {six[0].label} back")
    expect(page.locator(f"#chip-{six[0].pk}")).to_contain_text("Approved")
