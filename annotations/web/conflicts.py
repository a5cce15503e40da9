"""Two versions of an annotation side by side: what the page wanted, and what is stored."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain import vocabulary
from annotations.domain.spans import JOINER
from annotations.queries.cards import Card
from annotations.web import changes

FIELD_NAMES: Final = {
    "desk_status": gettext_lazy("Our finding"),
    "no_source_given": gettext_lazy("No source given"),
    "normalised_claim": gettext_lazy("Stands alone as"),
    "note": gettext_lazy("Note"),
    "type": gettext_lazy("Type"),
    "act": gettext_lazy("Speech act"),
    "mode": gettext_lazy("Form of words"),
    "hedge": gettext_lazy("Hedge"),
    "priority": gettext_lazy("Priority"),
    "independence": gettext_lazy("Why independent"),
    "identity": gettext_lazy("Who it is"),
    "channel": gettext_lazy("Channel"),
    "affiliation": gettext_lazy("Affiliation"),
    "party": gettext_lazy("Party to the conflict"),
    "confidential": gettext_lazy("Confidential"),
    "polarity": gettext_lazy("It says"),
    "modality": gettext_lazy("Strength"),
    "verifier": gettext_lazy("Who checked"),
    "figure": gettext_lazy("Figure"),
    "quote": gettext_lazy("Words"),
    "kind": gettext_lazy("Kind"),
    "deleted": gettext_lazy("Kept"),
}
LONG_TEXTS: Final = frozenset({"note", "normalised_claim", "independence"})


@dataclass(frozen=True)
class Difference:
    """One field in both versions, in words."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def by_hand(self) -> bool:
        """Whether the two can be merged by writing a third."""
        return self.name in LONG_TEXTS

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs


def differences(card: Card, data: Mapping[str, str]) -> list[Difference]:
    """What ``data`` would make of the annotation beside what is stored now.

    Raises Malformed or NotANumber, as the change itself would.
    """
    annotation = card.annotation
    operation = data.get("operation")
    if operation == "delete":
        return [_difference("deleted", _("no: delete it"), _("yes, as changed"))]
    if operation == "move":
        parts = changes.fragments(data)
        return [_difference("quote", JOINER.join(part.quote for part in parts), annotation.quote)]
    if operation == "retype":
        return [_difference("kind", data.get("kind", ""), annotation.kind)]
    wanted = changes.edited(annotation, data)
    attributes = wanted.pop("attributes", {})
    stored = {name: getattr(annotation, name) for name in wanted} | annotation.attributes
    return [
        _difference(name, _in_words(card, name, value), _in_words(card, name, stored.get(name)))
        for name, value in {**wanted, **attributes}.items()
    ]


def _difference(name: str, mine: str, theirs: str) -> Difference:
    return Difference(name, str(FIELD_NAMES.get(name, name)), mine, theirs)


def _in_words(card: Card, name: str, value: object) -> str:
    if value in (None, "", {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part not in (None, ""))
    names = {"desk_status": "desk_status", **vocabulary.TERM_ATTRIBUTES[card.annotation.kind]}
    terms = card.terms.get(names.get(name, ""))
    labels = {term.slug: term.label for term in terms.terms} if terms else {}
    return labels.get(str(value), str(value))
