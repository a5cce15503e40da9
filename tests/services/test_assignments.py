"""Who may be asked for what, how it ends, and who hears of it."""

import datetime

import pytest
from django.utils import timezone

from annotations.domain.history import Action
from annotations.models import Assignment, Event, Membership, Notice
from annotations.permissions import NotAllowed
from annotations.services.assignments import (
    BadAssignment,
    assign,
    end_assignment,
    ended_by,
)
from annotations.services.locking import NotFound
from annotations.services.projects import remove_member, set_member
from annotations.services.reviews import submit_article
from tests.people import tag

pytestmark = pytest.mark.django_db
SOON = timezone.localdate() + datetime.timedelta(days=3)


def ask(actor, article, who, task="annotate", due=None):
    username = who if isinstance(who, str) else who.username
    return assign(actor=actor, article_id=article.pk, username=username, task=task, due=due)


def standing() -> set[tuple[str, str]]:
    rows = Assignment.objects.standing().values_list("assignee__username", "task")
    return set(rows)


def told(user) -> list[str]:
    events = Notice.objects.filter(recipient=user).values("event_id")
    return list(Event.objects.filter(pk__in=events).order_by("pk").values_list("action", flat=True))


def test_a_lead_asks_and_the_person_hears_of_it(lena, edda, article):
    made = ask(lena, article, edda, due=SOON)
    assert made.new
    assert (made.assignment.due, made.assignment.assigned_by) == (SOON, lena)
    event = Event.objects.get(action=Action.ASSIGNMENT_MADE)
    assert (event.article_id, event.target, event.actor_id) == (article.pk, "edda", lena.pk)
    assert event.changes == {"task": [None, "annotate"], "due": [None, SOON.isoformat()]}
    notice = Notice.objects.get()
    assert (notice.recipient, notice.kind, notice.event_id) == (edda, "assignment", event.pk)
    assert notice.told_at <= timezone.now()


def test_asked_again_the_day_is_moved_and_told_once(lena, edda, article):
    ask(lena, article, edda)
    again = ask(lena, article, edda, due=SOON)
    assert not again.new
    assert Assignment.objects.get().due == SOON
    ask(lena, article, edda, due=SOON)
    assert told(edda) == ["assignment.made", "assignment.made"]
    last = Event.objects.latest("pk")
    assert last.changes == {"task": ["annotate", "annotate"], "due": [None, SOON.isoformat()]}


def test_one_person_may_have_both_tasks_and_a_task_two_people(lena, edda, rita, article):
    ask(lena, article, rita)
    ask(lena, article, rita, "review")
    ask(lena, article, edda)
    assert standing() == {("rita", "annotate"), ("rita", "review"), ("edda", "annotate")}


@pytest.mark.parametrize(
    ("who", "task", "allowed"),
    [
        ("vera", "annotate", False),
        ("vera", "review", False),
        ("edda", "annotate", True),
        ("edda", "review", False),
        ("rita", "annotate", True),
        ("rita", "review", True),
        ("lena", "review", True),
    ],
)
def test_everybody_takes_what_their_role_can_do(request, article, who, task, allowed):
    person = request.getfixturevalue(who)
    if not allowed:
        with pytest.raises(NotAllowed):
            ask(person, article, person, task)
        assert standing() == set()
        return
    ask(person, article, person, task)
    assert standing() == {(who, task)}
    assert not Notice.objects.exists()


def test_editors_and_viewers_ask_nobody_else(edda, emil, vera, article):
    for actor in (edda, vera):
        with pytest.raises(NotAllowed):
            ask(actor, article, emil)
    assert not Event.objects.filter(action=Action.ASSIGNMENT_MADE).exists()


def test_a_reviewer_asks_others(rita, emil, roy, article):
    ask(rita, article, emil)
    ask(rita, article, roy, "review")
    assert standing() == {("emil", "annotate"), ("roy", "review")}


@pytest.mark.parametrize("role", ["viewer", "editor"])
def test_who_cannot_do_it_is_not_asked(lena, project, vera, edda, article, role):
    who, task = {"viewer": (vera, "annotate"), "editor": (edda, "review")}[role]
    with pytest.raises(BadAssignment, match="it needs the role"):
        ask(lena, article, who, task)


@pytest.mark.parametrize("name", ["otto", "nobody", "system", ""])
def test_only_members_are_asked(lena, otto, article, name):
    with pytest.raises(BadAssignment, match="Choose a member") as caught:
        ask(lena, article, name)
    assert caught.value.field == "user"


