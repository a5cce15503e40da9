"""Where quoted words stand in a text. Offsets are code points, end exclusive."""

import re
from collections.abc import Sequence
from typing import Final

from annotations.domain.spans import Span, covers, overlaps

MOST_PARTS: Final = 20

_BETWEEN_PARTS: Final = re.compile(r"\s+…\s+")


def places_of(text: str, quote: str) -> list[Span]:
    """Where ``quote`` stands in ``text``, any white space for any other."""
    words = quote.split()
    if not words:
        return []
    pattern = re.compile(r"\s+".join(map(re.escape, words)))
    return [Span(*match.span()) for match in pattern.finditer(text)]


def meant(places: Sequence[Span], fragments: Sequence[Span]) -> Span | None:
    """Which of ``places`` somebody who quotes words for ``fragments`` means; None where unclear.

    The only one, or the only one that lies where the words lay before.
    """
    if len(places) == 1:
        return places[0]
    here = [span for span in places if any(overlaps(span, old) for old in fragments)]
    return here[0] if len(here) == 1 else None


def nearest(
    text: str, paragraphs: Sequence[Span], fragments: Sequence[Span], quote: str
) -> list[Span] | None:
    """Where the parts of ``quote`` (" … " between them) stand in ``paragraphs``, or None.

    Of several places the one nearest to the fragment of the same number is taken, behind the part
    before it.
    """
    whole = _near(_within(places_of(text, quote), paragraphs), fragments[0], 0)
    if whole:
        return [whole]
    found: list[Span] = []
    for number, part in enumerate(_BETWEEN_PARTS.split(quote.strip())[:MOST_PARTS]):
        beside = fragments[min(number, len(fragments) - 1)]
        after = found[-1].end if found else 0
        place = _near(_within(places_of(text, part), paragraphs), beside, after)
        if place is None:
            return None
        found.append(place)
    return found


def _within(places: Sequence[Span], paragraphs: Sequence[Span]) -> list[Span]:
    return [span for span in places if any(covers(outer, span) for outer in paragraphs)]


def _near(places: Sequence[Span], beside: Span, after: int) -> Span | None:
    behind = [span for span in places if span.start >= after]
    return min(behind, key=lambda span: _distance(span, beside), default=None)


def _distance(one: Span, other: Span) -> tuple[int, int]:
    """How far apart they lie, and then how much their edges differ."""
    apart = max(one.start - other.end, other.start - one.end, 0)
    return apart, abs(one.start - other.start) + abs(one.end - other.end)
