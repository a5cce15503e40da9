"""One block of text and the annotations on it → flat marks whose textContent is the text.

Offsets are code points of the revision's text, end exclusive.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Final, Protocol

import regex

from annotations.domain.spans import Span
from annotations.domain.text import invisible_characters

MOST_LABELS: Final = 2  # more at one place collapse to "+3"
MARKS: Final = frozenset({"Mn", "Mc", "Me"})  # categories of what stands on a letter
JOINERS: Final = frozenset({"\u200c", "\u200d"})

_UNSPACED: Final = regex.compile(
    r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]"
)


class Tag(Protocol):
    """What a mark has to know of an annotation."""

    @property
    def id(self) -> object: ...
    @property
    def kind(self) -> str: ...
    @property
    def label(self) -> str: ...
    @property
    def fragments(self) -> Sequence[Span]: ...


@dataclass(frozen=True, slots=True)
class Part:
    """The piece of one fragment that lies in one block."""

    tag: Tag
    start: int
    end: int
    begins: bool  # the annotation begins here
    ends: bool  # the fragment ends in this block
    last: bool  # it is the annotation's last fragment

    @property
    def size(self) -> tuple[int, int]:
        """Smaller ones lie on top; of equal ones the later begun."""
        return self.end - self.start, -self.start


def parts_in(start: int, end: int, tags: Iterable[Tag]) -> list[Part]:
    """Return the pieces of ``tags`` that lie in the block [start, end)."""
    return [
        Part(
            tag,
            max(span.start, start),
            min(span.end, end),
            begins=number == 0 and span.start >= start,
            ends=span.end <= end,
            last=number == len(tag.fragments) - 1,
        )
        for tag in tags
        for number, span in enumerate(tag.fragments)
        if span.start < end and span.end > start
    ]


def render_block(text: str, start: int, tags: Iterable[Tag], most: int = MOST_LABELS) -> str:
    """Return the HTML of one block, whose text begins at ``start`` of the revision.

    ``most`` labels at one place are written out. Without the elements that carry ``data-ui`` (all
    of them empty) its textContent is ``text``.
    """
    end = start + len(text)
    parts = parts_in(start, end, tags)
    extras = _labels(text, start, parts, most)
    if not text.isascii():
        for ghost in invisible_characters(text):
            extras[start + ghost.offset] = _ghost(ghost.name) + extras[start + ghost.offset]
    if not parts and not extras:
        return escape(text, quote=False)
    cuts = {start, end, *extras}
    for part in parts:
        cuts.add(part.start)
        cuts.add(part.end)
    return _sweep(text, start, sorted(cuts), parts, extras)


def _sweep(
    text: str, start: int, cuts: Sequence[int], parts: Iterable[Part], extras: dict[int, str]
) -> str:
    coming = sorted(parts, key=lambda part: part.start, reverse=True)
    active: list[Part] = []
    is_plain = not any(sign in text for sign in "&<>")
    html = []
    for left, right in pairwise(cuts):
        if left == start and left in extras:
            html.append(extras[left])
        active = [part for part in active if part.end > left]
        while coming and coming[-1].start == left:
            active.append(coming.pop())
        piece = text[left - start : right - start]
        if not is_plain:
            piece = escape(piece, quote=False)
        html.append(_mark(piece, left, active) if active else piece)
        if right in extras:
            html.append(extras[right])
    return "".join(html)


def _mark(piece: str, left: int, active: list[Part]) -> str:
    if len(active) == 1:
        [part] = active
        tag = part.tag
        details = f' aria-details="chip-{tag.id}"' if part.begins and part.start == left else ""
        kind = tag.kind
        return f'<mark class="m k-{kind} t-{kind}" data-a="{tag.id}"{details}>{piece}</mark>'
    active.sort(key=lambda part: part.size)
    kinds = [part.tag.kind for part in active]
    classes = [f"k-{kind}" for kind in dict.fromkeys(kinds)]
    classes += [f"d-{kind}" for kind in dict.fromkeys(kinds) if kinds.count(kind) > 1]
    ids = " ".join(str(part.tag.id) for part in active)
    begun = [f"chip-{part.tag.id}" for part in active if part.begins and part.start == left]
    details = f' aria-details="{" ".join(begun)}"' if begun else ""
    names = f"{' '.join(classes)} t-{kinds[0]}"
    return f'<mark class="m {names}" data-a="{ids}"{details}>{piece}</mark>'


def _labels(text: str, start: int, parts: Iterable[Part], most: int) -> defaultdict[int, str]:
    """Return place → labels there; a place is never inside a word."""
    places: dict[int, list[Part]] = {}
    for part in parts:
        if part.ends:
            place = start + _word_end(text, part.end - start)
            places.setdefault(place, []).append(part)
    drawn: defaultdict[int, str] = defaultdict(str)
    for place, ending in places.items():
        drawn[place] = _label(ending, most)
    return drawn


def _label(ending: list[Part], most: int) -> str:
    if len(ending) > most:
        ids = " ".join(str(part.tag.id) for part in sorted(ending, key=lambda part: part.size))
        names = ", ".join(part.tag.label for part in ending)
        return (
            f'<a class="ref" data-ui data-a="{ids}" data-n="+{len(ending)}" tabindex="-1" '
            f'href="#chip-{ending[0].tag.id}" aria-label="{names}"></a>'
        )
    return "".join(
        f'<a class="ref r-{part.tag.kind}" data-ui data-a="{part.tag.id}" '
        f'data-n="{part.tag.label}" tabindex="-1" href="#chip-{part.tag.id}" '
        f'aria-label="{part.tag.label}"></a>'
        if part.last
        else f'<i class="gap r-{part.tag.kind}" data-ui data-n="{part.tag.label}…"></i>'
        for part in ending
    )


def _ghost(name: str) -> str:
    code = name.split(" ", 1)[0]
    return f'<i class="ghost" data-ui data-n="{code}" title="{escape(name)}"></i>'


def _word_end(text: str, place: int) -> int:
    """Move ``place`` out of a word: a label in it would tear letters that join."""
    while 0 < place < len(text) and _joined(text[place - 1], text[place]):
        place += 1
    return place


def _joined(before: str, after: str) -> bool:
    """Whether the two stand in one word; most edges are told without asking for a script."""
    if not after.isalnum():
        return unicodedata.category(after) in MARKS or after in JOINERS
    if not (before.isalnum() or unicodedata.category(before) in MARKS or before in JOINERS):
        return False
    if before.isascii() and after.isascii():
        return True
    return not (_UNSPACED.match(before) or _UNSPACED.match(after))
