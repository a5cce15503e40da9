"""What a suggested edit would change, and whether somebody changed it meanwhile.

Changes map a field to [before, after], as the history tells them. Of ``attributes`` both sides hold
only the keys that would change, None where one is not there.
"""

from collections.abc import Mapping
from typing import Any, Final

from annotations.domain.errors import DomainError

Changes = Mapping[str, Any]

SHOWN_BY: Final = {"fragments": "quote"}
"""A field that only programs read → the one that says the same in words."""


class NothingSuggested(DomainError):
    """The suggestion is what the annotation says already."""

    code = "nothing_suggested"
    message = "This is what it says already. Change something first."


class OwnSuggestion(DomainError):
    """Who suggests does not take it: that would make them a contributor by a side door."""

    code = "own_suggestion"
    status = 403
    message = (
        "This is your own suggestion. Somebody else has to take it, so that you stay free to "
        "decide. To make the change yourself, edit the tag."
    )


class SuggestionOvertaken(DomainError):
    """What it would change was changed since; ``extra["now"]`` says what stands there."""

    code = "suggestion_overtaken"
    status = 409
    message = (
        "What this would change was changed since it was suggested. Nothing was changed. "
        "Look at both, then take it all the same or leave it."
    )


def narrowed(changes: Changes) -> dict[str, Any]:
    """Leave out the attributes that stay as they are."""
    if "attributes" not in changes:
        return dict(changes)
    before, after = changes["attributes"]
    names = [name for name in {**before, **after} if before.get(name) != after.get(name)]
    sides = [{name: side.get(name) for name in names} for side in (before, after)]
    return {**changes, "attributes": sides}


def values_of(changes: Changes) -> dict[str, Any]:
    """The values that the edit would set; fragments as [start, end] pairs."""
    return {name: after for name, (_, after) in changes.items() if name != "quote"}


def overtaken(changes: Changes, now: Mapping[str, Any]) -> dict[str, Any]:
    """The changes whose field is neither as it was nor as it should be: [now, after].

    ``now`` is what the annotation says today, field by field.
    """
    found: dict[str, Any] = {}
    for name, (before, after) in changes.items():
        if name == "attributes":
            keys = [key for key in after if now[name].get(key) not in (before[key], after[key])]
            if keys:
                found[name] = [{key: side.get(key) for key in keys} for side in (now[name], after)]
        elif name in SHOWN_BY.values():
            continue
        elif now[name] not in (before, after):
            for shown in filter(None, (name, SHOWN_BY.get(name))):
                found[shown] = [now[shown], changes[shown][1]]
    return found
