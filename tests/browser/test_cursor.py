"""The text cursor: words and sentences selected by keys alone, tagged and linked with few."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Link
from annotations.services.articles import create_article
from tests.browser.hands import Keyboard, focused, saved, selected
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Farmers 👩🏽‍🌾🇺🇳 count lost sheep

Two farmers said the dam was opened. Nobody knows why 🧊.

The figures have not been verified.
"""
ARABIC = """قال مسؤولون محليون إن 1,900 منزل فقدت الكهرباء. لم يتم التحقق من ذلك.

وأضاف الناطق أن العدد قد يرتفع.
"""
HIDDEN = """() => {
  const box = getSelection().getRangeAt(0).getBoundingClientRect();
  return box.top < 100 || box.bottom > innerHeight - 40;
}"""
COUNT_SEGMENTED = """() => {
  window.segmented = 0;
  const segment = Intl.Segmenter.prototype.segment;
  Intl.Segmenter.prototype.segment = function (text) {
    window.segmented += text.length;
    return segment.call(this, text);
  };
}"""


@pytest.fixture
def farm(project, lena):
    return create_article(actor=lena, project=project, text=TEXT, language="en").article


def press(page: Page, *keys: str) -> str:
    """Press keys; what is selected then."""
    for key in keys:
        page.keyboard.press(key)
    return selected(page)


def test_a_sentence_is_tagged_and_linked_with_seven_keys(annotating, farm, edda):
    source = tag(edda, farm.current_revision, "source", "Two farmers")
    page = annotating(farm)
    keyboard = Keyboard(page)
    keyboard.press("ArrowDown", "s", "1", "l", "S", "1", "Enter")
    assert keyboard.pressed <= 7
    expect(page.locator("#inspector .linkchip")).to_have_count(1, timeout=30_000)
    saved(page)
    claim = Annotation.objects.get(kind="claim")
    assert claim.quote == "Farmers 👩🏽‍🌾🇺🇳 count lost sheep"
    link = Link.objects.get(origin=claim)
    assert (link.type, link.target) == ("attributed_to", source)


def test_the_focus_is_in_the_text_to_begin_with_and_arrows_walk_words(annotating, farm):
    page = annotating(farm)
    assert focused(page) == "article"
    assert press(page, "ArrowRight") == "Farmers"
    assert press(page, "ArrowRight") == "count"
    assert press(page, "ArrowRight", "ArrowRight", "ArrowRight") == "Two"
    assert press(page, "ArrowLeft") == "sheep"
    assert focused(page) == "article"


def test_arrows_up_and_down_walk_sentences_over_paragraphs(annotating, farm):
    page = annotating(farm)
    assert press(page, "ArrowDown").startswith("Farmers")
    assert press(page, "ArrowDown") == "Two farmers said the dam was opened."
    assert press(page, "ArrowDown") == "Nobody knows why 🧊."
    assert press(page, "ArrowUp") == "Two farmers said the dam was opened."
    expect(page.locator("#selection-bar .info")).to_have_text("7 words")


def test_shift_extends_and_w_and_s_select(annotating, farm):
    page = annotating(farm)
    press(page, "ArrowDown", "ArrowDown", "ArrowRight")
    assert press(page, "Shift+ArrowRight", "Shift+ArrowRight") == "Two farmers said"
    assert press(page, "Shift+ArrowLeft") == "Two farmers"
    assert press(page, "Shift+ArrowDown") == "Two farmers said the dam was opened."
    assert press(page, "w") == "opened"
    assert press(page, "s") == "Two farmers said the dam was opened."
    assert press(page, "Shift+ArrowLeft") == "Two farmers said the dam was opened"


def test_by_character_what_is_selected_is_stored_and_no_character_is_halved(annotating, farm):
    page = annotating(farm)
    press(page, "ArrowRight", *["Alt+Shift+ArrowRight"] * 3)
    assert selected(page) == "Farmers 👩🏽‍🌾🇺🇳"
    page.keyboard.press("Alt+Shift+ArrowLeft")
    page.keyboard.press("1")
    expect(page.locator("#article .chip")).to_have_count(1)
    saved(page)
    assert Annotation.objects.get().quote == "Farmers 👩🏽‍🌾"


