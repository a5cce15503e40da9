"""What changed between two contents of a claim, and between two texts."""

from dataclasses import replace

import pytest

from annotations.domain.claims import ClaimContent, EvidenceSeen, LinkSeen, canonical
from annotations.domain.differences import MOST_WORDS, Change, attributes, between, words
from annotations.domain.spans import Span

SOURCE = LinkSeen("attributed_to", "", "source", (Span(0, 9),), {"identity": "Harbour"})
MARKER = LinkSeen("qualified_by", "", "status", (Span(50, 60),), {})
CALL = EvidenceSeen("", "", None, "", "call", "supports", "Yes.", "", "edda")
BEFORE = ClaimContent("a" * 64, (Span(10, 20),), "unverified", {"type": "event"}, "", "", False)


def changed(**values):
    return between(canonical(BEFORE), canonical(replace(BEFORE, **values)))


def told(before: str, after: str) -> list[tuple[str, str]]:
    return [(piece.kind, piece.text) for piece in words(before, after)]


def test_equal_contents_differ_in_nothing():
    content = canonical(replace(BEFORE, links=(SOURCE, MARKER), evidence=(CALL,)))
    assert between(content, content) == []


@pytest.mark.parametrize(
    ("field", "value", "plain"),
    [
        ("desk_status", "disputed", "disputed"),
        ("note", "Ask.", "Ask."),
        ("normalised_claim", "It was lost.", "It was lost."),
        ("no_source_given", True, True),
        ("fragments", (Span(10, 25),), [[10, 25]]),
    ],
)
def test_each_plain_field_is_told_with_both_values(field, value, plain):
    before = canonical(BEFORE)[field]
    assert changed(**{field: value}) == [Change(field, before, plain)]


def test_attributes_are_told_one_by_one():
    assert attributes({"type": "event", "act": "denial"}, {"type": "legal", "hedge": "said"}) == [
        Change("attributes.act", "denial", None),
        Change("attributes.hedge", None, "said"),
        Change("attributes.type", "event", "legal"),
    ]


def test_links_and_evidence_that_came_or_went_are_told():
    full = canonical(replace(BEFORE, links=(SOURCE, MARKER), evidence=(CALL,)))
    bare = canonical(replace(BEFORE, links=(SOURCE,)))
    marker, call = full["links"][1], full["evidence"][0]
    assert between(full, bare) == [Change("links", marker, None), Change("evidence", call, None)]
    assert between(bare, full) == [Change("links", None, marker), Change("evidence", None, call)]


@pytest.mark.parametrize(
    "other",
    [
        replace(SOURCE, attributes={"identity": "Harbour office"}),
        replace(SOURCE, fragments=(Span(0, 12),)),
    ],
)
def test_a_source_described_or_placed_otherwise_is_one_change(other):
    before = canonical(replace(BEFORE, links=(SOURCE,)))
    after = canonical(replace(BEFORE, links=(other,)))
    (change,) = between(before, after)
    assert (change.before, change.after) == (before["links"][0], after["links"][0])


def test_another_source_in_its_place_is_two_changes():
    other = replace(SOURCE, fragments=(Span(70, 80),), attributes={"identity": "Mayor"})
    before = canonical(replace(BEFORE, links=(SOURCE,)))
    assert len(between(before, canonical(replace(BEFORE, links=(other,))))) == 2


def test_texts_are_compared_word_by_word():
    assert told("Twelve crates were lost.", "Twelve barrels were lost.") == [
        ("same", "Twelve "),
        ("gone", "crates"),
        ("new", "barrels"),
        ("same", " were lost."),
    ]


def test_a_text_that_came_or_went_is_one_piece():
    assert told("", "All of it.") == [("new", "All of it.")]
    assert told("All of it.", "") == [("gone", "All of it.")]
    assert told("", "") == []
    assert told("Same.", "Same.") == [("same", "Same.")]


def test_spaces_and_signs_that_happen_to_match_do_not_cut_the_words():
    assert told("not verified yet", "disputed (denied)") == [
        ("gone", "not verified yet"),
        ("new", "disputed (denied)"),
    ]


@pytest.mark.parametrize("text", ["🧊 дуже  погано", "قال المكتب", "e\u0301clair 𝕏"])
def test_no_text_is_lost_in_any_script(text):
    pieces = words(text, f"x {text} y")
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == text
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == f"x {text} y"


def test_very_long_texts_are_told_as_replaced():
    long = "word " * MOST_WORDS
    assert told(long, long + "end") == [("gone", long), ("new", long + "end")]
