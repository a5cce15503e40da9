"""Imports: send a file, say what its words become, watch what comes of it."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import FileResponse, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.errors import DomainError, IllegalState, TooLarge
from annotations.domain.mappings import Choices
from annotations.domain.vocabulary import KINDS
from annotations.formats import IMPORTED
from annotations.models import Job, Project, User
from annotations.permissions import Can, require
from annotations.queries.imports import headlines, imports_of, survey_of
from annotations.queries.mappings import remembered
from annotations.queries.vocabulary import vocabularies
from annotations.services import import_jobs
from annotations.services.import_differences import DIFFERENT, UNCHANGED
from annotations.services.import_jobs import LARGEST_FILE
from annotations.services.jobs import OPEN
from annotations.web import desk
from annotations.web.downloads import SANDBOX, attached
from annotations.web.forms_imports import MappingForm, UploadForm, too_large
from annotations.web.people import signed_in
from annotations.web.posting import form_at
from annotations.web.watching import look_again

AROUND_FILE: Final = 64 * 1024  # bytes of a form beside its file
NUMBERS: Final = {
    "documents": _("Articles in the file"),
    "articles": _("New articles"),
    "revisions": _("New texts"),
    "claim": _("Claims"),
    "source": _("Sources"),
    "status": _("Statuses"),
    "links": _("Links"),
    "evidence": _("Evidence"),
    "comments": _("Comments"),
    "decisions": _("Decisions"),
    UNCHANGED: _("Annotations that were here already"),
    DIFFERENT: _("Annotations that are otherwise here, left as they are"),
    "on_older_versions": _("Articles with new tags on an older version"),
    "problems_in_all": _("Rows to look at"),
}
UNMAPPED: Final = {
    "unmapped_labels": _("Labels without a meaning"),
    "unmapped_relations": _("Relations without a meaning"),
    "unmapped_attributes": _("Attributes without a place"),
    "ignored": _("Left out on purpose"),
    "remembered_labels": _("What labels became because it was chosen before"),
    "remembered_links": _("What relations became because it was chosen before"),
    "left_out": _("What this format has and we do not"),
}


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The form for a file, and the project's imports so far."""
    mine = desk.projects(request)
    slug = request.GET.get("project", "")
    if not mine and not slug:
        return render(request, "queue/nowhere.html", {"section": "exports"})
    project = desk.project_named(request, slug) if slug else mine[0]
    require(signed_in(request), Can.IMPORT, project)
    return _page(request, project, UploadForm())


def may_send(request: HttpRequest, slug: str) -> HttpResponse | None:
    """Let in who may import a file of this size: the address, and nothing of the body, tells.

    Raises Http404, NotAllowed or TooLarge.
    """
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("import-list"))
    require(signed_in(request), Can.IMPORT, desk.project_named(request, slug))
    if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FILE + AROUND_FILE:
        raise TooLarge(too_large())
    return None


