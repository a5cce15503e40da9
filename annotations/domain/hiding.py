"""A text in which some passages are hidden behind a sign of fixed length.

The sign tells nothing of how long the words were, so offsets move: ``Hidden`` moves those of
others along. Offsets are code points, end exclusive.
"""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from annotations.domain.spans import Span

SIGN: Final = "■■■"


@dataclass(frozen=True)
class Hidden:
    """The text as it is shown, and where places of the true text are in it."""

    text: str
    spans: Sequence[Span]
    """What is hidden, in the true text: in order, none touching another."""

    def moved(self, span: Span) -> Span:
        """Where ``span`` of the true text lies; of hidden words, the whole sign."""
        return Span(self._place(span.start, at_end=False), self._place(span.end, at_end=True))

    def all_moved(self, spans: Iterable[Span]) -> list[Span]:
        """The same for the parts of one passage; parts behind one sign become one."""
        return joined(self.moved(span) for span in spans)

    def _place(self, offset: int, *, at_end: bool) -> int:
        count = bisect_right([span.start for span in self.spans], offset)
        before = self.spans[:count]
        moved = offset + sum(len(SIGN) - (span.end - span.start) for span in before)
        if not before or offset >= before[-1].end:
            return moved
        last = before[-1]
        begins = moved - offset + last.end - len(SIGN)
        return begins if offset == last.start or not at_end else begins + len(SIGN)


def hide(text: str, spans: Iterable[Span]) -> Hidden:
    """Put the sign in the place of each of ``spans``; those that meet become one."""
    hidden = joined(spans)
    pieces = []
    past = 0
    for span in hidden:
        pieces += [text[past : span.start], SIGN]
        past = span.end
    return Hidden("".join([*pieces, text[past:]]), hidden)


def joined(spans: Iterable[Span]) -> list[Span]:
    """``spans`` in order; those that touch or overlap become one."""
    found: list[Span] = []
    for span in sorted(spans):
        if found and span.start <= found[-1].end:
            last = found.pop()
            found.append(Span(last.start, max(last.end, span.end)))
        else:
            found.append(span)
    return found
