"""Finds names in a text however they are written there.

Text and names are folded before they are compared: case, width, accents and the kind of apostrophe
do not count, a run of blanks, hyphens and characters that nobody sees is one blank, and "%20" is
read as what it stands for. Places are those of the true text, in code points, end exclusive.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

import regex

from annotations.domain.hiding import joined
from annotations.domain.spans import Span

SHORTEST: Final = 3  # code points; a shorter name ("he") is looked for nowhere

_BLANK: Final = " "
_UNSEEN: Final = "\x01"  # not even a blank: it may stand in a word and between two
_GAPS: Final = frozenset({_BLANK, _UNSEEN})
_QUOTE: Final = "'"
_BLANKS: Final = regex.compile(r"[\s\p{Pd}_+\u2043\u2212\u30FB]")
_IGNORED: Final = regex.compile(r"[\p{DI}\p{Cc}\p{Cf}]")
_QUOTES: Final = regex.compile(
    r"[\p{Quotation_Mark}`\u00B4\u02B9-\u02BF\u02C8\u02CA\u02CB\u2032-\u2037\uA78C]"
)
_PLAIN: Final = str.maketrans("ıøłđħ", "ioldh")  # letters that do not decompose
_FIRST_ACCENT: Final = 10  # lower combining classes make another letter: は and ば
_ESCAPED: Final = re.compile(r"(?:%[0-9A-Fa-f]{2})+")

Place = tuple[int, int]


class Names:
    """Names to look for; those that are too short are not."""

    def __init__(self, words: Iterable[str]) -> None:
        folded = {_fold(word)[0].strip(_BLANK + _UNSEEN + _QUOTE) for word in words if _long(word)}
        known = {word for word in folded if _long(word.replace(_UNSEEN, ""))}
        usable = sorted(known, key=lambda word: (-len(word), word))
        ways = "|".join(map(_pattern, usable))
        self._pattern = re.compile(rf"(?<!\w)(?=({ways})(?!\w))") if usable else None

    def spans(self, text: str) -> list[Span]:
        """Where the names stand as whole words, in order; names that meet are one span."""
        if self._pattern is None:
            return []
        folded, places = _fold(text)
        found = (match.span(1) for match in self._pattern.finditer(folded))
        return joined(Span(places[start][0], places[end - 1][1]) for start, end in found)

    def stand_in(self, text: str) -> bool:
        """Whether one of the names stands in ``text``."""
        return self._pattern is not None and self._pattern.search(_fold(text)[0]) is not None


def _long(word: str) -> bool:
    return len(unicodedata.normalize("NFC", word)) >= SHORTEST


def _pattern(folded: str) -> str:
    """Match a folded name; between two letters of a word there may be what nobody sees."""
    between = f"[{_BLANK}{_UNSEEN}]"
    words = [
        f"{between}?".join(f"{_UNSEEN}?".join(map(re.escape, part)) for part in word.split(_UNSEEN))
        for word in folded.split(_BLANK)
    ]
    return between.join(words)


def _fold(text: str) -> tuple[str, list[Place]]:
    """Fold ``text``; of each character of the folded one, [start, end) in the true one."""
    folded: list[str] = []
    places: list[Place] = []
    for character, start, end in _read(text):
        signs = _folded(character)
        last = folded[-1] if folded else ""
        if not signs or {signs, last} <= _GAPS:
            if signs == _BLANK:
                folded[-1] = _BLANK
            if places:
                places[-1] = (places[-1][0], end)
            continue
        for sign in signs:
            folded.append(sign)
            places.append((start, end))
    return "".join(folded), places


def _read(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield each character with its place; one that is escaped in an address has that of all."""
    past = 0
    for run in _ESCAPED.finditer(text):
        yield from ((text[at], at, at + 1) for at in range(past, run.start()))
        yield from ((character, *run.span()) for character in unquote(run[0]))
        past = run.end()
    yield from ((text[at], at, at + 1) for at in range(past, len(text)))


@lru_cache(maxsize=10_000)
def _folded(character: str) -> str:
    """What one character is compared as: nothing where it is an accent of that before it."""
    sign = _sign(character)
    if sign != character:
        return sign
    plain = unicodedata.normalize("NFKD", character).casefold().translate(_PLAIN)
    return "".join(map(_sign, unicodedata.normalize("NFKD", plain)))


def _sign(character: str) -> str:
    if _BLANKS.match(character):
        return _BLANK
    if _QUOTES.match(character):
        return _QUOTE
    if _IGNORED.match(character):
        return _UNSEEN
    return "" if unicodedata.combining(character) >= _FIRST_ACCENT else character
