"""A passage with some text around it."""

from annotations.domain.excerpts import excerpt
from annotations.domain.spans import Span

TEXT = "A heading\n\nThe harbour 🧊 office said 12 crates and 3 barrels were lost.\n\nThe end."


def shown(*quotes: str, reach: int = 200) -> str:
    spans = [Span(TEXT.index(quote), TEXT.index(quote) + len(quote)) for quote in quotes]
    pieces = excerpt(TEXT, spans, reach)
    return "".join(f"[{piece.text}]" if piece.inside else piece.text for piece in pieces)


def test_the_paragraph_is_shown_around_the_passage():
    assert shown("12 crates") == ("The harbour 🧊 office said [12 crates] and 3 barrels were lost.")


def test_parts_near_each_other_share_what_lies_between():
    assert shown("12 crates", "were lost") == (
        "The harbour 🧊 office said [12 crates] and 3 barrels [were lost]."
    )


def test_long_surroundings_are_cut_at_words():
    assert shown("12 crates", reach=14) == "…office said [12 crates] and 3 barrels…"


def test_parts_far_apart_are_joined_by_an_ellipsis():
    assert shown("A heading", "The end") == "[A heading] … [The end]."


def test_every_passage_is_there_in_full():
    text = "word " * 200
    spans = [Span(0, 4), Span(300, 420), Span(995, 999)]
    inside = [piece.text for piece in excerpt(text, spans) if piece.inside]
    assert inside == [text[span.start : span.end] for span in spans]
