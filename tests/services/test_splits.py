"""A claim split in two: nothing of it is lost, and undo takes it back as one step."""

import uuid

import pytest

from annotations.domain.errors import Gone, IdTaken, IllegalState, QuoteMismatch, StaleVersion
from annotations.domain.reshaping import BadSplit
from annotations.models import Annotation, Contributor, Event, Link, Notice
from annotations.permissions import NotAllowed
from annotations.queries import annotations as reads
from annotations.services import reviews
from annotations.services.comments import add_comment
from annotations.services.evidence import add_evidence
from annotations.services.fragments import Part
from annotations.services.links import add_link
from annotations.services.locking import NotFound
from annotations.services.splits import split_claim
from annotations.services.undo import NothingToRedo, redo, undo
from tests.people import tag
from tests.services.steps import edit, now
from tests.signoff import decide

WORDS = "12 crates and 3 barrels were lost on Monday"


@pytest.fixture
def whole(edda, revision, source, marker) -> Annotation:
    details = {"attributes": {"type": "numerical"}, "note": "Ask.", "desk_status": "unverified"}
    made = tag(edda, revision, "claim", WORDS, **details)
    add_link(actor=edda, annotation_id=made.pk, type="attributed_to", target_id=source.pk)
    add_link(actor=edda, annotation_id=made.pk, type="qualified_by", target_id=marker.pk)
    return now(made)


def part(claim: Annotation, quote: str) -> Part:
    start = claim.revision.text.index(quote)
    return Part(start, start + len(quote), quote)


def split(actor, claim, *quotes, shared=(), **more):
    given = {"version": now(claim).version, "id": uuid.uuid4(), **more}
    return split_claim(
        actor=actor,
        annotation_id=claim.pk,
        fragments=[part(claim, quote) for quote in quotes],
        shared=[part(claim, quote) for quote in shared],
        **given,
    )


def seen(claim: Annotation) -> dict:
    document = reads.document(claim.pk)
    links = [{**link, "id": 0} for link in document["links"]]
    evidence = sorted(piece["id"] for piece in document["evidence"])
    changing = {"version": 0, "updated_at": "", "links": links, "evidence": evidence}
    return {**document, **changing}


def test_the_words_are_divided_and_what_both_need_stays_with_both(edda, whole):
    done = split(edda, whole, "3 barrels", "were lost on Monday", shared=["were lost on Monday"])
    assert done.first.quote == "12 crates and … were lost on Monday"
    assert done.second.quote == "3 barrels … were lost on Monday"
    assert (done.first.label, done.second.label) == ("C1", "C2")
    assert done.new


def test_the_new_claim_has_finding_details_and_links_but_not_the_note(edda, whole, source, marker):
    second = split(edda, whole, "3 barrels").second
    assert second.attributes == {"type": "numerical"}
    assert (second.desk_status, second.note, second.state) == ("unverified", "", "draft")
    links = set(Link.objects.filter(origin=second).values_list("type", "target_id"))
    assert links == {("attributed_to", source.pk), ("qualified_by", marker.pk)}


def test_whoever_worked_on_the_claim_worked_on_both(edda, emil, whole):
    edit(emil, whole, note="Called.")
    done = split(edda, whole, "3 barrels")
    for claim in (done.first, done.second):
        people = Contributor.objects.filter(annotation=claim).values_list("user_id", flat=True)
        assert {edda.pk, emil.pk} <= set(people)


def test_evidence_stays_unless_it_is_taken_along_with_its_author(edda, emil, whole):
    stays, goes = (
        add_evidence(
            actor=emil, annotation_id=whole.pk, id=uuid.uuid4(), url=f"https://example.org/{name}"
        ).evidence
        for name in ("stays", "goes")
    )
    done = split(edda, whole, "3 barrels", evidence=[goes.pk])
    assert done.first.evidence.get(deleted_at=None) == stays
    taken = done.second.evidence.get(deleted_at=None)
    assert (taken.url, taken.author) == (goes.url, emil)
    with pytest.raises(NotFound):
        split(edda, whole, "were lost", evidence=[uuid.uuid4()])


def test_both_are_drafts_and_those_who_signed_hear_of_it(edda, rita, approve, whole):
    approve(whole)
    done = split(edda, whole, "3 barrels")
    assert (done.first.state, done.second.state) == ("draft", "draft")
    assert Notice.objects.filter(recipient=rita, kind="voided", annotation_id=whole.pk).exists()


