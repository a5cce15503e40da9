"""The page of one's own keys, and what other pages show of them."""

import json

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.shortcuts import COMMANDS, in_force, single_keys_on
from annotations.services.shortcuts import set_shortcuts, switch_single_keys

pytestmark = pytest.mark.django_db
HERE = reverse("shortcuts-edit")


@pytest.fixture
def own(client: Client, edda) -> Client:
    client.force_login(edda)
    return client


def whole_form(**changed: str) -> dict[str, str]:
    usual = {one.name: " ".join(one.keys) for one in COMMANDS.values() if not one.fixed}
    return {**usual, **changed}


def test_other_keys_are_saved_and_shown(own, edda):
    response = own.post(HERE, whole_form(link="y Alt+L", note=""))
    assert response["Location"] == HERE
    edda.refresh_from_db()
    assert in_force(edda.preferences)["link"] == ["y", "Alt+L"]
    assert in_force(edda.preferences)["note"] == []
    page = own.get(HERE).content.decode()
    assert 'value="y Alt+L"' in page


def test_a_key_that_is_taken_is_told_at_both_fields_and_nothing_is_saved(own, edda):
    response = own.post(HERE, whole_form(link="m", finding="Ctrl+T"))
    assert response.status_code == 422
    errors = response.context["form"].errors
    assert errors["link"] == ["“m” is taken by “Note”. Give one of them another key."]
    assert errors["note"] == [
        "“m” is taken by “Link with another tag”. Give one of them another key."
    ]
    assert "belongs to the browser" in errors["finding"][0]
    assert 'value="m"' in response.content.decode()
    edda.refresh_from_db()
    assert edda.preferences == {}


def test_a_form_from_before_a_command_was_there_leaves_its_keys_alone(own, edda):
    older = whole_form(link="y")
    del older["quote"]
    own.post(HERE, older)
    edda.refresh_from_db()
    assert in_force(edda.preferences)["quote"] == ["q"]


def test_back_to_the_usual_keys(own, edda):
    set_shortcuts(user=edda, keys={"link": ["y"]})
    assert own.post(reverse("shortcuts-reset"))["Location"] == HERE
    edda.refresh_from_db()
    assert edda.preferences == {}


def test_single_keys_are_switched_off_and_on(own, edda):
    switch = reverse("shortcuts-switch")
    assert own.post(switch, {"on": "0"})["Location"] == HERE
    edda.refresh_from_db()
    assert not single_keys_on(edda.preferences)
    assert 'data-single-keys="off"' in own.get("/").content.decode()
    own.post(switch, {"on": "1"})
    assert 'data-single-keys="on"' in own.get("/").content.decode()


def test_pages_show_the_keys_in_force(own, edda, claim):
    set_shortcuts(user=edda, keys={"undo": ["Alt+U"], "next-gap": [], "delete": ["y"]})
    page = own.get(reverse("article-annotate", args=[claim.article_id])).content.decode()
    assert "<kbd>Alt</kbd><kbd>U</kbd>" in page.replace(' class=""', "")
    assert '"keys": ["Alt+U"]' in page
    card = own.get(reverse("annotation-card", args=[claim.pk])).content.decode()
    assert '<kbd class="single">y</kbd>' in card
    assert ">Del<" not in card


def test_sentences_name_the_keys_in_force(own, edda, claim, revision):
    said = deleted_sentence(own, claim, revision)
    assert said == f"Claim {claim.label} deleted. Press u to undo."
    switch_single_keys(user=edda, on=False)
    assert deleted_sentence(own, claim, revision).endswith("Press Ctrl Z to undo.")
    set_shortcuts(user=edda, keys={"undo": []})
    assert deleted_sentence(own, claim, revision) == f"Claim {claim.label} deleted."


def deleted_sentence(own: Client, claim, revision) -> str:
    """What is said when the claim is deleted; it is brought back again."""
    send = reverse("outbox-send", args=[revision.pk])
    claim.refresh_from_db()
    response = own.post(send, {"operation": "delete", "id": claim.pk, "version": claim.version})
    own.post(send, {"operation": "undo"})
    return json.loads(response["HX-Trigger-After-Settle"])["stet:saved"]["said"]


def test_everybody_has_keys_of_their_own(client, own, edda, emil, article):
    set_shortcuts(user=edda, keys={"link": ["y"]})
    client.force_login(emil)
    page = client.get(reverse("article-annotate", args=[article.pk])).content.decode()
    assert '"keys": ["l"]' in page
