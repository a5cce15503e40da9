"""A tag of another kind gets the next free number of that kind; no number is ever given twice."""

from importlib import import_module
from uuid import UUID

import pytest
from django.db import connection

from annotations.domain.history import Action
from annotations.models import Annotation, Article, Event
from annotations.services import history
from annotations.services.annotations import update_annotation
from annotations.services.people import system_actor
from annotations.services.projects import create_project
from annotations.services.undo import redo, undo
from tests.people import tag
from tests.services.test_imports import alike, bring, written


def retype(actor, annotation: Annotation, kind: str) -> Annotation:
    annotation.refresh_from_db()
    return update_annotation(
        actor=actor, annotation_id=annotation.pk, version=annotation.version, kind=kind
    )


def label(annotation: Annotation) -> str:
    annotation.refresh_from_db()
    return annotation.label


@pytest.fixture
def tags(edda, revision) -> list[Annotation]:
    """C1, C2, S1."""
    return [
        tag(edda, revision, "claim", "12 crates and 3 barrels"),
        tag(edda, revision, "claim", "on Monday"),
        tag(edda, revision, "source", "Mayor Ona Rell"),
    ]


def test_another_kind_brings_its_next_number(edda, revision, tags):
    assert retype(edda, tags[0], "source").label == "S2"
    assert tag(edda, revision, "source", "harbour office").label == "S3"
    assert retype(edda, tags[1], "status").label == "V1"
    assert tag(edda, revision, "claim", "3 barrels").label == "C3"


def test_a_number_that_was_left_is_not_given_again(edda, revision, tags):
    retype(edda, tags[1], "source")
    assert tag(edda, revision, "claim", "3 barrels").label == "C3"
    assert retype(edda, tags[1], "claim").label == "C4"


def test_undo_gives_the_old_number_back_and_redo_the_new_one(edda, article, tags):
    retype(edda, tags[1], "source")
    undo(actor=edda, article_id=article.pk)
    assert label(tags[1]) == "C2"
    redo(actor=edda, article_id=article.pk)
    assert label(tags[1]) == "S2"
    assert retype(edda, tags[0], "source").label == "S3"


def test_the_history_tells_what_it_was_called(edda, tags):
    retype(edda, tags[1], "source")
    assert Event.objects.latest("id").changes["label"] == ["C2", "S2"]


def test_a_refused_change_of_kind_uses_no_number_up(edda, claim, article):
    before = Article.objects.get().labels_given
    with pytest.raises(Exception, match="source"):
        retype(edda, claim.links.get(type="attributed_to").target, "status")
    assert Article.objects.get().labels_given == before


def retyped_as_it_was(edda, annotation: Annotation, kind: str) -> None:
    """What a change of kind left behind before it changed the number."""
    before = annotation.version
    Annotation.objects.filter(pk=annotation.pk).update(
        kind=kind, state=None, desk_status="", version=before + 1
    )
    history.record(
        edda,
        Action.ANNOTATION_EDITED,
        annotation,
        before=before,
        after=before + 1,
        changes={"kind": ["claim", kind], "desk_status": ["unassessed", ""]},
    )


def test_an_older_change_of_kind_is_undone_too(edda, article, tags):
    retyped_as_it_was(edda, tags[1], "source")
    undo(actor=edda, article_id=article.pk)
    assert label(tags[1]) == "C2"
    retype(edda, tags[0], "source")
    assert label(tags[0]) == "S2"


def test_an_older_change_of_kind_is_done_again_beside_a_tag_that_has_the_number(
    edda, lena, revision, article, tags
):
    retyped_as_it_was(edda, tags[1], "source")
    undo(actor=edda, article_id=article.pk)
    tag(lena, revision, "source", "harbour office")
    redo(actor=edda, article_id=article.pk)
    assert label(tags[1]) == "S3"


def test_counters_learn_what_older_changes_of_kind_have_taken(edda, revision, tags):
    for words in ("3 barrels", "12 crates", "lost"):
        last = tag(edda, revision, "claim", words)
    retyped_as_it_was(edda, last, "source")
    migration = import_module("annotations.migrations.0010_numbers_of_retyped")
    with connection.cursor() as cursor:
        cursor.execute(migration.COUNTERS)
    assert tag(edda, revision, "source", "harbour office").label == "S6"
    assert tag(edda, revision, "claim", "not be").label == "C6"


@pytest.mark.django_db(transaction=True)
def test_a_tag_of_another_kind_comes_out_and_back_as_it_is_called_now(
    edda, revision, source, tmp_path
):
    retype(edda, tag(edda, revision, "claim", "on Monday"), "source")
    trees = written(revision.project)
    assert [note["label"] for note in trees[0]["annotations"]] == ["S1", "S2"]
    copy = create_project(actor=system_actor(), slug="copy", name="The copy")
    bring(copy, trees, tmp_path)
    assert alike(written(copy)) == alike(trees)


@pytest.mark.django_db(transaction=True)
def test_an_import_gives_no_number_that_a_tag_of_another_kind_left(edda, revision, tmp_path):
    lone = tag(edda, revision, "claim", "on Monday")
    trees = written(revision.project)
    retype(edda, lone, "source")
    trees[0]["annotations"][0]["id"] = str(UUID(int=31))
    bring(revision.project, trees, tmp_path)
    assert Annotation.objects.get(kind="claim").label == "C2"
    assert tag(edda, revision, "claim", "3 barrels").label == "C3"
