"""The form of one's own keys."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext as _

from annotations.domain.shortcuts import COMMANDS, GROUPS, BadShortcut, clashes, in_force, parse
from annotations.templatetags.shortcuts import LABELS, TITLES, spelled

LONGEST = 60  # characters of what is typed into a field


@dataclass(frozen=True)
class Section:
    """Fields under one title."""

    title: str
    fields: list[BoundField]


class ShortcutsForm(forms.Form):
    """A field for every command whose keys can be changed; the field is named after it."""

    def __init__(self, data: Any = None, *, preferences: dict[str, Any]) -> None:
        super().__init__(data)
        now = in_force(preferences)
        for name, command in COMMANDS.items():
            if command.fixed:
                continue
            self.fields[name] = forms.CharField(
                label=LABELS[name],
                required=False,
                max_length=LONGEST,
                initial=" ".join(now[name]),
                widget=forms.TextInput(
                    {"autocomplete": "off", "autocapitalize": "off", "spellcheck": "false"}
                ),
            )

    def clean(self) -> dict[str, list[str]]:
        """The chords of each command; every key that cannot be taken is told at its field."""
        keys: dict[str, list[str]] = {}
        for name, written in list(self.cleaned_data.items()):
            if name not in self.data:
                continue  # the page is older than this command
            try:
                keys[name] = parse(written, name)
            except BadShortcut as error:
                self.add_error(name, error.detail)
        for clash in clashes(keys):
            words = _("“%(key)s” is taken by “%(other)s”. Give one of them another key.")
            for name, other in ((clash.name, clash.other), (clash.other, clash.name)):
                if name in self.fields:
                    shown = {"key": " ".join(spelled(clash.chord)), "other": LABELS[other]}
                    self.add_error(name, words % shown)
        return keys

    def sections(self) -> Iterator[Section]:
        """The fields as the page groups them."""
        for group, commands in GROUPS.items():
            fields = [self[one.name] for one in commands if not one.fixed]
            if fields:
                yield Section(str(TITLES[group]), fields)
