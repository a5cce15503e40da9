"""Who asks: tokens by hash and scope, sessions with their CSRF token."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from annotations.models import Annotation, ApiToken
from annotations.services.people import create_token, revoke_token
from tests.api.client import JSON, Api
from tests.api.conftest import new_tag


def ask(value):
    return Client().get("/api/v1/me/", headers={"Authorization": value})


def test_without_credentials_nothing_is_told(db):
    response = Client().get("/api/v1/projects/")
    assert response.status_code == 401
    assert response.json()["code"] == "not_signed_in"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert response.headers["Content-Type"] == JSON


@pytest.mark.parametrize(
    "value",
    [
        "Bearer",
        "Bearer ",
        "Bearer stet_unknown",
        "Bearer stet_" + "x" * 10_000,
        "Basic ZWRkYTpwYXNz",
        "Token stet_unknown",
        "stet_unknown",
        "Bearer stet_\u00e9",
        "Bearer a b",
    ],
)
def test_a_token_that_is_none_is_refused(db, value):
    response = ask(value)
    assert response.status_code == 401
    assert response.json()["code"] == "bad_credentials"


def test_only_the_hash_of_a_token_is_stored(edda):
    token, secret = create_token(user=edda)
    assert secret not in str(ApiToken.objects.values().get(pk=token.pk))
    assert ask(f"Bearer {secret}").status_code == 200
    assert ask(f"bearer {secret}").status_code == 200


@pytest.mark.parametrize("how", ["expired", "revoked", "deactivated"])
def test_a_token_ends_at_once(edda, how):
    token, secret = create_token(user=edda)
    assert ask(f"Bearer {secret}").status_code == 200
    if how == "expired":
        past = timezone.now() - datetime.timedelta(seconds=1)
        ApiToken.objects.filter(pk=token.pk).update(expires_at=past)
    elif how == "revoked":
        revoke_token(user=edda, token_id=token.pk)
    else:
        edda.is_active = False
        edda.save()
    assert ask(f"Bearer {secret}").json()["code"] == "bad_credentials"


def test_a_token_in_the_address_is_no_token(edda):
    _, secret = create_token(user=edda)
    assert Client().get(f"/api/v1/me/?token={secret}").status_code == 401


def test_the_last_use_is_noted_once_a_minute(edda, django_assert_num_queries):
    token, secret = create_token(user=edda)
    ask(f"Bearer {secret}")
    token.refresh_from_db()
    assert token.last_used_at is not None
    with django_assert_num_queries(2):  # the token, the projects
        ask(f"Bearer {secret}")


@pytest.mark.parametrize(
    ("scopes", "method", "path", "body"),
    [
        (["read"], "POST", "revisions/{r}/annotations/", "tag"),
        (["read", "export"], "PATCH", "annotations/{c}/", {"note": "x"}),
        (["read", "annotate"], "POST", "annotations/{c}/decisions/", "verdict"),
        (["read", "review"], "POST", "annotations/{c}/submit/", {}),
        (["read", "annotate"], "POST", "projects/harbour/exports/", {"format": "jsonl"}),
        (["read", "annotate", "review", "export"], "PATCH", "projects/harbour/", {"name": "x"}),
        (["read"], "POST", "projects/harbour/articles/", {"text": "x"}),
    ],
)
def test_a_token_does_only_what_it_was_made_for(lena, claim, revision, scopes, method, path, body):
    if body == "tag":
        body = new_tag(revision, "claim", "Monday")
    if body == "verdict":
        body = {"verdict": "approve", "seen": "0" * 64}
    where = path.format(r=revision.pk, c=claim.pk)
    refused = Api(lena, scopes).send(method, where, body, If_Match=f'"{claim.version}"')
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
    assert "This token lacks the scope" in refused.json()["detail"]


def test_a_role_that_is_missing_is_not_put_down_to_the_token(edda, project):
    refused = Api(edda).send("POST", "projects/harbour/exports/", {"format": "jsonl"})
    assert "This needs the role reviewer or lead." in refused.json()["detail"]


def test_data_goes_in_and_out_by_one_scope(lena, project):
    api = Api(lena, ["export"])
    assert api.get("projects/harbour/imports/").status_code == 200
    assert api.get("projects/harbour/releases/").status_code == 200


def test_a_session_changes_things_only_with_its_csrf_token(edda, revision):
    client = Client(enforce_csrf_checks=True)
    client.force_login(edda)
    where = f"/api/v1/revisions/{revision.pk}/annotations/"
    assert client.get(where).status_code == 200
    body = new_tag(revision, "claim", "12 crates")
    refused = client.post(where, body, content_type="application/json")
    assert (refused.status_code, refused.json()["code"]) == (403, "csrf_failed")
    assert not Annotation.objects.exists()
    token = client.get("/accounts/password/change/").wsgi_request.META["CSRF_COOKIE"]
    done = client.post(where, body, content_type="application/json", headers={"X-CSRFToken": token})
    assert done.status_code == 201


def test_a_token_needs_no_csrf_token(edda, revision):
    _, secret = create_token(user=edda)
    client = Client(enforce_csrf_checks=True)
    done = client.post(
        f"/api/v1/revisions/{revision.pk}/annotations/",
        new_tag(revision, "claim", "12 crates"),
        content_type="application/json",
        headers={"Authorization": f"Bearer {secret}"},
    )
    assert done.status_code == 201


def test_a_foreign_origin_gets_no_permission(as_edda):
    response = as_edda.get("me/", Origin="https://evil.example")
    assert not [name for name in response.headers if name.startswith("Access-Control")]
    preflight = as_edda.send("OPTIONS", "me/", Origin="https://evil.example")
    assert preflight.status_code == 405
    assert not [name for name in preflight.headers if name.startswith("Access-Control")]
