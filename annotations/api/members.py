"""Who belongs to a project."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain import errors as domain
from annotations.models import Membership, Role
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.services.projects import BadProject, remove_member, set_member

NEW: Final = Shape(
    fields={
        "user": Text(longest=150, required=True, about="Their username."),
        "role": Text(longest=10, required=True, about="viewer, editor, reviewer or lead."),
    }
)
GONE: Final = Shape(fields={"user": Text(longest=150, required=True)})
MEMBER: Final = shapes.shape(
    "Member",
    {
        "user": shapes.TEXT,
        "name": shapes.TEXT,
        "role": shapes.choice(*Role.values),
        "since": shapes.MOMENT,
    },
)


class Members(Endpoint):
    """projects/{slug}/members/"""

    @operation(
        "Members of a project",
        id="member_list",
        query=paging(),
        answers={200: (shapes.listed(MEMBER), "With their roles.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """Seen by every member."""
        project = visible_project(call.actor, slug)
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), int) or [0]
        found = listing.members(project, after=after[0], limit=limit)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].user_id) if more else None
        return answer({"results": [_shown(one) for one in found], "next": further})

    @operation(
        "Give a person a role",
        id="member_set",
        body=NEW,
        answers={
            201: (MEMBER, "A member now."),
            200: (MEMBER, "Was a member already; this is the role now."),
        },
        refusals=(BadProject, domain.IllegalState),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """For leads. The last lead of a project cannot become anything else."""
        project = visible_project(call.actor, slug)
        before = Membership.objects.filter(project=project, user__username=call.body["user"])
        was_there = before.exists()
        member = set_member(
            actor=call.actor,
            project=project,
            username=call.body["user"],
            role=call.body["role"],
        )
        return answer(_shown(member), 200 if was_there else 201)

    @operation(
        "Take a person out",
        id="member_delete",
        body=GONE,
        answers={204: (None, "No member any more.")},
        refusals=(domain.IllegalState,),
    )
    def delete(self, call: Call, slug: str) -> HttpResponse:
        """For leads. What the person did stays theirs."""
        return _remove(call, slug, call.body["user"])


class OneMember(Endpoint):
    """projects/{slug}/members/{username}/"""

    @operation(
        "Take a person out",
        id="member_delete_one",
        answers={204: (None, "No member any more.")},
        refusals=(domain.IllegalState,),
    )
    def delete(self, call: Call, slug: str, username: str) -> HttpResponse:
        """For leads. What the person did stays theirs."""
        return _remove(call, slug, username)


def _remove(call: Call, slug: str, username: str) -> HttpResponse:
    project = visible_project(call.actor, slug)
    remove_member(actor=call.actor, project=project, username=username)
    return nothing()


def _shown(member: Membership) -> dict[str, Any]:
    return {
        "user": member.user.username,
        "name": str(member.user),
        "role": member.role,
        "since": iso(member.created_at),
    }
