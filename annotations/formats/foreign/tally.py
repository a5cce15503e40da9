"""Counting foreign words, so that nothing becomes nothing unseen."""

from collections import Counter
from dataclasses import dataclass, field
from typing import Final

from annotations.domain.mappings import LONGEST

MOST_WORDS: Final = 1000  # different words that are counted one by one
NAMELESS: Final = "(no name)"
OTHERS: Final = "…"


@dataclass
class Tally:
    """What was found that became nothing, and in which units the offsets were."""

    labels: Counter[str] = field(default_factory=Counter)
    relations: Counter[str] = field(default_factory=Counter)
    attributes: Counter[str] = field(default_factory=Counter)
    ignored: Counter[str] = field(default_factory=Counter)
    left: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)
    against: Counter[str] = field(default_factory=Counter)
    """Units of texts whose words show another than was said."""

    def as_dict(self) -> dict[str, dict[str, int]]:
        return {
            "units": dict(self.units),
            "units_against_what_was_said": dict(self.against),
            "unmapped_labels": dict(self.labels),
            "unmapped_relations": dict(self.relations),
            "unmapped_attributes": dict(self.attributes),
            "ignored": dict(self.ignored),
            "left_out": {what: number for what, number in self.left.items() if number},
        }


def add(counter: Counter[str], word: str, number: int = 1) -> None:
    """Count a foreign word; a file with endless words does not fill the memory."""
    word = word[:LONGEST] if word.strip() else NAMELESS
    counter[word if word in counter or len(counter) < MOST_WORDS else OTHERS] += number
