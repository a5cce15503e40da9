"""What is stored of an annotation, in words: its details, its figure, its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain import vocabulary

Labels = Mapping[str, Mapping[str, str]]
"""Vocabulary → slug → label."""

NAMES: Final = {
    "identity": gettext_lazy("Who it is"),
    "type": gettext_lazy("Type"),
    "act": gettext_lazy("Speech act"),
    "mode": gettext_lazy("Form of words"),
    "hedge": gettext_lazy("Hedge"),
    "figure": gettext_lazy("Figure"),
    "priority": gettext_lazy("Priority"),
    "independence": gettext_lazy("Why independent"),
    "channel": gettext_lazy("Channel"),
    "affiliation": gettext_lazy("Affiliation"),
    "party": gettext_lazy("Party to the conflict"),
    "confidential": gettext_lazy("Confidential"),
    "polarity": gettext_lazy("It says"),
    "modality": gettext_lazy("Strength"),
    "verifier": gettext_lazy("Who checked"),
}
"""Attribute → what it is called on screen, in the order in which they are read."""

LINK_WORDS: Final = {
    "attributed_to": (gettext_lazy("rests on"), gettext_lazy("source of")),
    "relayed_by": (gettext_lazy("relayed by"), gettext_lazy("relays")),
    "qualified_by": (gettext_lazy("marked by"), gettext_lazy("speaks of")),
    "denied_by": (gettext_lazy("denied by"), gettext_lazy("denies")),
    "supported_by": (gettext_lazy("supported by"), gettext_lazy("supports")),
    "contradicts": (gettext_lazy("contradicts"), gettext_lazy("contradicts")),
    "updates": (gettext_lazy("updates"), gettext_lazy("updated by")),
    "repeats": (gettext_lazy("repeats"), gettext_lazy("repeated by")),
}
"""Link type → as the claim says it → as the other end says it."""


@dataclass(frozen=True)
class Fact:
    """One attribute in words: what it is called, and what it says."""

    name: str
    words: str
    is_flag: bool

    @property
    def short(self) -> str:
        """Enough where many stand in one line: "Speech", "Party to the conflict"."""
        return self.name if self.is_flag else self.words


def facts(kind: str, attributes: Mapping[str, Any], labels: Labels) -> list[Fact]:
    """Each attribute that is set, in words."""
    return [
        Fact(str(name), value_words(kind, key, attributes[key], labels), attributes[key] is True)
        for key, name in NAMES.items()
        if attributes.get(key) not in (None, "", {}, False)
    ]


def name_of(attribute: str) -> str:
    return str(NAMES.get(attribute, attribute))


def value_words(kind: str, attribute: str, value: Any, labels: Labels) -> str:
    """One attribute's value in words; empty where there is none."""
    if value in (None, "", {}):
        return ""
    if attribute == vocabulary.FIGURE:
        return figure_words(value, labels)
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    named = vocabulary.TERM_ATTRIBUTES.get(kind, {}).get(attribute, "")
    return labels.get(named, {}).get(str(value), str(value))


def figure_words(figure: Mapping[str, Any], labels: Labels) -> str:
    """ "At least 5,710 soldiers, as of the first five days (2026-03-01)"."""
    value, value_to = _number(figure.get("value")), _number(figure.get("value_to"))
    amount = f"{value}–{value_to}" if value and value_to else value or value_to
    bound = figure.get("bound", "")
    if bound and bound not in ("range", "exactly"):
        amount = f"{labels.get('bound', {}).get(bound, bound)} {amount}"
    words = " ".join(part for part in (amount, str(figure.get("unit", ""))) if part)
    when, date = str(figure.get("as_of", "")), str(figure.get("as_of_date", ""))
    if not when and not date:
        return words
    both = f"{when} ({date})" if when and date else when or date
    return _("%(figure)s, as of %(when)s") % {"figure": words, "when": both}


def evidence_words(piece: Mapping[str, Any], labels: Labels) -> str:
    """ "Refutes · Call: “No such order was given” (second minute), https://…"."""
    kind = " · ".join(
        labels.get(name, {}).get(piece.get(key, ""), str(piece.get(key, "")))
        for key, name in (("stance", "evidence_stance"), ("medium", "evidence_medium"))
    )
    told = [f"“{piece['excerpt']}”"] if piece.get("excerpt") else []
    told += [str(piece[name]) for name in ("locator", "url", "checked_by") if piece.get(name)]
    return f"{kind}: {', '.join(told)}" if told else kind


def _number(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int | float) else ""
