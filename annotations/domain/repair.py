"""Proposals to undo mojibake: UTF-8 that some program read as another encoding.

Nothing is repaired unless a person accepts it. Offsets are code points, end exclusive.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import regex
from ftfy.badness import badness

from annotations.domain.errors import Overlapping, QuoteMismatch

# Codec (the sloppy ones come with ftfy: they keep bytes that the code page leaves undefined) and
# the name that a person knows it by. Where two explain a passage equally well, the first wins.
MISREADINGS: Final = {
    "sloppy-windows-1252": "Windows-1252",
    "mac-roman": "MacRoman",
    "sloppy-windows-1251": "Windows-1251",
}
CERTAIN: Final = 100  # more than ftfy ever finds odd in so few characters
CONTEXT: Final = 12  # code points on each side that the judgement looks at
# What damaged text can have been: the letters and signs of living scripts, no lone accents. Without
# this, "»Ä" of a German quotation could be read as a letter that no language uses.
_PLAUSIBLE: Final = regex.compile(
    r"(?:(?![\p{Cn}\p{Co}])[\u00A0-\u017F\u0386-\u03CE\u0400-\u045F\u0490\u0491\u05D0-\u05EA"
    r"\u0600-\u06FF\u0900-\uD7FF\uF900-\uFDFF\uFE0F\uFE70-\U0001FAFF])+"
)
# ftfy judges Latin letters and signs. Elsewhere a few letters in a row that all become one script
# are no accident, and then neither are the short words beside them; one letter alone may be.
_LATIN: Final = regex.compile(
    r"[\p{Latin}\u00A0-\u00BF\u00D7\u00F7\u2000-\u2BFF\u3000-\u3020\uFE0F\U0001F000-\U0001FAFF]+"
)
_LETTERS: Final = (
    r"[\u0400-\u045F\u0490\u0491]",
    r"[\u0386-\u03CE]",
    r"[\u05D0-\u05EA]",
    r"[\u0600-\u06FF]",
    r"[\p{Han}\p{Hiragana}\p{Katakana}]",
    r"\p{Hangul}",
    r"\p{Devanagari}",
    r"\p{Thai}",
)
_RUN: Final = regex.compile("|".join(f"({letter}{{3}})" for letter in _LETTERS))
# Beginnings that no writer puts directly before such a character, though ftfy is silent.
_TELLTALE: Final = regex.compile(r"[¬√ƒ≈]|‚[ÄÇÑ]|â[€„†]|в[Ђ„†]")


@dataclass(frozen=True, order=True, slots=True)
class Repair:
    """``before`` stands at [start, end) of the text and was probably ``after``."""

    start: int
    end: int
    before: str
    after: str
    reason: str


def propose(text: str) -> list[Repair]:
    """List probable damage in reading order, without overlap.

    A passage is listed only if it is exactly UTF-8 read in a known wrong way *and* the text
    there is less odd once that is undone: real quotation marks and accents stay.
    """
    found = [candidate for codec in MISREADINGS for candidate in _candidates(text, codec)]
    # The sort is stable: of equal gain and length, the codec named first wins.
    found.sort(key=lambda candidate: (candidate[0], len(candidate[1].before)), reverse=True)
    taken: list[Repair] = []
    covered: set[int] = set()
    for _, repair in found:
        places = range(repair.start, repair.end)
        if covered.isdisjoint(places):
            covered.update(places)
            taken.append(repair)
    return sorted(taken)


def apply(text: str, repairs: Iterable[Repair]) -> str:
    """Return ``text`` with the accepted ``repairs`` made.

    Raises QuoteMismatch if one does not fit the text, Overlapping if two share a place.
    """
    pieces: list[str] = []
    done = 0
    for number, repair in enumerate(sorted(repairs)):
        found = text[repair.start : repair.end]
        if found != repair.before:
            raise QuoteMismatch.at(repair.start, repair.end, found, repair.before, part=number)
        if repair.start < done:
            raise Overlapping("Two repairs overlap. Accept one of them.")
        pieces += [text[done : repair.start], repair.after]
        done = repair.end
    return "".join([*pieces, text[done:]])


def _candidates(text: str, codec: str) -> Iterator[tuple[int, Repair]]:
    """Yield what looks like UTF-8 read as ``codec``, with how much less odd it would become."""
    readings = list(_readings(text, codec))
    runs = {found.lastindex for *_, after in readings if (found := _RUN.search(after))}
    word = "|".join(rf"\W*{_LETTERS[group - 1]}+\W*" for group in runs if group) or r"\b\B"
    short_word = regex.compile(word)
    for start, end, after in readings:
        before = text[start:end]
        left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
        alone = not (left[-1:].isalpha() or right[:1].isalpha())
        if _TELLTALE.match(before) or _RUN.search(after) or (alone and short_word.fullmatch(after)):
            gain = CERTAIN
        elif _LATIN.fullmatch(after):
            gain = badness(left + before + right) - badness(left + after + right)
        else:
            continue
        if gain > 0:
            yield gain, Repair(start, end, before, after, f"UTF-8 read as {MISREADINGS[codec]}")


def _readings(text: str, codec: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and wording of each run that is UTF-8 read as ``codec``, odd or not."""
    for match in _SEQUENCES[codec].finditer(text):
        try:
            after = match[0].encode(codec).decode("utf-8")
        except UnicodeError:  # the shape of UTF-8, but an overlong form or a surrogate
            continue
        if _PLAUSIBLE.fullmatch(after):
            yield *match.span(), after


def _sequences(codec: str) -> regex.Pattern[str]:
    """Return a pattern for runs of UTF-8 sequences, as the characters that ``codec`` makes."""

    def characters(first: int, last: int) -> str:
        return regex.escape(bytes(range(first, last + 1)).decode(codec), special_only=False)

    follow = f"[{characters(0x80, 0xBF)}]"
    return regex.compile(
        f"(?:[{characters(0xC2, 0xDF)}]{follow}"
        f"|[{characters(0xE0, 0xEF)}]{follow}{{2}}"
        f"|[{characters(0xF0, 0xF4)}]{follow}{{3}})+"
    )


_SEQUENCES: Final = {codec: _sequences(codec) for codec in MISREADINGS}
