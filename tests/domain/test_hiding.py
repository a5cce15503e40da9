"""Hiding words behind a sign of fixed length, and moving what others marked along with it."""

from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.hiding import SIGN, hide
from annotations.domain.spans import Span

TEXT = "A nurse 🧊 told us; Ona Rell, the nurse, wept."


def at(words: str, text: str = TEXT) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def test_the_sign_tells_nothing_of_the_length():
    hidden = hide(TEXT, [at("Ona Rell"), at("A nurse")])
    assert hidden.text == f"{SIGN} 🧊 told us; {SIGN}, the nurse, wept."


def test_nothing_hidden_is_the_text_itself():
    hidden = hide(TEXT, [])
    assert hidden.text == TEXT
    assert hidden.moved(at("told us")) == at("told us")


def test_what_meets_is_hidden_once():
    assert hide(TEXT, [at("Ona Rell, the"), at("Rell, the nurse"), at(", wept")]).text == (
        f"A nurse 🧊 told us; {SIGN}."
    )


def test_marks_before_behind_around_and_inside_move_along():
    hidden = hide(TEXT, [at("A nurse"), at("Ona Rell")])

    def reads(words: str) -> str:
        span = hidden.moved(at(words))
        return hidden.text[span.start : span.end]

    assert reads("told us") == "told us"
    assert reads("wept") == "wept"
    assert reads("told us; Ona Rell, the") == f"told us; {SIGN}, the"
    assert reads("Ona Rell") == SIGN
    assert reads("Rell, the nurse") == f"{SIGN}, the nurse"
    assert reads("us; Ona") == f"us; {SIGN}"
    assert reads("ell") == SIGN


def test_parts_behind_one_sign_become_one():
    hidden = hide(TEXT, [at("Ona Rell")])
    (span,) = hidden.all_moved([at("Ona"), at("Rell")])
    assert hidden.text[span.start : span.end] == SIGN


spans = st.lists(
    st.tuples(st.integers(0, 39), st.integers(1, 10)).map(lambda pair: Span(pair[0], sum(pair))),
    max_size=4,
)


@given(spans, spans.filter(bool))
def test_a_moved_mark_holds_what_it_held_or_the_sign(hidden_spans, marked):
    text = "".join(chr(0x4E00 + place) for place in range(50))
    hidden = hide(text, hidden_spans)
    for span in marked:
        moved = hidden.moved(span)
        shown = hidden.text[moved.start : moved.end]
        kept = [
            letter
            for place, letter in enumerate(text[span.start : span.end], span.start)
            if not any(one.start <= place < one.end for one in hidden_spans)
        ]
        assert shown.replace(SIGN, "") == "".join(kept)
        assert shown
