"""Hundreds of selections made by a real mouse and real keys, each compared with the stored text."""

import random

import pytest
import regex
from django.templatetags.static import static
from playwright.sync_api import Page

from annotations.services.articles import create_article
from annotations.services.fragments import Part, checked_spans
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ENGLISH = (
    "Ferry 🧊 counts “lost” cafe\u0301s\n\n"
    "The harbour office 👩🏽‍🌾 said 12 crates, 3 barrels, 1,900 e\u0301te\u0301s were lost.\n\n"
    "These 🇺🇳 figures could\u00a0not be independently verified; 𝔘𝔫 said so.\n\n"
    "• Read more: a list \u200bitem about O’Neill’s boat"
)
ARABIC = (
    "العبّارة فقدت 12 صندوقًا\n\nقال مكتب الميناء 🧊 إن 1,900 صندوق فُقدت يوم الاثنين.\n\n"
    "لم يتسنَّ التحقق من هذه الأرقام."
)
TEXTS = {
    "en": (ENGLISH, "12 crates"),
    "ar": (ARABIC, "1,900 صندوق"),
    "zh": (
        "渡轮丢失箱子🔥\n\n港务局说，星期一有𠀋十二个箱子丢失。\n\n这些数字没有得到独立证实。",
        "十二个箱子",
    ),
}
EACH = {"mouse": 66, "keys": 17}  # of each text: 249 selections in all
KEYS = ("ArrowRight", "ArrowLeft", "ArrowDown", "ArrowUp")

# A character in view: where it is on the screen, and which code point of the text it is, counted
# from Range.toString() alone, which none of our modules uses. Not its very middle: a press that is
# as near to one side as to the other selects nothing in Chromium.
PLACE = """(number) => {
  const nodes = [];
  for (const block of document.querySelectorAll("#article .blk")) {
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) nodes.push([block, walker.currentNode]);
  }
  const [block, node] = nodes[number % nodes.length];
  const at = Math.floor(number / nodes.length) % node.length;
  const range = document.createRange();
  range.setStart(node, at);
  range.setEnd(node, at + 1);
  const { left, right, top, bottom } = range.getBoundingClientRect();
  range.setStart(block, 0);
  const before = Array.from(range.toString()).length - 1;
  return [left + (right - left) * 0.4, (top + bottom) / 2, Number(block.dataset.start) + before];
}"""
OFFERED = """async (exact) => {
  const { spanOf } = await import(document.getElementById("offsets-address").href);
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const article = document.getElementById("article");
  const snap = exact ? "grapheme" : "word";
  return spanOf(article, selection.getRangeAt(0), { snap });
}"""
LINK = """(address) => {
  const link = document.createElement("link");
  link.id = "offsets-address";
  link.href = address;
  document.head.append(link);
}"""
WORDLIKE = regex.compile(r"[\p{L}\p{N}\p{M}]")
BLANK = regex.compile(r"[\s\u00ad\u200b-\u200f\u202a-\u202e\u2060\u2066-\u2069\ufeff]")


@pytest.fixture(params=TEXTS)
def opened(request, annotating, project, lena, edda, address):
    """The annotate page of one text, with a mark in it, and the text."""
    text, marked = TEXTS[request.param]
    made = create_article(
        actor=lena,
        project=project,
        text=text,
        language=request.param,
        direction="rtl" if request.param == "ar" else "ltr",
    )
    tag(edda, made.revision, "claim", marked)
    page = annotating(made.article)
    page.evaluate(LINK, address + static("annotations/offsets.js"))
    return page, made.revision.text, random.Random(request.param)


def check(text: str, span: dict, *, exact: bool, spaced: bool) -> None:
    """The words are those at the place, no character is torn, no blank edge, no word cut."""
    start, end, quote = span["start"], span["end"], span["quote"]
    assert text[start:end] == quote
    checked_spans(text, [Part(start, end, quote)])
    assert not BLANK.match(quote[0])
    assert not BLANK.match(quote[-1])
    if exact or not spaced:
        return
    for edge in (start, end):
        inside = 0 < edge < len(text) and text[edge - 1].isalpha() and text[edge].isalpha()
        assert not inside, f"cuts a word at {edge}: {text[edge - 5 : edge + 5]!r}"


def drag(page: Page, one: list, other: list, *, exact: bool) -> None:
    """From one place to the other, after whatever lies over the text is put away."""
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.evaluate("getSelection().removeAllRanges()")
    if exact:
        page.keyboard.down("Alt")
    page.mouse.move(one[0], one[1])
    page.mouse.down()
    page.mouse.move(other[0], other[1])
    page.mouse.up()
    if exact:
        page.keyboard.up("Alt")


def test_what_a_mouse_selects_is_what_is_stored(opened):
    page, text, chance = opened
    spaced = page.locator("#article").get_attribute("lang") != "zh"
    made = 0
    while made < EACH["mouse"]:
        exact = chance.random() < 0.3
        one, other = (page.evaluate(PLACE, chance.randrange(10_000)) for _ in "12")
        drag(page, one, other, exact=exact)
        span = page.evaluate(OFFERED, exact)
        if span:
            made += 1
            check(text, span, exact=exact, spaced=spaced)
            first, last = sorted((one[2], other[2]))
            # A press on a character may fall on either side of it.
            assert span["start"] <= first + 8
            assert span["end"] >= last - 8


def test_what_keys_select_is_what_is_stored(opened):
    page, text, chance = opened
    spaced = page.locator("#article").get_attribute("lang") != "zh"
    page.locator("#article").focus()
    for _ in range(EACH["keys"]):
        page.keyboard.press(chance.choice([*KEYS, "w", "s"]))
        for _ in range(chance.randrange(4)):
            page.keyboard.press(f"Shift+{chance.choice(KEYS)}")
        span = page.evaluate(OFFERED, True)
        assert span is not None
        check(text, span, exact=False, spaced=spaced)
