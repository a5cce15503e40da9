"""Two desks with the same words: neither can tell that the other is there."""

import re
import uuid
from collections.abc import Iterator
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.core.cache import cache
from django.test import Client, override_settings

from annotations.models import Annotation, Evidence, Link, User
from tests.api.client import Api
from tests.conftest import empty_tables
from tests.people import person
from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import Desk, desk

WORDS = "Quayside ferry words"
TEXT = f"{WORDS}\n\nThe office said 12 crates were lost.\n\nThis is unconfirmed.\n"
NOBODYS = {"article_id": 2**31 - 5, "revision_id": 2**31 - 5, "job_id": 2**31 - 5} | {
    "export_id": 2**31 - 5,
    "assignment_id": 2**31 - 5,
    "notice_id": 2**31 - 5,
    "slug": "nowhere",
    "annotation_id": uuid.UUID(int=7),
}
"""What stands in no table."""


@pytest.fixture(scope="module")
def desks(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Desk, Desk]]:
    """Two desks alike: text, tags, links, evidence, comments, exports, people of the same roles."""
    folder = tmp_path_factory.mktemp("exports")
    with override_settings(EXPORTS_DIR=folder), django_db_blocker.unblock():
        near, far = desk("near", WORDS, TEXT), desk("far", WORDS, TEXT)
        for one in (near, far):
            one.values["secrets"] = secrets_of(one)
        yield near, far
        empty_tables()


def secrets_of(other: Desk) -> dict[str, str]:
    """What only members of ``other`` may read: its names and every identity in it."""
    rows = Annotation.objects.filter(project=other.project)
    named = {f"annotation {row.label}": str(row.pk) for row in rows}
    pieces = Evidence.objects.filter(annotation__project=other.project)
    named |= {f"evidence {piece.pk}": str(piece.pk) for piece in pieces}
    named |= {f"person {role}": user.username for role, user in other.people.items()}
    named["comment"] = str(other.values["comment_id"])
    return named


def addresses_in(text: str) -> set[str]:
    """Numbers of articles, revisions and exports that a text links to."""
    return set(re.findall(r"/(?:articles|revisions|exports)/\d+", text))


def check(other: Desk, body: str, where: str) -> None:
    told = {name for name, word in other.values["secrets"].items() if word in body}
    assert not told, f"{where} tells {told}"
    foreign = {f"/articles/{other.article.pk}", f"/revisions/{other.revision.pk}"}
    foreign.add(f"/exports/{other.values['job_id']}")
    assert not addresses_in(body) & foreign, where
    assert f"/projects/{other.project.slug}" not in body, where


def body_of(response: Any) -> str:
    parts = response.streaming_content if response.streaming else [response.content]
    body = b"".join(parts)
    if not body.startswith(b"PK"):
        return body.decode()
    with ZipFile(BytesIO(body)) as archive:
        return "".join(archive.read(name).decode(errors="replace") for name in archive.namelist())


@pytest.mark.parametrize("role", ["viewer", "lead"])
def test_no_page_list_or_file_of_ones_own_desk_tells_of_the_other(
    desks: tuple[Desk, Desk], db: None, role: str
) -> None:
    """Line 48."""
    near, far = desks
    client = client_of(near[role])
    words = WORDS.split()[0]
    paths = [one.path(near.values) for one in every_address()]
    paths += [f"/?q={words}", "/?tab=all", "/?tab=review", "/?tab=all&story=", "/settings/"]
    paths += [f"/api/v1/projects/near/articles/?q={words}", "/api/v1/projects/near/review-queue/"]
    for path in paths:
        check(far, body_of(client.get(path)), path)


def test_an_address_of_the_other_desk_looks_like_one_of_nothing(
    desks: tuple[Desk, Desk], db: None
) -> None:
    """Line 48: by every method, the same status and the same words as for what is nowhere."""
    near, far = desks
    client = client_of(near["lead"])
    for address in every_address():
        if not {*address.parts} & {*NOBODYS}:
            continue
        there, nowhere = address.path(far.values), address.path({**far.values, **NOBODYS})
        for method in ("GET", "POST", "PATCH", "DELETE"):
            sent = (method, there, b"{}", "application/json")
            one = client.generic(*sent)
            other = client.generic(method, nowhere, b"{}", "application/json")
            assert one.status_code == other.status_code, f"{method} {there}"
            told = (400, 404, 405, 428, *([302] if method == "GET" else []))
            assert one.status_code in told, f"{method} {there} {one.status_code}"
            if address.is_api:
                assert body_of(one) == body_of(other), f"{method} {there}"
            check(far, body_of(one).replace(there, ""), f"{method} {there}")


