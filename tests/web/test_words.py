"""Other words for a tag by quoting them, links and steps back: all by forms alone."""

import pytest
from django.urls import reverse

from annotations.models import Event, Link
from annotations.services.articles import create_article
from tests.people import tag
from tests.signoff import submit

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(client, edda):
    client.force_login(edda)
    return client


@pytest.fixture
def echo(project, lena):
    text = "Echo of the quay\n\nThe quay held, the quay held, said the quay office.\n"
    return create_article(actor=lena, project=project, text=text, language="en").article


def words(annotation) -> str:
    return reverse("annotation-words", args=[annotation.pk])


def starts(annotation) -> list[int]:
    annotation.refresh_from_db()
    return [span.start for span in annotation.fragments]


def test_it_asks_with_the_words_that_are_stored(as_edda, claim):
    page = as_edda.get(words(claim)).content.decode()
    assert ">12 crates</textarea>" in page
    assert ">were lost</textarea>" in page


def test_quoted_words_become_the_tags(as_edda, claim):
    before = claim.version
    answer = as_edda.post(
        words(claim), {"version": before, "part": ["12 crates and\r\n3 barrels were lost", " "]}
    )
    assert answer.url == reverse("annotation-read", args=[claim.pk])
    claim.refresh_from_db()
    assert claim.quote == "12 crates and 3 barrels were lost"
    assert claim.version == before + 1


def test_words_that_are_not_there_are_asked_again(as_edda, claim):
    answer = as_edda.post(words(claim), {"version": claim.version, "part": "13 crates"})
    assert answer.status_code == 422
    assert "does not have these words" in answer.content.decode()
    assert ">13 crates</textarea>" in answer.content.decode()


def test_no_words_at_all_change_nothing(as_edda, claim):
    assert as_edda.post(words(claim), {"version": claim.version}).status_code == 422


def test_of_several_places_the_one_where_the_tag_lay_is_meant(as_edda, edda, echo):
    text = echo.current_revision.text
    claim = tag(edda, echo.current_revision, "claim", "The quay held, the quay held")
    second = text.index("the quay held,")
    claim = tag(edda, echo.current_revision, "source", "held, said")
    as_edda.post(words(claim), {"version": 1, "part": "quay held, said"})
    assert starts(claim) == [second + 4]


def test_where_that_does_not_tell_somebody_has_to(as_edda, edda, echo):
    text = echo.current_revision.text
    source = tag(edda, echo.current_revision, "source", "office")
    answer = as_edda.post(words(source), {"version": 1, "part": ["office", "quay held"]})
    assert answer.status_code == 422
    assert "These words stand at 2 places." in answer.content.decode()
    sent = {"version": 1, "part": ["office", "quay held"], "place-1": "1"}
    assert as_edda.post(words(source), sent).status_code == 302
    assert starts(source) == [text.rindex("quay held"), text.index("office")]


def test_a_place_that_is_none_is_not_taken(as_edda, edda, echo):
    source = tag(edda, echo.current_revision, "source", "office")
    for place in ("9", "-1", "x", "١"):
        sent = {"version": 1, "part": "quay held", "place-0": place}
        assert as_edda.post(words(source), sent).status_code == 422


def test_somebody_elses_change_in_between_is_said(as_edda, claim):
    answer = as_edda.post(words(claim), {"version": 1, "part": "3 barrels"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "changed while you were editing" in page
    assert f'name="version" value="{claim.version}"' in page
    assert ">3 barrels</textarea>" in page


def test_a_shared_source_says_what_it_costs_before(as_edda, edda, claim, source):
    submit(edda, claim)
    assert "will need sign-off again" in as_edda.get(words(source)).content.decode()


def test_a_link_is_added_from_either_end(as_edda, edda, revision, source):
    claim = tag(edda, revision, "claim", "3 barrels")
    marker = tag(edda, revision, "status", "could not be independently verified")
    for one, other in [(claim, source), (marker, claim)]:
        page = as_edda.get(reverse("annotation-read", args=[one.pk])).content.decode()
        assert f'<option value="{other.pk}">{other.label} ' in page
        as_edda.post(
            reverse("annotation-change", args=[one.pk]),
            {"operation": "link", "target": other.pk, "type": ""},
        )
    assert {link.type for link in Link.objects.filter(origin=claim)} == {
        "attributed_to",
        "qualified_by",
    }


def test_a_link_that_does_not_fit_is_refused_in_words(as_edda, edda, revision, source):
    claim = tag(edda, revision, "claim", "3 barrels")
    answer = as_edda.post(
        reverse("annotation-change", args=[claim.pk]),
        {"operation": "link", "target": source.pk, "type": "repeats"},
    )
    assert answer.status_code == 422
    assert not Link.objects.filter(origin=claim).exists()


def test_a_readers_page_has_none_of_these_forms(client, vera, claim):
    client.force_login(vera)
    page = client.get(reverse("annotation-read", args=[claim.pk])).content.decode()
    assert "Add this link" not in page
    assert "Choose other words" not in page


def test_a_kind_is_changed_by_form(as_edda, edda, revision):
    claim = tag(edda, revision, "claim", "3 barrels")
    as_edda.post(
        reverse("annotation-change", args=[claim.pk]),
        {"operation": "retype", "kind": "source", "version": 1},
    )
    claim.refresh_from_db()
    assert claim.kind == "source"


def test_steps_go_back_and_on_by_form(as_edda, edda, article, revision):
    claim = tag(edda, revision, "claim", "3 barrels")
    page = as_edda.get(reverse("article-annotate", args=[article.pk])).content.decode()
    assert reverse("article-undo", args=[article.pk]) in page
    said = as_edda.post(reverse("article-undo", args=[article.pk]), follow=True)
    assert "Undone: adding a tag." in said.content.decode()
    claim.refresh_from_db()
    assert claim.deleted_at
    as_edda.post(reverse("article-redo", args=[article.pk]))
    claim.refresh_from_db()
    assert claim.deleted_at is None
    assert Event.objects.latest("id").undoes


def test_nothing_to_undo_is_said(as_edda, article):
    said = as_edda.post(reverse("article-undo", args=[article.pk]), follow=True)
    assert "There is nothing to undo." in said.content.decode()
