"""The queue: what waits, for whom, and how far each article is."""

from typing import Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from annotations.models import Project, User
from annotations.permissions import Can, abilities
from annotations.queries.orders import Place
from annotations.queries.practice import invitation
from annotations.queries.projects import members
from annotations.queries.queue import MOST_COUNTED, NOBODY, Tab, Wanted, queue, tab_counts
from annotations.web import desk, forms_queue
from annotations.web.people import signed_in

TABS: Final[dict[Tab, Can]] = {"review": Can.DECIDE, "mine": Can.ANNOTATE, "all": Can.READ}
"""The tabs in order of what comes first, and who has use for each."""


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """One page of the queue of one project, as the address asks."""
    form = forms_queue.read(request.GET)
    slug = form.cleaned_data["project"]
    mine = desk.projects(request)
    if not mine and not slug:
        newcomer = {"section": "queue", "invitation": invitation(signed_in(request))}
        return render(request, "queue/nowhere.html", newcomer)
    project = desk.project_named(request, slug) if slug else mine[0]
    can = abilities(signed_in(request), project.pk)
    tabs = [tab for tab, ability in TABS.items() if ability in can]
    wanted = form.wanted(tabs[0])
    page = queue(signed_in(request), project, wanted)
    context = {
        "section": "queue",
        "project": project,
        "form": form,
        "wanted": wanted,
        "tabs": _tabs(signed_in(request), project, wanted, tabs),
        "page": page,
        "people": _people(project, wanted),
        "older_url": _url(request, before=page.older) if page.older else "",
        "newer_url": _url(request, after=page.newer) if page.newer else "",
        "can_ingest": Can.INGEST in can,
        "opens": _opens(can, wanted),
        "invitation": invitation(signed_in(request)) if Can.ANNOTATE in can else None,
    }
    return render(request, "queue/page.html", context)


def _tabs(user: User, project: Project, wanted: Wanted, tabs: list[Tab]) -> list[dict[str, object]]:
    counts = tab_counts(user, project, tabs)
    return [
        {
            "label": forms_queue.TABS[tab],
            "count": number,
            "more": number == MOST_COUNTED,
            "url": f"?project={project.slug}&tab={tab}",
            "current": tab == wanted.tab,
        }
        for tab, number in counts.items()
    ]


def _people(project: Project, wanted: Wanted) -> list[tuple[str, object]]:
    """Who may be chosen as the one who is asked; a name in the address that is gone stays."""
    named = [(each.user.username, str(each.user)) for each in members(project.pk)]
    people: list[tuple[str, object]] = [("", _("Anybody")), (NOBODY, _("Nobody asked")), *named]
    if wanted.assignee not in dict(people):
        people.append((wanted.assignee, wanted.assignee))
    return people


def _url(request: HttpRequest, **place: Place | None) -> str:
    query = request.GET.copy()
    for name in ("before", "after"):
        query.pop(name, None)
    for name, value in place.items():
        query[name] = str(value)
    return f"?{query.urlencode()}"


def _opens(can: frozenset[Can], wanted: Wanted) -> str:
    """The page of an article that its row leads to."""
    if wanted.tab == "review" and Can.DECIDE in can:
        return "review"
    return "annotate" if Can.ANNOTATE in can else ""
