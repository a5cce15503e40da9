"""Reads request bodies strictly: what a lenient parser lets pass ends as a wrong row."""

import json
from math import isfinite
from typing import IO, Any, Final

from rest_framework.parsers import BaseParser

from annotations.api.errors import BadJson, BadNumber, DuplicateKey, NulCharacter, TooDeep
from annotations.domain.errors import LoneSurrogate, TooLarge

DEEPEST: Final = 50
LARGEST: Final = 1024 * 1024  # bytes of a body, unless the view says otherwise
LARGEST_INTEGER: Final = 2**63 - 1


class StrictJSON(BaseParser):
    """JSON in UTF-8 with each key once, at most ``DEEPEST`` levels and numbers that can be kept.

    ``largest`` (bytes) of the view limits the body; no more than that is ever read.
    """

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], _media_type: str | None = None, parser_context: Any = None
    ) -> Any:
        largest = getattr((parser_context or {}).get("view"), "largest", LARGEST)
        data = stream.read(largest + 1)
        if len(data) > largest:
            raise TooLarge(f"At most {largest} bytes are taken here. Nothing was stored.")
        return read(data)


def read(data: bytes) -> Any:
    """Parse JSON. Raises BadJson, DuplicateKey, TooDeep, BadNumber, NulCharacter, LoneSurrogate."""
    try:
        value = json.loads(data.decode(), object_pairs_hook=_once, parse_constant=_no_constant)
    except RecursionError:
        raise TooDeep from None
    except ValueError:
        raise BadJson from None
    _look_through(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        for key, _ in pairs:
            if key in seen:
                raise DuplicateKey(field=key[:100])
            seen.add(key)
    return found


def _no_constant(name: str) -> None:
    raise BadNumber(f"{name} is no number in JSON. Nothing was changed.")


def _look_through(value: Any) -> None:
    level = [value]
    for _ in range(DEEPEST + 1):
        below: list[Any] = []
        for one in level:
            if isinstance(one, str):
                _check_text(one)
            elif isinstance(one, dict):
                for key in one:
                    _check_text(key)
                below.extend(one.values())
            elif isinstance(one, list):
                below.extend(one)
            elif isinstance(one, int | float) and not _fits(one):
                raise BadNumber
        if not below:
            return
        level = below
    raise TooDeep


def _fits(number: int | float) -> bool:
    if isinstance(number, float):
        return isfinite(number)
    return abs(number) <= LARGEST_INTEGER


def _check_text(text: str) -> None:
    if "\0" in text:
        raise NulCharacter.at(text.index("\0"))
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise LoneSurrogate.at(error.start) from None
