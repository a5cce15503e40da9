"""Undo and redo, server-side, of one's own steps."""

import uuid

import pytest

from annotations.domain.errors import IllegalState
from annotations.models import Annotation, Evidence, Link
from annotations.queries import annotations as reads
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.evidence import add_evidence, remove_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link
from annotations.services.undo import NothingToRedo, NothingToUndo, redo, undo
from tests.people import tag


def seen(annotation: Annotation) -> dict[str, object]:
    """What undo must bring back: everything but version and time."""
    document = reads.document(annotation.pk)
    links = [{**link, "id": 0} for link in document["links"]]
    return {**document, "version": 0, "updated_at": "", "links": links}


def edit_words(actor, claim):
    start = claim.revision.text.index("3 barrels")
    update_annotation(
        actor=actor,
        annotation_id=claim.pk,
        version=claim.version,
        fragments=[Part(start, start + 9, "3 barrels")],
        note="moved",
        attributes={"type": "numerical"},
    )


def remove(actor, claim):
    delete_annotation(actor=actor, annotation_id=claim.pk, version=claim.version)


def retype(actor, claim):
    Link.objects.filter(origin=claim).delete()
    update_annotation(actor=actor, annotation_id=claim.pk, version=claim.version, kind="source")


def prove(actor, claim):
    add_evidence(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), url="https://example.org/x")


def unprove(actor, claim):
    remove_evidence(
        actor=actor, annotation_id=claim.pk, evidence_id=Evidence.objects.get(deleted_at=None).pk
    )


@pytest.mark.parametrize("step", [edit_words, remove, retype, prove, unprove])
def test_undo_brings_back_and_redo_does_again(edda, claim, article, step):
    if step is unprove:
        prove(edda, claim)
    if step is retype:
        Link.objects.filter(origin=claim).delete()
    before = seen(claim)
    step(edda, claim)
    after = seen(claim)
    assert before != after
    undo(actor=edda, article_id=article.pk)
    assert seen(claim) == before
    redo(actor=edda, article_id=article.pk)
    assert seen(claim) == after
    undo(actor=edda, article_id=article.pk)
    assert seen(claim) == before


def test_undo_walks_back_to_the_empty_text_and_redo_forward_again(edda, claim, article):
    whole = seen(claim)
    steps = 0
    while True:
        try:
            undo(actor=edda, article_id=article.pk)
        except NothingToUndo:
            break
        steps += 1
    assert steps == 5  # source, marker, claim and two links
    assert not Annotation.objects.alive().exists()
    for _ in range(steps):
        redo(actor=edda, article_id=article.pk)
    assert seen(claim) == whole
    with pytest.raises(NothingToRedo):
        redo(actor=edda, article_id=article.pk)


def test_a_new_step_ends_what_could_be_redone(edda, claim, article):
    edit_words(edda, claim)
    undo(actor=edda, article_id=article.pk)
    tag(edda, claim.revision, "claim", "3 barrels")
    with pytest.raises(NothingToRedo):
        redo(actor=edda, article_id=article.pk)


def test_undo_takes_back_ones_own_steps_only(edda, emil, claim, article):
    with pytest.raises(NothingToUndo):
        undo(actor=emil, article_id=article.pk)
    edit_words(edda, claim)
    claim.refresh_from_db()
    update_annotation(actor=emil, annotation_id=claim.pk, version=claim.version, note="mine")
    with pytest.raises(IllegalState):
        undo(actor=edda, article_id=article.pk)
    claim.refresh_from_db()
    assert claim.note == "mine"


def test_undo_of_a_link_takes_only_the_link(edda, revision, source, article):
    claim = tag(edda, revision, "claim", "12 crates")
    add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    undo(actor=edda, article_id=article.pk)
    assert reads.document(claim.pk)["links"] == []
    assert Annotation.objects.alive().count() == 2


def test_a_hundred_steps_go_back_and_forth_as_often_as_one_likes(edda, revision, article):
    marker = tag(edda, revision, "status", "could not be independently verified")
    for step in range(101):
        marker.refresh_from_db()
        update_annotation(
            actor=edda, annotation_id=marker.pk, version=marker.version, note=f"Note {step}"
        )

    def note() -> str:
        marker.refresh_from_db()
        return marker.note

    for _ in range(3):
        for step in range(100, 0, -1):
            assert note() == f"Note {step}"
            undo(actor=edda, article_id=article.pk)
        with pytest.raises(NothingToUndo):
            undo(actor=edda, article_id=article.pk)
        for step in range(100):
            assert note() == f"Note {step}"
            redo(actor=edda, article_id=article.pk)
        with pytest.raises(NothingToRedo):
            redo(actor=edda, article_id=article.pk)
    assert note() == "Note 100"
