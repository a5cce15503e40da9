"""Offsets in UTF-16 units for clients that count so (``?unit=utf16``); code points otherwise."""

from typing import Any, Final

from annotations.api.fields import Choice, Field
from annotations.domain.errors import BadSpan
from annotations.domain.spans import all_from_utf16, all_to_utf16

UTF16: Final = "utf16"
UNIT: Final[dict[str, Field]] = {
    "unit": Choice(
        options=("codepoint", UTF16),
        about="How offsets are counted, in and out: `codepoint` (default), or `utf16` as in"
        " JavaScript, Java and C#.",
    )
}


def taken(parts: list[dict[str, Any]], text: str, field: str = "fragments") -> list[dict[str, Any]]:
    """Turn fragments as sent (UTF-16) into code points. Raises OutOfRange or SplitsSurrogate."""
    offsets = [part[name] for part in parts for name in ("start", "end")]
    try:
        points = all_from_utf16(text, offsets)
    except BadSpan as error:
        error.field = error.field or field
        raise
    return [
        {**part, "start": points[2 * index], "end": points[2 * index + 1]}
        for index, part in enumerate(parts)
    ]


def shown(parts: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Turn the ``start`` and ``end`` of each part (code points) into UTF-16 units."""
    units = all_to_utf16(text, [part[name] for part in parts for name in ("start", "end")])
    return [
        {**part, "start": units[2 * index], "end": units[2 * index + 1]}
        for index, part in enumerate(parts)
    ]


def shown_all(documents: list[dict[str, Any]], text: str) -> list[dict[str, Any]]:
    """Annotations with their fragments in UTF-16 units: one walk over the text for all."""
    together = shown([part for one in documents for part in one["fragments"]], text)
    converted = []
    before = 0
    for one in documents:
        after = before + len(one["fragments"])
        converted.append({**one, "fragments": together[before:after]})
        before = after
    return converted
