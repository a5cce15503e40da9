"""Two claims merged into one: what both said is kept, and undo makes them two again."""

import uuid

import pytest

from annotations.domain.errors import Gone, IllegalState, StaleVersion
from annotations.domain.reshaping import BadMerge
from annotations.models import Annotation, Comment, Contributor, Event, Link, Notice
from annotations.permissions import NotAllowed
from annotations.queries import annotations as reads
from annotations.queries.merges import merged_into
from annotations.services import reviews
from annotations.services.annotations import delete_annotation, restore_annotation
from annotations.services.articles import create_article
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from annotations.services.locking import NotFound
from annotations.services.merges import merge_claims
from annotations.services.undo import redo, undo
from tests.people import tag
from tests.services.steps import edit, now
from tests.signoff import decide


@pytest.fixture
def other(emil, revision, source) -> Annotation:
    """Emil's claim about the barrels, with a source of its own and another finding."""
    details = {"attributes": {"act": "assertion"}, "note": "Rang.", "desk_status": "disputed"}
    made = tag(emil, revision, "claim", "3 barrels", **details)
    add_link(actor=emil, annotation_id=made.pk, type="attributed_to", target_id=source.pk)
    mayor = tag(emil, revision, "source", "Mayor Ona Rell")
    add_link(actor=emil, annotation_id=made.pk, type="denied_by", target_id=mayor.pk)
    return now(made)


def merge(actor, kept, other, **more):
    versions = {"version": now(kept).version, "other_version": now(other).version}
    return merge_claims(actor=actor, keep_id=kept.pk, other_id=other.pk, **versions | more)


def links_of(claim: Annotation) -> list[tuple[str, str]]:
    rows = Link.objects.filter(origin=claim, target__deleted_at=None).order_by("type")
    return [(link.type, link.target.label) for link in rows]


def seen(claim: Annotation) -> dict:
    document = reads.document(claim.pk)
    links = sorted((link["type"], link["target"]) for link in document["links"])
    return {**document, "version": 0, "updated_at": "", "links": links}


def test_words_links_details_and_notes_are_united(edda, claim, other):
    kept = merge(edda, claim, other).kept
    assert kept.quote == "12 crates … 3 barrels were lost"
    assert links_of(kept) == [
        ("attributed_to", "S1"),
        ("denied_by", "S2"),
        ("qualified_by", "V1"),
    ]
    assert kept.attributes == {"act": "assertion"}
    assert kept.state == "draft"


def test_the_first_finding_stays_and_the_note_tells_the_other(edda, claim, other):
    edit(edda, claim, note="Ask.")
    kept = merge(edda, claim, other).kept
    assert kept.desk_status == "unverified"
    assert kept.note.startswith("Ask.\nRang.\nC2: Disputed")


def test_no_source_given_is_said_only_where_both_said_it(edda, claim, other):
    edit(edda, claim, no_source_given=True)
    assert not merge(edda, claim, other).kept.no_source_given


def test_whoever_worked_on_either_worked_on_the_result(edda, emil, claim, other):
    kept = merge(edda, claim, other).kept
    people = Contributor.objects.filter(annotation=kept).values_list("user_id", flat=True)
    assert set(people) == {edda.pk, emil.pk}


def test_claims_that_linked_to_the_other_link_to_the_first(edda, revision, claim, other):
    third = tag(edda, revision, "claim", "Monday")
    for target in (claim, other):
        add_link(actor=edda, annotation_id=third.pk, type="repeats", target_id=target.pk)
    fourth = tag(edda, revision, "claim", "at risk")
    add_link(actor=edda, annotation_id=fourth.pk, type="contradicts", target_id=other.pk)
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=other.pk)
    merge(edda, claim, other)
    assert links_of(third) == [("repeats", "C1")]
    assert links_of(fourth) == [("contradicts", "C1")]
    assert ("repeats", "C2") not in links_of(claim)


def test_a_withdrawn_claim_keeps_its_link_and_is_told(edda, rita, lena, revision, claim, other):
    complete = {"desk_status": "unverified", "no_source_given": True}
    third = tag(edda, revision, "claim", "Monday", **complete)
    add_link(actor=edda, annotation_id=third.pk, type="repeats", target_id=other.pk)
    decide(edda, rita, third)
    reviews.withdraw(actor=lena, annotation_id=third.pk, note="Wrong.")
    assert merge(edda, claim, other).left == [third]
    assert now(third).state == "withdrawn"


def test_evidence_is_copied_with_its_author_and_never_counted_twice(edda, emil, claim, other):
    page = {"url": "https://example.org/count", "stance": "supports"}
    for actor, target in ((edda, claim), (emil, other)):
        add_evidence(actor=actor, annotation_id=target.pk, id=uuid.uuid4(), **page)
    call = {"medium": "call", "excerpt": "The mayor.", "stance": "refutes"}
    add_evidence(actor=emil, annotation_id=other.pk, id=uuid.uuid4(), **call)
    kept = merge(edda, claim, other).kept
    pieces = kept.evidence.filter(deleted_at=None).values_list("stance", "author__username")
    assert sorted(pieces) == [("refutes", "emil"), ("supports", "edda")]


