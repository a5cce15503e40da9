"""What a change touched is read by itself: no less than comparing the whole article would find."""

import uuid

import pytest

from annotations.models import Annotation
from annotations.queries.margin import article_page, blocks_of
from annotations.queries.touched import footing, last_event, touched_since
from annotations.services import reviews
from annotations.services.annotations import (
    delete_annotation,
    restore_annotation,
    update_annotation,
)
from annotations.services.evidence import add_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link, add_links, remove_link
from annotations.services.merges import merge_claims
from annotations.services.splits import split_claim
from annotations.services.undo import redo, undo
from tests.people import tag
from tests.services.steps import now


def part(revision, quote):
    start = revision.text.index(quote)
    return Part(start, start + len(quote), quote)


def moved(who, claim, _source):
    parts = [part(claim.revision, "never at risk")]
    return update_annotation(
        actor=who, annotation_id=claim.pk, version=now(claim).version, fragments=parts
    )


def edited(who, annotation, **values):
    return update_annotation(
        actor=who, annotation_id=annotation.pk, version=now(annotation).version, **values
    )


def deleted(who, annotation):
    version = now(annotation).version
    return delete_annotation(actor=who, annotation_id=annotation.pk, version=version)


def unlinked(who, claim, source):
    return remove_link(actor=who, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)


def brought_back(who, _claim, source):
    deleted(who, source)
    return restore_annotation(actor=who, annotation_id=source.pk)


def retyped(who, claim, source):
    unlinked(who, claim, source)
    return edited(who, source, kind="status")


def proved(who, claim, _source):
    add_evidence(actor=who, annotation_id=claim.pk, id=uuid.uuid4(), url="https://example.org/")
    return edited(who, claim, desk_status="correct")


def linked_many(who, claim, source):
    others = [tag(who, claim.revision, "claim", words) for words in ("Monday", "3 barrels")]
    add_links(
        actor=who, target_id=source.pk, claim_ids=[one.pk for one in others], type="denied_by"
    )
    return claim


def split(who, claim, _source):
    return split_claim(
        actor=who,
        annotation_id=claim.pk,
        version=now(claim).version,
        id=uuid.uuid4(),
        fragments=[part(claim.revision, "were lost")],
    ).first


def merged(who, claim, _source):
    other = tag(who, claim.revision, "claim", "never at risk")
    third = tag(who, claim.revision, "claim", "Mayor Ona")
    add_link(actor=who, annotation_id=third.pk, type="repeats", target_id=other.pk)
    return merge_claims(
        actor=who, keep_id=claim.pk, version=now(claim).version, other_id=other.pk, other_version=1
    ).kept


def taken_back(who, claim, source):
    merged(who, claim, source)
    undo(actor=who, article_id=claim.article_id)
    return claim


def done_again(who, claim, source):
    taken_back(who, claim, source)
    redo(actor=who, article_id=claim.article_id)
    return claim


STEPS = {
    "made": lambda who, c, _: tag(who, c.revision, "claim", "Monday"),
    "edited": lambda who, c, _: edited(who, c, desk_status="disputed"),
    "source edited": lambda who, _, s: edited(who, s, attributes={"identity": "Harbour"}),
    "moved": moved,
    "deleted": lambda who, c, _: deleted(who, c),
    "source deleted": lambda who, _, s: deleted(who, s),
    "brought back": brought_back,
    "unlinked": unlinked,
    "retyped": retyped,
    "proved": proved,
    "linked many": linked_many,
    "split": split,
    "merged": merged,
    "taken back": taken_back,
    "done again": done_again,
}


@pytest.fixture
def handed_in(edda, claim) -> Annotation:
    reviews.submit_claim(actor=edda, annotation_id=claim.pk)
    return now(claim)


@pytest.mark.parametrize("step", STEPS)
def test_everything_that_reads_otherwise_is_among_it(step, edda, handed_in, source, revision):
    then = {one.id: one for one in article_page(revision).tags}
    before = last_event(revision.article_id)
    outcome = STEPS[step](edda, handed_in, source)
    found = touched_since(revision, before, [outcome.pk])
    after = article_page(revision)
    current = {one.id: one for one in after.tags}
    changed = [id_ for id_ in {**then, **current} if then.get(id_) != current.get(id_)]
    assert changed
    for id_ in changed:
        for shown in filter(None, (then.get(id_), current.get(id_))):
            assert blocks_of(after.blocks, shown.fragments) <= found.indexes
    for id_, version in found.versions.items():
        assert current[id_].version == version
    on_rows = [one for one in after.tags if blocks_of(after.blocks, one.fragments) & found.indexes]
    assert list(found.rows.tags) == on_rows
    assert found.footing.counts == after.counts
    assert found.footing.held == len(after.held)
    assert found.footing.ready_count == len(after.ready)
    assert found.footing.gate_sentence == after.gate_sentence
    assert found.footing.gate_reasons == after.gate_reasons


def test_what_did_not_change_is_not_read_again(edda, claim, revision):
    before = last_event(revision.article_id)
    made = tag(edda, revision, "claim", "Mayor Ona Rell")
    assert touched_since(revision, before, [made.pk]).indexes == {3}


def test_a_retry_that_changed_nothing_answers_the_row_all_the_same(claim, revision):
    found = touched_since(revision, last_event(revision.article_id), [claim.pk])
    assert str(claim.pk) in found.versions
    assert found.indexes


def test_a_tag_between_two_paragraphs_keeps_its_chip(edda, revision):
    gap = revision.text.index("\n\n")
    before = last_event(revision.article_id)
    made = edited(edda, tag(edda, revision, "claim", "Ferry"), note="x")
    Annotation.objects.filter(pk=made.pk).update(fragments=[part(revision, "\n\n").span])
    found = touched_since(revision, before, [made.pk])
    assert (found.indexes, [one.id for one in found.rows.tags]) == ({0}, [str(made.pk)])
    assert gap == revision.blocks[0]["end"]


def test_it_takes_the_same_queries_whatever_is_tagged(
    edda, revision, claim, django_assert_num_queries
):
    with django_assert_num_queries(10):
        touched_since(revision, 0, [claim.pk])
    for quote in ("3 barrels", "Monday", "never", "risk"):
        tag(edda, revision, "claim", quote)
    with django_assert_num_queries(10):
        touched_since(revision, 0, [claim.pk])


def test_an_empty_article_has_an_empty_footing(revision):
    found = footing(revision)
    assert (found.claims, found.held, found.gate_sentence, found.gate_reasons) == (0, 0, "", "")
