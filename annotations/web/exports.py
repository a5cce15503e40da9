"""Exports: what would come out, what was asked for, how far it is, and the file itself."""

import json
from contextlib import suppress
from typing import Any, Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from annotations.formats import FORMATS
from annotations.formats.redaction import ALL, TEXTS_CHANGED
from annotations.formats.releases import SCRIPT
from annotations.models import Job, Project
from annotations.permissions import Can, allows, refusal
from annotations.queries.exports import exports_of
from annotations.services import exports
from annotations.services.export_samples import sample_export
from annotations.services.exports import Order
from annotations.services.jobs import OPEN
from annotations.web import desk
from annotations.web.downloads import attached, takes
from annotations.web.forms_exports import STATES, TEXTS, OrderForm, PageForm, RequestForm
from annotations.web.people import signed_in
from annotations.web.watching import look_again

A_PAGE: Final = 10  # past exports
SHOWN: Final = 1500  # code points of one sample record


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """What an export would hold, and the project's exports so far."""
    mine = desk.projects(request)
    slug = request.GET.get("project", "")
    if not mine and not slug:
        return render(request, "queue/nowhere.html", {"section": "exports"})
    project = desk.project_named(request, slug) if slug else mine[0]
    if not exports.may_export(signed_in(request), project):
        raise refusal(Can.EXPORT, signed_in(request))
    context = {
        **_page(request, project),
        "may_import": allows(signed_in(request), Can.IMPORT, project),
    }
    return render(request, "exports/page.html", context | _order(request, project))


@login_required
@require_safe
def sample(request: HttpRequest) -> HttpResponse:
    """The sample of the page, for another format or state."""
    project = desk.project_named(request, request.GET.get("project", ""))
    return render(request, "exports/_sample.html", _order(request, project))


@login_required
@require_POST
def create(request: HttpRequest) -> HttpResponse:
    """Ask for an export, and go to where one sees it grow; or to its sample, without scripts."""
    project = desk.project_named(request, request.POST.get("project", ""))
    form = RequestForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unknown format or state")
    if "look" in request.POST:
        asked = {name: request.POST.get(name, "") for name in ("project", *OrderForm.base_fields)}
        return redirect(f"{reverse('export-list')}?{urlencode(asked)}")
    job = exports.request_export(actor=signed_in(request), project=project, **form.cleaned_data)
    return redirect("export-read", job.pk)


@login_required
@require_safe
def read(request: HttpRequest, export_id: int) -> HttpResponse:
    """One export: how far it is, then its file."""
    return render(request, "exports/read.html", _job(request, export_id))


@login_required
@require_safe
def progress(request: HttpRequest, export_id: int) -> HttpResponse:
    """How far it is; the last answer asks no more."""
    return render(request, "exports/_progress.html", _job(request, export_id))


@login_required
@require_POST
def cancel(request: HttpRequest, export_id: int) -> HttpResponse:
    """Stop an export that is not finished."""
    exports.cancel_export(actor=signed_in(request), job_id=export_id)
    return redirect("export-read", export_id)


@login_required
@require_safe
def file(request: HttpRequest, export_id: int) -> FileResponse:
    """The file, always as a download: no browser opens it as a page of ours."""
    taken = takes(request)
    job, path = exports.export_file(actor=signed_in(request), job_id=export_id, taken=taken)
    module = FORMATS[job.parameters["format"]]
    name = f"{job.project.slug}-{job.parameters['state']}-{job.pk}{module.SUFFIX}"
    return attached(path.open("rb"), name, module.MEDIA_TYPE)


@login_required
@require_safe
def script(request: HttpRequest, export_id: int) -> FileResponse:
    """What puts the texts back that an export kept back, for whoever has copies."""
    found = exports.export_script(actor=signed_in(request), job_id=export_id)
    return attached(found.open("rb"), found.name, "text/x-python")


def _order(request: HttpRequest, project: Project) -> dict[str, Any]:
    """The form as the address fills it, and the sample that belongs to it. Raises BadRequest."""
    asked = {name: request.GET.get(name) or field.initial for name, field in _fields()}
    form = OrderForm(asked)
    if not form.is_valid():
        raise BadRequest("unknown format or state")
    actor = signed_in(request)
    found = sample_export(actor=actor, order=Order(project, **form.cleaned_data))
    return {
        "section": "exports",
        "project": project,
        "form": form,
        "asked": ", ".join(_words(form, name) for name in ("state", "format", "texts")),
        "sample": found,
        "records": [_shown(record) for record in found.records],
        "lossless": FORMATS[form.cleaned_data["format"]].LOSSLESS,
        "may_unmask": exports.may_unmask(actor, project),
    }


def _words(form: OrderForm, name: str) -> str:
    """What the chosen option is called."""
    choices = dict(form.fields[name].choices)  # type: ignore[attr-defined]
    return str(choices[form.cleaned_data[name]])


def _page(request: HttpRequest, project: Project) -> dict[str, Any]:
    """A page of past exports, and the addresses of others. Raises BadRequest."""
    form = PageForm(request.GET)
    if not form.is_valid():
        raise BadRequest("unknown place")
    before, first = form.cleaned_data["before"], f"?project={project.slug}"
    found = exports_of(signed_in(request), project, before=before, limit=A_PAGE)
    jobs = found[:A_PAGE]
    return {
        "rows": [_asked(job) for job in jobs],
        "newest_url": f"{first}#past" if before else "",
        "older_url": f"{first}&before={jobs[-1].pk}#past" if len(found) > A_PAGE else "",
    }


def _asked(job: Job) -> dict[str, Any]:
    """What was asked for, in the words of the form."""
    kept = {"texts": ALL, "boilerplate": True} | job.parameters  # older jobs do not say
    return {
        "job": job,
        "format": FORMATS[kept["format"]],
        "state": dict(STATES)[kept["state"]],
        "texts": dict(TEXTS)[kept["texts"]],
        "all_texts": kept["texts"] == ALL,
        "boilerplate": kept["boilerplate"],
    }


def _fields() -> list[tuple[str, Any]]:
    return list(OrderForm.base_fields.items())


def _shown(record: str) -> str:
    """The beginning of a record, laid out where it is JSON as a whole."""
    if record.startswith("{"):
        with suppress(ValueError):
            record = json.dumps(json.loads(record), ensure_ascii=False, indent=2)
    return record if len(record) <= SHOWN else f"{record[:SHOWN]}…"


def _job(request: HttpRequest, export_id: int) -> dict[str, Any]:
    job = exports.read_export(actor=signed_in(request), job_id=export_id)
    masked = not job.parameters["unmasked"]
    return {
        **_asked(job),
        "section": "exports",
        "project": job.project,
        "text_is_whole": TEXTS_CHANGED not in job.lost,
        "running": job.state in OPEN,
        "look_again": look_again(job),
        "ready": job.state == Job.State.READY,
        "script": SCRIPT.name if exports.keeps_texts_back(job) else "",
        "may_take": masked or exports.may_unmask(signed_in(request), job.project),
    }
