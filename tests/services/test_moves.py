"""Moving tags to another version: anew, with everything, once, and only where they fit."""

import pytest

from annotations.domain.errors import IllegalState
from annotations.domain.history import Action
from annotations.models import Annotation, Event, Evidence, Revision
from annotations.permissions import NotAllowed
from annotations.queries.revisions import placed
from annotations.services.annotations import update_annotation
from annotations.services.articles import add_revision, create_article
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link
from annotations.services.locking import NotFound
from annotations.services.moves import move_annotations
from annotations.services.reviews import decide, submit_claim
from annotations.services.undo import NothingToUndo, redo, undo
from tests.people import TEXT, tag

pytestmark = pytest.mark.django_db

NEW = "Corrected on Tuesday.\n\n" + TEXT.replace("could not be", "have been")


@pytest.fixture
def newer(article, lena, revision) -> Revision:
    return add_revision(actor=lena, article_id=article.pk, text=NEW).revision


def ids(*tags: Annotation):
    return [each.pk for each in tags]


def test_a_tag_is_made_anew_where_its_sentence_stands_now(
    edda, emil, revision, newer, claim, source
):
    add_evidence(actor=emil, annotation_id=claim.pk, id=claim.pk, url="https://harbour.example/")
    moved = move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    assert [each.label for each in moved.made] == ["C1", "S1"]
    made = Annotation.objects.get(revision=newer, kind="claim")
    assert [newer.text[span.start : span.end] for span in made.fragments] == [
        "12 crates",
        "were lost",
    ]
    assert (made.quote, made.desk_status, made.state) == (claim.quote, "unverified", "draft")
    assert made.label == "C2"
    assert made.links.get().target.quote == "The harbour office"
    assert Evidence.objects.get(annotation=made).url == "https://harbour.example/"
    workers = set(made.contributors.values_list("user__username", flat=True))
    assert workers == {"edda", "emil"}
    claim.refresh_from_db()
    assert (claim.revision, claim.deleted_at) == (revision, None)


def test_what_does_not_fit_is_left_and_so_are_links_to_it(
    edda, revision, newer, claim, marker, source
):
    moved = move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, marker, source))
    assert [each.label for each in moved.left] == ["V1"]
    made = Annotation.objects.get(revision=newer, kind="claim")
    assert [link.type for link in made.links.all()] == ["attributed_to"]


def test_moved_twice_it_is_there_once_and_later_links_find_it(edda, revision, newer, claim, source):
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim))
    moved = move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    assert [each.label for each in moved.known] == ["C1"]
    assert Annotation.objects.filter(revision=newer).count() == 2
    made = Annotation.objects.get(revision=newer, kind="claim")
    assert made.links.get().target.kind == "source"


def test_a_sign_off_stays_with_the_text_that_was_signed(edda, rita, revision, newer, claim, source):
    seen = submit_claim(actor=edda, annotation_id=claim.pk).hash
    decide(actor=rita, annotation_id=claim.pk, verdict="approve", seen=seen)
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    claim.refresh_from_db()
    assert claim.state == "approved"
    assert Annotation.objects.get(revision=newer, kind="claim").state == "draft"


def test_the_history_tells_of_it(edda, revision, newer, source):
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(source))
    told = list(Event.objects.order_by("-pk")[:2])
    assert [each.action for each in told] == [Action.ANNOTATION_CREATED, Action.TAGS_MOVED]
    assert told[0].changes["moved_from"][1]["label"] == "S1"
    assert told[1].changes["moved"] == [1, 2]


def test_only_who_may_tag_may_move_and_only_within_one_article(
    vera, edda, lena, project, revision, newer, source
):
    with pytest.raises(NotAllowed):
        move_annotations(actor=vera, old=revision, new=newer, ids=ids(source))
    other = create_article(actor=lena, project=project, text="Another text.").revision
    for strange in (other, revision):
        with pytest.raises(NotFound):
            move_annotations(actor=edda, old=revision, new=strange, ids=ids(source))
    assert not Annotation.objects.exclude(revision=revision).exists()


def test_a_link_to_another_article_goes_along(edda, lena, project, revision, newer, claim):
    other = create_article(actor=lena, project=project, text="They lost 12 crates.").revision
    far = tag(edda, other, "claim", "12 crates")
    add_link(actor=edda, annotation_id=claim.pk, type="contradicts", target_id=far.pk)
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim))
    made = Annotation.objects.get(revision=newer, kind="claim")
    assert made.links.get().target == far


def there(newer: Revision) -> dict[str, tuple[int, int]]:
    """Quotes of the tags on the newer text, each with how many links and pieces it has."""
    return {
        tag.quote: (tag.links.count(), tag.evidence.filter(deleted_at=None).count())
        for tag in Annotation.objects.alive().filter(revision=newer)
    }


MOVED = {"12 crates … were lost": (1, 1), "The harbour office": (0, 0)}


def test_undo_takes_a_move_back_as_one_step_and_redo_does_it_again(
    edda, emil, revision, newer, claim, source
):
    add_evidence(actor=emil, annotation_id=claim.pk, id=claim.pk, url="https://harbour.example/")
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    assert there(newer) == MOVED
    steps = []
    for _ in range(2):
        steps.append(undo(actor=edda, article_id=newer.article_id).action)
        assert there(newer) == {}
        steps.append(redo(actor=edda, article_id=newer.article_id).action)
        assert there(newer) == MOVED
    assert set(steps) == {Action.TAGS_MOVED}
    assert Annotation.objects.alive().filter(revision=revision).count() == 3


def test_what_was_taken_back_is_moved_again_with_everything(
    edda, emil, revision, newer, claim, source
):
    add_evidence(actor=emil, annotation_id=claim.pk, id=claim.pk, url="https://harbour.example/")
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    undo(actor=edda, article_id=newer.article_id)
    assert not [each for each in placed(revision, newer) if each.moved]
    again = move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim, source))
    assert (len(again.made), len(again.known)) == (2, 0)
    assert there(newer) == MOVED
    undo(actor=edda, article_id=newer.article_id)
    assert there(newer) == {}


def test_a_move_that_somebody_worked_on_since_is_not_taken_back(edda, emil, revision, newer, claim):
    move_annotations(actor=edda, old=revision, new=newer, ids=ids(claim))
    made = Annotation.objects.get(revision=newer)
    update_annotation(actor=emil, annotation_id=made.pk, version=made.version, note="Called.")
    with pytest.raises(IllegalState, match="C2 was changed since"):
        undo(actor=edda, article_id=newer.article_id)
    assert Annotation.objects.alive().filter(pk=made.pk).exists()


def test_where_nothing_fits_there_is_nothing_to_undo(lena, revision, newer, marker):
    moved = move_annotations(actor=lena, old=revision, new=newer, ids=ids(marker))
    assert [each.label for each in moved.left] == ["V1"]
    assert not Event.objects.filter(action=Action.TAGS_MOVED.value).exists()
    with pytest.raises(NothingToUndo):
        undo(actor=lena, article_id=newer.article_id)
