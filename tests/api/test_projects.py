"""Projects, members, vocabularies and oneself by API."""

import pytest

from annotations.models import Membership, Project
from annotations.services.people import system_actor
from annotations.services.projects import create_project
from tests.api.client import Api
from tests.people import person


def test_one_sees_the_projects_one_belongs_to(as_vera, other_project):
    results = as_vera.get("projects/").json()["results"]
    assert [(one["slug"], one["role"]) for one in results] == [("harbour", "viewer")]


def test_projects_come_by_pages(as_vera, vera):
    for slug in ("a-desk", "z-desk"):
        project = create_project(actor=system_actor(), slug=slug, name=slug)
        Membership.objects.create(project=project, user=vera, role="viewer")
    first = as_vera.get("projects/?limit=2").json()
    then = as_vera.get(first["next"].removeprefix("http://testserver")).json()
    slugs = [one["slug"] for one in first["results"] + then["results"]]
    assert slugs == ["a-desk", "harbour", "z-desk"]


def test_a_site_admin_starts_a_project_and_leads_it(ada, as_lena):
    body = {"slug": "night-desk", "name": "Night desk"}
    made = Api(ada).post("projects/", body)
    assert (made.status_code, made.json()["role"]) == (201, "lead")
    assert Api(ada).post("projects/", body).json()["code"] == "id_taken"
    assert as_lena.post("projects/", body).status_code == 403
    assert Api(ada, ["read"]).post("projects/", {**body, "slug": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"mode": "independent"}, 422, "bad_project"),
        ({"mode": "secret"}, 422, "bad_value"),
        ({"slug": "../x"}, 422, "bad_value"),
        ({"slug": "x" * 51}, 422, "bad_value"),
        ({"name": ""}, 422, "bad_value"),
        ({"id": 1}, 400, "unknown_field"),
    ],
)
def test_a_project_that_does_not_fit_is_refused(ada, values, status, code):
    refused = Api(ada).post("projects/", {"slug": "night", "name": "Night", **values})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Project.objects.filter(slug="night").exists()


def test_a_lead_changes_the_project(as_lena, as_rita):
    done = as_lena.patch("projects/harbour/", {"name": "Quay"})
    assert (done.json()["name"], done.json()["guidelines_version"]) == ("Quay", 1)
    assert as_rita.patch("projects/harbour/", {"name": "Mine"}).status_code == 403
    assert as_lena.patch("projects/harbour/", {"required_approvals": 4}).status_code == 422
    assert as_lena.patch("projects/harbour/", {"slug": "quay"}).status_code == 400


def test_guidelines_need_the_version_that_they_are_a_change_of(as_lena, as_rita, project):
    where = "projects/harbour/"
    version = as_lena.get(where).headers["ETag"]
    refused = as_lena.patch(where, {"guidelines": "# Rules", "name": "Quay"})
    assert (refused.status_code, refused.json()["code"]) == (428, "version_required")
    done = as_lena.patch(where, {"guidelines": "# Rules", "name": "Quay"}, If_Match=version)
    assert (done.json()["name"], done.json()["guidelines_version"]) == ("Quay", 2)
    assert done.headers["ETag"] == '"2"'
    stale = as_lena.patch(where, {"guidelines": "# Mine", "name": "Pier"}, If_Match=version)
    assert (stale.status_code, stale.json()["code"]) == (412, "stale_version")
    assert stale.headers["ETag"] == '"2"'
    current = stale.json()["current"]
    assert (current["guidelines"], current["name"], current["role"]) == ("# Rules", "Quay", "lead")
    project.refresh_from_db()
    assert (project.guidelines, project.name) == ("# Rules", "Quay")
    assert as_rita.patch(where, {"guidelines": "# Mine"}).status_code == 403


def test_a_lead_gives_roles_and_takes_them(as_lena, as_edda, lena):
    person("nils")
    where = "projects/harbour/members/"
    assert as_lena.post(where, {"user": "nils", "role": "viewer"}).status_code == 201
    assert as_lena.post(where, {"user": "nils", "role": "editor"}).status_code == 200
    roles = {one["user"]: one["role"] for one in as_edda.get(where).json()["results"]}
    assert roles == {"lena": "lead", "edda": "editor", "nils": "editor"}
    assert as_edda.post(where, {"user": "edda", "role": "lead"}).status_code == 403
    assert as_lena.post(where, {"user": "nobody", "role": "lead"}).status_code == 422
    assert as_lena.post(where, {"user": "nils", "role": "king"}).status_code == 422
    assert as_lena.delete(f"{where}nils/").status_code == 204
    assert as_lena.delete(where, {"user": "nils"}).status_code == 404
    assert as_lena.delete(where, {"user": "lena"}).json()["code"] == "illegal_state"


def test_a_role_taken_away_counts_at_once(as_lena, as_edda, revision):
    as_lena.delete("projects/harbour/members/edda/")
    assert as_edda.get(f"revisions/{revision.pk}/").status_code == 404


def test_a_term_gets_versions(as_lena, as_edda):
    where = "projects/harbour/vocabularies/"
    body = {"vocabulary": "priority", "slug": "urgent", "label": "Urgent"}
    assert as_lena.post(where, body).json()["version"] == 1
    assert as_lena.post(where, {**body, "label": "Now"}).json()["version"] == 2
    assert as_edda.post(where, body).status_code == 403
    assert as_lena.post(where, {**body, "vocabulary": "colour"}).status_code == 404
    shown = {one["name"]: one for one in as_edda.get(where).json()["results"]}
    assert [one["label"] for one in shown["priority"]["terms"] if one["slug"] == "urgent"] == [
        "Now"
    ]
    assert len(shown["desk_status"]["terms"]) == 12


def test_me_says_who_and_what_the_token_lets_through(edda):
    shown = Api(edda, ["read"]).get("me/").json()
    assert (shown["username"], shown["scopes"]) == ("edda", ["read"])
    assert shown["projects"] == [{"slug": "harbour", "role": "editor"}]
