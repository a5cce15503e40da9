"""The keys of the commands: what people may choose, and what holds where they did not."""

import pytest

from annotations.domain.shortcuts import (
    COMMANDS,
    PAGES,
    BadShortcut,
    Clash,
    clashes,
    in_force,
    is_single,
    parse,
    single_keys_on,
    with_keys,
    with_single_keys,
    without_changes,
)

THEME = {"theme": "dark"}


def test_no_two_commands_of_a_page_have_the_same_key_to_begin_with():
    assert clashes({}) == []
    for page in PAGES:
        chords = [chord for keys in in_force({}, page).values() for chord in keys]
        assert len(chords) == len(set(chords))


def test_every_usual_key_is_written_as_it_is_read():
    for command in COMMANDS.values():
        if not command.fixed:
            assert tuple(parse(" ".join(command.keys))) == command.keys


@pytest.mark.parametrize(
    ("written", "chords"),
    [
        ("", []),
        ("b", ["b"]),
        ("shift+u  u", ["U", "u"]),
        ("ctrl+shift+k", ["Ctrl+Shift+K"]),
        ("Shift+Alt+1", ["Alt+Shift+1"]),
        ("alt+ü", ["Alt+Ü"]),
        ("б", ["б"]),
        ("+ ?", ["+", "?"]),
        ("delete Shift+Delete f2", ["Delete", "Shift+Delete", "F2"]),
        ("ctrl+enter", ["Ctrl+Enter"]),
        ("b b", ["b"]),
    ],
)
def test_keys_are_read_from_what_people_write(written, chords):
    assert parse(written) == chords


@pytest.mark.parametrize(
    "written",
    [
        "Enter",
        "escape",
        "Tab",
        "ArrowLeft",
        "Shift+Left",
        "Space",
        "Ctrl+C",
        "ctrl+shift+t",
        "Ctrl+w",
        "Super+K",
        "F5",
        "Ctrl+",
        "Shift+1",
        "word",
        "\u200b",
        "a b c d",
    ],
)
def test_keys_that_others_need_or_nobody_has_are_refused(written):
    with pytest.raises(BadShortcut):
        parse(written)


def test_only_what_differs_is_kept_and_other_preferences_stay():
    kept = with_keys(THEME, {"claim": ["1"], "link": ["y"], "note": []})
    assert kept == {**THEME, "shortcuts": {"keys": {"link": ["y"], "note": []}}}
    assert in_force(kept)["link"] == ["y"]
    assert in_force(kept)["note"] == []
    assert in_force(kept)["claim"] == ["1"]
    assert without_changes(kept) == THEME


def test_a_key_of_another_command_of_the_page_is_refused():
    with pytest.raises(BadShortcut):
        with_keys({}, {"link": ["m"]})
    with pytest.raises(BadShortcut):
        with_keys({}, {"next": ["a"]})  # approves on the review page
    assert with_keys({}, {"link": ["m"], "note": ["l"]})  # swapped
    assert with_keys({}, {"link": ["a"]})  # approve is on another page


def test_a_clash_names_both():
    assert clashes({"link": ["m"]}) == [Clash("link", "note", "m")]


@pytest.mark.parametrize("name", ["enter", "word-left", "fly"])
def test_the_keys_of_the_platform_stay(name):
    with pytest.raises(BadShortcut):
        with_keys({}, {name: ["y"]})


def test_a_chosen_key_holds_against_a_usual_one_that_came_later():
    earlier = {"shortcuts": {"keys": {"link": ["q"]}}}  # before there was a command on q
    assert in_force(earlier)["link"] == ["q"]
    assert in_force(earlier)["quote"] == []


@pytest.mark.parametrize(
    "stored",
    [
        {"shortcuts": 3},
        {"shortcuts": {"keys": ["u"]}},
        {"shortcuts": {"keys": {"fly": ["u"], "enter": ["u"], "link": "l", "note": [7]}}},
    ],
)
def test_what_no_version_of_ours_stored_does_no_harm(stored):
    assert in_force(stored)["link"] == ["l"]
    assert single_keys_on(stored)


def test_single_keys_are_switched_and_the_choice_stays():
    chosen = with_keys(THEME, {"link": ["y"]})
    off = with_single_keys(chosen, on=False)
    assert not single_keys_on(off)
    assert in_force(off)["link"] == ["y"]
    assert single_keys_on(with_single_keys(off, on=True))


def test_single_keys_are_typed_characters():
    assert is_single("a")
    assert is_single("?")
    assert not is_single("Delete")
    assert not is_single("Ctrl+K")
    assert not is_single("ArrowLeft")
