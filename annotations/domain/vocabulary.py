"""Which kinds there are, which links join them, and which attributes each kind has."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Literal

from annotations.domain.errors import DomainError, LinkNotAllowed, UnknownTerm

Kind = Literal["claim", "source", "status"]
Slugs = Mapping[str, Mapping[str, int]]
"""Vocabulary name → slug → id of the term row that the slug stands for today."""

CLAIM, SOURCE, STATUS = "claim", "source", "status"
KINDS: Final = (CLAIM, SOURCE, STATUS)

LINKS: Final[dict[str, tuple[str, ...]]] = {
    "attributed_to": (SOURCE,),
    "relayed_by": (SOURCE,),
    "qualified_by": (STATUS,),
    "denied_by": (SOURCE,),
    "supported_by": (CLAIM, SOURCE),
    "contradicts": (CLAIM,),
    "updates": (CLAIM,),
    "repeats": (CLAIM,),
}
"""Link type → kinds of target. Every link leaves a claim."""

CROSS_ARTICLE: Final = frozenset({"contradicts", "updates", "repeats"})
HOW: Final = ("same", "firmer", "softer", "altered")
DEFAULT_LINK: Final = {SOURCE: "attributed_to", STATUS: "qualified_by", CLAIM: "repeats"}

DESK_STATUS: Final = "desk_status"
TERM_ATTRIBUTES: Final[dict[str, dict[str, str]]] = {
    CLAIM: {"type": "claim_type", "act": "act", "mode": "mode", "priority": "priority"},
    SOURCE: {"type": "source_type", "channel": "channel"},
    STATUS: {"polarity": "polarity", "modality": "modality"},
}
"""Kind → attribute → the vocabulary its slugs come from."""

TEXT_ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    CLAIM: ("hedge", "independence"),
    SOURCE: ("identity", "affiliation"),
    STATUS: ("verifier",),
}
FLAG_ATTRIBUTES: Final[dict[str, tuple[str, ...]]] = {
    CLAIM: (),
    SOURCE: ("party", "confidential"),
    STATUS: (),
}
FIGURE: Final = "figure"
FIGURE_TEXT: Final = ("unit", "as_of", "as_of_date")
FIGURE_NUMBERS: Final = ("value", "value_to")
LONGEST: Final = 500  # code points of a free value


class BadAttribute(DomainError):
    """An attribute that this kind does not have, or a value of the wrong type."""

    code = "bad_attribute"
    message = "This detail does not belong to this kind of tag."


@dataclass(frozen=True)
class Described:
    """Checked attributes, and the ids of the term rows that their slugs stand for."""

    attributes: dict[str, Any]
    terms: list[int]


def check_link(type_: str, origin_kind: str, target_kind: str, how: str = "") -> None:
    """Refuse a link that domain experts would not read. Raises LinkNotAllowed."""
    if type_ not in LINKS:
        known = ", ".join(LINKS)
        raise LinkNotAllowed(f"There is no link “{type_}”. Known are: {known}.", field="type")
    if origin_kind != CLAIM:
        raise LinkNotAllowed("Links leave a claim. Start from the claim.", field="type")
    if target_kind not in LINKS[type_]:
        ends = " or a ".join(LINKS[type_])
        raise LinkNotAllowed(f"“{type_}” joins a claim with a {ends}.", field="target")
    if how and (type_ != "repeats" or how not in HOW):
        words = "Only “repeats” says how: same, firmer, softer or altered."
        raise LinkNotAllowed(words, field="how")


def describe(
    kind: str, attributes: Mapping[str, Any], slugs: Slugs, desk_status: str = ""
) -> Described:
    """Check ``attributes`` (and a claim's ``desk_status``) against the project's vocabularies.

    Empty values are left out. Raises BadAttribute or UnknownTerm, naming the field.
    """
    clean: dict[str, Any] = {}
    wanted: list[tuple[str, str, str]] = []
    if desk_status:
        wanted.append(("desk_status", DESK_STATUS, desk_status))
    for name, value in attributes.items():
        field = f"attributes.{name}"
        kept = _check(kind, name, value, field)
        if kept in (None, "", {}) or kept is False:
            continue
        clean[name] = kept
        if name in TERM_ATTRIBUTES[kind]:
            wanted.append((field, TERM_ATTRIBUTES[kind][name], kept))
        elif name == FIGURE and kept.get("bound"):
            wanted.append((f"{field}.bound", "bound", kept["bound"]))
    return Described(clean, [_term(slugs, *asked) for asked in wanted])


def asked_terms(kind: str, attributes: Mapping[str, Any], desk_status: str = "") -> bool:
    """Whether ``describe`` will need the vocabularies at all."""
    names = {*TERM_ATTRIBUTES[kind], FIGURE}
    return bool(desk_status) or any(name in names for name in attributes)


def _term(slugs: Slugs, field: str, vocabulary: str, slug: str) -> int:
    known = slugs.get(vocabulary, {})
    if slug not in known:
        raise UnknownTerm(
            f"“{slug}” is not in this project's vocabulary. Known are: {', '.join(known)}.",
            field=field,
        )
    return known[slug]


def _check(kind: str, name: str, value: Any, field: str) -> Any:
    if name in TERM_ATTRIBUTES[kind] or name in TEXT_ATTRIBUTES[kind]:
        return _text(value, field)
    if name in FLAG_ATTRIBUTES[kind]:
        if not isinstance(value, bool | None):
            raise BadAttribute("Say true or false here.", field=field)
        return value
    if name == FIGURE and kind == CLAIM:
        return _figure(value, field)
    raise BadAttribute(f"A {kind} has no “{name}”.", field=field)


def _text(value: Any, field: str) -> str:
    if value is None:
        return ""
    if not isinstance(value, str):
        raise BadAttribute("Words are expected here.", field=field)
    if len(value) > LONGEST or "\0" in value:
        raise BadAttribute(f"At most {LONGEST} characters are kept here.", field=field)
    return value.strip()


def _figure(value: Any, field: str) -> dict[str, Any]:
    if not isinstance(value, dict | None):
        raise BadAttribute("A figure has a value, a unit and a bound.", field=field)
    clean: dict[str, Any] = {}
    for name, given in (value or {}).items():
        place = f"{field}.{name}"
        if name in FIGURE_NUMBERS:
            if isinstance(given, bool) or not isinstance(given, int | float | None):
                raise BadAttribute("A number is expected here.", field=place)
            if isinstance(given, float) and not abs(given) < float("inf"):
                raise BadAttribute("This number is too large.", field=place)
            kept: Any = given
        elif name in FIGURE_TEXT or name == "bound":
            kept = _text(given, place)
        else:
            raise BadAttribute(f"A figure has no “{name}”.", field=place)
        if kept not in (None, ""):
            clean[name] = kept
    return clean
