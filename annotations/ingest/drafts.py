"""A draft: an article as read, to be looked at and corrected before its text is frozen."""

from collections.abc import Iterable
from dataclasses import dataclass

from annotations.domain import blocks as block_rules
from annotations.domain import languages, repair
from annotations.domain.blocks import Block
from annotations.domain.repair import Repair


@dataclass(frozen=True, slots=True)
class Draft:
    """What a reader found. Offsets in ``blocks`` and ``repairs`` are code points of ``text``.

    ``repairs`` are proposals; none is made. ``language`` and ``direction`` are guesses.
    ``original_sha256`` is of the bytes as received. ``notes`` are sentences for the person who
    looks the draft over.
    """

    headline: str
    byline: str
    text: str
    language: str
    direction: str
    blocks: list[Block]
    repairs: list[Repair]
    encoding: str
    media_type: str
    original_sha256: str
    notes: list[str]


def draft(
    text: str,
    headline: str,
    *,
    encoding: str,
    media_type: str,
    original_sha256: str,
    notes: Iterable[str],
) -> Draft:
    """Return the draft of ``text``, cleaned; ``headline`` is empty where the text has to tell."""
    blocks = block_rules.split(text, headline)
    language = languages.guess_language(text)
    return Draft(
        headline=headline or block_rules.title(text, blocks),
        byline=block_rules.byline(text, blocks),
        text=text,
        language=language,
        direction=languages.direction(text, language),
        blocks=blocks,
        repairs=repair.propose(text),
        encoding=encoding,
        media_type=media_type,
        original_sha256=original_sha256,
        notes=list(notes),
    )


def accept(found: Draft, repairs: Iterable[Repair]) -> Draft:
    """Return ``found`` with ``repairs`` made in its text, and everything else found anew.

    Raises QuoteMismatch if a repair does not fit the text, Overlapping if two share a place.
    """
    told_by_text = found.headline == block_rules.title(found.text, found.blocks)
    return draft(
        repair.apply(found.text, repairs),
        "" if told_by_text else found.headline,
        encoding=found.encoding,
        media_type=found.media_type,
        original_sha256=found.original_sha256,
        notes=found.notes,
    )
