"""The labelling guide: as a page, and beside the text."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Project
from annotations.permissions import Can, allows
from annotations.queries.guides import last_change
from annotations.web import desk
from annotations.web.people import signed_in


@login_required
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """The guide of one project, as the address asks, or of the first of one's own."""
    mine, slug = desk.projects(request), request.GET.get("project", "")
    if not mine and not slug:
        return render(request, "queue/nowhere.html", {"section": "guide"})
    project = desk.project_named(request, slug) if slug else mine[0]
    return render(request, "guides/page.html", _context(request, project))


@login_required
@require_safe
def panel(request: HttpRequest) -> HttpResponse:
    """The rules alone, for the panel beside an article."""
    project = desk.project_named(request, request.GET.get("project", ""))
    return render(request, "guides/_panel.html", _context(request, project))


def _context(request: HttpRequest, project: Project) -> dict[str, object]:
    return {
        "section": "guide",
        "project": project,
        "changed": last_change(project),
        "may_manage": allows(signed_in(request), Can.MANAGE, project),
    }
