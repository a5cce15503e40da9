"""Offsets of foreign documents become ours. Their unit is found out by quotes, never guessed.

Code points and UTF-16 units are the same up to the first character beyond U+FFFF, such as an
emoji. Where they differ, and no quote tells, a person has to say which it is.
"""

from bisect import bisect_left
from typing import Final

from annotations.domain import spans as span_rules
from annotations.domain import text as text_rules
from annotations.domain.errors import EmptySpan, QuoteMismatch
from annotations.domain.spans import FIRST_ASTRAL, Span
from annotations.formats.checks import plain_edges
from annotations.formats.foreign import JOINER, ForeignDocument, ForeignSpan

CODE_POINT: Final = "code_point"
UTF16: Final = "utf16"
EITHER: Final = "either"
MARK: Final = "\ufeff"
UNITS: Final = (CODE_POINT, UTF16)

Parts = list[tuple[int, int]]


def find_unit(document: ForeignDocument, asked: str = "") -> str:
    """The unit of a document's offsets: one of UNITS, or EITHER where both say the same.

    Quotes decide. Where they do not, what the file or a person said (``asked``) holds, whatever
    single spans fit; where nobody said it, the one unit in which all of them fit. Else empty.
    """
    text = document.text or ""
    halves = Halves(text)
    spans = [span for span in document.spans if halves.begin_before(span)]
    if not spans:
        return EITHER
    read = [(span, halves.points(span.parts)) for span in spans]
    by_points = sum(_fits(text, span.parts, span.quote, span.hint) for span in spans)
    by_halves = sum(_fits(text, parts, span.quote, span.hint) for span, parts in read)
    if by_points != by_halves:
        return CODE_POINT if by_points > by_halves else UTF16
    told = said_unit(document, asked)
    if told or not (by_points or any(span.quote is None for span in spans)):
        return told or CODE_POINT
    can_be_points = all(_is_inside(text, span.parts) for span in spans)
    can_be_halves = all(parts is not None for _, parts in read)
    if can_be_points == can_be_halves:
        return ""
    return CODE_POINT if can_be_points else UTF16


def said_unit(document: ForeignDocument, asked: str) -> str:
    """What the file says that its unit is, or else what a person said; empty where nobody did."""
    return document.unit if document.unit in UNITS else asked


def settle_text(document: ForeignDocument) -> None:
    """Take the text without byte order mark, carriage returns or both, if the offsets count it so.

    Programs that read such a file in the usual way never see them; the file's words tell.
    """
    text = document.text or ""
    if "\r" not in text and not text.startswith(MARK):
        return
    ways = (text, text.removeprefix(MARK), _with_line_feeds(text), _plain(text))
    document.text = max(dict.fromkeys(ways), key=lambda way: _right(way, document.spans))


def _right(text: str, spans: list[ForeignSpan]) -> int:
    """How many spans have their words at their places in ``text``, counted one way or the other."""
    halves, quoted = Halves(text), [span for span in spans if span.quote]
    words = [span.quote or "" if "\r" in text else _plain(span.quote or "") for span in quoted]
    pairs = list(zip(quoted, words, strict=True))
    by_points = sum(_fits(text, span.parts, said) for span, said in pairs)
    return max(by_points, sum(_fits(text, halves.points(span.parts), said) for span, said in pairs))


def _plain(words: str) -> str:
    return _with_line_feeds(words.removeprefix(MARK))


def _with_line_feeds(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n")


def as_code_points(document: ForeignDocument, unit: str) -> None:
    """Rewrite the offsets. What falls between the halves of a character becomes a trouble."""
    if unit != UTF16:
        return
    halves, kept = Halves(document.text or ""), []
    for span in document.spans:
        parts = halves.points(span.parts)
        if parts is None:
            reason = "An offset is outside the text, or between the halves of a character."
            document.trouble(span.line, span.id, reason)
        else:
            span.parts = parts
            kept.append(span)
    document.spans = kept


class Halves:
    """Where a text's characters of two UTF-16 units begin, in those units."""

    def __init__(self, text: str) -> None:
        many = bool(text) and max(text) >= FIRST_ASTRAL
        places = [place for place, one in enumerate(text) if one >= FIRST_ASTRAL] if many else []
        self.first = places[0] if places else len(text)
        self.begins = [place + number for number, place in enumerate(places)]
        self.length = len(text) + len(places)

    def begin_before(self, span: ForeignSpan) -> bool:
        """Whether the place of ``span`` depends on the unit."""
        return bool(self.begins) and any(end > self.first for _, end in span.parts)

    def points(self, parts: Parts) -> Parts | None:
        """``parts`` in code points; None where one cannot be an offset in UTF-16."""
        flat = []
        for offset in (offset for part in parts for offset in part):
            passed = bisect_left(self.begins, offset)
            inside = passed and self.begins[passed - 1] + 1 == offset
            if inside or not 0 <= offset <= self.length:
                return None
            flat.append(offset - passed)
        return list(zip(flat[::2], flat[1::2], strict=True))


def _fits(text: str, parts: Parts | None, quote: str | None, hint: bool = False) -> bool:
    if parts is None or quote is None or not _is_inside(text, parts):
        return False
    return _same(JOINER.join(text[start:end] for start, end in parts), quote, hint=hint)


def _same(found: str, quote: str, *, hint: bool) -> bool:
    """Whether the words are those of ``quote``; of a hint, white space may be written otherwise."""
    return found == quote or (hint and _spaced(found) == _spaced(quote))


def _spaced(words: str) -> list[str]:
    return words.replace("\\n", " ").split()


def _is_inside(text: str, parts: Parts) -> bool:
    return all(0 <= start <= end <= len(text) for start, end in parts)


def clean(document: ForeignDocument) -> None:
    """Drop a byte order mark and carriage returns, and move the offsets with the text.

    Raises EmptyDocument, LoneSurrogate, NulNotAllowed or TooLarge.
    """
    before = document.text or ""
    document.text = text_rules.clean(before)
    if document.text == before:
        return
    gone = [0] if before.startswith("\ufeff") else []
    gone += [
        place
        for place, letter in enumerate(before)
        if letter == "\r" and before.startswith("\n", place + 1)
    ]
    for span in document.spans:
        span.parts = [
            (start - bisect_left(gone, start), end - bisect_left(gone, end))
            for start, end in span.parts
        ]
        if span.quote is not None:
            span.quote = _plain(span.quote)


def spans_of(text: str, span: ForeignSpan) -> list[Span]:
    """The span's parts in our order. Raises BadSpan, or QuoteMismatch."""
    given = [Span(int(start), int(end)) for start, end in span.parts]
    arranged = span_rules.arrange(given, len(text))
    if all(span_rules.is_unseen(text, one.start, one.end) for one in arranged):
        raise EmptySpan(f"{arranged[0].start}–{arranged[-1].end} has only blanks.")
    if span.quote is not None:
        found = JOINER.join(text[one.start : one.end] for one in given)
        if not _same(found, span.quote, hint=span.hint):
            raise QuoteMismatch.at(given[0].start, given[-1].end, found, span.quote)
    odd = [one for one in arranged if not plain_edges(text, one)]
    if odd:
        span_rules.check_graphemes(text, odd)
    return arranged
