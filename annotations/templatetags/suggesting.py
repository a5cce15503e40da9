"""What the form that suggests an edit is filled with."""

from collections.abc import Mapping
from typing import Any

from django import template

from annotations.queries.review_cards import ReviewCard
from annotations.queries.vocabulary import VocabularyView

register = template.Library()

SENT = ("desk_status", "type", "normalised_claim", "note", "words", "text")


@register.simple_tag
def suggestion_values(card: ReviewCard, written: Mapping[str, Any] | str = "") -> dict[str, Any]:
    """What the claim says, or what was written where that was refused."""
    claim = card.annotation
    if isinstance(written, Mapping) and written.get("operation") == "suggest-edit":
        return {**{name: written.get(name, "") for name in SENT}, "is_written": True}
    return {
        "desk_status": claim.desk_status,
        "type": claim.attributes.get("type", ""),
        "normalised_claim": claim.normalised_claim,
        "note": claim.note,
        "words": claim.quote,
        "text": "",
    }


@register.filter
def choices_with(view: VocabularyView, slug: str) -> list[tuple[str, str]]:
    """Today's terms, and a retired one where it is the one in use."""
    used = [(term.slug, term.label) for term in view.retired if term.slug == slug]
    return [*view.choices, *used]