@login_required
@form_at("import-list", project="slug")
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Keep a file and look at what is in it; nothing of it is stored yet."""
    project = desk.project_named(request, slug)
    actor = signed_in(request)
    require(actor, Can.IMPORT, project)
    form = UploadForm(request.POST, request.FILES)
    if form.is_valid():
        asked, file = form.cleaned_data["format"], form.cleaned_data["file"]
        try:
            job = import_jobs.request_survey(
                actor=actor, project=project, format=asked, data=file, name=file.name or ""
            )
        except DomainError as error:
            form.add_error(None, error.detail)
        else:
            return redirect("import-read", job.pk)
    return _page(request, project, form, status=422)


create.before_body = may_send  # type: ignore[attr-defined]


@login_required
@require_safe
def read(request: HttpRequest, import_id: int) -> HttpResponse:
    """One import: how far it is, what its words shall become, or what came of it.

    ``like`` is a try whose choices the form begins with.
    """
    job = _job(request, import_id)
    like = request.GET.get("like", "")
    number = int(like) if re.fullmatch("[0-9]{1,18}", like) else 0
    form = _mapping(job, tried=_job(request, number)) if number else None
    return render(request, "imports/read.html", _context(request, job, form))


@login_required
@require_safe
def progress(request: HttpRequest, import_id: int) -> HttpResponse:
    """The same without the page around it; the last answer asks no more."""
    return render(request, "imports/_progress.html", _context(request, _job(request, import_id)))


@login_required
@form_at("import-read", "import_id")
def start(request: HttpRequest, import_id: int) -> HttpResponse:
    """Import a file that was looked at, or only try it."""
    job = _job(request, import_id)
    if not _looks(job) or job.state != Job.State.READY:
        raise IllegalState("Nobody has looked at this file yet. Wait, or send it again.")
    form = _mapping(job, request.POST)
    if not form.is_valid():
        return render(request, "imports/read.html", _context(request, job, form), status=422)
    choices, dry_run = form.choices(), "dry_run" in request.POST
    if not dry_run and "texts_only" not in request.POST and _leave_all_out(job, choices):
        asking = _context(request, job, form) | {"texts_only": True}
        return render(request, "imports/read.html", asking, status=422)
    started = import_jobs.import_surveyed(
        actor=signed_in(request),
        job=job,
        unit=form.cleaned_data.get("unit", ""),
        choices=choices,
        dry_run=dry_run,
    )
    return redirect("import-read", started.pk)


@login_required
@require_POST
def cancel(request: HttpRequest, import_id: int) -> HttpResponse:
    """Stop an import that is not finished."""
    import_jobs.cancel_import(actor=signed_in(request), job_id=import_id)
    return redirect("import-read", import_id)


@login_required
@require_safe
def report(request: HttpRequest, import_id: int) -> HttpResponse:
    """The report as JSON, with the first problems; ``table`` has them all."""
    job = _job(request, import_id)
    if job.state != Job.State.READY:
        raise IllegalState("This import is not finished. Wait for it.")
    name = f"{job.project.slug}-import-{job.pk}.json"
    answer = JsonResponse(job.result, json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@login_required
@require_safe
def table(request: HttpRequest, import_id: int) -> FileResponse:
    """Every row that was left out, as CSV."""
    job, path = import_jobs.import_table(actor=signed_in(request), job_id=import_id)
    name = f"{job.project.slug}-import-{job.pk}.csv"
    return attached(path.open("rb"), name, "text/csv; charset=utf-8")


def _page(
    request: HttpRequest, project: Project, form: UploadForm, status: int = 200
) -> HttpResponse:
    context = {
        "section": "exports",
        "project": project,
        "form": form,
        "rows": [_past(job) for job in imports_of(signed_in(request), project)],
    }
    return render(request, "imports/page.html", context, status=status)


def _past(job: Job) -> dict[str, Any]:
    """A past import, and what it did with tags; nothing of these where nobody knows it (yet)."""
    told = job.result
    new = sum(told.get(kind, 0) for kind in KINDS)
    counts = [(new, _("new")), (told.get(DIFFERENT, 0), _("otherwise here"))]
    counts.append((told.get(UNCHANGED, 0), _("unchanged")))
    known = "dry_run" in told  # else it was only looked at, or is not over
    return {"job": job, "known": known, "tags": [one for one in counts if one[0]]}


def _job(request: HttpRequest, import_id: int) -> Job:
    return import_jobs.read_import(actor=signed_in(request), job_id=import_id)


def _looks(job: Job) -> bool:
    return bool(job.parameters.get("step") == import_jobs.SEEN)


def _stopped(job: Job) -> bool:
    """Whether it was cancelled on the way, with some articles stored."""
    storing = not _looks(job) and not job.parameters.get("dry_run")
    return storing and job.state == Job.State.CANCELLED


def _leave_all_out(job: Job, choices: Choices) -> bool:
    """Whether nothing of a file that was looked at would become a tag."""
    return choices.over(remembered(job.project_id)).leave_all_out(job.result.get("labels", {}))


def _mapping(
    job: Job, data: Mapping[str, Any] | None = None, tried: Job | None = None
) -> MappingForm:
    """The form for what ``job`` found; begins as ``tried`` had it, else as it was last time."""
    chosen, unit = remembered(job.project_id), ""
    if tried and tried.parameters.get("file") == job.parameters.get("file"):
        labels, links = tried.parameters.get("labels", {}), tried.parameters.get("links", {})
        chosen, unit = Choices(labels, links).over(chosen), tried.parameters.get("unit", "")
    return MappingForm(job.result, vocabularies(job.project_id), chosen, data, unit=unit)


def _context(request: HttpRequest, job: Job, form: MappingForm | None = None) -> dict[str, Any]:
    ready, looks = job.state == Job.State.READY, _looks(job)
    form = (form or _mapping(job)) if ready and looks and job.rows else None
    told = job.result
    return {
        "section": "exports",
        "project": job.project,
        "job": job,
        "format": IMPORTED[job.parameters["format"]],
        "running": job.state in OPEN,
        "look_again": look_again(job),
        "ready": ready,
        "stored": bool(job.of) and _stopped(job),
        "looks": looks,
        "form": form,
        "survey": None if looks or not ready else survey_of(job),
        "numbers": [(said, told[name]) for name, said in NUMBERS.items() if name in told],
        "problems": _problems(signed_in(request), told.get("problems", [])),
        "unmapped": [(said, told[name]) for name, said in UNMAPPED.items() if told.get(name)],
    }


def _problems(user: User, told: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that were left out, each with the headline of its article, if that can be read."""
    articles = {one["article"] for one in told if one.get("article")}
    named = headlines(user, articles) if articles else {}
    return [{**one, "headline": named.get(one.get("article", 0))} for one in told]
