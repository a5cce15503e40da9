"""Every command by key: in the card, in dialogs, with other keys, and with none."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.domain.shortcuts import single_keys_on
from annotations.models import Annotation
from annotations.services.shortcuts import set_shortcuts, switch_single_keys
from tests.browser.hands import clean, drag, focused, saved, selected
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FROM_BODY = """() => {
  window.lost = 0;
  setInterval(() => { window.lost += document.activeElement === document.body ? 1 : 0; }, 5);
}"""


def heading(page: Page, words: str) -> None:
    expect(page.locator("#inspector h2")).to_have_text(words)


def test_keys_of_the_card_lead_to_its_fields(annotating, claim):
    page = annotating(claim.article)
    page.locator(f"#chip-{claim.pk}").click()
    for key, field in (("d", "desk_status"), ("m", "note"), ("e", "url")):
        page.keyboard.press(key)
        expect(page.locator(f"#inspector [name={field}]").first).to_be_focused()
        page.keyboard.press("Escape")
        assert focused(page) == "article"
    page.keyboard.press("o")
    saved(page)
    claim.refresh_from_db()
    assert claim.no_source_given


def test_a_key_pressed_before_the_card_is_there_is_meant_for_that_card(annotating, claim, edda):
    page = annotating(claim.article)
    page.keyboard.press("j")
    first = page.locator(".chip[aria-current=true]").get_attribute("data-a")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.locator("[name=note]")).to_be_focused()
    second = page.locator(".chip[aria-current=true]").get_attribute("data-a")
    assert first != second
    expect(page.locator("#inspector [data-card]")).to_have_attribute("data-card", second)


def test_what_only_claims_have_is_said_of_other_tags(annotating, claim, source):
    page = annotating(claim.article)
    page.keyboard.press("e")
    expect(page.locator("#messages")).to_have_text("Open a tag first.")
    page.locator(f"#chip-{source.pk}").click()
    heading(page, "Source S1")
    page.keyboard.press("e")
    expect(page.locator("#messages")).to_have_text("Only claims have this.")


def test_enter_opens_the_tag_at_the_text_cursor(annotating, claim):
    page = annotating(claim.article)
    while selected(page) != "crates":
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    heading(page, f"Claim {claim.label}")
    expect(page.locator("[name=desk_status]")).to_be_focused()


def test_escape_goes_one_step_back_at_a_time(annotating, claim):
    page = annotating(claim.article)
    page.keyboard.press("j")
    expect(page.locator("#inspector")).to_be_visible()
    page.keyboard.press("m")
    page.keyboard.press("Control+k")
    expect(page.locator("#palette")).to_be_visible()
    page.keyboard.type("note")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()
    assert focused(page) == "card-note"
    page.keyboard.press("Escape")
    assert focused(page) == "article"
    page.keyboard.press("ArrowRight")
    expect(page.locator("#selection-bar")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#selection-bar")).to_be_hidden()
    expect(page.locator("#inspector")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#inspector")).to_be_hidden()
    page.get_by_role("button", name=re.compile("Menu of")).click()
    page.keyboard.press("Escape")
    expect(page.locator("#user-menu")).to_be_hidden()


def test_three_tags_are_undone_and_redone_by_key(annotating, article):
    page = annotating(article)
    for _ in range(3):
        page.keyboard.press("ArrowRight")
        page.keyboard.press("1")
    expect(page.locator("#article .chip")).to_have_count(3)
    for key, count in (("u", 2), ("Control+z", 1), ("u", 0), ("U", 1), ("Control+Shift+z", 2)):
        page.keyboard.press(key)
        expect(page.locator("#article .chip")).to_have_count(count)
    saved(page)
    assert Annotation.objects.alive().count() == 2


def test_edges_pressed_quickly_all_count(annotating, revision, edda):
    made = tag(edda, revision, "claim", "crates and")
    page = annotating(revision.article)
    page.locator(f"#chip-{made.pk}").click()
    heading(page, "Claim C1")
    for key in ("}", "}", "}", "[", "["):
        page.keyboard.press(key)
    expect(page.locator("#inspector blockquote")).to_have_text("said 12 crates and 3 barrels were")
    saved(page)
    made.refresh_from_db()
    assert made.quote == "said 12 crates and 3 barrels were"


def test_a_key_held_down_tags_once_and_a_focused_button_is_pressed_once(annotating, article):
    page = annotating(article)
    page.keyboard.press("ArrowDown")
    page.keyboard.down("1")
    for _ in range(4):
        page.keyboard.down("1")  # what a held key sends
    page.keyboard.up("1")
    heading(page, "Claim C1")
    drag(page, "Mayor", "Rell")
    page.locator("#selection-bar [data-command=source]").focus()
    page.keyboard.press("Enter")
    heading(page, "Source S1")
    drag(page, "barrels", "barrels")
    page.locator("#selection-bar [data-command=status]").focus()
    page.keyboard.press("Space")
    heading(page, "Verification status V1")
    saved(page)
    kinds = Annotation.objects.order_by("created_at").values_list("kind", flat=True)
    assert list(kinds) == ["claim", "source", "status"]


def test_the_focus_is_never_lost(annotating, claim):
    page = annotating(claim.article)
    page.evaluate(FROM_BODY)
    for key in (
        "ArrowDown",
        "1",
        "j",
        "Enter",
        "Escape",
        "l",
        "Escape",
        "?",
        "Escape",
        "Control+k",
    ):
        page.keyboard.press(key)
    page.keyboard.press("Escape")
    for key in ("q", "Escape", "Control+Enter", "Escape", "k", "Delete", "u", "r", "t"):
        page.keyboard.press(key)
    saved(page)
    assert page.evaluate("lost") == 0


def test_the_palette_runs_a_command_on_the_selection(annotating, article):
    page = annotating(article)
    drag(page, "Mayor", "Rell")
    page.keyboard.press("Control+k")
    page.keyboard.type("tag sour")
    expect(page.locator("#palette [role=option]")).to_have_text(["Tag as source2"])
    page.keyboard.press("Enter")
    heading(page, "Source S1")
    saved(page)
    assert Annotation.objects.get().quote == "Mayor Ona Rell"
    assert focused(page) == "article"


def test_the_palette_has_every_command_and_says_what_is_missing(annotating, article):
    page = annotating(article)
    page.keyboard.press("Control+k")
    names = {one["name"] for one in page.evaluate("JSON.parse(shortcuts.textContent).commands")}
    expect(page.locator("#palette [role=option]")).to_have_count(len(names - {"palette"}))
    note = page.locator("#palette [role=option]", has_text="Note")
    expect(note).to_have_attribute("aria-disabled", "true")
    expect(note).to_contain_text("Open a tag first.")
    page.keyboard.type("nothing like it")
    expect(page.locator("#palette [data-nothing]")).to_be_visible()
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_visible()


def test_from_the_palette_one_gets_into_a_field(annotating, claim):
    page = annotating(claim.article)
    page.locator(f"#chip-{claim.pk}").click()
    page.keyboard.press("Control+k")
    page.keyboard.type("evid")
    page.keyboard.press("Enter")
    expect(page.locator("[data-change] [name=url]")).to_be_focused()


def test_submitting_says_first_what_goes_and_what_is_held_back(annotating, claim, revision, edda):
    tag(edda, revision, "claim", "Monday")
    page = annotating(claim.article)
    page.locator(f"#chip-{claim.pk}").click()
    page.keyboard.press("m")
    expect(page.locator("[name=note]")).to_be_focused()
    page.keyboard.type("Seen.")
    page.keyboard.press("Control+Enter")
    dialog = page.locator("#submit-dialog")
    expect(dialog).to_contain_text("Submit 1 claim for sign-off?")
    expect(dialog).to_contain_text("1 claim cannot be submitted yet")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    claim.refresh_from_db()
    assert (claim.note, claim.state) == ("Seen.", "draft")
    page.keyboard.press("Control+Enter")
    expect(dialog.get_by_role("button", name="Submit")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#messages")).to_contain_text("1 claim submitted.")
    page.keyboard.press("Control+Enter")
    expect(dialog).to_contain_text("There is nothing to submit yet")
    page.keyboard.press("Enter")
    heading(page, "Claim C2")


def test_ctrl_enter_in_a_comment_sends_the_comment(annotating, claim):
    page = annotating(claim.article)
    page.locator(f"#chip-{claim.pk}").click()
    heading(page, f"Claim {claim.label}")
    page.locator("#inspector summary", has_text="Comments").click()
    page.locator("#inspector textarea[name=text]").first.fill("Who counted?")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#inspector .comment")).to_contain_text("Who counted?")
    expect(page.locator("#submit-dialog")).to_be_hidden()


def test_words_are_tagged_by_quoting_them(annotating, article):
    page = annotating(article)
    page.keyboard.press("q")
    page.keyboard.type('said  "the ferry')
    page.keyboard.press("Enter")
    dialog = page.locator("#quote-dialog")
    expect(dialog.locator("[role=status]")).to_contain_text("1 place")
    page.keyboard.press("Enter")
    heading(page, "Claim C1")
    saved(page)
    assert Annotation.objects.get().quote == "said “the ferry"
    page.keyboard.press("q")
    page.keyboard.type("12 crates")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("These words stand at 2 places.")
    page.keyboard.press("ArrowDown")
    dialog.get_by_role("button", name="Source").click()
    heading(page, "Source S1")
    saved(page)
    made = Annotation.objects.get(kind="source")
    assert made.fragments[0].start == made.revision.text.rindex("12 crates")
    page.keyboard.press("q")
    page.keyboard.type("no such words")
    page.keyboard.press("Enter")
    expect(dialog).to_contain_text("The article does not have these words.")
    assert focused(page) == "quote-words"
    page.keyboard.press("Escape")
    page.locator("a[data-command=quote]").click()
    page.keyboard.type("on Monday")
    page.keyboard.press("Enter")
    dialog.get_by_role("button", name="Select only").click()
    assert selected(page) == "on Monday"


def test_other_keys_hold_everywhere(annotating, claim, edda, live_server):
    changed = {"next": ["y"], "claim": ["Alt+C"], "undo": [], "help": ["h"], "next-gap": []}
    set_shortcuts(user=edda, keys=changed)
    page = annotating(claim.article)
    page.keyboard.press("j")
    page.keyboard.press("u")
    expect(page.locator("#inspector")).to_be_hidden()
    page.keyboard.press("y")
    expect(page.locator("#inspector")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Alt+c")
    expect(page.locator("#article .chip")).to_have_count(4)
    expect(page.locator("#selection-bar kbd").first).to_have_text("Alt C")
    page.keyboard.press("h")
    expect(page.locator("#help")).to_contain_text("Keyboard")
    expect(page.locator("#help .help-row", has_text="Claim, source")).to_contain_text("AltC")
    page.goto(live_server.url + "/")
    page.keyboard.press("j")
    assert focused(page) == "body"
    page.keyboard.press("y")
    assert focused(page) == "a"


def test_single_keys_are_switched_off_from_the_help_and_stay_off(annotating, claim, edda):
    page = annotating(claim.article)
    page.keyboard.press("?")
    page.get_by_role("button", name="Turn single-key shortcuts off").click()
    expect(page.locator("#help [data-said]")).to_contain_text("Single keys are off.")
    edda.refresh_from_db()
    assert not single_keys_on(edda.preferences)
    page.keyboard.press("Escape")
    for _ in range(2):
        page.keyboard.press("j")
        page.keyboard.press("?")
        expect(page.locator("#help")).to_be_hidden()
        expect(page.locator("#inspector")).to_be_hidden()
        expect(page.locator(".toolbar kbd:visible")).to_have_count(0)
        page.keyboard.press("ArrowDown")
        expect(page.locator("#selection-bar")).to_be_visible()
        page.reload()
        page.wait_for_selector("body[data-ready]")
    page.get_by_role("button", name="Keys").click()
    page.get_by_role("button", name="Turn single-key shortcuts on").click()
    expect(page.locator("#help [data-said]")).to_contain_text("Single keys are on.")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#inspector")).to_be_visible()


def test_a_key_can_be_pressed_instead_of_written(sign_in, edda, live_server):
    page = sign_in(edda)
    page.goto(live_server.url + reverse("shortcuts-edit"))
    page.get_by_role("button", name="Press a key for: Note").click()
    page.keyboard.press("Control+Shift+m")
    expect(page.get_by_label("Note", exact=True)).to_have_value("Ctrl+Shift+M")
    page.get_by_role("button", name="Press a key for: Our finding").click()
    page.keyboard.press("Escape")
    expect(page.get_by_label("Our finding", exact=True)).to_have_value("d")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#messages")).to_contain_text("Your keys are saved.")
    clean(page)
    page.get_by_label("Note", exact=True).fill("d")
    page.get_by_role("button", name="Save").click()
    expect(page.locator("#id_note_error")).to_contain_text("“d” is taken by “Our finding”")
    clean(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken_in_the_dialogs(annotating, claim, edda, scheme):
    page = annotating(claim.article)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.keyboard.press("?")
    clean(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    clean(page)
    page.keyboard.press("Escape")
    page.keyboard.press("q")
    page.keyboard.type("12 crates")
    page.keyboard.press("Enter")
    clean(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Enter")
    clean(page)
    switch_single_keys(user=edda, on=False)
    page.reload()
    page.get_by_role("button", name="Keys").click()
    clean(page)


@pytest.mark.parametrize("width", [320, 390])
def test_the_dialogs_fit_a_small_screen(annotating, claim, width):
    page = annotating(claim.article, width=width, height=700)
    for command, dialog in (("help", "#help"), ("palette", "#palette"), ("quote", "#quote-dialog")):
        page.evaluate("document.getElementById('article').focus()")
        page.keyboard.press({"help": "?", "palette": "Control+k", "quote": "q"}[command])
        box = page.locator(dialog).bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.locator(dialog).evaluate("one => one.scrollWidth <= one.clientWidth")
        page.keyboard.press("Escape")
