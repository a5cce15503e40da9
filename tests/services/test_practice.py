"""A practice story for each: made once, seen by nobody else, counted nowhere."""

import pytest
from django.test import Client

from annotations.models import Annotation, Article, Event, Membership, Project
from annotations.queries import listing, practice
from annotations.queries.projects import projects_of
from annotations.services.links import add_link
from annotations.services.practice import decline, start
from annotations.services.reviews import submit_article
from annotations.services.undo import redo, undo
from tests.people import person, tag

pytestmark = pytest.mark.django_db


def test_a_person_gets_a_story_with_one_source_in_a_project_of_their_own(edda):
    article = start(actor=edda)
    project = article.project
    assert (project.slug, project.practice_of) == ("practice-edda", edda)
    assert [(one.user, one.role) for one in Membership.objects.filter(project=project)] == [
        (edda, "editor")
    ]
    [source] = Annotation.objects.filter(article=article)
    assert (source.label, source.quote) == ("S1", "The Lorne harbour office")
    assert project.guidelines.startswith("# How we tag")
    assert 110 < len(article.current_revision.text.split()) < 180


def test_what_was_there_from_the_start_is_nobodys_doing(edda):
    article = start(actor=edda)
    assert not Event.objects.filter(article_id=article.pk, actor_id=edda.pk).exists()
    assert practice.progress_in(article, edda).count == 0


def test_starting_twice_is_the_same_story_and_again_a_fresh_one(edda):
    first = start(actor=edda)
    assert start(actor=edda) == first
    second = start(actor=edda, again=True)
    assert second != first
    assert practice.article_of(edda) == start(actor=edda) == second
    assert Project.objects.filter(practice_of=edda).count() == 1
    assert Article.objects.filter(project__practice_of=edda).count() == 2


@pytest.mark.parametrize(
    "username", ["Émile+desk@lantern.example", "ЖУК", "a.b", "a_b", "x" * 150, "Edda.L"]
)
def test_whatever_the_sign_in_name_the_short_name_fits_an_address(db, username, client):
    somebody = person(username)
    slug = start(actor=somebody).project.slug
    assert slug.startswith("practice")
    assert len(slug) <= 50
    client.force_login(somebody)
    assert client.get(f"/projects/{slug}/").status_code == 200


def test_a_short_name_that_a_desk_has_is_not_taken_away(edda):
    Project.objects.create(slug="practice-edda", name="A desk")
    assert start(actor=edda).project.slug == f"practice-edda-{edda.pk}"


def test_the_five_tasks_are_ticked_off_by_doing_them(edda):
    article = start(actor=edda)
    revision = article.current_revision

    def done() -> int:
        return practice.progress_in(article, edda).count

    launches = "two pilot launches were sunk"
    claim = tag(edda, revision, "claim", launches, desk_status="unverified")
    assert done() == 1
    tag(edda, revision, "status", "could not be independently verified")
    assert done() == 2
    source = Annotation.objects.get(article=article, kind="source")
    add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    assert done() == 3
    undo(actor=edda, article_id=article.pk)
    assert done() == 4
    redo(actor=edda, article_id=article.pk)
    report = submit_article(actor=edda, article_id=article.pk)
    assert [one.annotation.label for one in report.submitted] == ["C1"]
    assert practice.progress_in(article, edda).finished


def test_practice_is_no_desk(edda, project):
    start(actor=edda)
    assert projects_of(edda) == [project]
    assert [one.project for one in listing.projects(edda, after="", limit=9)] == [project]


def test_nobody_else_sees_it(edda, lena, rita, ada):
    article = start(actor=edda)
    for other in (lena, rita, ada):
        assert not Article.objects.visible_to(other).filter(pk=article.pk).exists()
        assert practice.progress_in(article, other) is None


def test_its_person_may_neither_export_nor_lead_it(edda):
    article = start(actor=edda)
    client = Client()
    client.force_login(edda)
    slug = article.project.slug
    assert client.get(f"/exports/?project={slug}").status_code == 403
    assert client.get(f"/projects/{slug}/edit").status_code == 403
    assert client.get(f"/articles/{article.pk}/review").status_code == 403


def test_newcomers_are_invited_until_they_tag_on_a_desk(edda, revision):
    assert practice.invitation(edda).count == 0
    article = start(actor=edda)
    tag(edda, article.current_revision, "claim", "Nobody is reported missing")
    assert practice.invitation(edda).count == 1
    tag(edda, revision, "claim", "12 crates")
    assert practice.invitation(edda) is None


def test_who_declined_is_not_invited_again_and_keeps_other_preferences(
    edda, django_assert_num_queries
):
    edda.preferences = {"keys": {"j": "next"}}
    edda.save()
    decline(actor=edda)
    edda.refresh_from_db()
    assert edda.preferences["keys"] == {"j": "next"}
    with django_assert_num_queries(0):
        assert practice.invitation(edda) is None


def test_who_is_done_is_not_invited(edda):
    article = start(actor=edda)
    claim = tag(
        edda, article.current_revision, "claim", "Nobody is", desk_status="unverified",
        no_source_given=True,
    )  # fmt: skip
    marker = tag(edda, article.current_revision, "status", "could not be independently verified")
    add_link(actor=edda, annotation_id=claim.pk, type="qualified_by", target_id=marker.pk)
    undo(actor=edda, article_id=article.pk)
    assert practice.invitation(edda).count == 4
    submit_article(actor=edda, article_id=article.pk)
    assert practice.invitation(edda) is None
