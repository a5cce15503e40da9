"""Projects, their members and vocabularies, and who oneself is."""

from typing import Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Choice, Field, Flag, Integer, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.domain import errors as domain
from annotations.models import Membership, Project, User
from annotations.permissions import Can, NotAllowed, require, scoped
from annotations.queries import listing
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
    "organisation_name": Text(longest=200, about="Who publishes the reviews of its claims."),
    "organisation_url": Text(longest=2_000),
    "organisation_logo": Text(longest=2_000),
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
        "organisation_name": shapes.text("Who publishes the reviews of its claims."),
        "organisation_url": shapes.TEXT,
        "organisation_logo": shapes.TEXT,
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
        return answer({"results": [listing.project(one) for one in found], "next": further})

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
        return _shown(call.actor, project, 201, location=f"/api/v1/projects/{project.slug}/")


class OneProject(Endpoint):
    """projects/{slug}/"""

    @operation(
        "A project",
        id="project_read",
        answers={
            200: (PROJECT, "With your role in it. The ETag is the version of its guidelines.")
        },
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """Seen by its members only."""
        return _shown(call.actor, visible_project(call.actor, slug))

    @operation(
        "Change a project",
        id="project_update",
        body=Shape(fields=EDITABLE),
        if_match="honoured",
        answers={200: (PROJECT, "As it is now; the ETag is the version of its guidelines.")},
        refusals=(BadProject, domain.StaleVersion, domain.VersionRequired),
    )
    def patch(self, call: Call, slug: str) -> HttpResponse:
        """For its leads. Other guidelines need If-Match: the version that they are a change of."""
        project = visible_project(call.actor, slug)
        require(call.actor, Can.MANAGE, project)
        if "guidelines" in call.body and call.version is None:
            raise domain.VersionRequired()
        change = {"guidelines_version": call.version, **call.body}
        try:
            changed = update_project(actor=call.actor, project=project, **change)
        except domain.StaleVersion:
            raise domain.StaleVersion(extra={"current": _member(call.actor, project)}) from None
        return _shown(call.actor, changed)


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


def _shown(actor: User, project: Project, status: int = 200, **more: str) -> HttpResponse:
    """The project as ``actor`` sees it; its ETag is the version of its guidelines."""
    shown = listing.project(_member(actor, project))
    return answer(shown, status, version=shown["guidelines_version"], **more)


def _member(actor: User, project: Project) -> Membership:
    return Membership.objects.select_related("project").get(project=project, user=actor)
