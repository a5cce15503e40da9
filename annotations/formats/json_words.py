"""What is wrong with a line of JSON, in words for people who did not write the program."""

import re
from collections.abc import Callable
from typing import Final

TOO_DEEP: Final = "It is nested too deeply."
KINDS: Final = {
    "object": "fields in { }",
    "array": "a list in [ ]",
    "str": "a text in quotation marks",
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

NOT_OURS: Final = "our format does not know"
QUOTES: Final = "`'"  # how the library quotes
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


def _pattern(regex: str) -> str:
    """A rule of our records in words."""
    if "CSV" in regex:
        return "C, S or V with a number, as C3"
    return "64 digits or letters from a to f" if "{64}" in regex else "written otherwise"


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
        re.compile("Expected `str` matching regex (.*)"),
        lambda place, found: f"{place} should be {_pattern(found[1])}.",
    ),
    (
        re.compile("Expected `array` of length >= 1"),
        lambda place, _: f"{place} should be a list in [ ] that is not empty.",
    ),
    (
        re.compile("Expected `int` >= ([0-9]+)"),
        lambda place, found: f"{place} should be a whole number of {found[1]} or more.",
    ),
    (
        re.compile("Expected `int` <= ([0-9]+)"),
        lambda place, found: f"{place} should be a whole number of {found[1]} or less.",
    ),
    (
        re.compile("Expected `datetime` with a timezone"),
        lambda place, _: f"{place} should say its time zone, as 2030-01-31T09:30:00Z does.",
    ),
    (
        re.compile("Expected (`[^`]*` .*)"),
        lambda place, found: f"{place} should be {_sorts(found[1])[:200]}.",
    ),
    (
        re.compile("Invalid enum value (.*)"),
        lambda place, found: f"{place} is “{found[1].strip(QUOTES)[:80]}”, which {NOT_OURS}.",
    ),
    (
        re.compile("Invalid RFC3339 encoded datetime"),
        lambda place, _: f"{place} is no date with time, as 2030-01-31T09:30:00Z is.",
    ),
    (
        re.compile("Invalid RFC3339 encoded date"),
        lambda place, _: f"{place} is no date, as 2030-01-31 is.",
    ),
    (
        re.compile("Invalid base64 encoded string"),
        lambda place, _: f"{place} is not in base64.",
    ),
    (
        re.compile("Invalid (.*)"),
        lambda place, found: f"{place} is no {found[1][:80]}.",
    ),
)
"""What the library says, and how people are told."""