def test_who_cannot_sign_in_is_not_asked(lena, edda, article):
    edda.is_active = False
    edda.save()
    with pytest.raises(BadAssignment):
        ask(lena, article, edda)


def test_a_task_or_a_day_that_makes_no_sense(lena, edda, article):
    with pytest.raises(BadAssignment, match="annotate, review"):
        ask(lena, article, edda, "proof-read")
    for year in (1, 2019, 9999):
        with pytest.raises(BadAssignment, match="Check the year"):
            ask(lena, article, edda, due=datetime.date(year, 1, 1))


def test_late_work_is_handed_on_with_its_day(lena, edda, article):
    day = timezone.localdate() - datetime.timedelta(days=2)
    assert ask(lena, article, edda, due=day).assignment.due == day


def test_a_stranger_sees_no_article_to_ask_for(otto, edda, article):
    with pytest.raises(NotFound):
        ask(otto, article, edda)
    made = ask(edda, article, edda).assignment
    with pytest.raises(NotFound):
        end_assignment(actor=otto, article_id=article.pk, assignment_id=made.pk)


def test_it_is_taken_back_by_who_may_ask_and_given_back_by_who_has_it(lena, edda, emil, article):
    made = ask(lena, article, edda).assignment
    with pytest.raises(NotAllowed):
        end_assignment(actor=emil, article_id=article.pk, assignment_id=made.pk)
    end_assignment(actor=lena, article_id=article.pk, assignment_id=made.pk)
    assert standing() == set()
    assert told(edda) == ["assignment.made", "assignment.ended"]
    own = ask(edda, article, edda).assignment
    end_assignment(actor=edda, article_id=article.pk, assignment_id=own.pk)
    assert standing() == set()
    for gone in (made, own):
        with pytest.raises(NotFound):
            end_assignment(actor=lena, article_id=article.pk, assignment_id=gone.pk)


def test_an_assignment_of_another_article_is_not_there(lena, edda, article, project):
    made = ask(lena, article, edda).assignment
    with pytest.raises(NotFound):
        end_assignment(actor=lena, article_id=article.pk + 1, assignment_id=made.pk)


def test_it_is_done_when_the_article_is_handed_in_whole(lena, edda, emil, article, claim):
    ask(lena, article, edda)
    ask(lena, article, emil)
    tag(edda, article.current_revision, "claim", "3 barrels")
    submit_article(actor=edda, article_id=article.pk)
    assert ("edda", "annotate") in standing()
    held = claim.article.annotations.get(state="draft", kind="claim")
    held.desk_status, held.no_source_given = "unverified", True
    held.save()
    submit_article(actor=edda, article_id=article.pk)
    assert standing() == {("emil", "annotate")}
    event = Event.objects.get(action=Action.ASSIGNMENT_ENDED)
    assert event.changes == {"task": ["annotate", None], "done": [False, True]}


def test_an_article_without_claims_is_not_done_by_handing_it_in(edda, article):
    ask(edda, article, edda)
    submit_article(actor=edda, article_id=article.pk)
    assert standing() == {("edda", "annotate")}


def test_a_review_is_done_for_whoever_finished_it(lena, rita, roy, article, claim):
    ask(lena, article, rita, "review")
    ask(lena, article, rita)
    ask(lena, article, roy, "review")
    ended_by(rita, article.pk, "review")
    assert standing() == {("rita", "annotate"), ("roy", "review")}
    assert told(rita) == ["assignment.made", "assignment.made"]


def test_a_lower_role_ends_what_it_cannot_do(lena, rita, project, article):
    ask(lena, article, rita)
    ask(lena, article, rita, "review")
    set_member(actor=lena, project=project, username="rita", role="editor")
    assert standing() == {("rita", "annotate")}
    set_member(actor=lena, project=project, username="rita", role="viewer")
    assert standing() == set()


def test_whoever_leaves_is_asked_for_nothing_there(lena, edda, project, other_project, article):
    ask(lena, article, edda)
    Membership.objects.create(project=other_project, user=edda, role="editor")
    remove_member(actor=lena, project=project, username="edda")
    assert standing() == set()
    assert Event.objects.filter(action=Action.ASSIGNMENT_ENDED, article_id=article.pk).exists()


def test_a_token_asks_only_within_its_scope(lena, edda, article):
    lena.token_scopes = frozenset({"read", "annotate"})
    with pytest.raises(NotAllowed):
        ask(lena, article, edda)
    ask(lena, article, lena)
    assert standing() == {("lena", "annotate")}
    lena.token_scopes = frozenset({"manage"})
    ask(lena, article, edda)
