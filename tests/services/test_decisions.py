"""One verdict on several claims: each with its own hash and row, all of them or none."""

import uuid
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction

from annotations.domain.errors import (
    ChangedSinceSeen,
    DomainError,
    Gone,
    IllegalState,
    OwnWork,
    StaleVersion,
)
from annotations.domain.reviews import NotARepeat, NothingChosen, ReasonRequired
from annotations.models import Annotation, Decision, Event, Notice, User
from annotations.permissions import NotAllowed
from annotations.services import reviews
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article
from annotations.services.decisions import Seen
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link, remove_link
from annotations.services.locking import NotFound
from tests.people import TEXT, tag
from tests.services.steps import decide, edit, gone, need, now, seen, submit
from tests.services.test_reviews_at_once import at_once

COMPLETE = {"desk_status": "unverified", "no_source_given": True}


def repeat(claim: Annotation, editor: User, quote: str, how: str = "same", **more) -> Annotation:
    """A claim of ``editor`` that repeats ``claim``, handed in."""
    made = tag(editor, more.pop("revision", claim.revision), "claim", quote, **COMPLETE)
    add_link(actor=editor, annotation_id=made.pk, type="repeats", target_id=claim.pk, how=how)
    submit(editor, made)
    return now(made)


@pytest.fixture
def two(claim, edda) -> list[Annotation]:
    """Two claims that repeat the claim of the fixture; all three are handed in."""
    made = [repeat(claim, edda, "lost 12 crates"), repeat(claim, edda, "3 barrels", "softer")]
    submit(edda, claim)
    return made


def shown(*claims: Annotation) -> list[Seen]:
    return [Seen(claim.pk, seen(claim)) for claim in claims]


def together(actor: User, claim: Annotation, others: list[Annotation], verdict="approve", **more):
    return decide(actor, claim, verdict, **{"repeats": shown(*others), **more})


def approve(actor: User, *claims: Annotation) -> list:
    article = claims[0].article_id
    return reviews.approve_opened(actor=actor, article_id=article, seen=shown(*claims))


def states() -> list[str]:
    return list(Annotation.objects.claims().order_by("ordinal").values_list("state", flat=True))


# Together with its repeats ---------------------------------------------------------------------


def test_each_repeat_has_its_own_decision_hash_and_history(claim, two, rita):
    hashes = {one.pk: seen(one) for one in (claim, *two)}
    done = together(rita, claim, two)
    assert [one.annotation.label for one in done.together] == ["C2", "C3"]
    assert {one.annotation_id: one.hash for one in Decision.objects.all()} == hashes
    assert states() == ["approved"] * 3
    events = Event.objects.filter(action="decision.made").order_by("pk")
    assert [event.changes.get("together_with") for event in events] == [
        None,
        [None, "C1"],
        [None, "C1"],
    ]


def test_a_refusal_gives_its_reasons_to_all(claim, two, rita):
    together(rita, claim, two, "reject", reasons=["duplicate"], comment="See the headline.")
    assert states() == ["rejected"] * 3
    assert {(tuple(one.reasons), one.comment) for one in Decision.objects.all()} == {
        (("duplicate",), "See the headline.")
    }


def test_a_repeat_in_another_article_is_decided_with_it(claim, edda, rita, project, lena):
    other = create_article(actor=lena, project=project, text=TEXT).article.current_revision
    elsewhere = repeat(claim, edda, "12 crates", "firmer", revision=other)
    submit(edda, claim)
    together(rita, claim, [elsewhere])
    assert now(elsewhere).state == "approved"
    told = Event.objects.get(action="decision.made", annotation_id=elsewhere.pk)
    headline = claim.article.headline
    assert told.changes["together_with"] == [None, f"C1 of “{headline}”"]


def test_if_one_changed_none_is_decided_and_its_name_is_said(claim, two, edda, rita):
    before = shown(*two)
    edit(edda, two[1], note="Barrels, not crates.")
    submit(edda, two[1])
    with pytest.raises(ChangedSinceSeen) as refused:
        decide(rita, claim, repeats=before)
    assert refused.value.detail.startswith("C3 changed since you looked.")
    assert refused.value.extra["claims"] == [str(two[1].pk)]
    assert states() == ["submitted"] * 3
    assert not Decision.objects.exists()
    assert not Event.objects.filter(action="decision.made").exists()
    assert not Notice.objects.exists()


