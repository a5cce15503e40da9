"""Projects, their members and vocabularies, and who oneself is."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Choice, Field, Flag, Integer, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.domain import errors as domain
from annotations.models import Membership, Project, User
from annotations.permissions import Can, NotAllowed, scoped
from annotations.queries import listing
from annotations.queries.annotations import iso
from annotations.services.locking import NotFound
from annotations.services.projects import BadProject, create_project, update_project

NEW: Final = Shape(
    fields={
        "slug": Text(longest=50, required=True, pattern="[a-z0-9]+(-[a-z0-9]+)*"),
        "name": Text(longest=200, shortest=1, required=True),
        "mode": Choice(options=Project.Mode.values, about="Only `shared` for now."),
    }
)
EDITABLE: Final[dict[str, Field]] = {
    "name": Text(longest=200),
    "required_approvals": Integer(about="1 to 3."),
    "guidelines": Text(longest=200_000, about="Markdown."),
    "editors_may_export": Flag(),
}
PROJECT: Final = shapes.shape(
    "Project",
    {
        "slug": shapes.TEXT,
        "name": shapes.TEXT,
        "mode": shapes.choice(*Project.Mode.values),
        "required_approvals": shapes.NUMBER,
        "guidelines": shapes.TEXT,
        "guidelines_version": shapes.NUMBER,
        "editors_may_export": shapes.FLAG,
        "role": shapes.text("Yours in this project."),
        "created_at": shapes.MOMENT,
    },
)
ME: Final = shapes.shape(
    "Me",
    {
        "username": shapes.TEXT,
        "name": shapes.TEXT,
        "site_admin": shapes.FLAG,
        "scopes": shapes.null(shapes.array(shapes.TEXT)),
        "projects": shapes.array(
            {"type": "object", "properties": {"slug": shapes.TEXT, "role": shapes.TEXT}}
        ),
    },
)


class Projects(Endpoint):
    """projects/"""

    @operation(
        "Your projects",
        id="project_list",
        query=paging(),
        answers={200: (shapes.listed(PROJECT), "By slug.")},
        found=False,
    )
    def get(self, call: Call) -> HttpResponse:
        """Those that you are a member of, a site admin too."""
        limit = call.query.get("limit", USUAL)
        after = place(call.query.get("cursor"), str) or [""]
        found = listing.projects(call.actor, after=after[0], limit=limit)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].project.slug) if more else None
        return answer({"results": [_shown(one) for one in found], "next": further})

    @operation(
        "Start a project",
        id="project_create",
        body=NEW,
        answers={201: (PROJECT, "Started, with the shipped vocabularies; you lead it.")},
        refusals=(domain.IdTaken, BadProject),
        found=False,
    )
    def post(self, call: Call) -> HttpResponse:
        """For site admins."""
        if Can.MANAGE not in scoped(call.actor):
            raise NotAllowed("This token was not made for that. It needs the scope manage.")
        project = create_project(actor=call.actor, **call.body)
        return answer(
            _of_member(call.actor, project), 201, location=f"/api/v1/projects/{project.slug}/"
        )


class OneProject(Endpoint):
    """projects/{slug}/"""

    @operation(
        "A project",
        id="project_read",
        answers={200: (PROJECT, "With your role in it.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """Seen by its members only."""
        return answer(_of_member(call.actor, visible_project(call.actor, slug)))

    @operation(
        "Change a project",
        id="project_update",
        body=Shape(fields=EDITABLE),
        answers={200: (PROJECT, "As it is now.")},
        refusals=(BadProject,),
    )
    def patch(self, call: Call, slug: str) -> HttpResponse:
        """For its leads."""
        project = visible_project(call.actor, slug)
        changed = update_project(actor=call.actor, project=project, **call.body)
        return answer(_of_member(call.actor, changed))


class Me(Endpoint):
    """me/"""

    @operation(
        "Who you are",
        id="me",
        answers={200: (ME, "`scopes` is null for a person who signed in.")},
        found=False,
    )
    def get(self, call: Call) -> HttpResponse:
        """Your name, your roles, and what your token lets through."""
        found = listing.projects(call.actor, after="", limit=1000)
        scopes = call.actor.token_scopes
        return answer(
            {
                "username": call.actor.username,
                "name": str(call.actor),
                "site_admin": call.actor.is_superuser,
                "scopes": None if scopes is None else sorted(scopes),
                "projects": [{"slug": one.project.slug, "role": one.role} for one in found],
            }
        )


def visible_project(actor: User, slug: str) -> Project:
    """The project, if ``actor`` may see it. Raises NotFound."""
    project = Project.objects.visible_to(actor).filter(slug=slug).first()
    if project is None:
        raise NotFound("project")
    return project


def _of_member(actor: User, project: Project) -> dict[str, Any]:
    member = Membership.objects.select_related("project").get(project=project, user=actor)
    return _shown(member)


def _shown(member: Membership) -> dict[str, Any]:
    project = member.project
    return {
        "slug": project.slug,
        "name": project.name,
        "mode": project.mode,
        "required_approvals": project.required_approvals,
        "guidelines": project.guidelines,
        "guidelines_version": project.guidelines_version,
        "editors_may_export": project.editors_may_export,
        "role": member.role,
        "created_at": iso(project.created_at),
    }
