"""Details of a foreign annotation, by the names and values that this project has for its kind."""

import re
from typing import Any, Final

from annotations.domain import mappings, vocabulary
from annotations.domain.errors import DomainError
from annotations.domain.lengths import LONGEST, TooLong
from annotations.domain.vocabulary import (
    CLAIM,
    FIGURE,
    FIGURE_NUMBERS,
    FIGURE_TEXT,
    FLAG_ATTRIBUTES,
    TEXT_ATTRIBUTES,
    BadAttribute,
    Slugs,
)
from annotations.formats.foreign import ForeignDocument, ForeignSpan
from annotations.formats.foreign.tally import Tally, add
from annotations.formats.records import Attributes, Value

TEXTS: Final = TEXT_ATTRIBUTES | {CLAIM: (*TEXT_ATTRIBUTES[CLAIM], "normalised_claim")}
FLAGS: Final = FLAG_ATTRIBUTES | {CLAIM: ("no_source_given",)}
IN_FIGURE: Final = f"{FIGURE}_"  # how flat formats begin the names of what is in a figure
WRITTEN_ONLY: Final = frozenset({"label", "state"})
"""What we write for readers: a tag gets a number, and a claim is a draft, when it comes in."""

_WHOLE: Final = re.compile(r"[+-]?[0-9]{1,300}")


def details_of(
    document: ForeignDocument, span: ForeignSpan, kind: str, slugs: Slugs, tally: Tally
) -> Attributes:
    """The details of ``span`` that a ``kind`` has here.

    A value that does not fit becomes a trouble, a name that has no place is counted.
    """
    found: Attributes = {}
    figure: dict[str, Value] = {}
    for foreign, value in span.attributes.items():
        name = mappings.normal(foreign)
        inner = name.removeprefix(IN_FIGURE) if kind == CLAIM else name
        try:
            read = (
                _inside(inner, value, slugs) if inner != name else _read(kind, name, value, slugs)
            )
        except DomainError as error:
            reason = f"{error.detail} This detail was left out."
            document.trouble(span.line, f"{span.id} {foreign}", reason)
            continue
        if read is not None:
            (found if inner == name else figure)[inner] = read
        elif name not in WRITTEN_ONLY or span.own is None:
            add(tally.attributes, foreign)
    return found | {FIGURE: figure} if figure else found


def _read(kind: str, name: str, value: Any, slugs: Slugs) -> Value:
    """The value of a detail; None where a ``kind`` has none of this name, or it is not set.

    Raises BadAttribute or TooLong.
    """
    vocabulary_name = mappings.details(kind).get(name)
    if vocabulary_name is not None:
        return _slug(vocabulary_name, value, slugs)
    if name in TEXTS[kind] and isinstance(value, str):
        longest = LONGEST.get(name, vocabulary.LONGEST)
        if len(value) > longest:
            raise TooLong(f"At most {longest:,} characters fit here.")
        return value
    return True if name in FLAGS[kind] and str(value).lower() in ("true", "yes") else None


def _inside(name: str, value: Any, slugs: Slugs) -> Value:
    """The same of what is in a claim's figure."""
    if name == "bound":
        return _slug(name, value, slugs)
    if name in FIGURE_TEXT and isinstance(value, str):
        return value
    return _number(value) if name in FIGURE_NUMBERS else None


def _number(value: Any) -> Value:
    if isinstance(value, str) and _WHOLE.fullmatch(value.strip()):
        return int(value)
    try:
        return value if isinstance(value, int | float) else float(value)
    except (TypeError, ValueError):
        raise BadAttribute(f"“{str(value)[:80]}” is no number.") from None


def _slug(vocabulary_name: str, value: Any, slugs: Slugs) -> str:
    slug = mappings.normal(str(value))
    if slug not in slugs.get(vocabulary_name, {}):
        raise BadAttribute(
            f"“{str(value)[:80]}” is not in this project's vocabulary {vocabulary_name}."
        )
    return slug