@pytest.fixture
def approve(edda, rita):
    def approved(claim):
        decide(edda, rita, claim)

    return approved


def test_the_history_leads_from_each_to_the_other(edda, whole):
    done = split(edda, whole, "3 barrels")
    first = Event.objects.get(annotation_id=whole.pk, action="annotation.split")
    assert first.changes["split_off"][1] == {"id": str(done.second.pk), "label": "C2"}
    assert first.target == "C2"
    second = Event.objects.get(annotation_id=done.second.pk, action="annotation.created")
    assert second.changes["split_from"][1] == {"id": str(whole.pk), "label": "C1"}


def test_a_retry_answers_what_is_there_and_another_body_is_refused(edda, whole):
    key = uuid.uuid4()
    done = split(edda, whole, "3 barrels", id=key)
    again = split(edda, whole, "3 barrels", id=key, version=1)
    assert (again.second, again.new) == (done.second, False)
    with pytest.raises(IdTaken):
        split(edda, whole, "12 crates", id=key)
    undo(actor=edda, article_id=whole.article_id)
    with pytest.raises(Gone):
        split(edda, whole, "3 barrels", id=key)


def test_what_is_not_some_of_the_claims_words_is_refused(edda, whole, source, revision):
    for quotes in ([WORDS], ["Mayor"], ["said 12 crates"]):
        with pytest.raises(BadSplit):
            split(edda, whole, *quotes)
    with pytest.raises(BadSplit):
        split(edda, source, "harbour")
    with pytest.raises(StaleVersion):
        split(edda, whole, "3 barrels", version=1)
    wrong = Part(0, 5, "Ferri")
    with pytest.raises(QuoteMismatch):
        split_claim(
            actor=edda, annotation_id=whole.pk, version=whole.version, id=uuid.uuid4(),
            fragments=[wrong],
        )  # fmt: skip
    assert Annotation.objects.claims().count() == 1


def test_who_may_not_tag_may_not_split(vera, otto, whole):
    with pytest.raises(NotAllowed):
        split(vera, whole, "3 barrels")
    with pytest.raises(NotFound):
        split(otto, whole, "3 barrels")


def test_a_withdrawn_claim_is_not_split(edda, lena, approve, whole):
    approve(whole)
    reviews.withdraw(actor=lena, annotation_id=whole.pk, note="Wrong.")
    with pytest.raises(IllegalState):
        split(edda, whole, "3 barrels")


def test_undo_makes_it_one_claim_again_and_redo_two(edda, article, whole):
    piece = add_evidence(
        actor=edda, annotation_id=whole.pk, id=uuid.uuid4(), url="https://example.org/x"
    ).evidence
    before = seen(whole)
    done = split(edda, whole, "3 barrels", evidence=[piece.pk])
    after = seen(whole), seen(done.second)
    for _ in range(2):
        assert undo(actor=edda, article_id=article.pk).action == "annotation.split"
        assert seen(whole) == before
        assert now(done.second).deleted_at
        redo(actor=edda, article_id=article.pk)
        assert (seen(whole), seen(done.second)) == after
    with pytest.raises(NothingToRedo):
        redo(actor=edda, article_id=article.pk)


@pytest.mark.parametrize("end", ["first", "second"])
def test_undo_leaves_what_somebody_else_worked_on_since(edda, emil, article, whole, end):
    done = split(edda, whole, "3 barrels")
    edit(emil, getattr(done, end), note="Emil was here.")
    with pytest.raises(IllegalState):
        undo(actor=edda, article_id=article.pk)
    assert not now(done.second).deleted_at
    assert now(whole).quote == done.first.quote


def test_a_remark_is_no_work_that_stands_in_the_way_of_undo(edda, emil, article, whole):
    done = split(edda, whole, "3 barrels")
    add_comment(actor=emil, annotation_id=done.second.pk, id=uuid.uuid4(), text="Why?")
    undo(actor=edda, article_id=article.pk)
    assert now(done.second).deleted_at


def test_a_tag_that_somebody_else_worked_on_is_not_undone(edda, emil, article, revision):
    made = tag(edda, revision, "claim", "3 barrels")
    edit(emil, made, note="Emil was here.")
    with pytest.raises(IllegalState, match="C1 was changed since"):
        undo(actor=edda, article_id=article.pk)
    assert not now(made).deleted_at