def test_one_that_is_no_repeat_any_more_refuses_all(claim, two, edda, rita, revision):
    stranger = tag(edda, revision, "claim", "on Monday", **COMPLETE)
    submit(edda, stranger)
    with pytest.raises(NotARepeat, match="C4 does not repeat C1"):
        together(rita, claim, [*two, stranger])
    remove_link(actor=edda, annotation_id=two[0].pk, type="repeats", target_id=claim.pk)
    submit(edda, two[0])
    with pytest.raises(NotARepeat, match="C2 does not repeat C1"):
        together(rita, claim, two)
    assert not Decision.objects.exists()


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
def test_ones_own_work_among_the_repeats_is_named_and_refuses_all(
    verdict, claim, two, edda, rita, lena
):
    edit(rita, two[0], note="I counted too.")
    submit(edda, two[0])
    with pytest.raises(OwnWork) as refused:
        together(rita, claim, two, verdict)
    assert refused.value.status == 403
    assert refused.value.detail.startswith("You worked on C2, so somebody else has to decide")
    assert not Decision.objects.exists()
    together(lena, claim, two, verdict)  # somebody else may


def test_a_repeat_that_waits_for_nothing_is_named(claim, two, rita, roy):
    decide(roy, two[0])
    with pytest.raises(IllegalState, match=r"^C2: This claim is approved"):
        together(rita, claim, two)
    assert states() == ["submitted", "approved", "submitted"]


def test_a_repeat_that_is_deleted_refuses_all(claim, two, edda, rita):
    hashes = shown(*two)
    gone(edda, two[0])
    with pytest.raises(Gone):
        decide(rita, claim, repeats=hashes)
    assert not Decision.objects.exists()


def test_reasons_are_asked_for_before_anything_is_stored(claim, two, rita):
    with pytest.raises(ReasonRequired):
        together(rita, claim, two, "reject", reasons=[])
    assert states() == ["submitted"] * 3


def test_each_repeat_counts_its_own_approvals(claim, two, project, rita, roy):
    need(project, 2)
    decide(roy, two[0])
    done = together(rita, claim, two)
    counts = [(one.have, one.annotation.state) for one in (done, *done.together)]
    assert counts == [(1, "submitted"), (2, "approved"), (1, "submitted")]


# What was opened one by one --------------------------------------------------------------------


def test_what_was_opened_is_approved_at_once(claim, two, rita):
    done = approve(rita, claim, *two)
    assert [one.annotation.label for one in done] == ["C1", "C2", "C3"]
    assert states() == ["approved"] * 3
    assert Decision.objects.filter(verdict="approve", reviewer=rita).count() == 3


def test_none_is_approved_where_one_changed_since_it_was_opened(claim, two, edda, rita):
    opened = shown(claim, *two)
    for one in two:
        edit(edda, one, note="Counted again.")
        submit(edda, one)
    with pytest.raises(ChangedSinceSeen, match=r"^C2 and C3 changed since you looked"):
        reviews.approve_opened(actor=rita, article_id=claim.article_id, seen=opened)
    assert not Decision.objects.exists()


def test_without_the_hash_that_a_card_shows_nothing_is_approved(claim, two, rita):
    for hash_ in ("", "0" * 64, seen(two[1])):
        with pytest.raises(ChangedSinceSeen):
            reviews.approve_opened(
                actor=rita, article_id=claim.article_id, seen=[Seen(two[0].pk, hash_)]
            )
    with pytest.raises(NothingChosen):
        reviews.approve_opened(actor=rita, article_id=claim.article_id, seen=[])
    assert not Decision.objects.exists()


def contribute_by_editing(actor: User, claim: Annotation) -> None:
    edit(actor, claim, note="Mine too.")


def contribute_by_evidence(actor: User, claim: Annotation) -> None:
    values = {"medium": "call", "stance": "context", "excerpt": "The harbour master."}
    add_evidence(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), **values)


def contribute_through_the_source(actor: User, claim: Annotation) -> None:
    source = claim.links.get(type="attributed_to").target
    edit(actor, source, attributes={"identity": "Quill Island harbour office"})


@pytest.mark.parametrize(
    "contribute",
    [contribute_by_editing, contribute_by_evidence, contribute_through_the_source],
)
def test_nobody_approves_their_own_work_among_others(contribute, claim, two, edda, rita):
    contribute(rita, claim)
    submit(edda, claim)
    with pytest.raises(OwnWork, match=r"You worked on C1, .* Decide on the others without\."):
        approve(rita, *two, claim)
    assert not Decision.objects.exists()
    approve(rita, *two)


def test_the_rule_speaks_before_the_database_has_to(claim, two, edda, rita, monkeypatch):
    """Without the rule the database still refuses, but nobody could read what it says."""
    edit(rita, two[0], note="Mine too.")
    submit(edda, two[0])
    with pytest.raises(OwnWork, match="somebody else has to decide"):
        approve(rita, claim, two[0])
    monkeypatch.setattr("annotations.services.decisions._check_four_eyes", lambda *_: None)
    with pytest.raises(IntegrityError, match="nobody decides"), transaction.atomic():
        approve(rita, claim, two[0])
    assert not Decision.objects.exists()


