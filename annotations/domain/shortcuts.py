"""The commands of the pages, the keys that run them, and what a person may change about them.

A chord is written as scripts compare it: modifiers and the key, joined by "+": "1", "U",
"Ctrl+K", "Alt+Shift+ArrowRight". A letter with Shift is the capital letter.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from typing import Any, Final, Literal

from annotations.domain.errors import DomainError

Page = Literal["annotate", "review", "queue"]
Needs = Literal["", "words", "tag", "words or tag"]
Keys = Mapping[str, Sequence[str]]
"""Command → its chords."""

PAGES: Final[tuple[Page, ...]] = ("annotate", "review", "queue")
MOST_KEYS: Final = 3  # of one command
MODIFIERS: Final = ("Ctrl", "Alt", "Shift")
NAMED: Final = ("Delete", "Backspace", "Insert", "Home", "End", "F2", "F4", "F8", "F9")
PLATFORM: Final = frozenset({"Enter", "Escape", "Tab", "Space", "Up", "Down", "Left", "Right"})
BROWSER: Final = frozenset("ACFHJLNOPRSTVWX")  # with Ctrl: copy, find, new tab and the like


class BadShortcut(DomainError):
    """A key that cannot be taken, or that another command of the same page has."""

    code = "bad_shortcut"
    message = "This key cannot be used. Choose another one. The keys are as they were."


@dataclass(frozen=True)
class Command:
    """Something a page can do, by name.

    ``fixed`` keys are the platform's and stay. ``in_text``: only where the article has the focus;
    ``in_fields``: also while somebody types; ``repeats``: again while the key is held down.
    """

    name: str
    keys: tuple[str, ...]
    pages: tuple[Page, ...] = ("annotate",)
    needs: Needs = ""
    fixed: bool = False
    in_text: bool = False
    in_fields: bool = False
    repeats: bool = False


@dataclass(frozen=True)
class Clash:
    """Two commands of one page that want the same chord."""

    name: str
    other: str
    chord: str


def _move(name: str, chord: str) -> Command:
    return Command(name, (chord,), fixed=True, in_text=True, repeats=True)


BOTH: Final[tuple[Page, ...]] = ("annotate", "review")
GROUPS: Final[dict[str, tuple[Command, ...]]] = {
    "text": (
        _move("word-left", "ArrowLeft"),
        _move("word-right", "ArrowRight"),
        _move("sentence-back", "ArrowUp"),
        _move("sentence-on", "ArrowDown"),
        _move("extend-left", "Shift+ArrowLeft"),
        _move("extend-right", "Shift+ArrowRight"),
        _move("extend-back", "Shift+ArrowUp"),
        _move("extend-on", "Shift+ArrowDown"),
        _move("character-left", "Alt+Shift+ArrowLeft"),
        _move("character-right", "Alt+Shift+ArrowRight"),
        Command("select-word", ("w",)),
        Command("select-sentence", ("s",)),
    ),
    "tag": (
        Command("claim", ("1",), needs="words or tag"),
        Command("source", ("2",), needs="words or tag"),
        Command("status", ("3",), needs="words or tag"),
        Command("add-part", ("f",), needs="tag"),
        Command("quote", ("q",)),
    ),
    "walk": (
        Command("next", ("j",), PAGES, repeats=True),
        Command("previous", ("k",), PAGES, repeats=True),
        Command("next-gap", ("g",)),
        Command("next-open", ("n",), ("review",)),
        Command("enter", ("Enter",), BOTH, fixed=True),
        Command("leave", ("Escape",), BOTH, fixed=True, in_fields=True),
    ),
    "card": (
        Command("link", ("l",), needs="tag"),
        Command("link-many", ("L",), needs="tag"),
        Command("finding", ("d",), needs="tag"),
        Command("no-source", ("o",), needs="tag"),
        Command("note", ("m",), needs="tag"),
        Command("evidence", ("e",), needs="tag"),
        Command("start-back", ("[",), needs="tag", repeats=True),
        Command("start-on", ("]",), needs="tag", repeats=True),
        Command("end-back", ("{",), needs="tag", repeats=True),
        Command("end-on", ("}",), needs="tag", repeats=True),
        Command("split", (), needs="tag"),
        Command("merge", (), needs="tag"),
        Command("delete", ("Delete", "Backspace"), needs="tag"),
    ),
    "decide": (
        Command("approve", ("a",), ("review",), needs="tag"),
        Command("request_changes", ("c",), ("review",), needs="tag"),
        Command("reject", ("x",), ("review",), needs="tag"),
        Command("retract", ("u",), ("review",)),
        Command("approve-opened", (), ("review",)),
        Command("finish", ("Ctrl+Enter",), ("review",), in_fields=True),
    ),
    "page": (
        Command("undo", ("u", "Ctrl+Z"), repeats=True),
        Command("redo", ("U", "Ctrl+Shift+Z", "Ctrl+Y"), repeats=True),
        Command("labels", ("r",), BOTH),
        Command("guide", ("G",), BOTH),
        Command("theme", ("t",), BOTH),
        Command("palette", ("Ctrl+K",), BOTH, in_fields=True),
        Command("help", ("?",), BOTH),
        Command("submit", ("Ctrl+Enter",), in_fields=True),
    ),
}
"""Every command, in the order in which people are shown them."""

COMMANDS: Final = {one.name: one for group in GROUPS.values() for one in group}


def is_single(chord: str) -> bool:
    """Whether a chord is one typed character, which people who dictate set off by accident."""
    return len(chord) == 1


def in_force(preferences: Mapping[str, Any], page: Page | None = None) -> dict[str, list[str]]:
    """The chords of each command (of ``page``) for somebody with these preferences.

    Where a key that a person chose is the usual one of a newer command, the person's choice holds.
    """
    chosen = frozenset((name, tuple(chords)) for name, chords in _chosen(preferences).items())
    return {name: list(chords) for name, chords in _in_force(chosen, page)}


@lru_cache(maxsize=256)  # a page asks for every key that it shows
def _in_force(
    chosen: frozenset[tuple[str, tuple[str, ...]]], page: Page | None
) -> list[tuple[str, tuple[str, ...]]]:
    own = dict(chosen)
    found = []
    for command in COMMANDS.values():
        if page is not None and page not in command.pages:
            continue
        taken = {
            chord
            for name, chords in own.items()
            if name != command.name and set(COMMANDS[name].pages) & set(command.pages)
            for chord in chords
        }
        usual = tuple(chord for chord in command.keys if chord not in taken)
        found.append((command.name, own.get(command.name, usual)))
    return found


def single_keys_on(preferences: Mapping[str, Any]) -> bool:
    """Whether keys without Ctrl or Alt are commands at all."""
    return not _stored(preferences).get("off", False)


def with_keys(preferences: Mapping[str, Any], keys: Keys) -> dict[str, Any]:
    """``preferences`` with these keys; only what differs from the usual ones is kept.

    Raises BadShortcut for an unknown or fixed command, a key that cannot be taken, or a clash.
    """
    wanted: dict[str, list[str]] = {}
    for name, chords in keys.items():
        if name not in COMMANDS or COMMANDS[name].fixed:
            raise BadShortcut(f"The keys of “{name}” cannot be changed.", field=name)
        wanted[name] = parse(" ".join(chords), name)
    for clash in clashes(wanted):
        raise BadShortcut(field=clash.name)
    changed = {
        name: chords for name, chords in wanted.items() if chords != list(COMMANDS[name].keys)
    }
    return {**preferences, "shortcuts": {**_stored(preferences), "keys": changed}}


def with_single_keys(preferences: Mapping[str, Any], on: bool) -> dict[str, Any]:
    """``preferences`` with single keys switched on or off."""
    return {**preferences, "shortcuts": {**_stored(preferences), "off": not on}}


def without_changes(preferences: Mapping[str, Any]) -> dict[str, Any]:
    """``preferences`` with the keys that everybody starts with."""
    return {name: value for name, value in preferences.items() if name != "shortcuts"}


def clashes(keys: Keys) -> list[Clash]:
    """The chords that two commands of one page want; what ``keys`` leaves out is as usual."""
    every = {name: list(keys.get(name, command.keys)) for name, command in COMMANDS.items()}
    return [
        Clash(one.name, other.name, chord)
        for one, other in combinations(COMMANDS.values(), 2)
        if set(one.pages) & set(other.pages)
        for chord in every[one.name]
        if chord in every[other.name]
    ]


def parse(written: str, field: str | None = None) -> list[str]:
    """The chords in what a person wrote, separated by spaces. Raises BadShortcut."""
    found = list(dict.fromkeys(_chord(word, field) for word in written.split()))
    if len(found) > MOST_KEYS:
        raise BadShortcut(f"A command has at most {MOST_KEYS} keys.", field=field)
    return found


def _chord(written: str, field: str | None) -> str:
    *before, key = written.rsplit("+", 1) if len(written) > 1 else [written]
    given = {word.strip().title() for word in before[0].split("+")} if before else set()
    if given - set(MODIFIERS):
        raise BadShortcut(
            f"“{written}” is no key. Write one character, or Ctrl, Alt or Shift before it, "
            "joined by “+”.",
            field=field,
        )
    key = _key(key, written, field)
    if len(key) == 1 and given == {"Shift"} and key.upper() == key.lower():
        raise BadShortcut(f"Write the character that “{written}” types.", field=field)
    if len(key) == 1 and given <= {"Shift"}:
        return key.upper() if given else key
    if "Ctrl" in given and key.upper() in BROWSER and "Alt" not in given:
        raise BadShortcut(f"“{written}” belongs to the browser. Choose another key.", field=field)
    if len(key) == 1:
        key = key.upper()
    return "+".join([*(name for name in MODIFIERS if name in given), key])


def _key(key: str, written: str, field: str | None) -> str:
    named = {name.lower(): name for name in (*NAMED, "Enter")}
    if key.lower() in named and (key.lower() != "enter" or written.lower() != "enter"):
        return named[key.lower()]
    if key.title().removeprefix("Arrow") in PLATFORM:
        raise BadShortcut(f"“{written}” is needed to get about. Choose another key.", field=field)
    if len(key) != 1 or not key.isprintable():
        known = ", ".join(NAMED)
        raise BadShortcut(
            f"“{written}” is no key that we know. Write one character, or one of {known}.",
            field=field,
        )
    return key


def _stored(preferences: Mapping[str, Any]) -> dict[str, Any]:
    stored = preferences.get("shortcuts")
    return stored if isinstance(stored, dict) else {}


def _chosen(preferences: Mapping[str, Any]) -> dict[str, list[str]]:
    """What a person chose, as far as this version still knows it."""
    keys = _stored(preferences).get("keys")
    return dict(_known(keys)) if isinstance(keys, dict) else {}


def _known(keys: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    for name, chords in keys.items():
        if name in COMMANDS and not COMMANDS[name].fixed and isinstance(chords, list):
            yield name, [chord for chord in chords if isinstance(chord, str)]
