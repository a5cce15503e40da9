"""A passage with some of the text around it, for places where the article is not in sight.

Offsets are code points, end exclusive.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from annotations.domain.spans import JOINER, Span

REACH: Final = 70  # code points on either side


@dataclass(frozen=True)
class Piece:
    """A run of text, ``inside`` the passage or around it."""

    text: str
    inside: bool


def excerpt(text: str, spans: Sequence[Span], reach: int = REACH) -> list[Piece]:
    """Return ``spans`` with up to ``reach`` code points around each, cut at words.

    Parts that lie far from each other are joined by an ellipsis. Windows do not leave their
    paragraph.
    """
    pieces: list[Piece] = []
    shown_to = None
    for place, span in enumerate(spans):
        first = _start(text, span.start, reach)
        if shown_to is None or first > shown_to:
            cut = first > 0 and text[first - 1] != "\n"
            pieces += _gap(pieces, cut)
        else:
            first = shown_to
        following = spans[place + 1].start if place + 1 < len(spans) else len(text)
        shown_to = min(_end(text, span.end, reach), following)
        pieces += [
            Piece(text[first : span.start], False),
            Piece(text[span.start : span.end], True),
            Piece(text[span.end : shown_to], False),
        ]
    if shown_to is not None and shown_to < len(text.rstrip()):
        pieces.append(Piece("…" if text[shown_to] != "\n" else "", False))
    return [piece for piece in pieces if piece.text]


def _gap(before: list[Piece], more: bool) -> list[Piece]:
    if before:
        return [Piece(JOINER, False)]
    return [Piece("…", False)] if more else []


def _start(text: str, place: int, reach: int) -> int:
    line = text.rfind("\n", 0, place) + 1
    if place - line <= reach:
        return line
    word = text.find(" ", place - reach, place)
    return place if word < 0 else word + 1


def _end(text: str, place: int, reach: int) -> int:
    line = text.find("\n", place)
    line = len(text) if line < 0 else line
    if line - place <= reach:
        return line
    word = text.rfind(" ", place, place + reach + 1)
    return place if word < 0 else word
