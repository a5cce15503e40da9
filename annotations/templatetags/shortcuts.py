"""Commands and their keys in the reader's words: hints in buttons, the help, the palette."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django import template
from django.utils.html import format_html_join, json_script
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from annotations.domain.shortcuts import (
    COMMANDS,
    GROUPS,
    Page,
    in_force,
    is_single,
    single_keys_on,
)

register = template.Library()

TITLES: Final = {
    "text": _("Select words"),
    "tag": _("Tag"),
    "walk": _("Get about"),
    "card": _("The open tag"),
    "decide": _("Decide"),
    "page": _("The page"),
}
LABELS: Final = {
    "word-left": _("Word to the left"),
    "word-right": _("Word to the right"),
    "sentence-back": _("Previous sentence"),
    "sentence-on": _("Next sentence"),
    "extend-left": _("Extend the selection by a word to the left"),
    "extend-right": _("Extend the selection by a word to the right"),
    "extend-back": _("Extend the selection by a sentence backwards"),
    "extend-on": _("Extend the selection by a sentence onwards"),
    "character-left": _("Extend the selection by a character to the left"),
    "character-right": _("Extend the selection by a character to the right"),
    "select-word": _("Select the word"),
    "select-sentence": _("Select the sentence"),
    "claim": _("Tag as claim"),
    "source": _("Tag as source"),
    "status": _("Tag as verification status"),
    "add-part": _("Add the selection to the open tag"),
    "quote": _("Tag by quoted text"),
    "next": _("Next one"),
    "previous": _("Previous one"),
    "next-gap": _("Next claim that is held back"),
    "next-open": _("Next claim to decide on"),
    "enter": _("Into the card"),
    "leave": _("Back to the text"),
    "link": _("Link with another tag"),
    "finding": _("Our finding"),
    "no-source": _("No source given"),
    "note": _("Note"),
    "evidence": _("Add evidence"),
    "link-many": _("Link a source or marker to many claims"),
    "split": _("Split a claim in two"),
    "merge": _("Merge two claims"),
    "start-back": _("Start one word earlier"),
    "start-on": _("Start one word later"),
    "end-back": _("End one word earlier"),
    "end-on": _("End one word later"),
    "delete": _("Delete the tag"),
    "approve": _("Approve and go on"),
    "request_changes": _("Request changes"),
    "reject": _("Reject"),
    "approve-opened": _("Approve the claims I opened"),
    "retract": _("Take my last decision back"),
    "finish": _("Finish the review"),
    "undo": _("Undo"),
    "redo": _("Redo"),
    "labels": _("Show or hide the labels in the text"),
    "guide": _("Labelling guide beside the text"),
    "theme": _("Light, dark, or as the system says"),
    "palette": _("All commands"),
    "help": _("Keys"),
    "submit": _("Submit for sign-off"),
}
TOGETHER: Final = {
    "word-left": (("word-right",), _("Move by word")),
    "sentence-back": (("sentence-on",), _("Move by sentence")),
    "extend-left": (
        ("extend-right", "extend-back", "extend-on"),
        _("Extend by word, by sentence"),
    ),
    "character-left": (("character-right",), _("Extend by character")),
    "select-word": (("select-sentence",), _("Select the word, the sentence")),
    "claim": (
        ("source", "status"),
        _("Claim, source, verification status; without a selection, the kind of the open tag"),
    ),
    "next": (("previous",), _("Next, previous")),
    "start-back": (("start-on",), _("Start a word earlier, later")),
    "end-back": (("end-on",), _("End a word earlier, later")),
}
"""Command → those that share its row in the help, and what the row says."""

SIGNS: Final = {
    "ArrowLeft": "←",
    "ArrowRight": "→",
    "ArrowUp": "↑",
    "ArrowDown": "↓",
    "Delete": "Del",
    "Escape": "Esc",
}


@dataclass(frozen=True)
class Keys:
    """A chord as people read it; ``single`` ones can be switched off."""

    shown: tuple[str, ...]
    single: bool


@dataclass(frozen=True)
class HelpRow:
    label: str
    keys: tuple[Keys, ...]


@dataclass(frozen=True)
class HelpGroup:
    name: str
    title: str
    rows: tuple[HelpRow, ...]


def spelled(chord: str) -> tuple[str, ...]:
    """ "Ctrl+Shift+Z" → Ctrl, Shift, Z; "U" → Shift, u."""
    if is_single(chord):
        lower = chord.lower()
        return ("Shift", lower) if lower != chord else (chord,)
    return tuple(SIGNS.get(key, key) for key in chord.split("+"))


def key_hint(preferences: Mapping[str, Any], name: str) -> str:
    """The first key that runs a command, such as "u" or "Ctrl Z"; "" where there is none."""
    on = single_keys_on(preferences)
    chords = in_force(preferences)[name]
    return next((" ".join(spelled(one)) for one in chords if on or not is_single(one)), "")


@register.simple_tag(takes_context=True)
def key(context: template.Context, *names: str) -> SafeString:
    """The first key of each command as <kbd>; style sheets hide those that are switched off."""
    keys = in_force(_preferences(context))
    chords = [keys[name][0] for name in names if keys[name]]
    return format_html_join(
        " ",
        '<kbd class="{}">{}</kbd>',
        (("single" if is_single(chord) else "", " ".join(spelled(chord))) for chord in chords),
    )


@register.simple_tag(takes_context=True)
def shortcuts(context: template.Context, page: Page) -> SafeString:
    """What scripts know of the commands of ``page``, as JSON in #shortcuts."""
    preferences = _preferences(context)
    keys = in_force(preferences, page)
    commands = [
        {
            "name": name,
            "label": str(LABELS[name]),
            "keys": chords,
            "shown": [" ".join(spelled(chord)) for chord in chords],
            "needs": COMMANDS[name].needs,
            "inText": COMMANDS[name].in_text,
            "inFields": COMMANDS[name].in_fields,
            "repeats": COMMANDS[name].repeats,
        }
        for name, chords in keys.items()
    ]
    return json_script({"commands": commands, "off": not single_keys_on(preferences)}, "shortcuts")


@register.simple_tag(takes_context=True)
def help_groups(context: template.Context, page: Page) -> list[HelpGroup]:
    """The keys in force on ``page`` for whoever reads, in groups."""
    keys = in_force(_preferences(context), page)
    groups = []
    for name, commands in GROUPS.items():
        rows = tuple(_rows([one.name for one in commands if one.name in keys], keys))
        if rows:
            groups.append(HelpGroup(name, str(TITLES[name]), rows))
    return groups


def _rows(names: Iterable[str], keys: Mapping[str, list[str]]) -> Iterable[HelpRow]:
    joined = {other for others, _label in TOGETHER.values() for other in others}
    for name in names:
        if name in joined:
            continue
        others, label = TOGETHER.get(name, ((), LABELS[name]))
        chords = [chord for one in (name, *others) for chord in keys[one]]
        if chords:
            shown = tuple(Keys(spelled(chord), is_single(chord)) for chord in chords)
            yield HelpRow(str(label), shown)


@register.simple_tag(takes_context=True)
def single_keys(context: template.Context) -> bool:
    """Whether keys without Ctrl or Alt are commands for whoever reads."""
    return single_keys_on(_preferences(context))


def _preferences(context: template.Context) -> Mapping[str, Any]:
    user = context.get("user")
    return getattr(user, "preferences", None) or {}
