"""The guide's page and panel: whose, with what, for whom."""

import pytest
from django.urls import reverse

from annotations.queries.guides import shipped
from annotations.services.practice import start
from annotations.services.projects import update_project

pytestmark = pytest.mark.django_db
PAGE = reverse("guide-read")


@pytest.fixture
def guided(project, lena):
    return update_project(actor=lena, project=project, guidelines=shipped())


def test_members_read_the_guide_with_its_version_day_and_hand(client, vera, guided):
    client.force_login(vera)
    page = client.get(PAGE, {"project": "harbour"}).content.decode()
    assert "<h1" in page
    assert "How we tag" in page
    assert "Version 2" in page
    assert "by Lena" in page
    assert page.count('<li class="example example-good">') == 12
    assert 'id="rule-tag-the-content-with-its-time-and-place"' in page
    assert "/projects/harbour/edit" not in page


def test_a_lead_finds_the_way_to_change_it(client, lena, guided):
    client.force_login(lena)
    assert "/projects/harbour/edit#id_guidelines" in client.get(PAGE).content.decode()


def test_without_a_name_it_is_that_of_ones_first_project(client, vera, guided):
    client.force_login(vera)
    assert client.get(PAGE).context["project"] == guided


def test_another_desks_guide_is_not_there(client, otto, guided):
    client.force_login(otto)
    for name in ("guide-read", "guide-panel"):
        assert client.get(reverse(name), {"project": "harbour"}).status_code == 404


def test_who_is_in_no_project_is_told_so(client, ada):
    client.force_login(ada)
    assert "do not belong to a project" in client.get(PAGE).content.decode()


def test_without_a_guide_members_ask_and_leads_start(client, vera, lena, project):
    client.force_login(vera)
    assert "Your lead has not written a guide yet" in client.get(PAGE).content.decode()
    client.force_login(lena)
    assert "/projects/harbour/edit?start=guide" in client.get(PAGE).content.decode()


def test_the_twelve_rules_fill_only_an_empty_form(client, lena, project):
    client.force_login(lena)
    form = reverse("project-edit", args=["harbour"]) + "?start=guide"
    assert client.get(form).context["form"].initial["guidelines"] == shipped()
    update_project(actor=lena, project=project, guidelines="Ours")
    assert client.get(form).context["form"].initial["guidelines"] == "Ours"


def test_a_preview_stores_nothing(client, lena, project):
    client.force_login(lena)
    sent = {"name": "Harbour desk", "required_approvals": 1, "guidelines": "## Be <b>fair</b>"}
    page = client.post(reverse("project-edit", args=["harbour"]), {**sent, "preview": "1"})
    assert page.status_code == 200
    assert "Be &lt;b&gt;fair&lt;/b&gt;</a></h3>" in page.content.decode()
    project.refresh_from_db()
    assert (project.guidelines, project.guidelines_version) == ("", 1)


def test_the_panel_has_the_rules_alone(client, vera, guided):
    client.force_login(vera)
    panel = client.get(reverse("guide-panel"), {"project": "harbour"}).content.decode()
    assert "<html" not in panel
    assert panel.count("data-rule>") == 12
    assert 'href="/guide/?project=harbour#rule-' in panel


def test_practice_has_a_guide_of_its_own(client, vera, project):
    practice = start(actor=vera).project
    client.force_login(vera)
    assert client.get(PAGE).context["project"] == project
    assert client.get(PAGE, {"project": practice.slug}).context["project"] == practice


def test_it_takes_the_same_queries_whatever_is_written(
    client, vera, guided, lena, django_assert_num_queries
):
    client.force_login(vera)
    client.get(PAGE)
    for text in ("Short.", shipped() * 3):
        update_project(actor=lena, project=guided, guidelines=text)
        with django_assert_num_queries(7):
            client.get(PAGE)


def test_right_to_left_and_hostile_words_do_no_harm(client, vera, lena, project):
    hostile = "# <img src=x>\n\n## العربية\n\n- **Good**: `[<script>]`\n\n[x](javascript:alert(1))"
    update_project(actor=lena, project=project, guidelines=hostile)
    client.force_login(vera)
    page = client.get(PAGE).content.decode()
    assert "<img" not in page
    assert "[&lt;script&gt;]" not in page
    assert ">&lt;script&gt;</mark>" in page
    assert 'href="javascript' not in page
    assert 'id="rule-العربية"' in page
