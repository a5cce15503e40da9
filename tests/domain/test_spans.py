"""Code point arithmetic: the same place whoever counts, and no half characters."""

import json
from itertools import pairwise
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.errors import (
    BadSpan,
    EmptySpan,
    OutOfRange,
    Overlapping,
    QuoteMismatch,
    SplitsGrapheme,
    SplitsSurrogate,
)
from annotations.domain.spans import (
    Span,
    all_from_utf16,
    all_to_utf16,
    arrange,
    check_graphemes,
    check_quotes,
    covers,
    from_utf16,
    overlaps,
    quote,
    to_utf16,
    trim,
    widen,
)

TEXT = "Saga🧊 ice melts\n\nOn Friday, 👩‍🚒 crews said"
FAMILY = "👨‍👩‍👧‍👦"
DATA = Path(__file__).parent.parent / "data" / "bad_inputs.jsonl"
OFFSETS = [
    row for row in map(json.loads, DATA.read_text().splitlines()) if row["kind"] == "offsets"
]

# Every plane, and often the characters that stick together.
characters = st.one_of(
    st.characters(exclude_categories=["Cs"]),
    st.sampled_from(
        "aé\u0301\u200d\ufe0f\u20e3🇩🇪🇺🇦👍🏽👩🚒ก\u0e33\u0915\u094d\u0937\u093fאش한\u1100\u1161\u11a8"
    ),
)
texts = st.text(characters, max_size=60)


@st.composite
def texts_with_spans(draw, max_spans=6):
    """A text and spans within it that do not overlap, in any order."""
    text = draw(st.text(characters, min_size=1, max_size=60))
    cuts = st.lists(st.integers(0, len(text)), unique=True, min_size=2, max_size=2 * max_spans).map(
        sorted
    )
    places = draw(cuts)
    pairs = zip(places[::2], places[1::2], strict=False)
    spans = [Span(start, end) for start, end in pairs]
    return text, draw(st.permutations(spans))


def stored(row):
    """Arrange the spans of a line of the data, after its unit."""
    spans = [Span(start, len(TEXT) if end == "len" else end) for start, end in row["spans"]]
    if row.get("unit") == "utf16":
        text = "So it🧊"
        spans = [Span(from_utf16(text, span.start), from_utf16(text, span.end)) for span in spans]
    return arrange(spans, len(TEXT))


@pytest.mark.parametrize("row", [row for row in OFFSETS if "code" in row], ids=itemgetter("id"))
def test_hostile_offsets_are_refused_by_name(row):
    with pytest.raises(BadSpan) as caught:
        stored(row)
    assert (caught.value.code, caught.value.status) == (row["code"], 422)


@pytest.mark.parametrize("row", [row for row in OFFSETS if "code" not in row], ids=itemgetter("id"))
def test_unusual_offsets_are_accepted(row):
    [span] = stored(row)
    assert quote(TEXT, [span]) == TEXT[span.start : span.end]


def test_arrange_sorts_and_merges_parts_that_touch():
    assert arrange([Span(7, 9), Span(3, 5), Span(0, 3)], 9) == [Span(0, 5), Span(7, 9)]


@pytest.mark.parametrize(
    ("spans", "error", "field"),
    [
        ([], EmptySpan, "fragments"),
        ([Span(0, 2), Span(4, 4)], EmptySpan, "fragments.1"),
        ([Span(0, 2), Span(4, 11)], OutOfRange, "fragments.1"),
        ([Span(4, 8), Span(0, 5)], Overlapping, "fragments.0"),
        ([Span(4, 8), Span(4, 8)], Overlapping, "fragments.1"),
    ],
)
def test_arrange_names_the_part_that_is_wrong(spans, error, field):
    with pytest.raises(error) as caught:
        arrange(spans, 10)
    assert caught.value.field == field
    assert isinstance(caught.value, BadSpan)


@given(texts_with_spans())
def test_arranging_twice_changes_nothing(case):
    text, spans = case
    once = arrange(spans, len(text))
    assert arrange(once, len(text)) == once
    assert all(left.end < right.start for left, right in pairwise(once))
    assert {place for span in once for place in range(span.start, span.end)} == {
        place for span in spans for place in range(span.start, span.end)
    }


@given(texts_with_spans(max_spans=1))
def test_the_quote_of_one_part_is_the_slice(case):
    text, [span] = case
    assert quote(text, [span]) == text[span.start : span.end]


def test_the_quote_of_several_parts_shows_the_gap():
    assert quote("29 planes and 29 ships lost", [Span(0, 9), Span(23, 27)]) == "29 planes … lost"


