"""What our own files say that others do not: ids of annotations, and the names of our details."""

from typing import Final
from uuid import UUID

from annotations.domain import vocabulary

DETAILS: Final = frozenset(
    {
        *("label", "normalised_claim"),
        *(name for names in vocabulary.TEXT_ATTRIBUTES.values() for name in names),
        *(f"figure_{name}" for name in ("value", "value_to", "unit", "as_of", "as_of_date")),
    }
)
"""Details in free words, by the names that we write."""


def own_id(words: str) -> UUID | None:
    """The id that ``words`` are, as we write it; None for anything else."""
    try:
        found = UUID(words)
    except ValueError:
        return None
    return found if str(found) == words else None
