"""A token for programs, printed alone, for a shell's $(…)."""

import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from annotations.models import ApiToken
from annotations.services.people import digest

pytestmark = pytest.mark.django_db


def made(*arguments: str) -> tuple[str, ApiToken]:
    out = io.StringIO()
    call_command("create_token", *arguments, stdout=out)
    return out.getvalue(), ApiToken.objects.latest("pk")


def test_the_token_alone_is_printed(edda):
    out, token = made("edda")
    assert token.sha256 == digest(out.removesuffix("\n"))
    assert out.startswith(token.prefix)
    assert set(token.scopes) == {"read", "annotate", "review", "export", "manage"}


def test_scopes_days_and_name_can_be_said(edda):
    _, token = made("edda", "--scopes", "read, export", "--days", "3", "--name", "Nightly")
    assert (token.scopes, token.name) == (["export", "read"], "Nightly")
    left = token.expires_at - timezone.now()
    assert datetime.timedelta(days=2) < left <= datetime.timedelta(days=3)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nobody"], "Nobody who can sign in"),
        (["system"], "Nobody who can sign in"),
        (
            ["edda", "--scopes", "read,everything"],
            "There is no scope “everything”. Known are: read,",
        ),
        (["edda", "--scopes", ""], "at least one scope"),
        (["edda", "--days", "0"], "lives 1 to"),
    ],
)
def test_what_cannot_be_is_refused_in_words(edda, project, arguments, words):
    with pytest.raises(CommandError, match=words):
        call_command("create_token", *arguments)
    assert not ApiToken.objects.exists()
