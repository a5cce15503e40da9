"""The marks: flat, readable by lane and pattern, and never a character more than the text."""

from dataclasses import dataclass, field
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.spans import Span
from annotations.queries.margin import blocks_of
from annotations.queries.talk import NOTHING, Open
from annotations.templatetags.highlights import (
    article_rows,
    changed_rows,
    is_long,
    render_rows,
)
from annotations.templatetags.segments import render_block


@dataclass
class Shown:
    label: str
    fragments: list[Span]
    kind: str = "claim"
    words: str = "Casualty count · Not assessed"
    state: str | None = "draft"
    linked: list[tuple[str, str]] = field(default_factory=list)
    missing: str = ""
    version: int = 1
    peers: list[str] = field(default_factory=list)
    talk: Open = NOTHING

    @property
    def id(self) -> str:
        return f"id-{self.label}"


@dataclass
class Page:
    text: str
    blocks: list[dict]
    tags: list[Shown] = field(default_factory=list)


class Reader(HTMLParser):
    """What a browser would see: text, marks and the depth they nest to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self.marks: list[tuple[dict, str]] = []
        self.labels: list[tuple[int, str]] = []
        self.depth = self.deepest = 0
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "mark":
            self.depth += 1
            self.deepest = max(self.deepest, self.depth)
            self.marks.append((given, ""))
        elif "data-ui" in given:
            self.labels.append((len(self.text), given["data-n"]))

    def handle_endtag(self, tag):
        if tag == "mark":
            self.depth -= 1

    def handle_data(self, data):
        self.text += data
        if self.depth:
            given, words = self.marks[-1]
            self.marks[-1] = (given, words + data)


def claim(label: str, *spans: tuple[int, int], kind: str = "claim") -> Shown:
    return Shown(label, [Span(*span) for span in spans], kind=kind)


SPANS = st.lists(
    st.tuples(
        st.integers(0, 40), st.integers(1, 15), st.sampled_from(["claim", "source", "status"])
    ),
    max_size=8,
)


@given(st.text(max_size=40), SPANS)
def test_the_text_content_is_the_text_whatever_is_tagged(text, spans):
    tags = [
        claim(f"C{number}", (7 + start, 7 + start + length), kind=kind)
        for number, (start, length, kind) in enumerate(spans)
    ]
    html = render_block(text.replace("\r", "").replace("\0", ""), 7, tags)
    assert Reader(html).text == text.replace("\r", "").replace("\0", "")


@given(st.text(alphabet="ab é🧊عب ", min_size=5, max_size=40), SPANS)
def test_marks_are_flat_and_each_character_names_its_annotations(text, spans):
    tags = [
        claim(f"C{number}", (start, start + length), kind=kind)
        for number, (start, length, kind) in enumerate(spans)
    ]
    reader = Reader(render_block(text, 0, tags))
    assert reader.deepest <= 1
    for tag in tags:
        covered = "".join(
            words for given, words in reader.marks if tag.id in given["data-a"].split()
        )
        assert covered == text[tag.fragments[0].start : tag.fragments[0].end]


def test_markup_in_the_text_stays_text():
    text = "<b>5 & 6</b>"
    assert Reader(render_block(text, 0, [claim("C1", (3, 8))])).text == text


def test_a_segment_lists_the_smallest_span_first_and_says_which_kinds_lie_on_it():
    outer, inner = claim("C1", (0, 20)), claim("S1", (5, 9), kind="source")
    reader = Reader(render_block("Officials say many things", 0, [outer, inner]))
    given, words = reader.marks[1]
    assert (given["data-a"], words) == ("id-S1 id-C1", "ials")
    assert given["class"] == "m k-source k-claim t-source"


def test_a_claim_in_a_claim_has_a_thicker_line():
    reader = Reader(
        render_block("a claim in a claim", 0, [claim("C1", (0, 18)), claim("C2", (2, 7))])
    )
    assert "d-claim" in reader.marks[1][0]["class"]


def test_only_the_segment_where_an_annotation_begins_points_to_its_chip():
    tags = [claim("C1", (0, 4), (9, 14)), claim("C2", (2, 4))]
    details = [
        given.get("aria-details")
        for given, _ in Reader(render_block("a long text here", 0, tags)).marks
    ]
    assert details == ["chip-id-C1", "chip-id-C2", None]


def test_parts_of_a_discontinuous_span_say_that_it_goes_on():
    reader = Reader(
        render_block("29 planes and 3 have been lost", 0, [claim("C5", (0, 9), (16, 30))])
    )
    assert reader.labels == [(9, "C5…"), (30, "C5")]


def test_a_label_never_stands_inside_a_word():
    reader = Reader(render_block("المنازل مغلقة", 0, [claim("C1", (0, 3))]))
    assert reader.labels == [(7, "C1")]


def test_scripts_without_spaces_keep_the_label_at_the_edge():
    assert Reader(render_block("东京发生大火", 0, [claim("C1", (0, 2))])).labels == [(2, "C1")]


def test_more_than_two_labels_at_one_place_collapse():
    tags = [claim(f"C{number}", (number, 9)) for number in range(3)]
    assert Reader(render_block("one place.", 0, tags)).labels == [(9, "+3")]


def test_characters_that_cannot_be_seen_are_shown():
    reader = Reader(render_block("abc\u202edef", 0, []))
    assert reader.text == "abc\u202edef"
    assert reader.labels == [(3, "U+202E")]


@pytest.fixture
def page():
    text = "A headline\n\nFirst words here.\n\nMore words."
    blocks = [
        {"start": 0, "end": 10, "kind": "heading"},
        {"start": 12, "end": 29, "kind": "paragraph"},
        {"start": 31, "end": 42, "kind": "boilerplate"},
    ]
    return Page(text, blocks, [claim("C1", (18, 35)), claim("S1", (12, 17), kind="source")])


def test_a_span_over_two_blocks_is_marked_in_both_and_has_one_chip(page):
    html = article_rows(page)
    assert [words for _, words in Reader(html).marks] == ["First", "words here.", "More"]
    assert html.count('id="chip-id-C1"') == 1


def test_the_headline_is_the_first_heading(page):
    assert '<h1 class="blk" data-start="0" data-end="10">A headline</h1>' in article_rows(page)


def test_chips_follow_the_text(page):
    html = article_rows(page)
    assert html.index('id="chip-id-S1"') < html.index('id="chip-id-C1"')


def test_only_changed_rows_are_sent_and_each_goes_to_its_place(page):
    html = changed_rows(page, [2, 1, 1])
    assert html.count("<section") == 2
    assert html.startswith('<section class="row b-paragraph" id="row-1" hx-swap-oob="true">')


def test_a_chip_says_what_matters(page):
    page.tags[0].words = 'Count & "size"'
    page.tags[0].linked = [("source", "S1")]
    page.tags[0].missing = "No finding"
    html = render_rows(page, [1])
    assert "Count &amp; &quot;size&quot;" in html
    assert '<span class="to"><span class="r-source">S1</span></span>' in html
    assert '<span class="miss">No finding</span>' in html
    assert '<span class="visually-hidden">Draft</span>' in html


def test_a_block_says_what_lies_before_it_unless_it_is_line_feeds():
    blocks = [
        {"start": 0, "end": 1, "kind": "paragraph"},
        {"start": 4, "end": 5, "kind": "paragraph"},
    ]
    assert 'data-gap=" \n "' in article_rows(Page("a \n b", blocks))
    assert "data-gap" not in article_rows(Page("a\n\n\nb", blocks))


def test_a_chip_carries_what_the_page_needs_to_change_it(page):
    html = render_rows(page, [1])
    assert 'data-version="1" data-parts="18-35" data-peers=""' in html


def test_blocks_of_leaves_out_a_block_that_is_only_touched(page):
    assert blocks_of(page.blocks, [Span(12, 31)]) == {1}
    assert blocks_of(page.blocks, [Span(0, 10), Span(31, 33)]) == {0, 2}


def test_an_article_is_long_by_its_words():
    assert not is_long("few words")
    assert is_long("word " * 3000)