def test_counts_are_of_ones_own_desk(desks: tuple[Desk, Desk], db: None) -> None:
    """Line 48: each desk has one article and five claims, so nothing counts two or ten."""
    near, _ = desks
    api = Api(near["lead"])
    assert len(api.get("projects/near/articles/").json()["results"]) == 1
    assert len(api.get(f"projects/near/articles/?q={WORDS.split()[0]}").json()["results"]) == 1
    assert len(api.get("projects/near/review-queue/").json()["results"]) == 1
    assert len(api.get("projects/near/exports/").json()["results"]) == 2
    assert [one["slug"] for one in api.get("projects/").json()["results"]] == ["near"]
    assert [one["slug"] for one in api.get("me/").json()["projects"]] == ["near"]
    marked = api.get(f"revisions/{near.revision.pk}/annotations/").json()["results"]
    assert len([one for one in marked if one["kind"] == "claim"]) == 5


def test_nothing_of_the_other_desk_can_be_named_in_a_request_of_ones_own(
    desks: tuple[Desk, Desk], db: None
) -> None:
    """Line 48: targets of links, ids that are taken, evidence, comments, members, tokens."""
    near, far = desks
    api, client = Api(near["lead"]), client_of(near["lead"])
    ours, theirs = near.claims["draft"], far.claims["draft"]
    before = Link.objects.count()
    unknown = str(uuid.UUID(int=7))
    for body in ({"type": "repeats"}, {"type": "attributed_to"}):
        answers = [
            api.post(f"annotations/{ours.pk}/links/", {**body, "target": target})
            for target in (str(theirs.pk), unknown)
        ]
        assert answers[0].status_code == answers[1].status_code == 404, answers[0].content
        assert answers[0].content == answers[1].content
    for name in ("evidence", "comment"):
        path = f"annotations/{ours.pk}/{name.rstrip('s')}"
        path += "s/" if name == "comment" else "/"
        assert api.delete(f"{path}{far.values[f'{name}_id']}/").status_code == 404
    assert api.delete(f"annotations/{ours.pk}/links/{far.values['link_id']}/").status_code == 404
    assert client.post(f"/settings/tokens/{far.values['token_id']}/revoke").status_code == 404
    assert client.get(f"/articles/{near.article.pk}/review?claim={theirs.pk}").status_code == 404
    restored = f"/articles/{near.article.pk}/restore/{theirs.pk}"
    assert client.post(restored).status_code == 404
    changed = {"operation": "delete", "id": str(theirs.pk), "version": theirs.version}
    assert client.post(f"/revisions/{near.revision.pk}/changes", changed).status_code == 404
    shown = {"operation": "undo", "card": str(theirs.pk)}
    check(far, body_of(client.post(f"/revisions/{near.revision.pk}/changes", shown)), "undo")
    assert Link.objects.count() == before
    theirs.refresh_from_db()
    assert theirs.deleted_at is None


def test_a_taken_id_says_nothing_of_whose_it_is(desks: tuple[Desk, Desk], db: None) -> None:
    """Line 48: ids are made by clients, so one may be taken; the refusal shows no row of it."""
    near, far = desks
    fragment = {"start": 0, "end": 8, "quote": TEXT[:8]}
    body = {"id": str(far.claims["draft"].pk), "kind": "claim", "fragments": [fragment]}
    refused = Api(near["lead"]).post(f"revisions/{near.revision.pk}/annotations/", body)
    assert refused.status_code == 409
    assert set(refused.json()) <= {"code", "detail", "field"}
    check(far, body_of(refused), "taken id")


def test_whoever_belongs_nowhere_sees_nothing(desks: tuple[Desk, Desk], db: None) -> None:
    """Lines 46, 48: a site admin by that alone, and somebody who has just been made."""
    _, far = desks
    for user in (person("ada", is_superuser=True, is_staff=True), person("nina")):
        client = client_of(user)
        for address in every_address():
            path = address.path(far.values)
            check(far, body_of(client.get(path)).replace(path, ""), path)


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(
    desks: tuple[Desk, Desk], db: None
) -> None:
    """Line 48: signing in tells nobody who works here."""
    near, _ = desks
    shown = set()
    for name in (near["lead"].username, "nobody-at-all"):
        cache.clear()
        answer = Client().post("/accounts/login/", {"login": name, "password": "a wrong one here"})
        text = re.sub(r'value="[^"]*"', "", body_of(answer))
        shown.add((answer.status_code, text))
    assert len(shown) == 1


def test_a_lead_learns_of_people_only_by_their_name(desks: tuple[Desk, Desk], db: None) -> None:
    """Line 48: members are added by their exact name; there is no list of everybody."""
    near, _ = desks
    assert User.objects.count() > 8
    listed = Api(near["lead"]).get("projects/near/members/").json()["results"]
    assert {one["user"] for one in listed} == {user.username for user in near.people.values()}


def test_the_checks_of_this_file_can_fail(desks: tuple[Desk, Desk], db: None) -> None:
    """Line 48: what a member of the other desk reads is found."""
    _, far = desks
    for path in (f"/articles/{far.article.pk}/annotate", "/", "/api/v1/projects/far/members/"):
        with pytest.raises(AssertionError):
            check(far, body_of(client_of(far["lead"]).get(path)), path)
