"""Train, dev and test: one story, its repeats and its copies stay on one side, release for release.

A *group* is what belongs together: articles of one story, with one text, or whose claims are
linked. It is called after its oldest article (the smallest id), a name that new articles leave as
it is, and it is the hash of this name that chooses the side.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Final

TRAIN, DEV, TEST = SIDES = ("train", "dev", "test")
UPTO: Final = ((80, TRAIN), (90, DEV), (100, TEST))
"""Of a hundred groups: 80 to train, 10 to dev, 10 to test."""
BY_HASH, BY_DATE, WHOLE = WAYS = ("hash", "date", "")


@dataclass(frozen=True)
class Cut:
    """How a release is divided; not at all where ``by`` is empty.

    By date a group goes to test when its oldest article is of ``test_from`` or later, to dev when
    of ``dev_from`` or later, else to train: whatever began before a cut is before it as a whole.
    """

    by: str = WHOLE
    dev_from: date | None = None
    test_from: date | None = None


@dataclass(frozen=True)
class Story:
    """What decides on the side of an article; ``day`` is when it was published, or came in."""

    article: int
    day: date
    story: str = ""


@dataclass(frozen=True)
class Division:
    """Article → group and article → side; ``torn`` groups were joined after they were divided."""

    groups: Mapping[int, int]
    sides: Mapping[int, str]
    torn: int = 0


def groups_of(stories: Iterable[Story], joined: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Article → the smallest article id of its group. ``joined`` are pairs that belong together."""
    parent: dict[int, int] = {}

    def root(article: int) -> int:
        while parent[article] != article:
            parent[article] = article = parent[parent[article]]
        return article

    first: dict[str, int] = {}
    pairs = list(joined)
    for one in stories:
        parent[one.article] = one.article
        if one.story:
            pairs.append((first.setdefault(one.story, one.article), one.article))
    for left, right in pairs:
        low, high = sorted((root(left), root(right)))
        parent[high] = low
    return {article: root(article) for article in parent}


def divide(
    stories: Iterable[Story],
    joined: Iterable[tuple[int, int]],
    cut: Cut,
    earlier: Mapping[int, str],
) -> Division:
    """Give every article a side.

    ``earlier`` are the sides of an earlier release that was cut in the same way: no article changes
    its side, and an article that joins a group goes where most of it was. Groups that had different
    sides before they were joined stay so, and are counted as torn.
    """
    all_stories = list(stories)
    groups = groups_of(all_stories, joined)
    began: dict[int, date] = {}
    had: dict[int, Counter[str]] = defaultdict(Counter)
    for one in all_stories:
        group = groups[one.article]
        began[group] = min(one.day, began.get(group, one.day))
        if one.article in earlier:
            had[group][earlier[one.article]] += 1
    chosen = {group: _side(group, day, cut, had.get(group)) for group, day in began.items()}
    sides = {article: earlier.get(article, chosen[group]) for article, group in groups.items()}
    return Division(groups, sides, sum(len(sides_had) > 1 for sides_had in had.values()))


def _side(group: int, began: date, cut: Cut, had: Counter[str] | None) -> str:
    if had:
        return max(SIDES, key=lambda side: had[side])
    if cut.by == BY_DATE:
        if cut.test_from and began >= cut.test_from:
            return TEST
        return DEV if cut.dev_from and began >= cut.dev_from else TRAIN
    place = int.from_bytes(sha256(f"stetdesk-side:{group}".encode()).digest()[:8]) % 100
    return next(side for upto, side in UPTO if place < upto)
