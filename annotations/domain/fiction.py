"""An invented article of any length, with what a desk would tag in it: for trials and measuring.

The sentences come from a small grammar. They hold what real reports hold: one source for many
claims, counts that share a verb, claims inside quotes, markers that speak of whole paragraphs.
Offsets are code points, end exclusive.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from annotations.domain.spans import Span
from annotations.domain.vocabulary import Kind

OFFICES: Final = (
    "the harbour office of {place}",
    "officials in {place}",
    "a pilot from {place}",
    "the {place} coast watch",
    "two fishers who spoke to this paper",
    "the insurers of the {ship}",
    "the mate of the {ship}",
    "a register kept in {place}",
)
PLACES: Final = (
    *("Quill Island", "Tarn Head", "Low Merrow", "Sandwick Bar", "Ostrey", "the Pale Strait"),
    *("Brack Sound", "Hallisk", "Cape Ferrin", "Upper Ness", "the Kelder shoals"),
)
SHIPS: Final = ("Grey Heron", "Morning Tide", "Anna Voss", "Third Sister", "Corran", "Patience")
THINGS: Final = (
    *("barges", "crates of lamp oil", "tugs", "mooring lines", "lobster pots", "buoys"),
    *("deckhands", "patrol boats", "sacks of meal", "lengths of chain", "life rafts"),
)
FATES: Final = (
    *("were lost in the night", "have been brought ashore", "are missing", "had sunk by noon"),
    *("were counted twice", "have been sold", "had broken loose", "were found undamaged"),
)
DOUBTS: Final = (
    "could not be independently verified",
    "have not been independently confirmed",
    "cannot be checked by this paper",
    "were given without any evidence",
)
ASIDES: Final = (
    "The wind had turned before dawn and the bar was white from end to end.",
    "Nobody at the quay remembered a spring with so much fog.",
    "A notice about the old chart was still pinned to the door of the customs house.",
    "The ferry ran twice that day, once with mail and once with sheep 🐑.",
    "By evening the lamps along the mole had been lit, one after the other.",
)


@dataclass(slots=True)
class InventedTag:
    """A tag: its kind, its places, and the numbers of the tags that it is linked to."""

    kind: Kind
    parts: list[Span]
    links: list[int] = field(default_factory=list)


@dataclass(slots=True)
class InventedArticle:
    """A text of paragraphs and its tags, sources and markers before the claims that need them."""

    headline: str
    text: str
    tags: list[InventedTag]


def article(words: int, tags: int, seed: int = 1) -> InventedArticle:
    """Invent at least ``words`` words with exactly ``tags`` tags; the same for the same seed.

    The grammar writes about one tag for every ten words; for more of them the text grows longer.
    """
    chance = random.Random(seed)  # noqa: S311 (nothing secret is made of it)
    headline = f"What the storm took from {chance.choice(PLACES)}, hour by hour"
    writer = _Writer(chance, f"{headline}\n\n")
    count = len(headline.split())
    while count < words or len(writer.tags) < tags:
        before = len(writer.text)
        busy = len(writer.tags) * words <= tags * count
        _paragraph(writer, busy=busy and len(writer.tags) < tags)
        count += len("".join(writer.text[before:]).split())
    kept = writer.tags[:tags]
    for tag in kept:
        tag.links = [number for number in tag.links if number < tags]
    return InventedArticle(headline, "".join(writer.text), kept)


class _Writer:
    """Puts words one behind the other, and remembers where tags lie."""

    def __init__(self, chance: random.Random, begin: str) -> None:
        self.chance, self.text, self.length = chance, [begin], len(begin)
        self.tags: list[InventedTag] = []
        self.claims: list[int] = []  # of the paragraph at hand

    def say(self, words: str) -> Span:
        self.text.append(words)
        self.length += len(words)
        return Span(self.length - len(words), self.length)

    def tag(self, kind: Kind, *parts: Span, links: tuple[int, ...] = ()) -> int:
        self.tags.append(InventedTag(kind, list(parts), list(links)))
        number = len(self.tags) - 1
        if kind == "claim":
            self.claims.append(number)
        return number

    def pick(self, words: tuple[str, ...]) -> str:
        return self.chance.choice(words)

    def source(self, *, first: bool) -> tuple[str, int]:
        words = self.pick(OFFICES).format(place=self.pick(PLACES), ship=self.pick(SHIPS))
        words = words[0].upper() + words[1:] if first else words
        return words, self.tag("source", self.say(words))

    def count(self) -> str:
        number = self.chance.choice((self.chance.randint(2, 60), self.chance.randint(1_000, 9_000)))
        return f"{number:,} {self.pick(THINGS)}"


def _paragraph(writer: _Writer, *, busy: bool) -> None:
    writer.claims = []
    sentences = writer.chance.randint(3, 5)
    for number in range(sentences):
        if number:
            writer.say(" ")
        if busy:
            writer.chance.choice(SENTENCES)(writer)
        else:
            writer.say(writer.pick(ASIDES))
    if busy and writer.claims:
        writer.say(" ")
        _doubt(writer)
    writer.say("\n\n")


def _said(writer: _Writer) -> None:
    """One source, one count."""
    _, source = writer.source(first=True)
    writer.say(" said that ")
    claim = writer.say(f"{writer.count()} {writer.pick(FATES)}")
    writer.tag("claim", claim, links=(source,))
    writer.say(".")


def _shared_verb(writer: _Writer) -> None:
    """Two counts with one verb: the first claim has two parts, and the second lies in between."""
    writer.say("According to ")
    _, source = writer.source(first=False)
    writer.say(", ")
    first = writer.say(writer.count())
    writer.say(" and ")
    second = writer.say(writer.count())
    writer.say(" ")
    verb = writer.say(writer.pick(FATES))
    writer.tag("claim", first, verb, links=(source,))
    writer.tag("claim", Span(second.start, verb.end), links=(source,))
    writer.say(".")


def _quoted(writer: _Writer) -> None:
    """A claim inside a longer one."""
    _, source = writer.source(first=True)
    writer.say(" told the inquiry that ")
    start = writer.say(f"the {writer.pick(SHIPS)} had left {writer.pick(PLACES)} with ").start
    inner = writer.say(f"{writer.count()} on board")
    end = writer.say(" and no master").end
    outer = writer.tag("claim", Span(start, end), links=(source,))
    writer.tag("claim", inner, links=(source, outer))
    writer.say(".")


def _own_voice(writer: _Writer) -> None:
    """A claim of the paper's own, which rests on nobody."""
    claim = writer.say(f"At {writer.pick(PLACES)}, {writer.count()} {writer.pick(FATES)}")
    writer.tag("claim", claim)
    writer.say(", as far as could be seen from the mole.")


def _doubt(writer: _Writer) -> None:
    """A marker that speaks of every claim of the paragraph."""
    writer.say("The figures ")
    marker = writer.tag("status", writer.say(writer.pick(DOUBTS)))
    for number in writer.claims:
        writer.tags[number].links.append(marker)
    writer.say(".")


SENTENCES: Final[tuple[Callable[[_Writer], None], ...]] = (
    _said,
    _said,
    _shared_verb,
    _quoted,
    _own_voice,
)
