"""Keys are kept with the person."""

import pytest

from annotations.domain.shortcuts import BadShortcut, in_force, single_keys_on
from annotations.models import User
from annotations.services.shortcuts import reset_shortcuts, set_shortcuts, switch_single_keys


def stored(user: User) -> dict[str, object]:
    return User.objects.get(pk=user.pk).preferences


def test_keys_are_kept_for_one_person(edda, emil):
    set_shortcuts(user=edda, keys={"link": ["y"]})
    assert in_force(stored(edda))["link"] == ["y"]
    assert in_force(edda.preferences)["link"] == ["y"]
    assert in_force(stored(emil))["link"] == ["l"]


def test_a_refused_key_changes_nothing(edda):
    set_shortcuts(user=edda, keys={"link": ["y"]})
    with pytest.raises(BadShortcut):
        set_shortcuts(user=edda, keys={"link": ["m"]})
    assert in_force(stored(edda))["link"] == ["y"]


def test_another_window_s_preference_is_not_overwritten(edda):
    same = User.objects.get(pk=edda.pk)
    switch_single_keys(user=same, on=False)
    set_shortcuts(user=edda, keys={"link": ["y"]})
    assert not single_keys_on(stored(edda))
    assert in_force(stored(edda))["link"] == ["y"]


def test_the_usual_keys_come_back(edda):
    edda.preferences = {"theme": "dark"}
    edda.save()
    set_shortcuts(user=edda, keys={"link": ["y"]})
    switch_single_keys(user=edda, on=False)
    reset_shortcuts(user=edda)
    assert stored(edda) == {"theme": "dark"}
