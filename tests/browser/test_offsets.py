"""Offsets in a real page against an independent count, for thousands of random places."""

import random
import uuid

import pytest
from django.templatetags.static import static
from django.urls import reverse

from annotations.services.annotations import create_annotation
from annotations.services.articles import create_article
from annotations.services.fragments import Part

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXTS = {
    "en": "A héadline e\u0301 🧊\n\nTwo farmers 👩🏽‍🌾 said “no”.\n\n"
    "• A 🇺🇳 list \u200bitem\u202e here\n\nEnd 𝔘𝔫.",
    "ar": "مسؤولون: 1,900 منزل\n\nقال مسؤولون محليون إن Halden & Voss فقدت.\n\nلم يتم التحقق.",
    "zh": "东京发生大火\n\n官员说，有𠀋三人受伤🔥。\n\n<b>没有</b> 证实。",
    "th": "ประเทศไทย\n\nเจ้าหน้าที่กล่าวว่ามีผู้บาดเจ็บ 3 คน",
}

# The oracle counts with Range.toString(), which our modules do not use: [data-ui] is empty text.
CHECK = """async ([seed, rounds, offsets]) => {
  const { blocksOf, quoteOf, rangeOf, spanOf } = await import(offsets);
  const root = document.getElementById("article");
  const blocks = blocksOf(root);
  let state = seed;
  const random = (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % below;
  };
  const nodes = blocks.map((block) => {
    const found = [block, ...block.querySelectorAll("mark, [data-ui]")];
    const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) found.push(walker.currentNode);
    return found;
  });
  const units = (block, node, offset) => {
    const range = document.createRange();
    range.setStart(block, 0);
    range.setEnd(node, offset);
    return range.toString().length;
  };
  const points = (text, at, up) => {
    let place = 0;
    let count = 0;
    for (const character of text) {
      if (place >= at) break;
      if (place + character.length > at) return up ? count + 1 : count;
      place += character.length;
      count += 1;
    }
    return count;
  };
  const boundary = () => {
    const number = random(blocks.length);
    const node = nodes[number][random(nodes[number].length)];
    const size = node.nodeType === Node.TEXT_NODE ? node.length : node.childNodes.length;
    return { number, node, offset: random(size + 1) };
  };
  const failures = [];
  for (let round = 0; round < rounds; round += 1) {
    const range = document.createRange();
    const [one, other] = [boundary(), boundary()];
    range.setStart(one.node, one.offset);
    range.setEnd(other.node, other.offset);
    if (range.startContainer !== one.node || range.startOffset !== one.offset) {
      range.setStart(other.node, other.offset);
      range.setEnd(one.node, one.offset);
    }
    const [first, last] =
      range.startContainer === one.node && range.startOffset === one.offset
        ? [one, other]
        : [other, one];
    const texts = [first, last].map(({ number }) => blocks[number].textContent);
    let start = units(blocks[first.number], first.node, first.offset);
    let end = units(blocks[last.number], last.node, last.offset);
    let [from, to] = [first.number, last.number];
    while (to > from && end === 0) end = blocks[--to].textContent.length;
    while (from < to && start >= blocks[from].textContent.length) [from, start] = [from + 1, 0];
    const span = spanOf(root, range, { snap: "none", trim: false });
    if (from > to || (from === to && start >= end)) {
      if (span) failures.push(`something where nothing is selected: ${JSON.stringify(span)}`);
      continue;
    }
    const expected = [
      Number(blocks[from].dataset.start) + points(blocks[from].textContent, start, false),
      Number(blocks[to].dataset.start) + points(blocks[to].textContent, end, true),
    ];
    if (!span || span.start !== expected[0] || span.end !== expected[1]) {
      failures.push(`${JSON.stringify(span)} is not ${expected} (${texts})`);
      continue;
    }
    const back = rangeOf(root, span.start, span.end);
    const again = spanOf(root, back, { snap: "none", trim: false });
    if (again.start !== span.start || again.end !== span.end || again.quote !== span.quote) {
      failures.push(`there and back: ${JSON.stringify([span, again])}`);
    }
    if (quoteOf(root, span.start, span.end) !== span.quote) failures.push("quoteOf differs");
    const grown = spanOf(root, range, { snap: "word", trim: false });
    if (!grown || grown.start > span.start || grown.end < span.end) failures.push("shrunk");
    if (failures.length > 5) break;
  }
  return failures;
}"""

SPANS = """async ([seed, rounds, offsets]) => {
  const { rangeOf, spanOf } = await import(offsets);
  const root = document.getElementById("article");
  const length = Number([...root.querySelectorAll("[data-end]")].at(-1).dataset.end);
  const found = [];
  for (let round = 0; round < rounds; round += 1) {
    const start = (seed * 31 + round * 7) % length;
    const end = Math.min(length, start + 1 + ((round * 13) % 40));
    const range = rangeOf(root, start, end);
    for (const options of [{ snap: "none", trim: false }, { snap: "grapheme" }, { snap: "word" }]) {
      const span = range && spanOf(root, range, options);
      if (span) found.push([span.start, span.end, span.quote]);
    }
  }
  return found;
}"""


@pytest.fixture(params=sorted(TEXTS))
def opened(request, project, lena, edda, sign_in, live_server):
    """An article with random tags on it, some over several blocks, and its page."""
    language = request.param
    stored = create_article(
        actor=lena,
        project=project,
        text=TEXTS[language],
        language=language,
        direction="rtl" if language == "ar" else "ltr",
    )
    revision = stored.article.current_revision
    _tag_at_random(edda, revision, random.Random(language))
    page = sign_in(edda)
    page.goto(live_server.url + reverse("article-annotate", args=[stored.article.pk]))
    page.wait_for_selector("body[data-ready]")
    return revision, page


def _tag_at_random(edda, revision, choose: random.Random) -> None:
    words = [place for place, letter in enumerate(revision.text) if letter == " "]
    places = [0, *words, len(revision.text.rstrip())]
    for kind in ("claim", "source", "status", "claim"):
        start, end = sorted(choose.sample(places, 2))
        start += start > 0  # after the space
        if start < end:
            quote = revision.text[start:end]
            create_annotation(
                actor=edda,
                revision_id=revision.pk,
                id=uuid.UUID(int=choose.getrandbits(128), version=4),
                kind=kind,
                fragments=[Part(start, end, quote)],
            )


def test_every_dom_boundary_becomes_the_right_code_point(opened):
    _, page = opened
    assert page.evaluate(CHECK, [20251122, 3000, static("annotations/offsets.js")]) == []


def test_every_quote_is_the_text_at_its_offsets(opened):
    revision, page = opened
    spans = page.evaluate(SPANS, [7, 600, static("annotations/offsets.js")])
    assert len(spans) > 600
    for start, end, quote in spans:
        assert revision.text[start:end] == quote
