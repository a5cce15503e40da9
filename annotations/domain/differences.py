"""What changed between two contents of a claim, field by field, and between two texts."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import Any, Final, Literal

import regex

PLAIN: Final = ("fragments", "desk_status", "normalised_claim", "no_source_given", "note")
MOST_WORDS: Final = 1_500  # beyond it a text counts as replaced: comparing costs the square

_TOKENS: Final = regex.compile(r"\s+|[\p{L}\p{M}\p{N}]+|.", regex.DOTALL)


@dataclass(frozen=True)
class Change:
    """One field, before and after; None where it was not there. ``attributes.type`` names one."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True)
class Piece:
    """A run of words that stayed, is gone, or is new."""

    kind: Literal["same", "gone", "new"]
    text: str


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Compare two contents as ``domain.claims.canonical`` writes them."""
    found = [
        Change(name, before.get(name), after.get(name))
        for name in PLAIN
        if before.get(name) != after.get(name)
    ]
    found += attributes(before.get("attributes") or {}, after.get("attributes") or {})
    found += _links(before.get("links") or [], after.get("links") or [])
    gone, new = _unmatched(before.get("evidence") or [], after.get("evidence") or [])
    found += [Change("evidence", piece, None) for piece in gone]
    return found + [Change("evidence", None, piece) for piece in new]


def attributes(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """Compare attributes key by key."""
    return [
        Change(f"attributes.{name}", before.get(name), after.get(name))
        for name in sorted({*before, *after})
        if before.get(name) != after.get(name)
    ]


def words(before: str, after: str) -> list[Piece]:
    """Compare two texts word by word; what is gone stands before what is new."""
    old, new = _TOKENS.findall(before), _TOKENS.findall(after)
    pieces = []
    for (a, b, size), (next_a, next_b, _) in pairwise(_matches(old, new)):
        pieces.append(Piece("same", "".join(old[a : a + size])))
        pieces.append(Piece("gone", "".join(old[a + size : next_a])))
        pieces.append(Piece("new", "".join(new[b + size : next_b])))
    return [piece for piece in pieces if piece.text]


def _matches(old: list[str], new: list[str]) -> list[tuple[int, int, int]]:
    """Runs that both have: (place in old, place in new, length), between two empty ones.

    A run of spaces or signs alone tells a reader nothing: it counts as changed.
    """
    end = (len(old), len(new), 0)
    if old == new:
        return [(0, 0, len(old)), end]
    if max(len(old), len(new)) > MOST_WORDS:
        return [(0, 0, 0), end]
    blocks = SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks()
    kept = [
        (match.a, match.b, match.size)
        for match in blocks
        if any(token.isalnum() for token in old[match.a : match.a + match.size])
    ]
    return [(0, 0, 0), *kept, end]


def _links(before: list[Any], after: list[Any]) -> list[Change]:
    """Links gone and new; one of the same type and kind on both sides is the same one, changed."""
    gone, new = _unmatched(before, after)
    found = []
    for link in gone:
        same = next((one for one in new if _is_same(link, one)), None)
        if same is not None:
            new.remove(same)
        found.append(Change("links", link, same))
    return found + [Change("links", None, link) for link in new]


def _is_same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    """Whether it is one link whose end was moved or described otherwise, not both."""
    if (one["type"], one["kind"]) != (other["type"], other["kind"]):
        return False
    moved = one["fragments"] != other["fragments"]
    return not moved or one["attributes"] == other["attributes"] != {}


def _unmatched(before: list[Any], after: list[Any]) -> tuple[list[Any], list[Any]]:
    old, new = Counter(map(_dump, before)), Counter(map(_dump, after))
    return [json.loads(one) for one in (old - new).elements()], [
        json.loads(one) for one in (new - old).elements()
    ]


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=False)
