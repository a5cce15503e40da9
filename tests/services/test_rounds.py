"""A reviewer's round on an article: undo one by one, until it is finished."""

import datetime

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from annotations.domain.errors import IllegalState
from annotations.domain.reviews import ReviewFinished
from annotations.models import Annotation, Decision, Event, FinishedReview, Notice, User
from annotations.permissions import NotAllowed
from annotations.queries.rounds import round_of
from annotations.services import reviews
from annotations.services.articles import create_article
from annotations.services.locking import NotFound
from annotations.services.rounds import finish_review, retract_last
from tests.people import TEXT, tag
from tests.services.steps import decide, edit, need, now, submit
from tests.services.test_decisions import COMPLETE, repeat, together
from tests.services.test_reviews_at_once import at_once


@pytest.fixture
def three(claim, edda, emil, revision) -> list[Annotation]:
    """Three claims, handed in: two of Edda, the last of Emil."""
    made = [
        claim,
        tag(edda, revision, "claim", "lost 12 crates", **COMPLETE),
        tag(emil, revision, "claim", "3 barrels", **COMPLETE),
    ]
    for one in made:
        submit(one.author, one)
    return [now(one) for one in made]


def finish(actor: User, claim: Annotation):
    return finish_review(actor=actor, article_id=claim.article_id)


def undo(actor: User, claim: Annotation) -> str:
    return retract_last(actor=actor, article_id=claim.article_id).annotation.label


def heard() -> set[str]:
    """Whose inbox shows something by now."""
    told = Notice.objects.filter(told_at__lte=timezone.now())
    return set(told.values_list("recipient__username", flat=True))


# Finishing -------------------------------------------------------------------------------------


def test_finishing_sums_up_and_tells_whoever_worked_on_the_claims(three, rita):
    decide(rita, three[0])
    decide(rita, three[1], "request_changes")
    decide(rita, three[2], "reject")
    assert heard() == set()
    done = finish(rita, three[0])
    assert done.counts == {
        "approved": 1, "changes_requested": 1, "rejected": 1, "withdrawn": 0, "open": 0,
    }  # fmt: skip
    assert (done.new, done.decided) == (True, 3)
    assert [person.username for person in done.told] == ["edda", "emil"]
    assert heard() == {"edda", "emil"}
    event = Event.objects.get(action="review.finished")
    assert (event.article_id, event.actor_id) == (three[0].article_id, rita.pk)
    assert event.changes["approved"] == [None, 1]
    assert FinishedReview.objects.get().reviewer == rita


def test_finishing_tells_only_what_oneself_decided(three, rita, roy):
    decide(rita, three[0])
    decide(roy, three[2])
    finish(rita, three[0])
    assert heard() == {"edda"}
    finish(roy, three[0])
    assert heard() == {"edda", "emil"}


def test_what_was_taken_back_before_finishing_is_never_told(three, rita):
    decide(rita, three[0])
    decide(rita, three[2])
    undo(rita, three[0])
    assert [person.username for person in finish(rita, three[0]).told] == ["edda"]
    assert heard() == {"edda"}


def test_finishing_again_changes_nothing(three, rita):
    decide(rita, three[0])
    first = finish(rita, three[0])
    again = finish(rita, three[0])
    assert (again.new, again.finished, again.told) == (False, first.finished, [])
    assert Event.objects.filter(action="review.finished").count() == 1


def test_who_decided_nothing_has_nothing_to_finish(three, rita):
    done = finish(rita, three[0])
    assert (done.new, done.finished) == (False, None)
    assert not FinishedReview.objects.exists()
    assert not Event.objects.filter(action="review.finished").exists()


@pytest.mark.parametrize("who", ["vera", "edda", "system"])
def test_only_who_may_decide_finishes_and_undoes(who, three, people):
    for action in (finish, undo):
        with pytest.raises(NotAllowed):
            action(people[who], three[0])


def test_another_desk_finds_no_article_to_finish(three, otto):
    for action in (finish, undo):
        with pytest.raises(NotFound):
            action(otto, three[0])


