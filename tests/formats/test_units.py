"""Offsets of other tools become code points: by their quotes, and never by a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.spans import to_utf16
from annotations.formats.foreign import ForeignDocument, ForeignSpan
from annotations.formats.foreign.units import as_code_points, clean, find_unit
from annotations.formats.sources import Origin

TEXT = "a 🔥 b 🔥 c"
LAST = (8, 9)  # "c", in code points; 10, 11 in UTF-16


def of(*spans: tuple[tuple[int, int], str | None], text: str = TEXT) -> ForeignDocument:
    rows = [
        ForeignSpan(str(number), "claim", [part], 1, quote)
        for number, (part, quote) in enumerate(spans)
    ]
    return ForeignDocument("a", Origin(1), text, rows)


@pytest.mark.parametrize(
    ("document", "unit"),
    [
        (of(((2, 3), "c"), text="abc"), "either"),
        (of(((0, 1), None)), "either"),
        (of(((8, 9), "c")), "code_point"),
        (of(((10, 11), "c")), "utf16"),
        (of(((5, 6), None)), ""),
        (of(((10, 11), None)), "utf16"),
        (of(((3, 4), None)), "code_point"),
        (of(((5, 6), None), ((10, 11), "c")), "utf16"),
        (of(((8, 9), "x")), "code_point"),
        (of(((70, 71), None)), ""),
        (of(((5, 6), None), ((70, 71), None)), ""),
        (of(((3, 4), None), ((10, 11), None)), ""),
    ],
    ids=[
        *("no emoji", "before the emoji", "quote", "quote in UTF-16", "nobody knows"),
        *("too long for code points", "half a character in UTF-16", "one quote tells"),
        *("no quote fits", "outside by both", "one outside by both", "they contradict"),
    ],
)
def test_a_unit_is_found_by_quotes_or_because_the_other_is_impossible(document, unit):
    assert find_unit(document) == unit


@pytest.mark.parametrize("said", ["code_point", "utf16"])
def test_what_a_person_said_counts_only_where_the_document_does_not_tell(said):
    assert find_unit(of(((5, 6), None)), said) == said
    assert find_unit(of((LAST, "c")), said) == "code_point"


@pytest.mark.parametrize("stray", [(3, 4), (10, 11), (70, 71), (4, 300)])
@pytest.mark.parametrize("said", ["code_point", "utf16"])
def test_a_stray_span_does_not_turn_what_was_said(said, stray):
    assert find_unit(of(((5, 6), None), (stray, None)), said) == said


@given(st.text("aé🔥👪\n", min_size=1, max_size=20), st.data())
def test_offsets_in_utf16_come_back_as_code_points(text, data):
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    given_ = to_utf16(text, start), to_utf16(text, end)
    document = of((given_, text[start:end]), text=text)
    as_code_points(document, "utf16")
    assert document.spans[0].parts == [(start, end)]


def test_half_a_character_is_told():
    document = of(((3, 4), None), ((10, 11), None))
    as_code_points(document, "utf16")
    assert [one.where for one in document.troubles] == ["0"]
    assert document.spans[0].parts == [LAST]


def test_a_mark_and_carriage_returns_go_and_offsets_with_them():
    document = of(((4, 8), "b\r\nc"), text="\ufeffa\r\nb\r\nc")
    clean(document)
    assert (document.text, document.spans[0].parts) == ("a\nb\nc", [(2, 5)])
    assert document.spans[0].quote == "b\nc"
