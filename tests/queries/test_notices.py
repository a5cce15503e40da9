"""The inbox: who hears of what, what is told as one, where it leads, page after page."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from annotations.models import Membership, Notice
from annotations.queries import notices as inboxes
from annotations.queries.notices import Wanted, inbox, one, unread
from annotations.services import notices
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.articles import create_article
from annotations.services.assignments import assign
from annotations.services.reviews import retract
from tests.people import TEXT, person, tag
from tests.signoff import decide

pytestmark = pytest.mark.django_db
READY = {"desk_status": "unverified", "no_source_given": True}
WORDS = ("12 crates", "3 barrels", "Monday", "were lost", "Mayor Ona Rell")


@pytest.fixture
def reviewed(edda, rita, article):
    """Five claims of Edda's, of which Rita approved four and sent one back; told."""
    claims = [tag(edda, article.current_revision, "claim", words, **READY) for words in WORDS]
    for number, claim in enumerate(claims):
        decide(edda, rita, claim, "request_changes" if number == 2 else "approve", comment="Hm.")
    notices.release(rita.pk, article.pk)
    return claims


def ask(lena, article, who, task="annotate"):
    assign(actor=lena, article_id=article.pk, username=who.username, task=task)


def stories(lena, project, number):
    made = []
    for each in range(number):
        text = f"Story {each}\n\n{TEXT}"
        made.append(create_article(actor=lena, project=project, text=text).article)
    return made


def test_the_decisions_of_one_review_are_told_as_one(edda, reviewed):
    [bundle] = inbox(edda, Wanted()).bundles
    assert len(bundle.heard) == 5
    assert bundle.unread
    assert [each.told.label for each in bundle.approved] == ["C1", "C2", "C4", "C5"]
    assert [each.told.label for each in bundle.others] == ["C3"]
    assert unread(edda) == 5


def test_nobody_hears_of_a_decision_before_it_is_told(edda, rita, claim):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        decide(edda, rita, claim)
        assert (inbox(edda, Wanted()).bundles, unread(edda)) == ([], 0)
        clock.shift(notices.HELD - datetime.timedelta(seconds=1))
        assert unread(edda) == 0
        clock.shift(1)
        assert unread(edda) == 1
        assert len(inbox(edda, Wanted()).bundles) == 1


def test_what_was_taken_back_before_it_was_told_is_never_news(edda, rita, claim):
    decide(edda, rita, claim)
    retract(actor=rita, annotation_id=claim.pk)
    notices.release(rita.pk, claim.article_id)
    assert inbox(edda, Wanted()).bundles == []


def test_another_reviewer_another_article_or_another_day_is_told_apart(
    edda, rita, roy, lena, project, article
):
    with time_machine.travel(timezone.now(), tick=False) as clock:
        first, second = (
            tag(edda, article.current_revision, "claim", words, **READY) for words in WORDS[:2]
        )
        [other] = stories(lena, project, 1)
        third = tag(edda, other.current_revision, "claim", "Monday", **READY)
        fourth = tag(edda, article.current_revision, "claim", "Monday", **READY)
        for reviewer, claim in [(rita, first), (roy, second), (rita, third)]:
            decide(edda, reviewer, claim)
            notices.release(reviewer.pk, claim.article_id)
        clock.shift(datetime.timedelta(hours=2))
        decide(edda, rita, fourth)
        notices.release(rita.pk, fourth.article_id)
        told = [
            [each.told.label for each in bundle.heard] for bundle in inbox(edda, Wanted()).bundles
        ]
    assert told == [["C3"], ["C1"], ["C2"], ["C1"]]


def test_it_leads_to_where_its_reader_can_act(edda, rita, lena, project, article, claim):
    decide(edda, rita, claim)
    notices.release(rita.pk, article.pk)
    claim.refresh_from_db()
    update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note="Called.")
    ask(lena, article, rita, "review")
    pages = {
        user.username: [
            (each.notice.kind, each.first.page) for each in inbox(user, Wanted()).bundles
        ]
        for user in (edda, rita)
    }
    assert pages == {
        "edda": [("decision", "annotate")],
        "rita": [("assignment", "article"), ("voided", "review")],
    }
    Membership.objects.filter(user=edda).update(role="viewer")
    assert inbox(edda, Wanted()).bundles[0].first.page == "annotation"
    claim.refresh_from_db()
    delete_annotation(actor=rita, annotation_id=claim.pk, version=claim.version)
    assert inbox(edda, Wanted()).bundles[0].first.page == "article"