def test_a_finished_review_is_kept_as_it_was_written(three, rita):
    decide(rita, three[0])
    finish(rita, three[0])
    for statement in ("update finished_review set id = id", "delete from finished_review"):
        with (
            pytest.raises(IntegrityError, match="refused"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


# After finishing -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("verdict", "instead"),
    [
        ("approve", "ask a lead to withdraw the claim, or an editor to change it"),
        ("request_changes", "ask an editor to hand the claim in again"),
        ("reject", "ask an editor to change the claim and hand it in again"),
    ],
)
def test_a_told_decision_stays_and_the_refusal_says_what_to_do(verdict, instead, three, rita):
    decide(rita, three[0], verdict)
    finish(rita, three[0])
    before = now(three[0])
    with pytest.raises(ReviewFinished) as refused:
        reviews.retract(actor=rita, annotation_id=three[0].pk)
    told = refused.value.detail
    assert (refused.value.status, refused.value.code) == (409, "review_finished")
    assert told.startswith("You finished this review on ")
    assert ", and Edda was told. So your decision stays." in told
    assert instead in told
    assert (now(three[0]).state, now(three[0]).version) == (before.state, before.version)
    assert Decision.objects.count() == 1


def test_what_is_decided_after_finishing_can_be_taken_back(three, rita):
    decide(rita, three[0])
    finish(rita, three[0])
    decide(rita, three[1])
    assert undo(rita, three[0]) == three[1].label
    with pytest.raises(IllegalState, match="before you finished the review stays"):
        undo(rita, three[0])


def test_a_claim_handed_in_again_is_a_new_round_until_the_next_finish(three, edda, rita):
    decide(rita, three[0], "request_changes")
    finish(rita, three[0])
    edit(edda, three[0], note="Twelve, says the register.")
    submit(edda, three[0])
    decide(rita, three[0])
    assert undo(rita, three[0]) == "C1"
    assert now(three[0]).state == "submitted"
    decide(rita, three[0])
    assert finish(rita, three[0]).new
    with pytest.raises(ReviewFinished):
        reviews.retract(actor=rita, annotation_id=three[0].pk)


def test_somebody_elses_finish_binds_only_them(three, rita, roy):
    decide(rita, three[0])
    decide(roy, three[1])
    finish(roy, three[0])
    assert undo(rita, three[0]) == "C1"


def test_finishing_one_article_leaves_repeats_elsewhere_open(claim, edda, rita, project, lena):
    other = create_article(actor=lena, project=project, text=TEXT).article.current_revision
    elsewhere = repeat(claim, edda, "12 crates", revision=other)
    submit(edda, claim)
    together(rita, claim, [elsewhere])
    finish(rita, claim)
    assert undo(rita, elsewhere) == elsewhere.label
    assert (now(claim).state, now(elsewhere).state) == ("approved", "submitted")


# Undo ------------------------------------------------------------------------------------------


def test_undo_takes_decisions_back_one_after_another(three, rita, roy):
    for one in three:
        decide(rita, one)
    assert [undo(rita, three[0]) for _ in three] == ["C3", "C2", "C1"]
    assert {now(one).state for one in three} == {"submitted"}
    with pytest.raises(IllegalState):
        undo(rita, three[0])


def test_undo_passes_over_what_somebody_changed_or_deleted_since(three, edda, rita):
    for one in three:
        decide(rita, one)
    edit(edda, three[1], note="Counted again.")
    submit(edda, three[1])
    assert undo(rita, three[0]) == "C3"
    assert undo(rita, three[0]) == "C1"  # C2 waits for a new decision
    with pytest.raises(IllegalState):
        undo(rita, three[0])


def test_undo_takes_back_one_approval_of_two(three, project, rita, roy):
    need(project, 2)
    decide(rita, three[0])
    decide(roy, three[0])
    assert undo(rita, three[0]) == "C1"
    assert now(three[0]).state == "submitted"


def test_undo_never_takes_back_somebody_elses_decision(three, rita, roy):
    decide(roy, three[0])
    with pytest.raises(IllegalState):
        undo(rita, three[0])


# What the page says of it ----------------------------------------------------------------------


def test_the_round_counts_what_stands_and_names_who_will_hear(three, rita):
    decide(rita, three[0])
    decide(rita, three[2], "reject")
    decide(rita, three[1])
    undo(rita, three[0])
    round_ = round_of(three[0].article_id, rita)
    assert (dict(round_.counts), round_.decided) == ({"approve": 1, "reject": 1}, 2)
    assert [str(person) for person in round_.hears] == ["Edda", "Emil"]
    assert round_.undoable.annotation == three[2]
    finish(rita, three[0])
    round_ = round_of(three[0].article_id, rita)
    assert (round_.decided, round_.hears, round_.undoable) == (0, [], None)
    assert round_.finished is not None


def test_the_round_costs_four_queries(three, rita, django_assert_num_queries):
    for one in three:
        decide(rita, one)
    with django_assert_num_queries(4):
        round_of(three[0].article_id, rita)


def test_who_heard_after_half_an_hour_is_named_as_well(three, rita):
    """The hold ended before the review was finished."""
    decide(rita, three[0])
    Notice.objects.update(told_at=timezone.now() - datetime.timedelta(minutes=1))
    finish(rita, three[0])
    with pytest.raises(ReviewFinished, match="Edda was told"):
        reviews.retract(actor=rita, annotation_id=three[0].pk)


# At the same time ------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_finishing_twice_at_once_is_finishing_once(three, rita):
    decide(rita, three[0])
    results = at_once([lambda: finish(rita, three[0])] * 8)
    assert sum(result.new for result in results) == 1
    assert FinishedReview.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_decision_is_either_told_or_taken_back_never_both(three, rita):
    decide(rita, three[0])
    finished, undone = at_once(
        [
            lambda: finish(rita, three[0]),
            lambda: reviews.retract(actor=rita, annotation_id=three[0].pk),
        ]
    )
    if isinstance(undone, ReviewFinished):
        assert (now(three[0]).state, heard()) == ("approved", {"edda"})
    else:
        assert (now(three[0]).state, heard()) == ("submitted", set())
    assert finished.decided == (now(three[0]).state == "approved")


@pytest.mark.django_db(transaction=True)
def test_pressing_undo_many_times_at_once_takes_each_decision_back_once(three, rita):
    for one in three:
        decide(rita, one)
    results = at_once([lambda: undo(rita, three[0])] * 8)
    assert sorted(result for result in results if isinstance(result, str)) == ["C1", "C2", "C3"]
    assert Decision.objects.filter(verdict="retract").count() == 3
