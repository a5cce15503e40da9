"""The notation of labelling guides: rules with stable names, examples with marked highlights.

In an example, ``[words]`` is a highlight, of a claim where no kind is named before the words:
``[source: the harbour office]``. One inside another is nested.
"""

import re
import unicodedata
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final, Literal

from annotations.domain.vocabulary import CLAIM, KINDS

Verdict = Literal["good", "bad"]

VERDICTS: Final[dict[str, Verdict]] = {
    "good": "good",
    "right": "good",
    "yes": "good",
    "not so": "bad",
    "bad": "bad",
    "wrong": "bad",
    "no": "bad",
}
"""Words, in bold at the head of a list item, that make an example of it."""

NUMBER: Final = re.compile(r"\s*(\d{1,3})[.)]\s+")
KIND: Final = re.compile(rf"({'|'.join(KINDS)}):\s*")
LONGEST: Final = 60  # characters of an anchor's words


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of an example under the same highlights; ``kinds`` from the outermost in."""

    words: str
    kinds: tuple[str, ...] = ()
    begins: bool = False
    """Whether the innermost highlight begins with these words."""


def pieces(example: str) -> list[Piece] | None:
    """Cut an example at its brackets; None where it has no highlight, or brackets do not pair."""
    found: list[Piece] = []
    stack: list[str] = []
    place, begins = 0, False
    while place < len(example):
        sign = example[place]
        if sign == "[":
            kind = KIND.match(example, place + 1)
            stack.append(kind[1] if kind else CLAIM)
            place, begins = kind.end() if kind else place + 1, True
        elif sign == "]":
            if not stack:
                return None
            stack.pop()
            place += 1
        else:
            end = _next_bracket(example, place)
            found.append(Piece(example[place:end], tuple(stack), begins))
            place, begins = end, False
    marked = any(piece.kinds for piece in found)
    return found if marked and not stack else None


def numbered(title: str) -> tuple[str, str]:
    """A rule's number, where its title begins with one, and the title without it."""
    match = NUMBER.match(title)
    return (match[1], title[match.end() :]) if match else ("", title)


def anchor(title: str, taken: Collection[str] = ()) -> str:
    """What a rule is called in addresses: by its words, so that it outlives a new order."""
    plain = unicodedata.normalize("NFKC", numbered(title)[1]).casefold()
    words = "-".join(re.findall(r"\w+", plain.replace("’", "").replace("'", "")))
    cut = words if len(words) <= LONGEST else words[: LONGEST + 1].rpartition("-")[0]
    name = f"rule-{cut or words[:LONGEST]}".rstrip("-")
    number = 2
    wanted = name
    while wanted in taken:
        wanted, number = f"{name}-{number}", number + 1
    return wanted


def verdict(words: str) -> Verdict | None:
    """Whether a list item that begins with these words, in bold, is a good or a bad example."""
    return VERDICTS.get(words.strip().rstrip(":").casefold())


def _next_bracket(text: str, start: int) -> int:
    ends = [place for sign in "[]" if (place := text.find(sign, start)) >= 0]
    return min(ends, default=len(text))