def test_a_stranger_hears_nothing_and_who_left_no_more(edda, otto, project, reviewed):
    assert inbox(otto, Wanted()).bundles == []
    some = Notice.objects.filter(recipient=edda).first()
    assert one(edda, some.pk).notice == some
    assert one(otto, some.pk) is None
    Membership.objects.filter(user=edda, project=project).delete()
    assert (inbox(edda, Wanted()).bundles, unread(edda), one(edda, some.pk)) == ([], 0, None)


def test_filters_by_kind_and_unread(edda, lena, article, reviewed):
    ask(lena, article, edda)
    kinds = [bundle.notice.kind for bundle in inbox(edda, Wanted()).bundles]
    assert kinds == ["assignment", "decision"]
    assert len(inbox(edda, Wanted(kind="assignment")).bundles) == 1
    assert inbox(edda, Wanted(kind="reply")).bundles == []
    read = inbox(edda, Wanted(kind="assignment")).bundles[0].notice
    notices.mark_read(actor=edda, notice_ids=[read.pk])
    assert [each.notice.kind for each in inbox(edda, Wanted(unread=True)).bundles] == ["decision"]


def test_reading_marks_only_ones_own_and_only_what_was_there(edda, emil, lena, article):
    ask(lena, article, edda)
    ask(lena, article, emil)
    theirs = Notice.objects.get(recipient=emil)
    assert notices.mark_read(actor=edda, notice_ids=[theirs.pk]) == 0
    seen = timezone.now()
    ask(lena, article, edda, "annotate")
    assign(
        actor=lena,
        article_id=article.pk,
        username="edda",
        task="annotate",
        due=timezone.localdate(),
    )
    assert notices.mark_all_read(actor=edda, until=seen) == 1
    assert (unread(edda), unread(emil)) == (1, 1)
    assert notices.mark_all_read(actor=edda, until=timezone.now(), kind="decision") == 0


def test_the_count_ends_at_a_hundred(edda, lena, project, monkeypatch):
    monkeypatch.setattr(inboxes, "MOST_COUNTED", 3)
    for article in stories(lena, project, 4):
        ask(lena, article, edda)
    assert unread(edda) == 3


def test_pages_follow_each_other_and_leave_a_review_whole(
    edda, rita, lena, project, article, reviewed, monkeypatch
):
    monkeypatch.setattr(inboxes, "PAGE", 4)
    for each in stories(lena, project, 2):
        ask(lena, each, edda)
    first = inbox(edda, Wanted())
    assert [len(bundle.heard) for bundle in first.bundles] == [1, 1]
    second = inbox(edda, Wanted(before=first.older))
    third = inbox(edda, Wanted(before=second.older))
    labels = [each.told.label for page in (second, third) for each in page.bundles[0].heard]
    assert labels == ["C5", "C4", "C3", "C2", "C1"]
    assert third.older is None


def test_the_cost_does_not_grow(edda, rita, lena, project, other_project):
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            inbox(edda, Wanted())
        assert not [query for query in seen.captured_queries if "OFFSET" in query["sql"]]
        return len(seen)

    def one_more(article) -> None:
        claim = tag(edda, article.current_revision, "claim", "Monday", **READY)
        decide(edda, rita, claim)
        notices.release(rita.pk, article.pk)
        ask(lena, article, edda)

    assert cost() == 1
    one_more(stories(lena, project, 1)[0])
    alone = cost()
    for article in stories(lena, project, 12):
        one_more(article)
    other = person("omar", other_project, "lead")
    Membership.objects.create(user=edda, project=other_project, role="editor")
    ask(other, stories(other, other_project, 1)[0], edda)
    assert cost() == alone == 8


def test_the_count_is_one_query(edda, reviewed, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert unread(edda) == 5
