"""People, passwords and tokens."""

import datetime

import pytest
from django.utils import timezone

from annotations.domain.errors import IdTaken
from annotations.models import ApiToken
from annotations.services.locking import NotFound
from annotations.services.people import (
    BadPassword,
    BadToken,
    create_token,
    create_user,
    digest,
    revoke_token,
)


def test_only_the_hash_of_a_token_is_kept(edda):
    token, secret = create_token(user=edda, name="laptop")
    assert token.sha256 == digest(secret)
    assert secret not in str(ApiToken.objects.values().get())
    assert secret.startswith(token.prefix)
    assert token.expires_at > timezone.now() + datetime.timedelta(days=89)


def test_a_token_ends_by_day_by_revocation_and_with_its_person(edda):
    token, _ = create_token(user=edda)
    assert list(ApiToken.objects.usable()) == [token]
    ApiToken.objects.update(expires_at=timezone.now())
    assert not ApiToken.objects.usable().exists()
    second, _ = create_token(user=edda)
    revoke_token(user=edda, token_id=second.pk)
    assert not ApiToken.objects.usable().exists()
    create_token(user=edda)
    edda.is_active = False
    edda.save()
    assert not ApiToken.objects.usable().exists()


def test_nobody_revokes_the_token_of_another(edda, emil):
    token, _ = create_token(user=edda)
    with pytest.raises(NotFound):
        revoke_token(user=emil, token_id=token.pk)


@pytest.mark.parametrize(
    "values", [{"scopes": ["rule"]}, {"scopes": []}, {"days": 0}, {"days": 999}]
)
def test_a_token_has_known_scopes_and_an_end(edda, values):
    with pytest.raises(BadToken):
        create_token(user=edda, **values)


@pytest.mark.parametrize("password", ["short", "password1234"])
def test_short_and_common_passwords_are_refused(db, password):
    with pytest.raises(BadPassword):
        create_user(username="nina", password=password)


def test_a_password_may_be_a_sentence_in_any_script(db):
    user = create_user(username="nina", password="пароль довгий і 🧊")
    assert user.check_password("пароль довгий і 🧊")
    with pytest.raises(IdTaken):
        create_user(username="Nina", password="пароль довгий і 🧊")
