"""What another tool's labels and relations mean here: chosen by a person, remembered by project.

A label becomes a kind, with a detail where it says more: ``claim``, ``status:polarity=verified``,
``claim:desk_status=false``. A relation becomes a link: ``attributed_to``, or
``attributed_to:reversed`` where it points from the source to the claim.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Self

from annotations.domain.errors import DomainError
from annotations.domain.vocabulary import (
    CLAIM,
    DESK_STATUS,
    KINDS,
    LINKS,
    TERM_ATTRIBUTES,
    Slugs,
)

IGNORE: Final = "ignore"
REVERSED: Final = "reversed"
MOST: Final = 1000  # labels, and relations, that one mapping knows
LONGEST: Final = 200  # code points of a foreign word

_OURS: Final = r"\s*(?P<foreign>.+?)\s*=\s*(?P<ours>{})\s*(?P<more>:.*?)?\s*"
_APART: Final = re.compile(r"[\W_]+")


class BadMapping(DomainError):
    """A foreign word is to become something that is not there."""

    code = "bad_mapping"


class Meaning(NamedTuple):
    """What a label becomes: a kind, and one detail of it, if any. IGNORE leaves it out."""

    kind: str
    name: str = ""
    value: str = ""


class Relation(NamedTuple):
    """What a relation becomes: a type of link, and whether its ends change places."""

    type: str
    reversed: bool = False


@dataclass(frozen=True)
class Choices:
    """Foreign label or relation → what it becomes, as people write it."""

    labels: Mapping[str, str] = field(default_factory=dict)
    links: Mapping[str, str] = field(default_factory=dict)

    def over(self, other: "Choices") -> "Choices":
        """These, and those of ``other`` that these do not name."""
        return Choices({**other.labels, **self.labels}, {**other.links, **self.links})

    def without(self, other: "Choices") -> "Choices":
        """These but for the words that ``other`` names."""
        return Choices(
            {word: ours for word, ours in self.labels.items() if word not in other.labels},
            {word: ours for word, ours in self.links.items() if word not in other.links},
        )

    def of_others(self) -> "Choices":
        """These but for our own words: what those mean is not chosen once for all."""
        return Choices(
            {word: ours for word, ours in self.labels.items() if not usual_label(word)},
            {word: ours for word, ours in self.links.items() if not usual_link(word)},
        )

    def label(self, label: str) -> str:
        """What a label becomes, chosen or as usual; empty where it is nothing that anybody said."""
        return self.labels.get(label[:LONGEST]) or usual_label(label)

    def leave_all_out(self, labels: Iterable[str]) -> bool:
        """Whether there are ``labels``, and none of them becomes anything."""
        becoming = [self.label(label) for label in labels]
        return bool(becoming) and all(one in ("", IGNORE) for one in becoming)

    def check(self, slugs: Slugs) -> Self:
        """Raises BadMapping for the first that nobody could follow."""
        for words in (self.labels, self.links):
            if len(words) > MOST or any(not 0 < len(word) <= LONGEST for word in words):
                raise BadMapping(f"At most {MOST} words of {LONGEST} characters can be mapped.")
        for label, meaning in self.labels.items():
            meaning_of(meaning, label, slugs)
        for relation, meaning in self.links.items():
            relation_of(meaning, relation)
        return self


def meaning_of(written: str, label: str, slugs: Slugs) -> Meaning:
    """Read what a label becomes. Raises BadMapping."""
    kind, _, detail = written.partition(":")
    name, _, value = detail.partition("=")
    if kind == IGNORE and not detail:
        return Meaning(IGNORE)
    if kind not in KINDS:
        known = ", ".join((*KINDS, IGNORE))
        raise BadMapping(f"“{label}” cannot become “{written}”. Known are: {known}.")
    known_values = slugs.get(details(kind).get(name, ""), {})
    if detail and not value and known_values:
        one = next(iter(known_values))
        raise BadMapping(f"“{label}”: say which {name} it has, as in {kind}:{name}={one}.")
    if detail and value not in known_values:
        raise BadMapping(f"“{label}”: a {kind} of this project has no “{detail}”.")
    return Meaning(kind, name, value)


def relation_of(written: str, relation: str) -> Relation:
    """Read what a relation becomes. Raises BadMapping."""
    type_, _, how = written.partition(":")
    if type_ not in (IGNORE, *LINKS) or how not in ("", REVERSED):
        known = ", ".join((*LINKS, IGNORE))
        raise BadMapping(f"“{relation}” cannot become “{written}”. Known are: {known}.")
    return Relation(type_, how == REVERSED)


def details(kind: str) -> dict[str, str]:
    """Detail of a kind that a label may stand for → the vocabulary of its values."""
    own = TERM_ATTRIBUTES.get(kind, {})
    return {DESK_STATUS: DESK_STATUS, **own} if kind == CLAIM else own


def usual_label(label: str) -> str:
    """What a label becomes that nobody chose anything for; empty where it is none of our words."""
    word = normal(label)
    return word if word in KINDS else ""


def usual_link(relation: str) -> str:
    """What a relation becomes that nobody chose anything for, or empty."""
    word = normal(relation)
    return word if word in LINKS else ""


def normal(word: str) -> str:
    """A foreign word spelt as ours are."""
    return _APART.sub("_", word.strip()).strip("_").lower()


def read_pairs(given: Iterable[str], known: Iterable[str] = (*KINDS, *LINKS)) -> dict[str, str]:
    """Read ``attribution=claim`` as a shell gives it; a word may have “=” in it, as ``a=b=claim``.

    What follows the last is one of ``known``, in any case, or IGNORE. Raises BadMapping.
    """
    words = (*known, IGNORE)
    pattern = re.compile(_OURS.format("|".join(words)), re.DOTALL | re.IGNORECASE)
    return each_once(_parted(pair, pattern, words) for pair in given)


def each_once(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """The pairs as a mapping. Raises BadMapping where a word is in two of them."""
    found: dict[str, str] = {}
    for foreign, ours in pairs:
        if foreign in found:
            raise BadMapping(f"“{foreign}” is mapped twice: say once what it becomes.")
        found[foreign] = ours
    return found


def _parted(pair: str, pattern: re.Pattern[str], words: Iterable[str]) -> tuple[str, str]:
    match = pattern.fullmatch(pair)
    if match is None:
        raise BadMapping(_possible(pair, words))
    return match["foreign"], match["ours"].lower() + (match["more"] or "")


def _possible(pair: str, words: Iterable[str]) -> str:
    """That a pair says nothing, and what it could say."""
    told = f"“{pair}” does not say what becomes what. After = stands one of: {', '.join(words)}"
    if CLAIM in words:
        return f"{told}; with a detail as in attribution=claim or cue=status:polarity=not_verified."
    return f"{told}; the other way round as in attr=attributed_to:reversed."
