"""Projects: who belongs, what the vocabularies say, how many approvals are needed."""

import pytest

from annotations.domain.errors import IllegalState
from annotations.models import Event, Membership, Term
from annotations.permissions import NotAllowed
from annotations.queries.vocabulary import labels, slugs, vocabularies
from annotations.services.projects import (
    BadProject,
    create_project,
    remove_member,
    save_term,
    set_member,
    update_project,
)
from tests.people import person, tag


def test_a_site_admin_starts_a_project_with_the_shipped_vocabularies(ada, edda):
    project = create_project(actor=ada, slug="north", name="North desk")
    known = vocabularies(project.pk)
    assert len(known["desk_status"].terms) == 12
    assert dict(known["desk_status"].choices)["unverified"] == "Not independently verified"
    assert Membership.objects.get(project=project).role == "lead"
    with pytest.raises(NotAllowed):
        create_project(actor=edda, slug="south", name="South desk")
    with pytest.raises(BadProject):
        create_project(actor=ada, slug="west", name="West desk", mode="independent")


def test_a_lead_changes_settings_and_the_history_tells_it(lena, rita, project):
    changed = update_project(
        actor=lena, project=project, required_approvals=2, guidelines="Be fair"
    )
    assert (changed.required_approvals, changed.guidelines_version) == (2, 2)
    assert Event.objects.latest("pk").changes["required_approvals"] == [1, 2]
    with pytest.raises(BadProject):
        update_project(actor=lena, project=project, required_approvals=4)
    with pytest.raises(NotAllowed):
        update_project(actor=rita, project=project, required_approvals=1)


def test_roles_are_given_and_taken_but_a_lead_remains(lena, edda, otto, project):
    set_member(actor=lena, project=project, username="otto", role="viewer")
    assert Membership.objects.get(project=project, user=otto).role == "viewer"
    with pytest.raises(BadProject):
        set_member(actor=lena, project=project, username="nobody", role="viewer")
    with pytest.raises(BadProject):
        set_member(actor=lena, project=project, username="otto", role="king")
    with pytest.raises(IllegalState):
        set_member(actor=lena, project=project, username="lena", role="viewer")
    with pytest.raises(IllegalState):
        remove_member(actor=lena, project=project, username="lena")
    remove_member(actor=lena, project=project, username="otto")
    assert not Membership.objects.filter(project=project, user=otto).exists()


def test_an_edited_term_is_a_new_version_and_annotations_keep_theirs(lena, edda, revision, project):
    claim = tag(edda, revision, "claim", "12 crates", desk_status="disputed")
    before = claim.terms
    new = save_term(
        actor=lena, project=project, vocabulary="desk_status", slug="disputed", label="Contested"
    )
    assert new.version == 2
    claim.refresh_from_db()
    assert claim.terms == before
    assert Term.objects.get(pk=before[0]).label != "Contested"
    assert labels(project.pk)["desk_status"]["disputed"] == "Contested"


def test_a_retired_term_is_shown_but_not_offered(lena, project):
    save_term(
        actor=lena,
        project=project,
        vocabulary="priority",
        slug="low",
        label="Low",
        retired=True,
    )
    assert "low" not in slugs(project.pk)["priority"]
    assert labels(project.pk)["priority"]["low"] == "Low"
    assert [term.slug for term in vocabularies(project.pk)["priority"].retired] == ["low"]


def test_somebody_with_a_very_long_sign_in_name_can_be_a_member(lena, project):
    long = person("nils" * 30)
    set_member(actor=lena, project=project, username=long.username, role="editor")
    event = Event.objects.latest("id")
    assert long.username.startswith(event.target)
    assert len(event.target) == 60
