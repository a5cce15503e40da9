"""Keys as people read them."""

import pytest
from django.template import Context, Template

from annotations.domain.shortcuts import COMMANDS, GROUPS
from annotations.models import User
from annotations.templatetags.shortcuts import LABELS, TITLES, TOGETHER, key_hint, spelled

HELP = (
    "{% load shortcuts %}{% help_groups page as groups %}"
    "{% for group in groups %}{% for row in group.rows %}{{ row.label }}: "
    "{% for chord in row.keys %}{{ chord.shown|join:'-' }} {% endfor %}|{% endfor %}{% endfor %}"
)


def test_every_command_and_group_has_words():
    assert LABELS.keys() == COMMANDS.keys()
    assert TITLES.keys() == GROUPS.keys()
    named = {name for first, (others, _) in TOGETHER.items() for name in (first, *others)}
    assert named <= COMMANDS.keys()


@pytest.mark.parametrize(
    ("chord", "shown"),
    [
        ("u", ("u",)),
        ("U", ("Shift", "u")),
        ("?", ("?",)),
        ("Ctrl+Shift+Z", ("Ctrl", "Shift", "Z")),
        ("Alt+Shift+ArrowLeft", ("Alt", "Shift", "←")),
        ("Delete", ("Del",)),
    ],
)
def test_chords_are_spelled_out(chord, shown):
    assert spelled(chord) == shown


def test_the_hint_is_the_first_key_that_works():
    assert key_hint({}, "undo") == "u"
    assert key_hint({"shortcuts": {"off": True}}, "undo") == "Ctrl Z"
    assert key_hint({"shortcuts": {"off": True}}, "link") == ""
    assert key_hint({"shortcuts": {"keys": {"undo": []}}}, "undo") == ""


@pytest.mark.parametrize("page", ["annotate", "review"])
def test_the_help_has_every_key_of_the_page_once(page):
    user = User(preferences={"shortcuts": {"keys": {"theme": ["y"], "labels": []}}})
    shown = Template(HELP).render(Context({"page": page, "user": user}))
    assert "Light, dark, or as the system says: y " in shown
    assert "labels" not in shown
    rows = [row.split(": ")[1].split() for row in shown.split("|") if ": " in row]
    keys = [key for row in rows for key in row]
    assert len(keys) == len(set(keys))
    assert ("a" in keys) == (page == "review")
    assert ("Shift-u" in keys) == (page == "annotate")


def test_nobody_in_particular_has_the_usual_keys():
    shown = Template("{% load shortcuts %}{% key 'next' 'previous' %}").render(Context())
    assert shown == '<kbd class="single">j</kbd> <kbd class="single">k</kbd>'
