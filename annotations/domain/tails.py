"""Reading a growing table to its end, when rows of concurrent transactions appear out of order.

Ids are given before the commit, so a row with a lower id may appear after one with a higher id.
What was passed over is remembered as a gap and looked at again, until every transaction that could
still fill it is over.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

LAST: Final = 2**63 - 1
GRACE: Final = 5.0  # seconds: between getting an id and being seen as a running transaction


@dataclass(frozen=True, slots=True)
class Snapshot:
    """What PostgreSQL said when the rows were read: its oldest running and its next transaction."""

    oldest: int
    next: int


@dataclass(frozen=True, slots=True)
class Gap:
    """Ids from ``low`` to ``high`` that were not there; ``until`` is the transaction that was next.

    Every transaction that can still fill it is older than ``until``.
    """

    low: int
    high: int
    until: int
    since: float


class Tail:
    """What of a table was read: everything up to ``top``, but for the gaps."""

    def __init__(self, top: int) -> None:
        self.top = top
        self.gaps: list[Gap] = []

    def wanted(self) -> tuple[list[int], list[int]]:
        """First and last id of each range that is to be read, in order."""
        lows = [*(gap.low for gap in self.gaps), self.top + 1]
        return lows, [*(gap.high for gap in self.gaps), LAST]

    def took(
        self, ids: Iterable[int], snapshot: Snapshot, now: float, *, whole: bool = True
    ) -> None:
        """Note that the ``wanted`` ranges were read and held ``ids``, which are in order.

        ``now`` is in seconds of a clock that never goes back. ``whole`` is False where the reading
        stopped before the end of the ranges.
        """
        if whole:
            self.gaps = [
                gap for gap in self.gaps if gap.until > snapshot.oldest or now - gap.since < GRACE
            ]
        for one in ids:
            if one > self.top:
                self._pass(one, snapshot.next, now)
            else:
                self._fill(one)

    def _pass(self, one: int, until: int, now: float) -> None:
        if one > self.top + 1:
            self.gaps.append(Gap(self.top + 1, one - 1, until, now))
        self.top = one

    def _fill(self, one: int) -> None:
        for place, gap in enumerate(self.gaps):
            if gap.low <= one <= gap.high:
                left = Gap(gap.low, one - 1, gap.until, gap.since)
                right = Gap(one + 1, gap.high, gap.until, gap.since)
                self.gaps[place : place + 1] = [
                    part for part in (left, right) if part.low <= part.high
                ]
                return
