"""Hiding confidential sources: their words, who they are, and what would let one guess it.

A hidden character becomes "█", so that every offset still holds. An approval hash, or the hash of
the true text, would tell a guesser whether the guess is right: they go too.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from msgspec import convert, to_builtins

from annotations.formats.records import DocumentRecord, Report

BLOCK: Final = "█"
SHORTEST: Final = 3  # code points; a shorter quote ("he") is hidden only where it was marked

# Where people write freely, and so may have written the name. All else is ids, terms and times.
FREE_TEXT: Final = frozenset(
    {
        *("headline", "byline", "normalised_claim", "note", "hedge", "identity", "affiliation"),
        *("verifier", "as_of", "independence", "excerpt", "locator", "checked_by", "comment"),
        *("url", "archived_url", "source_url", "text", "claimant"),
    }
)
ABOUT_THE_SOURCE: Final = ("identity", "affiliation")

Tree = dict[str, Any]


@dataclass(frozen=True)
class Secrets:
    """What to hide in one revision.

    ``words`` are the quotes and identities of the article's confidential sources, hidden wherever
    they stand; ``places`` are [start, end) in code points, hidden whatever stands there.
    """

    words: Sequence[str] = ()
    places: Sequence[tuple[int, int]] = ()


def mask(document: DocumentRecord, secrets: Secrets, report: Report) -> DocumentRecord:
    """Return ``document`` without ``secrets`` and without the desk's confidential note.

    What had to go is counted in ``report``.
    """
    tree: Tree = to_builtins(document)
    tree["masked"] = True
    if tree["article"].pop("confidential_note", ""):
        report.lose("confidential notes of articles")
    if secrets.words or secrets.places:
        _hide(tree, secrets, report)
    return convert(tree, DocumentRecord)


def _hide(tree: Tree, secrets: Secrets, report: Report) -> None:
    revision = tree["revision"]
    pattern = pattern_of(secrets.words)
    text = pattern.sub(_blocks, hide_places(revision["text"], secrets.places))
    for annotation in tree.get("annotations", []):
        if annotation.get("attributes", {}).get("confidential"):
            _forget_source(annotation)
            report.lose("confidential sources")
        for part in annotation["fragments"]:
            part["quote"] = text[part["start"] : part["end"]]
        annotation["quote"] = " … ".join(part["quote"] for part in annotation["fragments"])
        _forget_hashes(annotation, report)
        suggested = annotation.pop("suggested_edits", [])
        report.lose("suggested edits of articles with confidential sources", len(suggested))
    _hide_words(tree, pattern)
    revision |= {"text": text, "sha256": sha256(text.encode()).hexdigest()}
    if revision.pop("original", None):
        report.lose("original files of articles with confidential sources")
    if revision.pop("repairs", None):
        report.lose("repairs of articles with confidential sources")


def _forget_source(annotation: Tree) -> None:
    for name in ABOUT_THE_SOURCE:
        annotation["attributes"].pop(name, None)
    annotation.pop("note", None)
    annotation.pop("comments", None)


def _forget_hashes(annotation: Tree, report: Report) -> None:
    for row in [*annotation.get("submissions", []), *annotation.get("decisions", [])]:
        if row.pop("hash", None):
            report.lose("approval hashes of articles with confidential sources")


def _hide_words(node: Any, pattern: re.Pattern[str]) -> None:
    """Hide the words in every free text below ``node``, in place."""
    if isinstance(node, list):
        for item in node:
            _hide_words(item, pattern)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in FREE_TEXT and isinstance(value, str):
                node[name] = pattern.sub(_blocks, value)
            else:
                _hide_words(value, pattern)


def hide_places(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with the code points of ``places``, [start, end), hidden."""
    characters = list(text)
    for start, end in places:
        characters[start:end] = hidden(text[start:end])
    return "".join(characters)


def pattern_of(words: Sequence[str]) -> re.Pattern[str]:
    """Match each of ``words`` as a whole word, the longest first; nothing if there are none."""
    usable = sorted({word for word in words if len(word) >= SHORTEST}, key=len, reverse=True)
    if not usable:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, usable))})(?!\w)", re.IGNORECASE)


def _blocks(match: re.Match[str]) -> str:
    return hidden(match[0])


def hidden(words: str) -> str:
    """As many blocks as there were code points; line feeds stay, so that blocks of text do."""
    return "".join("\n" if character == "\n" else BLOCK for character in words)
