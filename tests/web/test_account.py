"""One's own account: name, mail, colours, password, tokens, signing in and out."""

import re

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from annotations.models import ApiToken
from annotations.services.mailing import how_often
from annotations.services.people import create_token, digest
from tests.people import PASSWORD

pytestmark = pytest.mark.django_db
HERE = reverse("account-read")
TOKENS = reverse("token-create")
MAIL = reverse("mail-set")
LOGIN = reverse("account_login")


@pytest.fixture
def own(client: Client, edda) -> Client:
    client.force_login(edda)
    return client


def test_a_changed_name_shows_everywhere(own, edda, article):
    names = {"first_name": " Edda ", "last_name": "Lind"}
    assert own.post(reverse("account-edit"), names)["Location"] == HERE
    edda.refresh_from_db()
    assert str(edda) == "Edda Lind"


def test_colours_are_kept_in_a_cookie(own):
    theme = reverse("theme-set")
    own.post(theme, {"theme": "dark"})
    assert 'data-theme="dark"' in own.get(HERE).content.decode()
    own.post(theme, {"theme": ""})
    assert "data-theme=" not in own.get(HERE).content.decode()
    assert own.post(theme, {"theme": "pink"}).status_code == 400
    own.cookies["__Host-theme"] = '"><script>'
    assert "<script>" not in own.get(HERE).content.decode().replace("<script src", "")


@pytest.fixture
def mailing(settings, edda):
    """A site with a mail server, which knows Edda's address."""
    settings.EMAIL_HOST = "mail.example.org"
    edda.email = "edda@harbour.example"
    edda.save()
    cache.clear()  # nobody tried a password yet


def test_the_account_says_whether_anything_is_mailed(own, mailing, settings):
    assert "no mail server yet" not in own.get(HERE).content.decode()
    settings.EMAIL_HOST = ""
    assert "no mail server yet" in own.get(HERE).content.decode()


def test_how_often_mails_come_needs_no_password(own, edda, mailing):
    sent = own.post(MAIL, {"email": edda.email, "often": "daily"})
    assert sent["Location"] == f"{HERE}#mail"
    edda.refresh_from_db()
    assert (how_often(edda), edda.email) == ("daily", "edda@harbour.example")
    assert re.search(r'value="daily"[^>]* checked', own.get(HERE).content.decode())


@pytest.mark.parametrize("address", ["edda@desk.example", ""])
def test_another_address_needs_the_password(own, edda, mailing, address):
    for password in ("", "not this one", PASSWORD.upper()):
        refused = own.post(MAIL, {"email": address, "often": "off", "password": password})
        assert refused.status_code == 422
        html = refused.content.decode()
        assert "This is not your password. Nothing was changed." in html
        assert f'value="{address}"' in html or not address
        assert "not this one" not in html
        edda.refresh_from_db()
        assert (how_often(edda), edda.email) == ("each", "edda@harbour.example")
    taken = own.post(MAIL, {"email": address, "often": "each", "password": PASSWORD})
    assert taken.status_code == 302
    edda.refresh_from_db()
    assert edda.email == address


@pytest.mark.parametrize(
    "wrong",
    [{"email": "no address"}, {"email": f"{'x' * 250}@desk.example"}, {"often": "hourly"},
     {"often": ""}],
)  # fmt: skip
def test_what_cannot_be_mailed_to_or_so_often_is_refused(own, edda, mailing, wrong):
    sent = {"email": "edda@desk.example", "often": "each", "password": PASSWORD, **wrong}
    assert own.post(MAIL, sent).status_code == 422
    edda.refresh_from_db()
    assert edda.email == "edda@harbour.example"


def test_a_password_is_not_tried_out_by_changing_an_address(own, edda, mailing):
    wrong = {"email": "mallory@desk.example", "often": "each", "password": "guess"}
    assert [own.post(MAIL, wrong).status_code for _ in range(11)] == [422] * 10 + [429]
    right = own.post(MAIL, {**wrong, "password": PASSWORD})
    assert right.status_code == 429
    edda.refresh_from_db()
    assert edda.email == "edda@harbour.example"


