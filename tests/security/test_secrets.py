"""Tokens and passwords: how they are made, where they are kept, and where they never show."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from django.test import Client, override_settings

from annotations.models import ApiToken, User
from annotations.services.people import create_token
from factcheck import settings as as_shipped
from tests.people import PASSWORD, person
from tests.security.conftest import client_of
from tests.security.test_events import lines  # noqa: F401 (a fixture)

TEMPLATES = sorted((Path(__file__).parent.parent.parent / "templates").rglob("*.html"))
OTHER = "another long enough password"


@pytest.fixture
def edda(db: None) -> User:
    """Belongs to no desk, as nothing here is about one."""
    return person("edda")


def test_a_token_is_256_random_bits_and_only_its_hash_is_kept(edda: User) -> None:
    """Line 49."""
    made = [create_token(user=edda) for _ in range(20)]
    secrets = {secret for _, secret in made}
    assert len(secrets) == 20
    assert all(re.fullmatch(r"stet_[\w-]{43}", secret) for secret in secrets)
    stored = json.dumps(list(ApiToken.objects.values()), default=str)
    for token, secret in made:
        assert secret not in stored
        assert secret[len(token.prefix) :] not in stored
        assert len(token.prefix) <= 10


def test_passwords_are_hashed_by_argon2id_first() -> None:
    """Line 49: tests/factcheck/test_settings.py looks at a hash."""
    assert as_shipped.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    assert not [name for name in as_shipped.PASSWORD_HASHERS if "MD5" in name or "Unsalted" in name]


def test_an_older_hash_is_replaced_at_sign_in(edda: User) -> None:
    """Line 49."""
    with override_settings(PASSWORD_HASHERS=as_shipped.PASSWORD_HASHERS[1:]):
        edda.set_password(PASSWORD)
        edda.save()
    assert edda.password.startswith("pbkdf2_")
    with override_settings(PASSWORD_HASHERS=as_shipped.PASSWORD_HASHERS):
        Client().post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    edda.refresh_from_db()
    assert edda.password.startswith("argon2$argon2id$")


@pytest.mark.parametrize("name", ["token", "access_token", "api_key", "auth", "Authorization"])
def test_a_token_in_an_address_opens_nothing(edda: User, name: str) -> None:
    """Line 52."""
    _, secret = create_token(user=edda)
    for path in ("/api/v1/me/", "/api/v1/projects/", "/settings/"):
        answer = Client().get(path, {name: secret})
        assert answer.status_code in (302, 400, 401)
        assert "username" not in str(answer.content)


def test_a_new_token_is_shown_once_and_never_in_an_address(edda: User) -> None:
    """Line 52."""
    client = client_of(edda)
    made = client.post("/settings/tokens", {"name": "x", "scopes": ["read"], "days": 5})
    secret = made.context["secret"]
    assert made.status_code == 201  # the page itself: no redirect that could carry it
    assert "Location" not in made.headers
    assert made.content.decode().count(secret) >= 1
    assert not re.search(rf'(href|action|src)="[^"]*{re.escape(secret)}', made.content.decode())
    assert secret not in client.get("/settings/").content.decode()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_form_puts_a_secret_into_an_address(path: Path) -> None:
    """Line 52: what a form sends by GET stands in the address."""
    for form in re.findall(r"<form\b.*?</form>", path.read_text(), re.DOTALL):
        opening = form.partition(">")[0]
        if 'method="post"' not in opening and "method" not in form[: form.find("{%")]:
            assert "csrf_token" not in form
            assert "password" not in form


def test_no_secret_is_in_the_log(edda: User, lines: Any) -> None:  # noqa: F811
    """Line 52: sign-in, a wrong token, a link to reset a password, a new password."""
    _, secret = create_token(user=edda)
    client = Client()
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    session = client.cookies["__Host-session"].value
    client.get("/settings/")
    client.get("/accounts/password/reset/key/1-cx3-0123456789abcdef/")
    client.get("/accounts/confirm-email/MQ:1abc:0123456789abcdef/")
    changed = {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER}
    client.post("/accounts/password/change/", changed)
    for sent in (f"Bearer {secret}", f"Bearer {secret}x", f"Token {secret}"):
        Client().get("/api/v1/me/", headers={"Authorization": sent})
    Client().get(f"/api/v1/me/?token={secret}")
    written = json.dumps(lines())
    for word in (PASSWORD, OTHER, secret, session, "0123456789abcdef"):
        assert word not in written
    assert "password.changed" in written


def test_a_new_installation_has_no_account(db: None) -> None:
    """Line 40: the demo's people come with the demo, and only there."""
    assert not User.objects.exists()


