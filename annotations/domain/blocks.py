"""The lines of a text and what each is: story, heading, caption, or furniture of the page.

Offsets are code points, end exclusive. Every character that is not a line feed lies in exactly one
block, so that a page can rebuild the text from its blocks; boilerplate keeps its offsets too.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import Final

import regex

from annotations.domain import furniture
from annotations.domain.spans import is_unseen, without_unseen

LONGEST_HEADING: Final = 160  # code points
LONGEST_SUBHEADING: Final = 100
LONGEST_CAPTION: Final = 500
TOP: Final = 8  # lines from the top among which a byline is looked for


class Kind(StrEnum):
    """What a block is. Only boilerplate is not part of the story."""

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST_ITEM = "list_item"
    QUOTE = "quote"
    CAPTION = "caption"
    BOILERPLATE = "boilerplate"


@dataclass(frozen=True, slots=True)
class Block:
    """Code points [start, end) of the text: one line, with blank ones of white space after it."""

    start: int
    end: int
    kind: Kind


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    words: str  # what is read: without the white space around it
    kind: Kind | None = None  # None until a rule has spoken


_LINE = regex.compile(r"[^\n]+")
_HASHES = regex.compile(r"#{1,6}\s+(.*?)\s*#*")
_QUOTED_BELOW = regex.compile(r">")  # the sign that Markdown and mail put before a quotation
_BULLET = regex.compile(r"[-*+•‣◦▪●·]\s+\S")
_NUMBERED = regex.compile(r"\d{1,2}[.)]\s+\S")
_ENDED = regex.compile(r"[.!?…:;,。！？：；،؛؟۔।։።][\p{Pf}\p{Pi}\p{Pe}\"'*_]*$")
_WORDLESS = regex.compile(r"\W+")


def split(text: str, headline: str = "") -> list[Block]:
    """Return the blocks of ``text``, which has line feeds as its only line ends.

    ``headline`` is the article's where it is known apart from the text; else the first line that
    reads like one is taken. The kinds are proposals: people may correct them before the freeze.
    """
    lines = _lines(text)
    for line in lines:
        line.kind = _by_wording(line.words)
    _mark_numbered(lines)
    _mark_credits(lines)
    _mark_headline(lines, headline)
    _mark_subheadings(text, lines)
    _mark_byline(lines)
    _mark_comment_form(lines)
    return [Block(line.start, line.end, line.kind or Kind.PARAGRAPH) for line in lines]


def title(text: str, blocks: list[Block]) -> str:
    """Return the words of the first heading, or else the first words of the story, if any."""
    blocks = [block for block in blocks if not is_unseen(text, block.start, block.end)]
    if not blocks:
        return ""
    heading = next((block for block in blocks if block.kind is Kind.HEADING), None)
    story = [block for block in blocks if block.kind is not Kind.BOILERPLATE] or blocks
    place = heading or story[0]
    seen = without_unseen(text[place.start : place.end]).strip()
    words = " ".join(_unmarked(seen).split())
    if heading or len(words) <= LONGEST_HEADING:
        return words
    return f"{words[:LONGEST_HEADING].rpartition(' ')[0] or words[:LONGEST_HEADING]}…"


def byline(text: str, blocks: list[Block]) -> str:
    """Return whom a byline near the top names, without its "By", or an empty string."""
    for block in blocks[:TOP]:
        match = furniture.BYLINE.fullmatch(text[block.start : block.end].strip())
        if match and block.kind is Kind.BOILERPLATE:
            return str(match[1])
    return ""


def _lines(text: str) -> list[_Line]:
    """Return the lines that hold anything; one of white space alone belongs to its neighbour."""
    lines: list[_Line] = []
    for match in _LINE.finditer(text):
        start, end = match.span()
        words = match[0].strip()
        if not words and lines:
            lines[-1].end = end
        elif lines and not lines[-1].words:
            lines[-1].end, lines[-1].words = end, words
        else:
            lines.append(_Line(start, end, words))
    return lines


def _by_wording(words: str) -> Kind | None:
    """Return the kind that a line's own words give away, whatever stands around it."""
    if len(words) > furniture.LONGEST:
        return Kind.LIST_ITEM if _BULLET.match(words) else None
    return next((kind for kind, recognises in _WORDINGS if recognises(words)), None)


def _appeals(words: str) -> bool:
    """Whether the line asks to click, sign or subscribe, other than in somebody's mouth."""
    return bool(furniture.APPEAL.search(words)) and bool(
        furniture.APPEAL.search(furniture.QUOTED.sub("", words))
    )


