"""Who is asked to annotate or review an article."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import Choice, Day, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.models import Article, Assignment
from annotations.queries.annotations import iso
from annotations.queries.articles import article_of
from annotations.queries.assignments import of_article
from annotations.services.assignments import NEEDS, BadAssignment, assign, end_assignment
from annotations.services.locking import NotFound

WHO: Final = Text(longest=150, required=True, about="Their username: a member of the project.")
TASK: Final = Choice(options=tuple(NEEDS), required=True)
NEW: Final = Shape(
    fields={
        "user": WHO,
        "task": TASK,
        "due": Day(nullable=True, about="Left out: no day. Sent again: the day is moved."),
    }
)
GONE: Final = Shape(fields={"user": WHO, "task": TASK})
ASSIGNMENT: Final = shapes.shape(
    "Assignment",
    {
        "user": shapes.TEXT,
        "name": shapes.TEXT,
        "task": shapes.choice(*NEEDS),
        "due": shapes.null(shapes.text(format="date")),
        "assigned_by": shapes.TEXT,
        "created_at": shapes.MOMENT,
    },
)


class Assignments(Endpoint):
    """articles/{id}/assignments/"""

    @operation(
        "Who is asked to work on an article",
        id="assignment_list",
        answers={200: (shapes.listed(ASSIGNMENT), "What stands, by the day; `next` is null.")},
    )
    def get(self, call: Call, article_id: int) -> HttpResponse:
        """What is done or was taken back is in the article's history."""
        standing = of_article(_article(call, article_id))
        return answer({"results": [_shown(one) for one in standing], "next": None})

    @operation(
        "Ask somebody, or take it on",
        id="assignment_create",
        body=NEW,
        answers={
            201: (ASSIGNMENT, "Asked, and told so."),
            200: (ASSIGNMENT, "Was asked already; this is the day now."),
        },
        refusals=(BadAssignment,),
    )
    def post(self, call: Call, article_id: int) -> HttpResponse:
        """Reviewers and leads ask anybody whose role can do it; everybody may take it on."""
        sent = call.body
        made = assign(
            actor=call.actor,
            article_id=article_id,
            username=sent["user"],
            task=sent["task"],
            due=sent.get("due"),
        )
        return answer(_shown(made.assignment), 201 if made.new else 200)

    @operation(
        "Take it back",
        id="assignment_delete",
        body=GONE,
        answers={204: (None, "Not asked any more.")},
    )
    def delete(self, call: Call, article_id: int) -> HttpResponse:
        """For reviewers and leads, and for whoever gives their own back."""
        standing = of_article(_article(call, article_id))
        wanted = (call.body["user"], call.body["task"])
        for one in standing:
            if (one.assignee.username, one.task) == wanted:
                end_assignment(actor=call.actor, article_id=article_id, assignment_id=one.pk)
                return nothing()
        raise NotFound("assignment")


def _article(call: Call, article_id: int) -> Article:
    article = article_of(call.actor, article_id)
    if article is None:
        raise NotFound("article")
    return article


def _shown(assignment: Assignment) -> dict[str, Any]:
    return {
        "user": assignment.assignee.username,
        "name": str(assignment.assignee),
        "task": assignment.task,
        "due": assignment.due.isoformat() if assignment.due else None,
        "assigned_by": assignment.assigned_by.username,
        "created_at": iso(assignment.created_at),
    }
