"""Which project a page is about, and what base.html shows around every page."""

from typing import Any, Final

from django.http import Http404, HttpRequest
from django.utils.functional import SimpleLazyObject

from annotations.models import Project
from annotations.queries.notices import unread
from annotations.queries.projects import lets_export, practice_project_of, projects_of
from annotations.web.people import signed_in

THEME: Final = "__Host-theme"  # the cookie
THEMES: Final = ("light", "dark")
KEPT: Final = "_projects"


def projects(request: HttpRequest) -> list[Project]:
    """The projects of whoever asks, read once a request."""
    if not hasattr(request, KEPT):
        setattr(request, KEPT, projects_of(signed_in(request)))
    found: list[Project] = getattr(request, KEPT)
    return found


def project_named(request: HttpRequest, slug: str) -> Project:
    """The project ``slug``. Raises Http404 unless whoever asks belongs to it."""
    for project in projects(request):
        if project.slug == slug:
            return project
    practice = practice_project_of(signed_in(request))
    if practice and practice.slug == slug:
        return practice
    raise Http404


def around(request: HttpRequest) -> dict[str, Any]:
    """Context of every page: ``theme`` ("light", "dark", or "" for the system's), ``projects``,
    how much is ``unread`` in the inbox, and whether Exports is a place to go for whoever asks
    (``exports_somewhere``).
    """
    theme = request.COOKIES.get(THEME, "")
    context: dict[str, Any] = {"theme": theme if theme in THEMES else ""}
    user = getattr(request, "user", None)  # an error page may come before anybody is known
    if user is not None and user.is_authenticated:
        context["projects"] = SimpleLazyObject(lambda: projects(request))
        context["unread"] = SimpleLazyObject(lambda: unread(user))
        context["exports_somewhere"] = SimpleLazyObject(
            lambda: any(lets_export(project) for project in projects(request))
        )
    return context
