"""What a chip says of an annotation, in a few words."""

from collections.abc import Mapping
from typing import Any, Final

from django.utils.translation import gettext

Labels = Mapping[str, Mapping[str, str]]
"""Vocabulary → slug → label."""

LONGEST: Final = 44  # characters of a quote that stands for a source without identity


def chip_words(row: Any, labels: Labels) -> str:
    """What matters about an annotation in a few words: "Casualty count · Not assessed"."""
    if row.kind == "claim":
        terms = (("claim_type", row.type), ("desk_status", row.desk_status))
        return " · ".join(labels[name].get(slug, slug) for name, slug in terms if slug)
    if row.kind == "source":
        who: str = row.identity or _shortened(row.words)
        return f"{who} · {gettext('confidential')}" if row.confidential == "true" else who
    return labels["polarity"].get(row.polarity) or _shortened(row.words)


def short(label: str) -> str:
    """A term's label without what it says in brackets or after a comma."""
    return label.split(" (", 1)[0].split(", ", 1)[0]


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"