def test_a_part_of_a_word_stays_a_part(annotating, farm):
    page = annotating(farm)
    press(page, "ArrowRight", "Alt+Shift+ArrowLeft")
    assert selected(page) == "Farmer"
    page.keyboard.press("2")
    expect(page.locator("#article .chip")).to_have_count(1)
    saved(page)
    assert Annotation.objects.get().quote == "Farmer"


def test_arrows_are_mirrored_where_the_text_runs_from_right_to_left(annotating, project, lena):
    made = create_article(
        actor=lena, project=project, text=ARABIC, language="ar", direction="rtl"
    ).article
    page = annotating(made)
    assert press(page, "ArrowLeft") == "قال"
    assert press(page, "ArrowLeft") == "مسؤولون"
    assert press(page, "Shift+ArrowLeft") == "مسؤولون محليون"
    assert press(page, "ArrowRight") == "مسؤولون"
    assert press(page, "ArrowDown") == "لم يتم التحقق من ذلك."
    page.keyboard.press("3")
    expect(page.locator("#article .chip")).to_have_count(1)
    saved(page)
    marker = Annotation.objects.get()
    assert marker.attributes == {"polarity": "not_verified", "modality": "has_not"}
    text = marker.revision.text
    assert [text[span.start : span.end] for span in marker.fragments] == ["لم يتم التحقق من ذلك."]


def test_it_goes_on_from_a_click_a_selection_or_the_open_tag(annotating, farm, edda):
    tag(edda, farm.current_revision, "claim", "Nobody knows")
    page = annotating(farm)
    page.locator("#row-2 .blk").dblclick(position={"x": 60, "y": 15})
    assert selected(page).strip() == "figures"
    assert press(page, "Shift+ArrowRight") == "figures have"
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#inspector h2")).to_have_text("Claim C1")
    assert press(page, "ArrowRight") == "Nobody"
    assert press(page, "Shift+ArrowRight", "Shift+ArrowRight") == "Nobody knows why"


def test_after_tagging_it_goes_on_behind_the_tag(annotating, farm):
    page = annotating(farm)
    press(page, "ArrowRight", "1")
    expect(page.locator("#inspector h2")).to_have_text("Claim C1")
    assert press(page, "ArrowRight") == "count"


def test_a_screen_reader_hears_what_was_reached(annotating, farm):
    page = annotating(farm)
    live = page.locator("#live")
    page.keyboard.press("ArrowRight")
    expect(live).to_have_text("Farmers")
    page.keyboard.press("ArrowDown")
    expect(live).to_have_text("Two farmers said the dam was opened.")
    page.keyboard.press("Shift+ArrowDown")
    expect(live).to_have_text("Two farmers said the dam was opened. Nobody knows why 🧊.")


def test_of_a_long_selection_the_last_160_characters_are_said(annotating, project, lena):
    text = f"{'word ' * 80}end."
    page = annotating(create_article(actor=lena, project=project, text=text, language="en").article)
    page.keyboard.press("ArrowDown")
    expect(page.locator("#live")).to_have_text(text[-160:].strip())


def test_in_a_long_article_only_what_is_near_is_looked_at_and_what_is_reached_is_seen(
    annotating, project, lena
):
    paragraph = (
        "Every one of these words counts as a word. Some say so; others do not know it yet. "
    )
    text = "\n\n".join(f"{number}. {paragraph * 3}" for number in range(400))
    assert len(text.split()) > 20_000
    page = annotating(create_article(actor=lena, project=project, text=text, language="en").article)
    page.evaluate(COUNT_SEGMENTED)
    press(page, *["ArrowDown"] * 30, *["ArrowRight"] * 4, *["Shift+ArrowRight"] * 4)
    assert selected(page).split()
    assert not page.evaluate(HIDDEN)
    assert page.evaluate("segmented") < len(text) / 2  # one pass over it would be all
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    page.keyboard.press("ArrowUp")
    assert not page.evaluate(HIDDEN)


def test_arrows_scroll_and_letters_are_letters_where_no_text_has_the_focus(annotating, claim):
    page = annotating(claim.article)
    page.locator("#inspector").wait_for(state="hidden")
    page.keyboard.press("j")
    page.keyboard.press("m")
    expect(page.locator("[name=note]")).to_be_focused()
    page.keyboard.type("w s 1")
    page.keyboard.press("ArrowLeft")
    assert page.locator("[name=note]").input_value() == "w s 1"
    assert page.locator("#selection-bar").is_hidden()
