"""How long words may be, in code points: the same by page, by API and by file."""

from collections.abc import Mapping
from typing import Any, Final

from annotations.domain.errors import DomainError

LONGEST: Final = {
    # of an annotation
    "note": 10_000,
    "normalised_claim": 2_000,
    # of evidence
    "url": 2_000,
    "archived_url": 2_000,
    "capture_sha256": 64,
    "excerpt": 10_000,
    "locator": 200,
    "checked_by": 200,
    # of what is published of a claim
    "claimant": 200,
    # of a remark, and of what a reviewer says
    "text": 10_000,
    "comment": 10_000,
}


class TooLong(DomainError):
    """More words than are kept in one place."""

    code = "too_long"
    message = "This is too long. Nothing was changed. Shorten it."


def check_lengths(values: Mapping[str, Any]) -> None:
    """Raises TooLong, naming the field, for the first of ``values`` that is too long."""
    for name, value in values.items():
        if value and name in LONGEST and len(value) > LONGEST[name]:
            called = name.replace("_", " ")
            raise TooLong(
                f"The {called} has {len(value):,} characters; at most {LONGEST[name]:,} fit here. "
                "Nothing was changed.",
                field=name,
            )