def test_a_token_is_shown_once_and_only_its_hash_is_kept(own, edda):
    sent = {"name": "Nightly", "scopes": ["read", "export"], "days": "30"}
    response = own.post(TOKENS, sent)
    secret = response.context["secret"]
    assert response.status_code == 201
    assert secret in response.content.decode()
    assert "no-store" in response["Cache-Control"]
    token = ApiToken.objects.get()
    assert (token.user, token.scopes, token.sha256) == (edda, ["export", "read"], digest(secret))
    page = own.get(HERE).content.decode()
    assert secret not in page
    assert "Nightly" in page


@pytest.mark.parametrize(
    "wrong",
    [{"scopes": []}, {"scopes": ["everything"]}, {"days": "0"}, {"days": "9999"}, {"name": ""}],
)
def test_a_token_that_cannot_be_is_refused_and_what_was_typed_stays(own, wrong):
    sent = {"name": "Nightly", "scopes": ["read"], "days": "30"}
    response = own.post(TOKENS, {**sent, **wrong})
    assert response.status_code == 422
    assert response.context["token_form"].errors
    assert not ApiToken.objects.exists()


def test_only_ones_own_tokens_can_be_revoked(own, edda, emil):
    mine, _ = create_token(user=edda, name="Mine")
    theirs, _ = create_token(user=emil, name="Theirs")
    assert "Theirs" not in own.get(HERE).content.decode()
    assert own.post(reverse("token-revoke", args=[theirs.pk])).status_code == 404
    assert own.post(reverse("token-revoke", args=[mine.pk]))["Location"] == HERE
    mine.refresh_from_db()
    theirs.refresh_from_db()
    assert mine.revoked_at
    assert not theirs.revoked_at
    assert own.post(reverse("token-revoke", args=[mine.pk])).status_code == 404


def test_signing_in_gives_a_new_session_and_signing_out_ends_it(client, edda):
    client.get(LOGIN)
    response = client.post(LOGIN, {"login": "edda", "password": PASSWORD})
    assert response["Location"] == "/"
    session = client.session.session_key
    assert client.get("/").status_code == 200
    client.post(reverse("account_logout"))
    assert client.get("/").status_code == 302
    assert client.session.session_key != session


def test_a_wrong_password_and_an_unknown_name_are_answered_alike(client, edda):
    answers = []
    for name in ("edda", "nobody"):
        response = client.post(LOGIN, {"login": name, "password": "wrong password!"})
        errors = response.context["form"].non_field_errors()
        answers.append((response.status_code, errors))
    assert answers[0] == answers[1]
    assert answers[0][1]


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "\\\\evil.example",
        "javascript:alert(1)",
        "http:///evil.example",
        "https:evil.example",
        " //evil.example",
        "%2F%2Fevil.example",
    ],
)
def test_signing_in_never_leads_off_the_site(client, edda, target):
    response = client.post(LOGIN, {"login": "edda", "password": PASSWORD, "next": target})
    assert response.status_code == 302
    assert response["Location"] in {"/", f"/{target}"} or response["Location"].startswith("%2F")


def test_nobody_can_open_an_account(client, db):
    page = client.get(reverse("account_signup")).content.decode()
    assert "Accounts are made by your site admin" in page
    client.post(
        reverse("account_signup"),
        {"username": "mallory", "password1": PASSWORD, "password2": PASSWORD},
    )
    assert not client.login(username="mallory", password=PASSWORD)


def test_a_new_password_ends_other_sessions_and_keeps_this_one(own, edda):
    other = Client()
    other.force_login(edda)
    change = reverse("account_change_password")
    assert "Change Password" in own.get(change).content.decode()
    long = "пароль з пробілами і 🧊 " * 5
    sent = {"oldpassword": PASSWORD, "password1": long.strip(), "password2": long.strip()}
    assert own.post(change, sent).status_code == 302
    assert own.get(HERE).status_code == 200
    assert other.get(HERE).status_code == 302
    edda.refresh_from_db()
    assert edda.check_password(long.strip())


@pytest.mark.parametrize("password", ["short", "password1234", "eleven char"])
def test_a_weak_password_is_refused(own, password):
    sent = {"oldpassword": PASSWORD, "password1": password, "password2": password}
    response = own.post(reverse("account_change_password"), sent)
    assert response.status_code == 200
    assert response.context["form"].errors
