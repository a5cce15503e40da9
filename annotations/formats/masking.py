"""Hiding confidential sources: their words, who they are, and what would let one guess it.

A hidden character becomes "█", so that every offset still holds. An approval hash, or the hash of
the true text, would tell a guesser whether the guess is right: they go too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any, Final

from msgspec import convert, to_builtins

from annotations.domain.names import Names
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report

BLOCK: Final = "█"

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
    they stand and however they are written there (domain.names), but for very short ones;
    ``places`` are [start, end) in code points, hidden whatever stands there.
    """

    words: Sequence[str] = ()
    places: Sequence[tuple[int, int]] = ()


def mask(document: DocumentRecord, secrets: Secrets, report: Report) -> DocumentRecord:
    """Return ``document`` without ``secrets`` and without the desk's confidential note.

    What had to go is counted in ``report``; where anything had to, it says that it is masked.
    """
    tree: Tree = to_builtins(document)
    if tree["article"].pop("confidential_note", ""):
        tree["masked"] = True
        report.lose("confidential notes of articles")
    if secrets.words or secrets.places:
        tree["masked"] = True
        _hide(tree, secrets, report)
    return convert(tree, DocumentRecord)


def _hide(tree: Tree, secrets: Secrets, report: Report) -> None:
    revision = tree["revision"]
    names = Names(secrets.words)
    named = [(span.start, span.end) for span in names.spans(revision["text"])]
    text = hide_places(revision["text"], [*secrets.places, *named])
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
    _hide_words([tree["article"], tree.get("annotations", [])], names)
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


def _hide_words(node: Any, names: Names) -> None:
    """Hide the words in every free text below ``node``, in place."""
    if isinstance(node, list):
        for item in node:
            _hide_words(item, names)
    elif isinstance(node, dict):
        for name, value in node.items():
            if name in FREE_TEXT and isinstance(value, str):
                node[name] = hide_names(value, names)
            else:
                _hide_words(value, names)


def hide_places(text: str, places: Sequence[tuple[int, int]]) -> str:
    """Return ``text`` with the code points of ``places``, [start, end), hidden."""
    characters = list(text)
    for start, end in places:
        characters[start:end] = hidden(text[start:end])
    return "".join(characters)


def hide_names(text: str, names: Names) -> str:
    """Return ``text`` with every one of ``names`` in it hidden."""
    return hide_places(text, [(span.start, span.end) for span in names.spans(text)])


def hidden(words: str) -> str:
    """As many blocks as there were code points; line feeds stay, so that blocks of text do."""
    return "".join("\n" if character == "\n" else BLOCK for character in words)
