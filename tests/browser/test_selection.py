"""Selections by mouse and by finger: what they grow to, what they leave out, what is offered."""

import pytest
from playwright.sync_api import Browser, Page, expect

from annotations.models import Annotation
from annotations.services.articles import create_article
from tests.browser.hands import clean, drag, focused, saved, selected
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Farmers 👩🏽‍🌾🇺🇳 count lost sheep

Two farmers said, on Monday , that e\u0301te\u0301s were opened.

The figures could not be independently verified.
"""
UNSPACED = {
    "zh": ("官员说，东京发生大火三人受伤。", "京发生大"),
    "ja": ("政府は大規模な停電が発生したと発表した。", "規模な停"),
    "th": ("เจ้าหน้าที่กล่าวว่ามีผู้บาดเจ็บสามคน", "ที่กล่าวว่ามีผู้บาด"),
    "km": ("មន្ត្រីបាននិយាយថាមានអ្នករបួស", "ត្រីបាននិយាយថាមាន"),
}
SELECT = """([row, from, to]) => {
  const node = document.querySelector(`#row-${row} .blk`).firstChild;
  const range = document.createRange();
  range.setStart(node, from);
  range.setEnd(node, to);
  getSelection().removeAllRanges();
  getSelection().addRange(range);
}"""

AT_ONCE = """([row, from, to, press]) => {
  const node = document.querySelector(`#row-${row} .blk`).firstChild;
  if (press) node.parentElement.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
  getSelection().setBaseAndExtent(node, from, node, to);
  if (press) document.dispatchEvent(new PointerEvent("pointerup", { altKey: true }));
  document.activeElement.dispatchEvent(new KeyboardEvent("keydown", { key: "1", bubbles: true }));
}"""


@pytest.fixture
def farm(project, lena):
    return create_article(actor=lena, project=project, text=TEXT, language="en").article


@pytest.fixture
def touching(browser: Browser, annotating, farm):
    """The annotate page on a phone."""
    state = annotating(farm).context.storage_state()
    phone = browser.new_context(
        storage_state=state,
        has_touch=True,
        is_mobile=True,
        viewport={"width": 390, "height": 844},
        device_scale_factor=2,
    )

    def opened(url: str) -> Page:
        page = phone.new_page()
        page.goto(url)
        page.wait_for_selector("body[data-ready]")
        return page

    yield opened
    phone.close()


def stored(page: Page, key: str = "1") -> str:
    before = Annotation.objects.count()
    page.keyboard.press(key)
    expect(page.locator("#article .chip")).to_have_count(before + 1)
    saved(page)
    return Annotation.objects.latest("created_at").quote


def test_a_double_click_selects_the_word(annotating, farm):
    page = annotating(farm)
    page.locator("#row-1 .blk").dblclick(position={"x": 60, "y": 15})
    assert stored(page) == "farmers"


def test_a_triple_click_selects_the_paragraph_marks_and_all(annotating, farm, edda):
    tag(edda, farm.current_revision, "source", "Two farmers")
    page = annotating(farm)
    page.locator("#row-1 .blk").click(click_count=3, position={"x": 60, "y": 15})
    assert stored(page) == TEXT.split("\n\n")[1]


def test_the_edges_grow_to_words_and_blanks_and_signs_are_left_out(annotating, farm):
    page = annotating(farm)
    drag(page, "armers said", "on Mond")
    assert stored(page) == "farmers said, on Monday"


@pytest.mark.parametrize("language", sorted(UNSPACED))
def test_scripts_without_spaces_keep_the_characters(annotating, project, lena, language):
    text, words = UNSPACED[language]
    made = create_article(actor=lena, project=project, text=text, language=language).article
    page = annotating(made)
    drag(page, words, words)
    quote = stored(page)
    assert words in quote
    # A cluster of letter and signs is one character, so at most the rest of two was added.
    assert len(quote) <= len(words) + 4
    assert quote != text


def test_with_alt_held_as_the_button_is_let_go_the_characters_stay(annotating, farm):
    page = annotating(farm)
    drag_with_alt(page, "wo farm", "wo farm")
    expect(page.locator("#selection-bar")).to_be_visible()
    assert stored(page) == "wo farm"


@pytest.mark.parametrize(
    ("press", "words"), [(False, "Two farmers said"), (True, "Two farmers sa")]
)
def test_a_key_that_is_quicker_than_the_toolbar_tags_what_is_selected_now(
    annotating, farm, press, words
):
    page = annotating(farm)
    drag(page, "Two", "Two")
    page.evaluate(AT_ONCE, [1, 0, len("Two farmers sa"), press])
    expect(page.locator("#article .chip")).to_have_count(1)
    saved(page)
    assert Annotation.objects.get().quote == words


def drag_with_alt(page: Page, first: str, last: str) -> None:
    page.keyboard.down("Alt")
    drag(page, first, last)
    page.keyboard.up("Alt")


def test_an_edge_within_a_character_takes_the_whole_of_it(annotating, farm):
    page = annotating(farm)
    page.evaluate(SELECT, [0, 9, 12])  # within the farmer
    assert stored(page) == "👩🏽‍🌾"
    start = TEXT.split("\n\n")[1].index("te\u0301s")
    page.evaluate(SELECT, [1, start + 1, start + 2])
    assert stored(page, "2") == "e\u0301te\u0301s"


def test_a_selection_that_only_touches_the_next_paragraph_does_not_reach_into_it(annotating, farm):
    page = annotating(farm)
    page.evaluate(
        """() => {
          const range = document.createRange();
          range.setStart(document.querySelector("#row-0 .blk").firstChild, 0);
          range.setEnd(document.querySelector("#row-1 .blk"), 0);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    assert stored(page) == "Farmers 👩🏽‍🌾🇺🇳 count lost sheep"


def test_over_paragraphs_it_is_one_piece(annotating, farm):
    page = annotating(farm)
    drag(page, "lost sheep", "Monday")
    assert stored(page) == "lost sheep\n\nTwo farmers said, on Monday"


def test_the_focus_stays_in_the_text_and_a_click_elsewhere_lets_go(annotating, farm):
    page = annotating(farm)
    drag(page, "lost", "sheep")
    assert focused(page) == "article"
    page.locator("#row-2 .blk").click(position={"x": 200, "y": 20})
    expect(page.locator("#selection-bar")).to_be_hidden()
    assert selected(page) == ""


def test_the_wording_of_a_marker_is_guessed_offered_and_filled_in(annotating, farm):
    page = annotating(farm)
    drag(page, "could not", "verified")
    expect(page.locator("#selection-bar [data-guess]")).to_have_text("Status: not verified")
    expect(page.locator("#selection-bar .info")).to_have_text("5 words")
    assert stored(page, "3") == "could not be independently verified"
    marker = Annotation.objects.get()
    assert marker.attributes == {"polarity": "not_verified", "modality": "could_not"}
    expect(page.locator("#inspector [name=modality]")).to_have_value("could_not")
    drag(page, "lost", "sheep")
    expect(page.locator("#selection-bar [data-guess]")).to_have_text("Status")


def test_with_a_finger_the_toolbar_docks_and_covers_neither_words_nor_card(
    touching, annotating, farm, edda
):
    tag(edda, farm.current_revision, "source", "Two farmers")
    page = touching(annotating(farm).url)
    page.locator("mark.k-source").tap()
    expect(page.locator("#inspector h2")).to_be_visible()
    page.evaluate(SELECT, [2, 4, 30])
    bar = page.locator("#selection-bar")
    expect(bar).to_be_visible()
    box, card = bar.bounding_box(), page.locator("#inspector").bounding_box()
    assert box is not None
    assert card is not None
    assert (round(box["x"]), round(box["width"])) == (0, 390)
    assert round(box["y"] + box["height"]) == 844
    assert card["y"] + card["height"] <= box["y"] + 1
    for button in bar.locator("button:visible").all():
        target = button.bounding_box()
        assert target is not None
        assert target["height"] >= 48
        assert target["width"] >= 48
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    clean(page)
    bar.locator("[data-command=status]").tap()
    expect(page.locator("#inspector h2")).to_have_text("Verification status V1")
    expect(bar).to_be_hidden()
    saved(page)
    marker = Annotation.objects.get(kind="status")
    assert marker.quote == "figures could not be independently"


def test_words_under_the_docked_toolbar_come_into_view(touching, annotating, project, lena):
    text = "\n\n".join(f"Paragraph {number} of the long story." for number in range(60))
    long = create_article(actor=lena, project=project, text=text, language="en").article
    page = touching(annotating(long).url)
    page.evaluate("document.querySelector('#row-20').scrollIntoView({ block: 'end' })")
    page.evaluate(SELECT, [20, 0, 9])
    bar = page.locator("#selection-bar")
    expect(bar).to_be_visible()
    words = page.evaluate("getSelection().getRangeAt(0).getBoundingClientRect().bottom")
    box = bar.bounding_box()
    assert box is not None
    assert words < box["y"]
