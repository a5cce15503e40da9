"""What a writer tells beside the bytes."""

from collections import Counter
from dataclasses import dataclass, field


@dataclass
class Report:
    """How many rows were written, and what had to be left out."""

    rows: int = 0
    lost: Counter[str] = field(default_factory=Counter)

    def lose(self, what: str, count: int = 1) -> None:
        """Count ``count`` things as left out; nothing is noted when there are none."""
        if count:
            self.lost[what] += count
