"""Spans of text. Every offset is in Unicode code points; start is included, end is not."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from annotations.domain.errors import (
    BadSpan,
    EmptySpan,
    OutOfRange,
    Overlapping,
    QuoteMismatch,
    SplitsGrapheme,
    SplitsSurrogate,
)

JOINER: Final = " … "
MOST_PARTS: Final = 100  # of one annotation
WINDOW: Final = 64  # code points looked at on each side of an edge, at first
FLAG_LETTERS: Final = "".join(map(chr, range(0x1F1E6, 0x1F200)))  # regional indicators
FIRST_ASTRAL: Final = "\U00010000"  # from here on, UTF-16 needs two units

_ASTRAL: Final = regex.compile(r"[\U00010000-\U0010FFFF]")
# What the page trims from a selection: the same list stands in text.js.
_UNSEEN: Final = regex.compile(
    r"[\t-\r \u00A0\u00AD\u061C\u1680\u180E\u2000-\u200F\u2028-\u202F\u205F\u2060"
    r"\u2066-\u2069\u3000\uFEFF]+"
)
_CLUSTER: Final = regex.compile(r"\X")
# Indic consonants join over a virama (rule GB9c), but only if a consonant stands before it too;
# the library's \X forgets that, and joins the two halves of Bengali "অ্যা".
_JOINING: Final = r"[\p{InCB=Extend}\p{InCB=Linker}]"
_NO_CONJUNCT: Final = regex.compile(
    rf"(?<={_JOINING})(?=\p{{InCB=Consonant}})"
    rf"(?<!\p{{InCB=Consonant}}{_JOINING}*\p{{InCB=Linker}}{_JOINING}*)"
)


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """Code points [start, end) of one text."""

    start: int
    end: int


def quotes_of(quote: str, spans: Iterable[Span]) -> list[str]:
    """The words of each of ``spans``, taken from the whole ``quote`` that joins them."""
    found, past = [], 0
    for span in spans:
        length = span.end - span.start
        found.append(quote[past : past + length])
        past += length + len(JOINER)
    return found


def arrange(spans: Iterable[Span], length: int) -> list[Span]:
    """Return ``spans`` in reading order, those that touch merged, within ``length`` code points.

    Raises BadSpan if there are more than MOST_PARTS,
    EmptySpan if there is none or one has no characters, OutOfRange if one leaves the text,
    Overlapping if two share characters; each names the place as ``fragments.<n>`` in the order
    given. All are BadSpan.
    """
    given = list(spans)
    if not given:
        raise EmptySpan(field="fragments")
    if len(given) > MOST_PARTS:
        raise BadSpan(f"It has {len(given)} parts; at most {MOST_PARTS} fit.", field="fragments")
    for number, span in enumerate(given):
        _check(span, length, field=f"fragments.{number}")
    arranged: list[Span] = []
    for number, span in sorted(enumerate(given), key=lambda pair: pair[1]):
        last = arranged[-1] if arranged else None
        if last and span.start < last.end:
            raise Overlapping(field=f"fragments.{number}")
        if last and span.start == last.end:
            arranged[-1] = Span(last.start, span.end)
        else:
            arranged.append(span)
    return arranged


def quote(text: str, spans: Iterable[Span]) -> str:
    """Return what ``spans`` cover, in the order given, discontinuous parts joined by " … "."""
    return JOINER.join(text[span.start : span.end] for span in spans)


def check_quotes(text: str, parts: Iterable[tuple[Span, str]]) -> None:
    """Compare what each part covers with what the caller saw there.

    Raises QuoteMismatch for the first part that differs. Spans are those that ``arrange`` let
    pass: a slice beyond the text would only look like a shorter quote.
    """
    for number, (span, expected) in enumerate(parts):
        found = text[span.start : span.end]
        if found != expected:
            raise QuoteMismatch.at(span.start, span.end, found, expected, part=number)


def check_graphemes(text: str, spans: Iterable[Span]) -> None:
    """Refuse an edge inside a grapheme cluster: an accent, a flag or a family stays whole.

    Raises SplitsGrapheme, with the span that would be whole in ``extra``.
    """
    for number, span in enumerate(spans):
        whole = widen(text, span)
        if whole != span:
            raise SplitsGrapheme(
                field=f"fragments.{number}", extra={"start": whole.start, "end": whole.end}
            )


def widen(text: str, span: Span) -> Span:
    """Return the smallest span around ``span`` that cuts no grapheme cluster."""
    start, end = _cluster_at(text, span.start)[0], _cluster_at(text, span.end)[1]
    return Span(start, end)


def trim(text: str, span: Span) -> Span | None:
    """Return ``span``, which cuts no cluster, without unseen characters at its edges.

    White space, zero-width characters and direction controls go, as whole clusters: a joiner
    stays with its letter. None if nothing is left.
    """
    seen = [
        (start, end)
        for start, end in _clusters(text, span.start, span.end)
        if not _UNSEEN.fullmatch(text, start, end)
    ]
    return Span(seen[0][0], seen[-1][1]) if seen else None


def is_unseen(text: str, start: int, end: int) -> bool:
    """Whether a reader sees nothing of [start, end): it is white space, or has no width."""
    return bool(_UNSEEN.fullmatch(text, start, end))


def without_unseen(words: str) -> str:
    """Return ``words`` from the first character on that is seen."""
    match = _UNSEEN.match(words)
    return words[match.end() :] if match else words


def overlaps(left: Span, right: Span) -> bool:
    """Whether the two share at least one code point; touching is not overlapping."""
    return left.start < right.end and right.start < left.end


def covers(outer: Span, inner: Span) -> bool:
    """Whether every code point of ``inner`` lies in ``outer``."""
    return outer.start <= inner.start and inner.end <= outer.end


def to_utf16(text: str, offset: int) -> int:
    """Return ``offset`` (code points) in UTF-16 units. Raises OutOfRange."""
    return all_to_utf16(text, [offset])[0]


def from_utf16(text: str, offset: int) -> int:
    """Return ``offset`` (UTF-16 units) in code points. Raises OutOfRange or SplitsSurrogate."""
    return all_from_utf16(text, [offset])[0]


def all_to_utf16(text: str, offsets: Sequence[int]) -> list[int]:
    """Return code point ``offsets`` in UTF-16 units, in the order given.

    One walk over the text for all of them. Raises OutOfRange.
    """
    astral = _astral_positions(text)
    units = {}
    passed = 0
    for offset in sorted(set(offsets)):
        if not 0 <= offset <= len(text):
            raise OutOfRange(f"Offset {offset} is outside the text.")
        while passed < len(astral) and astral[passed] < offset:
            passed += 1
        units[offset] = offset + passed
    return [units[offset] for offset in offsets]


def all_from_utf16(text: str, offsets: Sequence[int]) -> list[int]:
    """Return UTF-16 ``offsets`` in code points, in the order given.

    One walk over the text for all of them. Raises OutOfRange, or SplitsSurrogate for an offset
    between the two halves of one code point.
    """
    astral = _astral_positions(text)
    length = len(text) + len(astral)
    points = {}
    passed = 0
    for offset in sorted(set(offsets)):
        if not 0 <= offset <= length:
            raise OutOfRange(f"Offset {offset} (UTF-16) is outside the text.")
        # The n-th astral character begins n units later than its code point offset says.
        while passed < len(astral) and astral[passed] + passed < offset:
            passed += 1
        if passed and astral[passed - 1] + passed == offset:
            raise SplitsSurrogate(f"UTF-16 offset {offset} lies inside a surrogate pair.")
        points[offset] = offset - passed
    return [points[offset] for offset in offsets]


def _astral_positions(text: str) -> list[int]:
    if not text or max(text) < FIRST_ASTRAL:
        return []
    return [match.start() for match in _ASTRAL.finditer(text)]


def _check(span: Span, length: int, *, field: str) -> None:
    if not (0 <= span.start <= length and 0 <= span.end <= length):
        raise OutOfRange(
            f"{span.start}–{span.end} lies outside the text of {length} characters.", field=field
        )
    if span.start >= span.end:
        raise EmptySpan(
            f"{span.start}–{span.end} has no characters. The end lies after the start.",
            field=field,
        )


def _cluster_at(text: str, offset: int) -> tuple[int, int]:
    """Return the cluster that ``offset`` cuts, or (offset, offset) if it cuts none."""
    if offset <= 0 or offset >= len(text):
        return offset, offset
    reach = WINDOW
    while True:
        low, high = _before_flags(text, max(0, offset - reach)), min(len(text), offset + reach)
        start, end = _cut_between(text, offset, low, high)
        # Near the window's rim the cluster may go on outside it: look further.
        if (low == 0 or start > low + reach // 2) and (high == len(text) or end < high):
            return start, end
        reach *= 4


def _cut_between(text: str, offset: int, low: int, high: int) -> tuple[int, int]:
    for start, end in _clusters(text, low, high):
        if end > offset:
            return (start, end) if start < offset else (offset, offset)
    return offset, offset


def _clusters(text: str, low: int, high: int) -> Iterator[tuple[int, int]]:
    """Yield the grapheme clusters of [low, high) as the browsers see them."""
    for match in _CLUSTER.finditer(text, low, high):
        start, end = match.span()
        if end - start > 1:
            for loose in _NO_CONJUNCT.finditer(text, start + 1, end):
                yield start, loose.start()
                start = loose.start()
        yield start, end


def _before_flags(text: str, position: int) -> int:
    """Step back over regional indicators: they pair up from the beginning of their run."""
    if text[position - 1 : position] in FLAG_LETTERS:
        return len(text[:position].rstrip(FLAG_LETTERS))
    return position
