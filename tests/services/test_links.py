"""Links made many at once, and links that come to mean something else."""

import pytest

from annotations.domain.errors import Gone, IllegalState, LinkNotAllowed
from annotations.models import Annotation, Contributor, Event, Link
from annotations.permissions import NotAllowed
from annotations.queries import history
from annotations.services import reviews
from annotations.services.annotations import delete_annotation
from annotations.services.links import add_link, add_links, remove_link, retype_link
from annotations.services.locking import NotFound
from annotations.services.undo import NothingToUndo, redo, undo
from annotations.templatetags.telling import event_sentence
from tests.people import tag
from tests.services.steps import now

WORDS = ("3 barrels", "Monday", "never at risk")


@pytest.fixture
def three(edda, revision) -> list[Annotation]:
    complete = {"desk_status": "unverified", "no_source_given": True}
    return [tag(edda, revision, "claim", words, **complete) for words in WORDS]


def linked(marker: Annotation) -> set:
    return set(Link.objects.filter(target=marker).values_list("origin_id", flat=True))


def ids(claims: list[Annotation]) -> list:
    return [claim.pk for claim in claims]


def all_to(actor, marker, claims, **more):
    given = {"type": "qualified_by", **more}
    return add_links(actor=actor, target_id=marker.pk, claim_ids=ids(claims), **given)


def test_one_marker_is_linked_with_many_claims_at_once(edda, marker, three):
    done = all_to(edda, marker, three)
    assert (done.made, done.known) == (three, [])
    assert linked(marker) == {*ids(three)}
    assert [now(claim).version for claim in three] == [2, 2, 2]
    assert now(marker).version == marker.version


def test_whoever_made_the_marker_becomes_a_contributor_of_each_claim(edda, emil, revision, three):
    mark = tag(emil, revision, "status", "could not be independently verified")
    all_to(edda, mark, three)
    for claim in three:
        assert Contributor.objects.filter(annotation=claim, user=emil).exists()


def test_claims_that_are_linked_already_are_told_and_left_alone(edda, marker, three):
    add_link(actor=edda, annotation_id=three[1].pk, type="qualified_by", target_id=marker.pk)
    done = all_to(edda, marker, three)
    assert done.known == [three[1]]
    assert done.made == [three[0], three[2]]
    assert now(three[1]).version == 2
    again = all_to(edda, marker, three)
    assert (again.made, again.known) == ([], three)


def test_sign_offs_are_voided_as_by_any_link(edda, rita, marker, three):
    digest = reviews.submit_claim(actor=edda, annotation_id=three[0].pk).hash
    reviews.decide(actor=rita, annotation_id=three[0].pk, verdict="approve", seen=digest)
    all_to(edda, marker, three)
    assert now(three[0]).state == "draft"


def test_all_are_linked_or_none(edda, rita, lena, marker, three):
    digest = reviews.submit_claim(actor=edda, annotation_id=three[1].pk).hash
    reviews.decide(actor=rita, annotation_id=three[1].pk, verdict="approve", seen=digest)
    reviews.withdraw(actor=lena, annotation_id=three[1].pk, note="Wrong.")
    with pytest.raises(IllegalState, match="C2 is withdrawn"):
        all_to(edda, marker, three)
    delete_annotation(actor=edda, annotation_id=three[0].pk, version=1)
    with pytest.raises(Gone, match="C1 was deleted"):
        all_to(edda, marker, [three[0], three[2]])
    assert linked(marker) == set()


def test_what_cannot_be_linked_is_refused(edda, vera, otto, marker, source, three):
    with pytest.raises(LinkNotAllowed):
        all_to(edda, marker, three, type="attributed_to")
    with pytest.raises(LinkNotAllowed):
        all_to(edda, marker, [])
    with pytest.raises(LinkNotAllowed):
        all_to(edda, marker, [*three, source])
    with pytest.raises(NotAllowed):
        all_to(vera, marker, three)
    with pytest.raises(NotFound):
        all_to(otto, marker, three)
    assert linked(marker) == set()


def test_undo_takes_all_of_them_back_as_one_step_and_redo_brings_them_again(
    edda, article, marker, three
):
    all_to(edda, marker, three)
    undo(actor=edda, article_id=article.pk)
    assert linked(marker) == set()
    redo(actor=edda, article_id=article.pk)
    assert linked(marker) == {*ids(three)}
    undo(actor=edda, article_id=article.pk)
    assert linked(marker) == set()
    for _ in range(4):  # three claims and a marker
        undo(actor=edda, article_id=article.pk)
    with pytest.raises(NothingToUndo):
        undo(actor=edda, article_id=article.pk)


def test_undo_does_not_mind_a_link_that_somebody_took_away(edda, emil, article, marker, three):
    all_to(edda, marker, three)
    remove_link(actor=emil, annotation_id=three[0].pk, type="qualified_by", target_id=marker.pk)
    undo(actor=edda, article_id=article.pk)
    assert linked(marker) == set()


def test_the_history_tells_each_link_at_its_claim(edda, marker, three):
    all_to(edda, marker, three)
    for claim in three:
        told = history.of_annotation(claim.pk)[0]
        assert str(event_sentence(told)) == f"linked {claim.label} with V1"


# Another type ------------------------------------------------------------------------------------


def retyped(actor, claim, target, to, **more):
    given = {"type": "attributed_to", "to": to, **more}
    return retype_link(actor=actor, annotation_id=claim.pk, target_id=target.pk, **given)


def test_a_link_comes_to_mean_something_else(edda, claim, source, article):
    retyped(edda, claim, source, "relayed_by")
    assert Link.objects.get(origin=claim, target=source).type == "relayed_by"
    undo(actor=edda, article_id=article.pk)
    assert Link.objects.get(origin=claim, target=source).type == "attributed_to"
    redo(actor=edda, article_id=article.pk)
    assert Link.objects.get(origin=claim, target=source).type == "relayed_by"


def test_a_repetition_says_how(edda, claim, revision):
    other = tag(edda, revision, "claim", "3 barrels")
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=other.pk)
    retyped(edda, claim, other, "repeats", type="repeats", how="softer")
    assert Link.objects.get(origin=claim, target=other).how == "softer"


def test_the_same_again_changes_nothing(edda, claim, source):
    retyped(edda, claim, source, "denied_by")
    events = Event.objects.count()
    assert not retyped(edda, claim, source, "denied_by").new
    assert Event.objects.count() == events


def test_two_links_do_not_become_the_same(edda, claim, source):
    add_link(actor=edda, annotation_id=claim.pk, type="denied_by", target_id=source.pk)
    with pytest.raises(LinkNotAllowed):
        retyped(edda, claim, source, "denied_by")
    with pytest.raises(LinkNotAllowed):
        retyped(edda, claim, source, "qualified_by")
    with pytest.raises(NotFound):
        retyped(edda, claim, source, "relayed_by", type="supported_by")
