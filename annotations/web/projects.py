"""A project's page: people, guidelines, vocabularies. Members read it, leads change it."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.domain.errors import DomainError, StaleVersion
from annotations.models import Project
from annotations.permissions import Can, NotAllowed, allows, require
from annotations.queries import guides, history, vocabulary
from annotations.queries.projects import members, term_versions
from annotations.services.projects import (
    create_project,
    remove_member,
    save_term,
    set_member,
    update_project,
)
from annotations.web import desk
from annotations.web.forms_articles import PlaceForm
from annotations.web.forms_projects import ROLES, MemberForm, NewProjectForm, ProjectForm, TermForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at

EVENTS = 25
EVENTS_A_PAGE = 100


@login_required
@require_safe
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """People, guidelines, vocabularies and what happened to the project itself."""
    return _page(request, desk.project_named(request, slug), MemberForm())


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest) -> HttpResponse:
    """Start a project: for site admins."""
    if not signed_in(request).is_superuser:
        raise NotAllowed(_("Projects are started by a site admin. Ask yours."))
    form = NewProjectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        started = _attempt(
            form, lambda: create_project(actor=signed_in(request), **form.cleaned_data)
        )
        if started:
            return redirect("project-read", form.cleaned_data["slug"])
    status = 422 if form.errors else 200
    return render(request, "projects/create.html", {"form": form}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Name, required approvals, guidelines, and whether editors may export."""
    project = desk.project_named(request, slug)
    require(signed_in(request), Can.MANAGE, project)
    values = {name: getattr(project, name) for name in ProjectForm.base_fields}
    if request.GET.get("start") == "guide" and not project.guidelines:
        values["guidelines"] = guides.shipped()
    form = ProjectForm(request.POST if request.method == "POST" else None, initial=values)
    context = {"project": project, "form": form, "section": "project"}
    if form.is_valid() and "preview" in request.POST:
        context["preview"] = form.cleaned_data["guidelines"]
    elif form.is_valid():
        change = {"actor": signed_in(request), "project": project, **form.cleaned_data}
        if _attempt(form, lambda: update_project(**change)):
            messages.success(request, _("Saved. The change is in the project's history."))
            return redirect("project-read", slug)
    return render(request, "projects/edit.html", context, status=422 if form.errors else 200)


@login_required
@form_at("project-read", "slug")
def member_set(request: HttpRequest, slug: str) -> HttpResponse:
    """Give somebody a role, or another one."""
    project = desk.project_named(request, slug)
    form = MemberForm(request.POST)
    if form.is_valid():
        change = {"actor": signed_in(request), "project": project, **form.cleaned_data}
        if _attempt(form, lambda: set_member(**change)):
            messages.success(
                request, _("%(name)s has the role now.") % {"name": form.cleaned_data["username"]}
            )
            return redirect("project-read", slug)
    return _page(request, project, form, status=422)


@login_required
@require_POST
def member_remove(request: HttpRequest, slug: str, username: str) -> HttpResponse:
    """Take somebody out of the project; what they did stays theirs."""
    project = desk.project_named(request, slug)
    remove_member(actor=signed_in(request), project=project, username=username)
    messages.success(request, _("%(name)s is no longer in the project.") % {"name": username})
    if username == signed_in(request).username:
        return redirect("queue-list")
    return redirect("project-read", slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def terms(request: HttpRequest, slug: str, name: str) -> HttpResponse:
    """One vocabulary with every version of its terms; a POST adds a term or a version."""
    project = desk.project_named(request, slug)
    if request.method != "POST":
        return _vocabulary(request, project, name, None)
    require(signed_in(request), Can.MANAGE, project)
    form = TermForm(request.POST)
    if form.is_valid():
        change = {"actor": signed_in(request), "project": project, **form.cleaned_data}
        if _attempt(form, lambda: save_term(vocabulary=name, **change)):
            messages.success(
                request, _("Saved. Tags made before keep the version they were made with.")
            )
            return redirect("vocabulary-read", slug, name)
    return _vocabulary(request, project, name, form)


def _attempt(form: Form, change: Callable[[], object]) -> bool:
    """Do it; what the rules refuse is said beside the field."""
    try:
        change()
    except NotAllowed:
        raise
    except DomainError as error:
        named = {"user": "username"}.get(error.field or "", error.field)
        form.add_error(named if named in form.fields else None, error.detail)
        if isinstance(error, StaleVersion):  # who saves again has been told
            form.data = {**dict(form.data.items()), "guidelines_version": error.extra["version"]}
        return False
    return True


@login_required
@require_safe
def history_(request: HttpRequest, slug: str) -> HttpResponse:
    """All that happened to the project itself, a page at a time."""
    project = desk.project_named(request, slug)
    before = PlaceForm.read(request.GET).cleaned_data["before"]
    events = history.of_project(project.pk, before=before, limit=EVENTS_A_PAGE)
    older = f"?before={events[-1].event.pk}" if len(events) == EVENTS_A_PAGE else ""
    context = {
        "section": "project",
        "project": project,
        "events": events,
        "labels": {},
        "older_url": older,
    }
    return render(request, "projects/history.html", context)


def _page(
    request: HttpRequest, project: Project, form: MemberForm, status: int = 200
) -> HttpResponse:
    context = {
        "section": "project",
        "project": project,
        "members": members(project.pk),
        "vocabularies": vocabulary.vocabularies(project.pk).values(),
        "events": history.of_project(project.pk, limit=EVENTS),
        "more_events": EVENTS,
        "labels": {},
        "roles": ROLES,
        "form": form,
        "may_manage": allows(signed_in(request), Can.MANAGE, project),
    }
    return render(request, "projects/page.html", context, status=status)


def _vocabulary(
    request: HttpRequest, project: Project, name: str, form: TermForm | None
) -> HttpResponse:
    found = vocabulary.vocabularies(project.pk).get(name)
    if found is None:
        raise Http404
    versions = term_versions(project.pk, name)
    asked = request.GET.get("term", "")
    chosen = next((each[0] for each in versions if each[0].slug == asked), None)
    if form is None:
        names = TermForm.base_fields
        values = {field: getattr(chosen, field) for field in names} if chosen else {}
        form = TermForm(initial=values, known=chosen is not None)
    context = {
        "section": "project",
        "project": project,
        "vocabulary": found,
        "versions": versions,
        "chosen": chosen,
        "form": form,
        "may_manage": allows(signed_in(request), Can.MANAGE, project),
    }
    status = 422 if form.errors else 200
    return render(request, "projects/vocabulary.html", context, status=status)
