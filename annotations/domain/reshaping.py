"""Dividing the words of one claim between two, and joining the words of two in one.

Offsets are code points, end exclusive.
"""

from collections.abc import Iterable, Sequence
from typing import Final

import regex

from annotations.domain.errors import DomainError
from annotations.domain.spans import Span, covers, overlaps

_LOOSE: Final = regex.compile(r"[\s,;،؛、，；]+")
"""What may be left over at a cut and belongs to neither claim: white space and list commas."""


class BadSplit(DomainError):
    """The words chosen are not some of the claim's, or all of them."""

    code = "bad_split"
    message = "Choose some of the claim's words for the new claim, and leave it some."


class BadMerge(DomainError):
    """The two are not claims of one text."""

    code = "bad_merge"
    message = "Two claims of the same version of a story can be merged. Choose another one."


def remainder(
    text: str, spans: Sequence[Span], gone: Sequence[Span], shared: Sequence[Span]
) -> list[Span]:
    """What stays with a claim on ``spans`` when ``gone`` become a claim of their own.

    ``shared`` are those of ``gone`` that both keep, such as a verb that serves two counts. White
    space and commas at the cuts are dropped. Raises BadSplit.
    """
    if not _inside(gone, spans):
        raise BadSplit(field="fragments")
    if not _inside(shared, gone):
        raise BadSplit(field="shared")
    left = [part for span in spans for part in _without(span, gone)]
    if not any(_tidied(text, part) for part in left):
        raise BadSplit(field="fragments")
    tidied = (_tidied(text, part) for part in united([*left, *shared]))
    return [part for part in tidied if part]


def united(spans: Iterable[Span], text: str = "") -> list[Span]:
    """Return ``spans`` in reading order; those that touch or overlap become one.

    With ``text`` also those that nothing but white space stands between.
    """
    joined: list[Span] = []
    for span in sorted(spans):
        if joined and _meets(joined[-1], span, text):
            last = joined.pop()
            joined.append(Span(last.start, max(last.end, span.end)))
        else:
            joined.append(span)
    return joined


def _meets(left: Span, right: Span, text: str) -> bool:
    return right.start <= left.end or text[left.end : right.start].isspace()


def _inside(inner: Sequence[Span], outer: Sequence[Span]) -> bool:
    return all(any(covers(each, span) for each in outer) for span in inner)


def _without(span: Span, taken: Sequence[Span]) -> list[Span]:
    """The pieces of ``span`` that none of ``taken`` covers."""
    pieces, start = [], span.start
    for cut in sorted(each for each in taken if overlaps(each, span)):
        if cut.start > start:
            pieces.append(Span(start, cut.start))
        start = max(start, cut.end)
    return [*pieces, Span(start, span.end)] if start < span.end else pieces


def _tidied(text: str, span: Span) -> Span | None:
    """``span`` without loose characters at its edges; None where it has no others."""
    start, end = span.start, span.end
    leading = _LOOSE.match(text, start, end)
    start = leading.end() if leading else start
    while end > start and _LOOSE.fullmatch(text, end - 1, end):
        end -= 1
    return Span(start, end) if start < end else None
