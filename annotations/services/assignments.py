"""Who is asked to annotate or review an article, and by when. It ends when it is done."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any, Final

from django.db import transaction
from django.utils import timezone

from annotations.domain.errors import DomainError
from annotations.domain.history import Action
from annotations.models import (
    Annotation,
    Article,
    Assignment,
    Event,
    Notice,
    Project,
    Role,
    User,
)
from annotations.models.assignments import AssignmentQuerySet
from annotations.permissions import Can, abilities, refusal, roles_with
from annotations.services import history, notices
from annotations.services.locking import NotFound, lock_articles

NEEDS: Final[dict[str, Can]] = {
    Assignment.Task.ANNOTATE: Can.ANNOTATE,
    Assignment.Task.REVIEW: Can.DECIDE,
}
"""Task → what whoever does it must be able to do."""
FURTHEST: Final = datetime.timedelta(days=5 * 366)


class BadAssignment(DomainError):
    """A task, person or day that does not fit."""

    code = "bad_assignment"
    message = "This cannot be asked for. Nothing was changed."


@dataclass(frozen=True)
class Assigned:
    """A standing assignment, and whether this call made it (False: it stood before)."""

    assignment: Assignment
    new: bool


@transaction.atomic
def assign(
    *, actor: User, article_id: int, username: str, task: str, due: datetime.date | None = None
) -> Assigned:
    """Ask a member to annotate or review an article by the day ``due``; oneself, take it on.

    Asked again, the day is moved. A day may be over: late work is handed on with its date.
    Who worked on every claim can be asked for a review all the same; four eyes bind what they
    decide, and later claims may be others'.

    Raises NotFound, NotAllowed or BadAssignment.
    """
    article = _locked(actor, article_id)
    if task not in NEEDS:
        raise BadAssignment(f"Known tasks are: {', '.join(NEEDS)}.", field="task")
    may = abilities(actor, article.project_id)
    own = username == actor.username and Can.ASSIGN not in may
    needed = NEEDS[task] if own else Can.ASSIGN
    if needed not in may:
        raise refusal(needed, actor)
    if due and abs(due - timezone.localdate()) > FURTHEST:
        raise BadAssignment("This day is more than five years away. Check the year.", field="due")
    assignee = _member(article, username, task)
    assignment, new = Assignment.objects.standing().get_or_create(
        article=article,
        assignee=assignee,
        task=task,
        defaults={"assigned_by": actor, "due": due},
    )
    before = None if new else assignment.due
    if not new and before != due:
        assignment.due, assignment.assigned_by = due, actor
        assignment.save(update_fields=["due", "assigned_by"])
    if new or before != due:
        changes = {
            "task": [None if new else task, task],
            "due": [_iso(before), _iso(due)],
        }
        _tell(actor, Action.ASSIGNMENT_MADE, assignment, changes)
    return Assigned(assignment, new)


@transaction.atomic
def end_assignment(*, actor: User, article_id: int, assignment_id: int) -> Assignment:
    """Take back what somebody was asked for, or give back what one took on oneself.

    Raises NotFound or NotAllowed.
    """
    article = _locked(actor, article_id)
    assignment = _standing(article.pk).filter(pk=assignment_id).first()
    if assignment is None:
        raise NotFound("assignment")
    may = abilities(actor, article.project_id)
    own = assignment.assignee_id == actor.pk and NEEDS[assignment.task] in may
    if not own and Can.ASSIGN not in may:
        raise refusal(Can.ASSIGN, actor)
    _end(actor, assignment, done=False)
    return assignment


def ended_by(actor: User, article_id: int, task: str) -> None:
    """What ``actor`` was asked for on the article is done; called where the work is finished.

    An article without claims is not annotated by handing it in.
    """
    mine = _standing(article_id).filter(assignee=actor, task=task)
    for assignment in mine:
        if Annotation.objects.alive().claims().filter(article_id=article_id).exists():
            _end(actor, assignment, done=True)


def end_beyond(actor: User, project: Project, assignee: User, may: Collection[Can]) -> None:
    """End what ``assignee`` was asked for in the project and no longer ``may`` do there."""
    theirs = Assignment.objects.standing().filter(article__project=project, assignee=assignee)
    for assignment in theirs.select_related("article", "assignee"):
        if NEEDS[assignment.task] not in may:
            _end(actor, assignment, done=False)


def _locked(actor: User, article_id: int) -> Article:
    article = Article.objects.visible_to(actor).filter(pk=article_id).first()
    if article is None:
        raise NotFound("article")
    lock_articles({article_id})
    return article


def _standing(article_id: int) -> AssignmentQuerySet:
    found = Assignment.objects.standing().filter(article_id=article_id)
    return found.select_related("article", "assignee")


def _member(article: Article, username: str, task: str) -> User:
    """The member who is asked. Raises BadAssignment."""
    members = User.objects.filter(memberships__project_id=article.project_id, is_active=True)
    user = members.filter(username=username).first()
    if user is None:
        raise BadAssignment(
            f"Nobody in this project is called “{username}”. Choose a member.", field="user"
        )
    if NEEDS[task] not in abilities(user, article.project_id):
        roles = " or ".join(str(Role(role).label).lower() for role in roles_with(NEEDS[task]))
        raise BadAssignment(f"{user} cannot do this: it needs the role {roles}.", field="user")
    return user


def _end(actor: User, assignment: Assignment, *, done: bool) -> None:
    assignment.ended_at = timezone.now()
    assignment.save(update_fields=["ended_at"])
    changes = {"task": [assignment.task, None], "done": [False, done]}
    _tell(actor, Action.ASSIGNMENT_ENDED, assignment, changes)


def _tell(actor: User, action: Action, assignment: Assignment, changes: dict[str, Any]) -> Event:
    about = assignment.assignee.username[:60]
    event = history.record(actor, action, assignment.article, about=about, changes=changes)
    notices.tell(Notice.Kind.ASSIGNMENT, event, [assignment.assignee_id])
    return event


def _iso(day: datetime.date | None) -> str | None:
    return day.isoformat() if day else None
