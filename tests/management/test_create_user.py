"""The first person of an installation is made from the shell, the password never an argument."""

import io
import sys

import pytest
from django.core.management import CommandError, call_command

from annotations.management.commands import create_user
from annotations.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def typed(monkeypatch):
    def type_(text: str) -> None:
        monkeypatch.setattr(sys, "stdin", io.StringIO(text))

    return type_


def test_the_password_is_read_from_standard_input(typed):
    typed("пароль 🧊 with spaces \nmore")
    call_command("create_user", "ann", "--email", "ann@example.org", "--superuser")
    user = User.objects.get(username="ann")
    assert user.check_password("пароль 🧊 with spaces ")
    assert (user.email, user.is_superuser) == ("ann@example.org", True)


def test_on_a_terminal_it_is_asked_for_twice(typed, monkeypatch):
    typed("")
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True)
    answers = iter(["correct horse battery"] * 2 + ["one", "another"])
    monkeypatch.setattr(create_user.getpass, "getpass", lambda _: next(answers))
    call_command("create_user", "ann")
    assert User.objects.get(username="ann").check_password("correct horse battery")
    with pytest.raises(CommandError, match="differ"):
        call_command("create_user", "bob")


@pytest.mark.parametrize(
    ("name", "password", "words"),
    [
        ("bob", "", "No password"),
        ("bob", "short", "too short"),
        ("bob", "password1234", "too common"),
        ("EDDA", "correct horse battery", "There is somebody"),
        ("a/b", "correct horse battery", "sign-in name"),
    ],
)
def test_what_cannot_be_is_refused_in_words(typed, edda, name, password, words):
    typed(password)
    with pytest.raises(CommandError, match=words):
        call_command("create_user", name)