def _has_credit(words: str) -> bool:
    """Whether the line ends with the credit of a picture, as in "… (Agency)"."""
    opening = words.rfind("(")
    return opening >= 0 and bool(furniture.CREDIT.fullmatch(words, opening))


# In this order: the first that recognises a line names it.
_WORDINGS: Final[tuple[tuple[Kind, Callable[[str], object]], ...]] = (
    (Kind.HEADING, _HASHES.fullmatch),
    (Kind.QUOTE, _QUOTED_BELOW.match),
    (Kind.BOILERPLATE, furniture.BOILERPLATE.fullmatch),
    (Kind.LIST_ITEM, _BULLET.match),
    (Kind.CAPTION, _has_credit),
    (Kind.CAPTION, furniture.CAPTION.fullmatch),
    (Kind.BOILERPLATE, _appeals),
)


def _mark_numbered(lines: list[_Line]) -> None:
    """Mark numbered lines as a list where two stand together: one alone may be a date."""
    for left, right in pairwise(lines):
        if _NUMBERED.match(left.words) and _NUMBERED.match(right.words):
            left.kind = right.kind = Kind.LIST_ITEM


def _mark_credits(lines: list[_Line]) -> None:
    """Mark the unfinished sentence before a line that is nothing but a credit as its caption."""
    for left, right in pairwise(lines):
        alone = right.kind is Kind.CAPTION and right.words.startswith("(")
        short = len(left.words) <= LONGEST_CAPTION and not _ENDED.search(left.words)
        if alone and short and left.kind is None:
            left.kind = Kind.CAPTION


def _mark_headline(lines: list[_Line], headline: str) -> None:
    """Mark one line as the headline; its repeats, and a path that ends in it, are furniture."""
    key = _key(headline) if headline else _first_heading(lines)
    if not key:
        return
    seen = False
    for line in lines:
        if len(line.words) > 2 * LONGEST_HEADING:
            continue
        if _key(_unmarked(line.words)) == key:
            line.kind = Kind.BOILERPLATE if seen else Kind.HEADING
            seen = True
        elif key in {_key(part) for part in furniture.SEPARATOR.split(line.words)}:
            line.kind = Kind.BOILERPLATE


def _first_heading(lines: list[_Line]) -> str:
    """Return the key of the headline where the text begins with one, else an empty string."""
    stories = [line for line in lines if line.kind in {None, Kind.HEADING}]
    if len(stories) < 2 or len(stories[0].words) > LONGEST_HEADING:
        return ""
    words = stories[0].words
    if stories[0].kind is None and _ENDED.search(words) and not words.endswith(("?", "!", "؟")):
        return ""
    return _key(_unmarked(words))


def _mark_subheadings(text: str, lines: list[_Line]) -> None:
    """Mark short lines without an end mark that stand alone between finished paragraphs."""
    spaced = "\n\n" in text
    for before, line, after in zip(lines, lines[1:], lines[2:], strict=False):
        if line.kind or after.kind or len(line.words) > LONGEST_SUBHEADING:
            continue
        if spaced:
            alone = line.start - before.end > 1 and after.start - line.end > 1
        else:  # in hard-wrapped text every line is short: the next one has to be a paragraph
            alone = len(after.words) > LONGEST_SUBHEADING and bool(_ENDED.search(before.words))
        if alone and not _ENDED.search(line.words) and _ENDED.search(after.words):
            line.kind = Kind.HEADING


def _mark_byline(lines: list[_Line]) -> None:
    for line in lines[1:TOP]:
        if len(line.words) <= LONGEST_SUBHEADING and furniture.BYLINE.fullmatch(line.words):
            line.kind = Kind.BOILERPLATE
            return


def _mark_comment_form(lines: list[_Line]) -> None:
    """Mark what follows the invitation to comment: it is a form, and then readers' letters."""
    for number, line in enumerate(lines):
        if len(line.words) <= furniture.LONGEST and furniture.FORM.fullmatch(line.words):
            for rest in lines[number:]:
                rest.kind = Kind.BOILERPLATE
            return


def _unmarked(words: str) -> str:
    match = _HASHES.fullmatch(words)
    return str(match[1]) if match else words


def _key(words: str) -> str:
    """Return what two wordings of one headline have in common: letters, not case or marks."""
    return _WORDLESS.sub(" ", words).strip().casefold()
