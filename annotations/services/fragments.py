"""Fragments as clients send them: a place, and the text that was seen there."""

from collections.abc import Sequence
from dataclasses import dataclass

from annotations.domain import spans as span_rules
from annotations.domain.errors import BadSpan, QuoteMismatch
from annotations.domain.spans import Span


@dataclass(frozen=True)
class Part:
    """One fragment: code points, end exclusive, and the text that the client saw there."""

    start: int
    end: int
    quote: str

    @property
    def span(self) -> Span:
        return Span(self.start, self.end)


def arranged(fragments: Sequence[Part]) -> list[tuple[Span, str]]:
    """Sort the parts and join those that touch; the text itself is compared elsewhere.

    Raises BadSpan.
    """
    longest = max((part.end for part in fragments), default=0)
    span_rules.arrange([part.span for part in fragments], max(longest, 0))
    parts: list[tuple[Span, str]] = []
    for part in sorted(fragments, key=lambda part: part.start):
        if parts and parts[-1][0].end == part.start:
            last, quote = parts.pop()
            parts.append((Span(last.start, part.end), quote + part.quote))
        else:
            parts.append((part.span, part.quote))
    return parts


def checked_spans(text: str, fragments: Sequence[Part], *, field: str = "fragments") -> list[Span]:
    """Return the places after comparing each quote with ``text``.

    Raises BadSpan, QuoteMismatch or SplitsGrapheme, which name the ``field`` that was sent.
    """
    try:
        spans = span_rules.arrange([part.span for part in fragments], len(text))
        span_rules.check_quotes(text, [(part.span, part.quote) for part in fragments])
        span_rules.check_graphemes(text, [part.span for part in fragments])
    except (BadSpan, QuoteMismatch) as error:
        error.field = (error.field or field).replace("fragments", field, 1)
        raise
    return spans