def test_a_quote_that_was_counted_in_utf16_is_refused_with_both_wordings():
    with pytest.raises(QuoteMismatch) as caught:
        check_quotes(TEXT, [(Span(0, 4), "Saga"), (Span(7, 10), "ice")])
    assert caught.value.detail == "The text at 7–10 is “ce ”, not “ice”."
    assert caught.value.field == "fragments.1.quote"
    assert (caught.value.code, caught.value.status) == ("quote_mismatch", 422)


def test_a_quote_that_fits_is_accepted():
    check_quotes(TEXT, [(Span(6, 9), "ice")])


@given(texts)
def test_every_code_point_offset_survives_utf16(text):
    offsets = list(range(len(text) + 1))
    units = all_to_utf16(text, offsets)
    assert units == [len(text[:offset].encode("utf-16-le")) // 2 for offset in offsets]
    assert all_from_utf16(text, units) == offsets


@given(texts, st.randoms())
def test_offsets_are_converted_in_the_order_given(text, random):
    offsets = [random.randint(0, len(text)) for _ in range(5)]
    assert all_to_utf16(text, offsets) == [to_utf16(text, offset) for offset in offsets]


@given(texts)
def test_the_middle_of_a_surrogate_pair_is_no_place(text):
    units = set(all_to_utf16(text, range(len(text) + 1)))
    for middle in set(range(len(text.encode("utf-16-le")) // 2)) - units:
        with pytest.raises(SplitsSurrogate):
            from_utf16(text, middle)


@pytest.mark.parametrize("offset", [-1, 3])
def test_offsets_outside_the_text_are_refused_in_either_unit(offset):
    with pytest.raises(OutOfRange):
        to_utf16("ab", offset)
    with pytest.raises(OutOfRange):
        from_utf16("ab", offset)


@pytest.mark.parametrize(
    "cluster",
    [
        FAMILY,
        "👍🏽",
        "1\ufe0f\u20e3",
        "e\u0301",
        "🇺🇦",
        "\u0e01\u0e33",
        "\u0915\u094d\u0937\u093f",
        "\u1100\u1161\u11a8",
        "\r\n",
        "a" + "\u0301" * 500,
        "👩" + "\u200d👩" * 200,
    ],
)
def test_no_edge_may_cut_what_a_reader_sees_as_one_character(cluster):
    text = f"so {cluster} it is"
    whole = Span(3, 3 + len(cluster))
    check_graphemes(text, [whole])
    for middle in range(whole.start + 1, whole.end):
        for span in (Span(0, middle), Span(middle, len(text))):
            with pytest.raises(SplitsGrapheme):
                check_graphemes(text, [span])
        assert widen(text, Span(middle, middle + 1)).start == whole.start


@pytest.mark.parametrize(
    ("text", "place"), [("অ্যাপ", 2), ("a\u094d\u0937", 2), ("\u0915\u093f\u094d\u0937", 3)]
)
def test_a_virama_joins_only_two_consonants(text, place):
    check_graphemes(text, [Span(0, place), Span(place, len(text))])


def test_flags_pair_up_from_the_beginning_of_their_row():
    text = "x" + "🇩🇪" * 200
    check_graphemes(text, [Span(301, 303)])
    with pytest.raises(SplitsGrapheme) as caught:
        check_graphemes(text, [Span(1, 3), Span(302, 304)])
    assert caught.value.field == "fragments.1"
    assert caught.value.extra == {"start": 301, "end": 305}


@given(texts_with_spans(max_spans=1))
def test_widening_yields_whole_characters_and_is_stable(case):
    text, [span] = case
    whole = widen(text, span)
    check_graphemes(text, [whole])
    assert covers(whole, span)
    assert widen(text, whole) == whole


def test_trimming_drops_what_nobody_sees_at_the_edges():
    text = "\u2067 \u00a0the ice\u200b melts\u2069\n"
    assert trim(text, Span(0, len(text))) == Span(3, 17)
    assert trim(text, Span(0, 3)) is None


def test_trimming_leaves_a_joiner_that_belongs_to_a_letter():
    assert trim("می\u200c ", Span(0, 4)) == Span(0, 3)


@given(texts_with_spans(max_spans=1))
def test_trimming_never_cuts_a_character(case):
    text, [span] = case
    whole = widen(text, span)
    trimmed = trim(text, whole)
    if trimmed:
        check_graphemes(text, [trimmed])
        assert trim(text, trimmed) == trimmed


def test_touching_is_not_overlapping():
    assert not overlaps(Span(0, 3), Span(3, 5))
    assert overlaps(Span(0, 4), Span(3, 5))


def test_a_span_covers_itself_and_what_lies_in_it():
    assert covers(Span(0, 5), Span(0, 5))
    assert covers(Span(0, 5), Span(2, 3))
    assert not covers(Span(0, 5), Span(4, 6))
