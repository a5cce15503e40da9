"""Pages of lists, by an opaque cursor: no page number, no count, and nothing skipped or doubled."""

import base64
import binascii
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlencode

from rest_framework.request import Request

from annotations.api.errors import BadParameter
from annotations.api.fields import Field, Integer, Text

MOST: Final = 200
USUAL: Final = 50


def paging(most: int = MOST) -> dict[str, Field]:
    """The two query parameters of every list."""
    return {
        "cursor": Text(longest=200, about="Where to go on: taken from `next`."),
        "limit": Integer(least=1, most=most, about=f"How many at once, at most {most}."),
    }


def place(cursor: str | None, *sorts: Callable[[str], Any]) -> list[Any] | None:
    """Read a cursor back into values of ``sorts``. Raises BadParameter."""
    if cursor is None:
        return None
    try:
        parts = base64.urlsafe_b64decode(cursor.encode()).decode().split(" ")
        if len(parts) != len(sorts) or any(len(part) > 40 for part in parts):
            raise ValueError
        values = [sort(part) for sort, part in zip(sorts, parts, strict=True)]
        if any(isinstance(value, int) and abs(value) >= 2**63 for value in values):
            raise ValueError
    except (ValueError, binascii.Error):
        raise BadParameter("This cursor was not made here.", field="cursor") from None
    return values


def following(request: Request, *values: Any) -> str:
    """The address of the next page, which begins after the row with ``values``."""
    cursor = base64.urlsafe_b64encode(" ".join(str(value) for value in values).encode()).decode()
    query = {**request.query_params.dict(), "cursor": cursor}
    return request.build_absolute_uri(f"{request.path}?{urlencode(query)}")
