"""What is wrong with a line of JSON, in words for people who did not write the program."""

import re
from collections.abc import Callable
from typing import Final

TOO_DEEP: Final = "It is nested too deeply."
KINDS: Final = {
    "object": "fields in { }",
    "array": "a list in [ ]",
    "str": "words",
    "int": "a whole number",
    "float": "a number",
    "bool": "true or false",
    "null": "nothing",
}
"""Sorts of values, as the library calls them and as people do."""
NOT_JSON: Final = {
    "Unterminated string": "words in it begin with a quotation mark and do not end",
    "Invalid control character": "words in it have a line break or tab as it is, not as \\n or \\t",
    "Invalid": "a backslash in it is followed by what JSON does not know",
    "Expecting property name": "a field in it has no name in quotation marks",
    "Expecting value": "a value in it is missing, or it is cut off",
    "Expecting": "a comma or a colon in it is missing, or it is cut off",
    "Exceeds the limit": "a number in it is too long",
}
"""What Python's reader of JSON says, and how people are told."""

_PLACE: Final = re.compile(r" - at `(?:key in )?\$\.?([^`]*)`")
_SORTS: Final = re.compile(r"`([^`]*)`")


def in_words(error: Exception) -> str:
    """A sentence that names the field as the file does: “revision.text”."""
    if isinstance(error, RecursionError):
        return TOO_DEEP
    said = str(error)
    place = _PLACE.search(said)
    name = place[1].replace("[...]", "") if place else ""
    said = _PLACE.sub("", said)
    for pattern, words in WORDS:
        if found := pattern.match(said):
            return words(f"“{name}”" if name else "The line", found)
    return f"{name or 'The line'} is not as our format has it ({said[:200]})."


def why_not_json(error: ValueError) -> str:
    """Why Python's own reader took a value for no JSON, as the end of a sentence."""
    said = getattr(error, "msg", str(error))
    return next((words for begin, words in NOT_JSON.items() if said.startswith(begin)), said)


def _sorts(said: str) -> str:
    """``int | null`` in words."""
    return _SORTS.sub(
        lambda found: " or ".join(KINDS.get(one, one) for one in found[1].split(" | ")), said
    )


Words = Callable[[str, "re.Match[str]"], str]
WORDS: Final[tuple[tuple["re.Pattern[str]", Words], ...]] = (
    (re.compile("Input data was truncated"), lambda _, __: "It is cut off: its end is missing."),
    (re.compile("JSON is malformed"), lambda _, __: "It is not JSON."),
    (
        re.compile("Object contains unknown field `([^`]*)`"),
        lambda place, found: f"{place} has “{found[1][:80]}”, which our format does not have.",
    ),
    (
        re.compile("Object missing required field `([^`]*)`"),
        lambda place, found: f"{place} has no “{found[1]}”.",
    ),
    (
        re.compile("Expected (`[^`]*`), got (`[^`]*`)"),
        lambda place, found: f"{place} should be {_sorts(found[1])}, and is {_sorts(found[2])}.",
    ),
    (
        re.compile("Expected (`[^`]*` .*)"),
        lambda place, found: f"{place} should be {_sorts(found[1])[:200]}.",
    ),
    (
        re.compile("Invalid enum value (.*)"),
        lambda place, found: f"{place} is {found[1][:80]}, which our format does not know.",
    ),
    (
        re.compile("Invalid (.*)"),
        lambda place, found: f"{place} is no {found[1][:80]}.",
    ),
)
"""What the library says, and how people are told."""
