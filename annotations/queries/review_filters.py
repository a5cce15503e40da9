"""Which claims of an article a reviewer wants to see: by finding, type, priority, sign-off."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from annotations.queries.vocabulary import VocabularyView

Place = tuple[int, int, UUID]
"""Where a claim begins, its first part's end as a negative, and its id: sorts as one reads."""

TO_DECIDE: Final = "mine"
"""The sign-off of what waits for the reviewer's own decision."""


@dataclass(frozen=True)
class ClaimRow:
    """A claim as far as filters and counts need it."""

    place: Place
    state: str
    finding: str
    type: str
    priority: str
    left: bool
    """Whether it waits for a decision of whoever asks."""
    changed: bool
    """Whether it was approved once, then changed and handed in again."""
    returned: bool = False
    """Whether it was sent back or rejected when it was decided on last."""
    suggested: bool = False
    """Whether an edit of it is suggested that nobody took or left yet."""

    @property
    def id(self) -> UUID:
        return self.place[-1]


@dataclass(frozen=True)
class Filter:
    """What is asked for; empty means any. ``signoff`` is a claim's state, or TO_DECIDE."""

    finding: str = ""
    type: str = ""
    priority: str = ""
    signoff: str = ""
    changed: bool = False

    @property
    def values(self) -> dict[str, Any]:
        """What is asked for, without what is not."""
        named = {each.name: getattr(self, each.name) for each in fields(self)}
        return {name: value for name, value in named.items() if value}

    @property
    def query(self) -> str:
        """The filter as an address has it: "finding=disputed&changed=1"."""
        return urlencode({**self.values, **({"changed": 1} if self.changed else {})})

    def takes(self, row: ClaimRow) -> bool:
        """Whether ``row`` is among what is asked for."""
        named = ("finding", "type", "priority")
        if any(getattr(self, name) not in ("", getattr(row, name)) for name in named):
            return False
        if self.changed and not row.changed:
            return False
        return row.left if self.signoff == TO_DECIDE else self.signoff in ("", row.state)


@dataclass(frozen=True)
class Option:
    """A choice of the filter's form, with how many claims of the article have it."""

    value: str
    label: str
    count: int
    chosen: bool


def options(
    rows: Iterable[ClaimRow], wanted: Filter, terms: Mapping[str, VocabularyView]
) -> dict[str, list[Option]]:
    """Field → the terms that claims of the article have, in the vocabulary's order."""
    claims = list(rows)
    vocabularies = {"finding": "desk_status", "type": "claim_type", "priority": "priority"}
    found = {}
    for name, vocabulary in vocabularies.items():
        counts = Counter(getattr(row, name) for row in claims)
        view = terms[vocabulary]
        found[name] = [
            Option(term.slug, term.label, counts[term.slug], getattr(wanted, name) == term.slug)
            for term in [*view.terms, *view.retired]
            if counts[term.slug] or getattr(wanted, name) == term.slug
        ]
    return found