# Passwords ----------------------------------------------------------------------------------------


def change(client: Client, old: str, new: str) -> bool:
    """Whether the page took ``new``."""
    sent = {"oldpassword": old, "password1": new, "password2": new}
    return client.post("/accounts/password/change/", sent).status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        "twelve chars",
        "onlysmallletterswithoutanything",
        "193847560192837465",
        "x" * 15 + "y",
        " leading and trailing blanks ",
        "пароль із літер різних",
        "密码需要足够长才可以使用",
        "émigré façade naïve",
        "e\u0301migre\u0301 as two code points",
        "🧊🚢⚓🐋" * 3,
        'quotes " and \\ and <b> & %41',
        ("correct horse battery staple, " * 5)[:128],
    ],
)
def test_any_long_enough_password_is_taken_exactly(edda: User, password: str) -> None:
    """Line 38: twelve to 128 characters, no rule of composition, no trimming, no turning."""
    client = client_of(edda)
    assert change(client, PASSWORD, password)
    for other in {password.strip(), password.lower(), password[:64], password[:72]} - {password}:
        assert not edda.__class__.objects.get(pk=edda.pk).check_password(other)
    again = Client().post("/accounts/login/", {"login": "edda", "password": password})
    assert again.status_code == 302


@pytest.mark.parametrize(
    "password",
    [
        *("elevenchars", "passwordpassword", "Password2026!", "password1234", "basketball1!"),
        *("111111111111", "q1w2e3r4t5y6", "international", "eddalindqvist", "Lindqvist-edda"),
    ],
)
def test_short_common_and_personal_passwords_are_refused(edda: User, password: str) -> None:
    """Line 38."""
    User.objects.filter(pk=edda.pk).update(username="eddalindqvist")
    edda.refresh_from_db()
    assert not change(client_of(edda), PASSWORD, password)


def test_the_old_password_is_asked_for(edda: User) -> None:
    """Line 38."""
    assert not change(client_of(edda), "a wrong old password", OTHER)


def test_fields_take_what_is_pasted_and_what_a_manager_fills_in(edda: User) -> None:
    """Line 38."""
    signing_in = Client().get("/accounts/login/").content.decode()
    changing = client_of(edda).get("/accounts/password/change/").content.decode()
    for page in (signing_in, changing):
        for field in re.findall(r"<input[^>]*type=\"password\"[^>]*>", page):
            assert "onpaste" not in field
            assert 'autocomplete="off"' not in field
            assert "maxlength" not in field
    assert 'autocomplete="current-password"' in signing_in
    assert changing.count('autocomplete="new-password"') == 2


# Sessions -----------------------------------------------------------------------------------------


def test_a_session_is_new_at_sign_in_and_at_a_new_password(edda: User) -> None:
    """Line 43: an id from before is worth nothing."""
    client = Client()
    client.cookies["__Host-session"] = "x" * 32
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    first = client.cookies["__Host-session"].value
    assert re.fullmatch(r"[a-z0-9]{32,}", first)  # 36**32 is more than 2**165
    assert change(client, PASSWORD, OTHER)
    second = client.cookies["__Host-session"].value
    assert second != first
    for old in (first, "x" * 32):
        stale = Client()
        stale.cookies["__Host-session"] = old
        assert stale.get("/settings/").status_code == 302
    assert client.get("/settings/").status_code == 200


def test_every_cookie_is_bound_to_this_host_and_to_tls(edda: User) -> None:
    """Line 20: those of pages that are not for signing in as well."""
    client = Client()
    client.post("/accounts/login/", {"login": "edda", "password": PASSWORD})
    client.get("/settings/")
    client.post("/settings/theme", {"theme": "dark"})
    assert len(client.cookies) >= 3
    for name, cookie in client.cookies.items():
        assert name.startswith("__Host-"), name
        assert cookie["secure"], name
        assert (cookie["path"], cookie["domain"], cookie["samesite"]) == ("/", "", "Lax"), name
    for name in ("__Host-session", "__Host-csrf"):
        assert client.cookies[name]["httponly"]
        assert as_shipped.__dict__[f"{name[7:].upper()}_COOKIE_NAME"] == name
