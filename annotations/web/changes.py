"""What the outbox form and the forms of an annotation's page send, as arguments of services.

Fields: ``operation``, ``id`` (the annotation), ``version``, and what the operation needs;
``fields`` names the fields of an edit, so that a box that is not ticked counts as well.
"""

import json
import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from annotations.domain import vocabulary
from annotations.domain.errors import DomainError
from annotations.models import Annotation
from annotations.services.fragments import Part

PLAIN: Final = frozenset({"desk_status", "note", "normalised_claim"})
FIGURE_PREFIX: Final = "figure_"
MOST_PARTS: Final = 200
LARGEST: Final = 2**31  # offsets are stored in 32 bits

_GROUPED: Final = re.compile(r"\d{1,3}(?:[,\u00a0\u202f ]\d{3})+(?:\.\d+)?")


class Malformed(DomainError):
    """The page sent something that no page of ours sends."""

    code = "malformed"
    status = 400
    message = "The page sent something unreadable. Nothing was changed. Reload the page."


class NotANumber(DomainError):
    """A figure that is no number."""

    code = "not_a_number"
    message = "Write the figure in digits, such as 5,710 or 3.5."


def identifier(data: Mapping[str, str], name: str = "id") -> UUID:
    """Raises Malformed."""
    try:
        return UUID(data.get(name, ""))
    except ValueError:
        raise Malformed(field=name) from None


def version(data: Mapping[str, str]) -> int | None:
    """The version that the page showed. Raises Malformed."""
    given = data.get("version", "")
    if not given:
        return None
    if not given.isascii() or not given.isdigit():
        raise Malformed(field="version")
    return int(given)


def text(data: Mapping[str, str], name: str) -> str:
    """A field's words; a form turns every line feed into CRLF on the way, so turn it back.

    Raises Malformed for a NUL character.
    """
    words = data.get(name, "").replace("\r\n", "\n")
    if "\0" in words:
        raise Malformed(field=name)
    return words


def fragments(data: Mapping[str, str]) -> list[Part]:
    """The list of ``{start, end, quote}`` (code points, end exclusive). Raises Malformed."""
    try:
        given = json.loads(data.get("fragments", ""))
        parts = [_part(**part) for part in given]
    except (ValueError, TypeError, RecursionError):
        raise Malformed(field="fragments") from None
    if not 0 < len(parts) <= MOST_PARTS:
        raise Malformed(field="fragments")
    return parts


def _part(start: int, end: int, quote: str) -> Part:
    if not (type(start) is int and type(end) is int and isinstance(quote, str)):
        raise TypeError
    if not 0 <= start < end < LARGEST or "\0" in quote:
        raise ValueError
    quote.encode()  # half a surrogate pair is a ValueError as well
    return Part(start, end, quote)


def attributes(kind: str, data: Mapping[str, str]) -> dict[str, Any]:
    """The attributes that a new annotation of ``kind`` is sent with."""
    names = {*vocabulary.TERM_ATTRIBUTES[kind], *vocabulary.TEXT_ATTRIBUTES[kind]}
    return {name: text(data, name) for name in sorted(names) if data.get(name)}


def edited(annotation: Annotation, data: Mapping[str, str]) -> dict[str, Any]:
    """The values that ``fields`` names, for ``update_annotation``.

    Raises Malformed for a field that this kind does not have, NotANumber.
    """
    kind = annotation.kind
    values: dict[str, Any] = {}
    changed: dict[str, Any] = {}
    figure = dict(annotation.attributes.get(vocabulary.FIGURE, {}))
    for name in filter(None, data.get("fields", "").split(",")):
        if name in PLAIN:
            values[name] = text(data, name)
        elif name == "no_source_given":
            values[name] = bool(data.get(name))
        elif name in vocabulary.FLAG_ATTRIBUTES[kind]:
            changed[name] = bool(data.get(name))
        elif name in {*vocabulary.TERM_ATTRIBUTES[kind], *vocabulary.TEXT_ATTRIBUTES[kind]}:
            changed[name] = text(data, name)
        elif name.startswith(FIGURE_PREFIX) and kind == vocabulary.CLAIM:
            figure[name.removeprefix(FIGURE_PREFIX)] = _figure_value(name, text(data, name))
            changed[vocabulary.FIGURE] = figure
        else:
            raise Malformed(_("This kind of tag has no “%(name)s”.") % {"name": name}, field=name)
    return {**values, "attributes": changed} if changed else values


def _figure_value(name: str, given: str) -> int | float | str | None:
    if name.removeprefix(FIGURE_PREFIX) not in vocabulary.FIGURE_NUMBERS:
        return given
    digits = given.strip()
    if not digits:
        return None
    if _GROUPED.fullmatch(digits):
        digits = re.sub(r"[,\u00a0\u202f ]", "", digits)
    try:
        return int(digits) if re.fullmatch(r"-?\d{1,18}", digits) else float(digits)
    except ValueError:
        raise NotANumber(field=name) from None