def test_the_conversation_goes_on_at_the_first(edda, emil, claim, other, article):
    said, _ = add_comment(actor=emil, annotation_id=other.pk, id=uuid.uuid4(), text="Why?")
    merge(edda, claim, other)
    said.refresh_from_db()
    assert said.annotation == claim
    reply = Comment.objects.create(
        id=uuid.uuid4(), annotation=claim, reply_to=said, author=edda, text="So."
    )
    undo(actor=edda, article_id=article.pk)
    assert {one.annotation for one in Comment.objects.filter(pk__in=[said.pk, reply.pk])} == {other}


def test_the_other_is_deleted_and_says_where_it_went(edda, claim, other):
    done = merge(edda, claim, other)
    assert done.other.deleted_at
    assert merged_into(done.other) == claim
    event = Event.objects.get(annotation_id=claim.pk, action="annotation.merged")
    assert event.changes["merged"][1] == {"id": str(other.pk), "label": "C2"}
    assert Link.objects.filter(origin=other).count() == 2  # kept for whoever brings it back
    restore_annotation(actor=edda, annotation_id=other.pk)
    assert now(other).state == "draft"
    assert merged_into(now(other)) is None


def test_sign_offs_are_voided_and_told(edda, emil, rita, claim, other):
    decide(edda, rita, claim)
    decide(emil, rita, other)
    kept = merge(edda, claim, other).kept
    assert kept.state == "draft"
    told = Notice.objects.filter(recipient=rita, kind="voided").values_list(
        "annotation_id", flat=True
    )
    assert set(told) == {claim.pk, other.pk}


def test_a_retry_is_answered_and_a_deleted_claim_refused(edda, claim, other, revision):
    merge(edda, claim, other)
    again = merge(edda, claim, other, version=1, other_version=1)
    assert again.kept == claim
    third = tag(edda, revision, "claim", "Monday")
    with pytest.raises(Gone):
        merge(edda, third, other)
    delete_annotation(actor=edda, annotation_id=third.pk, version=1)
    with pytest.raises(Gone):
        merge(edda, claim, third)


def test_what_does_not_belong_together_is_not_merged(
    edda, vera, otto, lena, project, claim, other, source
):
    for one, two in ((claim, claim), (claim, source), (source, claim)):
        with pytest.raises(BadMerge):
            merge(edda, one, two)
    elsewhere = create_article(actor=lena, project=project, text="Another text.").article
    far = tag(edda, elsewhere.current_revision, "claim", "Another")
    with pytest.raises(BadMerge):
        merge(edda, claim, far)
    with pytest.raises(StaleVersion):
        merge(edda, claim, other, version=1)
    with pytest.raises(StaleVersion):
        merge(edda, claim, other, other_version=1)
    with pytest.raises(NotAllowed):
        merge(vera, claim, other)
    with pytest.raises(NotFound):
        merge(otto, claim, other)
    assert not now(other).deleted_at


def test_a_withdrawn_claim_is_not_merged_either_way(edda, rita, lena, claim, other):
    decide(edda, rita, claim)
    reviews.withdraw(actor=lena, annotation_id=claim.pk, note="Wrong.")
    for pair in ((claim, other), (other, claim)):
        with pytest.raises(IllegalState):
            merge(edda, *pair)


def test_undo_makes_them_two_again_and_redo_one(edda, emil, article, revision, claim, other):
    third = tag(edda, revision, "claim", "Monday")
    add_link(actor=edda, annotation_id=third.pk, type="repeats", target_id=other.pk)
    add_evidence(actor=emil, annotation_id=other.pk, id=uuid.uuid4(), url="https://example.org/x")
    claims = (claim, other, third)
    before = [seen(each) for each in claims]
    merge(edda, claim, other)
    after = [seen(each) for each in claims]
    for _ in range(2):
        undo(actor=edda, article_id=article.pk)
        assert [seen(each) for each in claims] == before
        redo(actor=edda, article_id=article.pk)
        assert [{**seen(each)} for each in claims] == after
        assert merged_into(now(other)) == claim


@pytest.mark.parametrize("end", ["kept", "other"])
def test_undo_leaves_what_somebody_else_worked_on_since(edda, emil, article, claim, other, end):
    done = merge(edda, claim, other)
    if end == "kept":
        edit(emil, done.kept, desk_status="disputed")
    else:
        restore_annotation(actor=emil, annotation_id=other.pk)
    with pytest.raises(IllegalState):
        undo(actor=edda, article_id=article.pk)
    assert now(claim).quote == done.kept.quote


def test_two_claims_merge_again_after_it_was_taken_back(edda, emil, claim, other):
    add_evidence(actor=emil, annotation_id=other.pk, id=uuid.uuid4(), url="https://example.org/x")
    merge(edda, claim, other)
    undo(actor=edda, article_id=claim.article_id)
    kept = merge(edda, claim, other).kept
    assert [piece.url for piece in kept.evidence.filter(deleted_at=None)] == [
        "https://example.org/x"
    ]
