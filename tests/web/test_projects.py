"""The project's page: members read it, leads change it, site admins start one."""

import pytest
from django.urls import reverse

from annotations.models import Membership, Project, Term
from annotations.services.projects import update_project
from tests.people import person

pytestmark = pytest.mark.django_db


def address(name: str, project: Project, *more: str) -> str:
    return reverse(name, args=[project.slug, *more])


@pytest.fixture
def page(project) -> str:
    return address("project-read", project)


def test_members_read_people_rules_guidelines_and_vocabularies(client, vera, lena, project, page):
    project.guidelines = "# Rules\n\nTag *content*. [Bad](javascript:alert(1)) <script>x</script>"
    project.save()
    client.force_login(vera)
    text = client.get(page).content.decode()
    for words in (
        "Lena",
        "Lead",
        "Our finding",
        "Not independently verified",
        '<h3 dir="auto">Rules</h3>',
    ):
        assert words in text
    assert "<em>content</em>" in text
    assert 'href="javascript' not in text
    assert "<script>x" not in text
    assert "Take out" not in text


def test_another_desks_project_is_not_there(client, otto, lena, project):
    client.force_login(otto)
    for name, *more in [
        ("project-read",),
        ("project-edit",),
        ("vocabulary-read", "act"),
    ]:
        assert client.get(address(name, project, *more)).status_code == 404
    gone = address("member-remove", project, "lena")
    assert client.post(gone).status_code == 404
    assert client.post(address("member-set", project), {}).status_code == 404


def test_only_leads_change_it(client, rita, emil, project):
    client.force_login(rita)
    assert client.get(address("project-edit", project)).status_code == 403
    member = {"username": "emil", "role": "viewer"}
    assert client.post(address("member-set", project), member).status_code == 403
    assert client.post(address("member-remove", project, "emil")).status_code == 403
    term = {"slug": "x", "label": "X"}
    assert client.post(address("vocabulary-read", project, "act"), term).status_code == 403
    assert Membership.objects.get(user=emil).role == "editor"


def test_two_leads_never_overwrite_each_others_guidelines_unseen(client, lena, project):
    client.force_login(lena)
    edit = address("project-edit", project)
    sent = {
        "name": "Quay",
        "required_approvals": "1",
        "guidelines": "Mine.",
        "guidelines_version": 1,
    }
    update_project(actor=lena, project=project, guidelines="Theirs.")
    answer = client.post(edit, sent)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Somebody saved other guidelines" in page
    assert "Mine.</textarea>" in page
    assert 'name="guidelines_version" value="2"' in page
    project.refresh_from_db()
    assert (project.guidelines, project.name) == ("Theirs.", "Harbour desk")
    assert client.post(edit, sent | {"guidelines_version": 2}).status_code == 302
    project.refresh_from_db()
    assert project.guidelines == "Mine."


def test_a_lead_changes_rules_and_guidelines(client, lena, project, page):
    client.force_login(lena)
    sent = {
        "name": "Night desk",
        "required_approvals": "2",
        "editors_may_export": "on",
        "guidelines": "One.\r\n\r\nTwo.",
    }
    assert client.post(address("project-edit", project), sent)["Location"] == page
    project.refresh_from_db()
    assert (project.name, project.required_approvals) == ("Night desk", 2)
    assert (project.editors_may_export, project.guidelines) == (True, "One.\n\nTwo.")
    assert "changed the project" in client.get(page).content.decode()


@pytest.mark.parametrize("number", ["0", "4", "", "x"])
def test_one_to_three_approvals_can_be_asked_for(client, lena, project, number):
    client.force_login(lena)
    sent = {"name": "Kept", "required_approvals": number}
    response = client.post(address("project-edit", project), sent)
    assert response.status_code == 422
    assert 'value="Kept"' in response.content.decode()


def test_a_lead_gives_and_takes_roles(client, lena, emil, project, page):
    person("nora")
    client.force_login(lena)
    members = address("member-set", project)
    assert client.post(members, {"username": "nora", "role": "editor"})["Location"] == page
    assert client.post(members, {"username": "nora", "role": "reviewer"})["Location"] == page
    assert Membership.objects.get(user__username="nora", project=project).role == "reviewer"
    text = client.get(page).content.decode()
    assert "gave nora a role" in text
    assert '<del dir="auto">Editor</del> <ins dir="auto">Reviewer</ins>' in text
    client.post(address("member-remove", project, "nora"))
    assert not Membership.objects.filter(user__username="nora").exists()


def test_what_is_wrong_with_a_member_is_said_beside_the_field(client, lena, project):
    client.force_login(lena)
    members = address("member-set", project)
    response = client.post(members, {"username": "nobody", "role": "editor"})
    assert response.status_code == 422
    assert "Nobody here is called" in str(response.context["form"].errors["username"])
    response = client.post(members, {"username": "lena", "role": "viewer"})
    assert response.status_code == 422
    assert "at least one lead" in response.content.decode()
    response = client.post(address("member-remove", project, "lena"))
    assert response.status_code == 409
    assert "at least one lead" in response.content.decode()


def test_a_changed_term_keeps_its_earlier_version(client, lena, project):
    client.force_login(lena)
    terms = address("vocabulary-read", project, "act")
    assert 'value="assertion" maxlength="40" readonly' in " ".join(
        client.get(terms, {"term": "assertion"}).content.decode().split()
    ).replace(" required", "").replace(' aria-describedby="id_slug_helptext"', "")
    sent = {"slug": "assertion", "label": "Statement", "description": "Says so."}
    assert client.post(terms, sent)["Location"] == terms
    client.post(terms, {**sent, "label": "Statement", "retired": "on"})
    versions = Term.objects.filter(project=project, slug="assertion", vocabulary__name="act")
    assert [(term.version, term.retired) for term in versions.order_by("version")] == [
        (1, False),
        (2, False),
        (3, True),
    ]
    page = client.get(terms).content.decode()
    assert "1: Assertion" in page
    assert "Retired" in page


def test_a_term_that_cannot_be_is_refused_in_words(client, lena, project):
    client.force_login(lena)
    terms = address("vocabulary-read", project, "desk_status")
    response = client.post(terms, {"slug": "not a slug", "label": "Kept", "rating": "9"})
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"slug", "rating"}
    assert 'value="Kept"' in response.content.decode()
    assert client.get(address("vocabulary-read", project, "nothing")).status_code == 404


def test_site_admins_start_projects_and_lead_them(client, ada, lena):
    new = reverse("project-create")
    client.force_login(lena)
    assert client.get(new).status_code == 403
    client.force_login(ada)
    assert client.get(new).status_code == 200
    sent = {"name": "Foreign desk", "slug": "foreign", "mode": "shared"}
    assert client.post(new, sent)["Location"] == "/projects/foreign/"
    assert Membership.objects.get(user=ada).role == "lead"
    for wrong, words in [
        (sent, "There is a project"),
        ({**sent, "slug": "new"}, "This short name is taken"),
        ({**sent, "slug": "two", "mode": "independent"}, "cannot be started yet"),
    ]:
        response = client.post(new, wrong)
        assert response.status_code == 422
        assert words in response.content.decode()