@pytest.mark.parametrize("who", ["vera", "edda", "system"])
def test_only_who_may_decide_approves_what_was_opened(who, claim, two, people):
    with pytest.raises(NotAllowed):
        approve(people[who], claim, *two)


def test_claims_of_another_article_or_desk_are_not_found(claim, two, lena, otto, project, edda):
    with pytest.raises(NotFound):
        approve(otto, claim)
    other = create_article(actor=lena, project=project, text=TEXT).article
    with pytest.raises(NotFound):
        reviews.approve_opened(actor=lena, article_id=other.pk, seen=shown(claim))
    with pytest.raises(NotFound):
        reviews.approve_opened(
            actor=lena, article_id=claim.article_id, seen=[*shown(claim), Seen(uuid.uuid4(), "0")]
        )
    assert not Decision.objects.exists()


def test_approving_many_costs_the_same_reads_as_approving_one(
    claim, two, rita, django_assert_max_num_queries
):
    opened = shown(claim, *two)
    with django_assert_max_num_queries(14 + 6 * len(opened)):  # four rows, and who hears of it
        reviews.approve_opened(actor=rita, article_id=claim.article_id, seen=opened)


# At the same time ------------------------------------------------------------------------------


def attempt(actor: User, claim: Annotation, opened: list[Seen]) -> Callable[[], object]:
    return lambda: reviews.approve_opened(actor=actor, article_id=claim.article_id, seen=opened)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_approve_the_same_claims_at_once_one_wins_all(claim, two, rita, roy):
    opened = shown(claim, *two)
    results = at_once([attempt(rita, claim, opened), attempt(roy, claim, opened[::-1])])
    assert sum(isinstance(result, IllegalState) for result in results) == 1
    assert Decision.objects.values("reviewer").distinct().count() == 1
    assert Decision.objects.count() == 3


@pytest.mark.django_db(transaction=True)
def test_a_claim_decided_at_the_same_time_never_leaves_half_of_the_others(claim, two, rita, roy):
    opened = shown(claim, *two)
    results = at_once(
        [
            attempt(rita, claim, opened),
            lambda: reviews.decide(
                actor=roy,
                annotation_id=two[0].pk,
                verdict="reject",
                seen=opened[1].hash,
                reasons=["duplicate"],
            ),
        ]
    )
    assert sum(isinstance(result, DomainError) for result in results) == 1
    by_rita = Decision.objects.filter(reviewer=rita).count()
    assert (by_rita, now(two[0]).state) in {(3, "approved"), (0, "rejected")}


@pytest.mark.django_db(transaction=True)
def test_of_an_edit_and_a_verdict_at_the_same_time_the_later_is_refused(claim, two, edda, rita):
    opened, version = shown(*two), now(two[0]).version
    decided, edited = at_once(
        [
            lambda: decide(rita, claim, repeats=opened),
            lambda: update_annotation(
                actor=edda, annotation_id=two[0].pk, version=version, note="Counted again."
            ),
        ]
    )
    outcome = (now(two[0]).state, Decision.objects.count())
    if isinstance(decided, ChangedSinceSeen):
        assert outcome == ("draft", 0)
    else:
        assert isinstance(edited, StaleVersion)
        assert outcome == ("approved", 3)


@pytest.mark.django_db(transaction=True)
def test_verdicts_on_claims_that_repeat_each_other_do_not_wait_for_each_other(
    claim, edda, rita, roy, project, lena
):
    """Repeats of one claim in two articles, decided from both sides."""
    other = create_article(actor=lena, project=project, text=TEXT).article.current_revision
    elsewhere = repeat(claim, edda, "12 crates", revision=other)
    add_link(actor=edda, annotation_id=claim.pk, type="repeats", target_id=elsewhere.pk)
    for one in (claim, elsewhere):
        submit(edda, one)
    pair = {one.pk: seen(one) for one in (claim, elsewhere)}

    def both(actor: User, first: Annotation, second: Annotation) -> Callable[[], object]:
        return lambda: reviews.decide(
            actor=actor,
            annotation_id=first.pk,
            verdict="approve",
            seen=pair[first.pk],
            repeats=[Seen(second.pk, pair[second.pk])],
        )

    results = at_once([both(rita, claim, elsewhere), both(roy, elsewhere, claim)] * 5)
    assert sum(isinstance(result, reviews.Decided) for result in results) == 1
    assert Decision.objects.count() == 2
