"""Where tags of one text lie in another version of it. Offsets are code points, end exclusive.

A tag moves only with its whole sentence, letter by letter. A sentence that was touched at all may
say something else now: 40 people or 400, verified or not. Looking for what is nearly the same
would put the old claim on the new words unnoticed, so here that is no place at all.
"""

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Final

import regex

from annotations.domain.spans import Span

ALIKE: Final = 0.3  # share of words from which a sentence is shown as what became of another
MOST_SENTENCES: Final = 5_000  # beyond it only sentences that stand once are found again

# Up to a line's end, or to a full stop, closing quotes with it. Where scripts write no spaces, the
# stop alone ends it. What is cut short by "Mr." only asks for less of its surroundings.
_SENTENCE: Final = regex.compile(
    r"\S(?:.*?)(?:[.!?…؟।][\"'”’»)\]]*(?=\s)|[。！？]+[」』”’）]*|(?=\s*(?:\n|\Z)))"
)
_WORD: Final = regex.compile(r"[\p{L}\p{M}\p{N}]+")


class Texts:
    """Two versions of a text, read once for all the tags of the first."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new
        self._old, self._new = _sentences(old), _sentences(new)
        self._starts = [span.start for span in self._old]
        self._ends = [span.end for span in self._old]
        self._places = self._matched()

    def place(self, spans: Sequence[Span]) -> list[Span] | None:
        """Where a tag's ``spans`` of the old text lie in the new one; None where they do not.

        All of them or none, reading the same, in the same order and not over one another.
        """
        found = [self._moved(span) for span in spans]
        moved = [span for span in found if span is not None]
        if len(moved) < len(found) or any(one.end > two.start for one, two in pairwise(moved)):
            return None
        return moved

    def nearest(self, spans: Sequence[Span]) -> tuple[Span, Span | None]:
        """The old sentences around ``spans``, and the new sentence that shares most words.

        For reading side by side only: nothing is ever put there.
        """
        first = max(0, bisect_right(self._starts, spans[0].start) - 1)
        last = min(len(self._old) - 1, max(first, bisect_left(self._ends, spans[-1].end)))
        around = Span(self._old[first].start, self._old[last].end)
        words = _words(self.old[around.start : around.end])
        score, best = max(
            ((_alike(words, _words(self.new[one.start : one.end])), one) for one in self._new),
            key=lambda pair: pair[0],
            default=(0.0, None),
        )
        return around, best if score >= ALIKE else None

    def _moved(self, span: Span) -> Span | None:
        first = bisect_right(self._starts, span.start) - 1
        last = bisect_left(self._ends, span.end)
        if first < 0 or last >= len(self._old) or self._ends[first] <= span.start:
            return None
        there = [self._places.get(number) for number in range(first, last + 1)]
        if there[0] is None or there != list(range(there[0], there[0] + len(there))):
            return None
        shift = self._new[there[0]].start - self._starts[first]
        moved = Span(span.start + shift, span.end + shift)
        same = self.new[moved.start : moved.end] == self.old[span.start : span.end]
        return moved if same else None

    def _matched(self) -> dict[int, int]:
        """Number of a sentence in the old text → in the new one.

        One that stands once in either text is the same wherever it stands. One that is repeated
        is told by its neighbours, and only where it is repeated as often as before.
        """
        old = [self.old[span.start : span.end] for span in self._old]
        new = [self.new[span.start : span.end] for span in self._new]
        before, after = Counter(old), Counter(new)
        numbers = {sentence: number for number, sentence in enumerate(new)}
        found = {
            number: numbers[sentence]
            for number, sentence in enumerate(old)
            if before[sentence] == after[sentence] == 1
        }
        if max(len(old), len(new)) > MOST_SENTENCES:
            return found
        for match in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks():
            for step in range(match.size):
                sentence = old[match.a + step]
                if before[sentence] == after[sentence]:
                    found.setdefault(match.a + step, match.b + step)
        return found


def _words(text: str) -> frozenset[str]:
    return frozenset(_WORD.findall(text.casefold()))


def _alike(one: frozenset[str], other: frozenset[str]) -> float:
    """Share of words that two sentences have in common."""
    return len(one & other) / max(1, len(one | other))


def _sentences(text: str) -> list[Span]:
    return [Span(*match.span()) for match in _SENTENCE.finditer(text)]
