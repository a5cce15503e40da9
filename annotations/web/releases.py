"""Releases: those of a project with their figures, a new one, how far it is, and its files."""

from collections.abc import Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.domain.errors import DomainError, IllegalState
from annotations.formats.releases.figures import COUNTED
from annotations.models import Job
from annotations.permissions import Can, NotAllowed, require
from annotations.queries import vocabulary
from annotations.queries.chips import short
from annotations.queries.releases import held
from annotations.services import releases
from annotations.services.jobs import OPEN
from annotations.web import desk
from annotations.web.downloads import attached, takes
from annotations.web.forms_exports import STATES
from annotations.web.forms_releases import SPLITS, TEXTS, ReleaseForm
from annotations.web.people import signed_in
from annotations.web.watching import look_again

VOCABULARIES: Final = {
    "claim act": "act",
    "claim mode": "mode",
    "claim type": "claim_type",
    "desk status": "desk_status",
    "marker modality": "modality",
    "marker polarity": "polarity",
    "source type": "source_type",
}
"""What a release counts by → the vocabulary whose terms these are."""


@login_required
@require_safe
def list_(request: HttpRequest, slug: str) -> HttpResponse:
    """The releases of a project, newest first."""
    project = desk.project_named(request, slug)
    actor = signed_in(request)
    context = {
        "section": "exports",
        "project": project,
        "releases": releases.list_releases(actor=actor, project=project),
        "may_release": releases.may_release(actor, project),
        "states": dict(STATES),
        "texts": dict(TEXTS),
        "splits": dict(SPLITS),
        "findings": {
            slug: short(label)
            for slug, label in vocabulary.labels(project.pk)["desk_status"].items()
        },
    }
    return render(request, "releases/page.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Ask for a release, and go to where one sees it grow."""
    project = desk.project_named(request, slug)
    require(signed_in(request), Can.RELEASE, project)
    form = ReleaseForm(request.POST if request.method == "POST" else None, held=held(project))
    if form.is_valid():
        try:
            job = releases.request_release(
                actor=signed_in(request), project=project, options=form.options()
            )
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        else:
            return redirect("release-job", slug, job.pk)
    context = {
        "section": "exports",
        "project": project,
        "form": form,
    }
    return render(request, "releases/create.html", context, status=422 if form.errors else 200)


@login_required
@require_safe
def job(request: HttpRequest, slug: str, job_id: int) -> HttpResponse:
    """How far a release is; when it is there, the release."""
    context = _job(request, slug, job_id)
    if context["ready"]:
        return redirect("release-read", slug, context["job"].result["release"])
    return render(request, "releases/job.html", context)


@login_required
@require_safe
def progress(request: HttpRequest, slug: str, job_id: int) -> HttpResponse:
    """How far it is; the last answer asks no more."""
    return render(request, "releases/_progress.html", _job(request, slug, job_id))


@login_required
@require_POST
def cancel(request: HttpRequest, slug: str, job_id: int) -> HttpResponse:
    """Stop a release that is not finished."""
    project = desk.project_named(request, slug)
    releases.cancel_release(actor=signed_in(request), project=project, job_id=job_id)
    return redirect("release-job", slug, job_id)


@login_required
@require_safe
def read(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """One release: figures, files, what is new, what it leaves out."""
    project = desk.project_named(request, slug)
    actor = signed_in(request)
    release = releases.read_release(actor=actor, project=project, number=number)
    may_take = releases.may_take(actor, release)
    figures = release.figures
    context = {
        "section": "exports",
        "project": project,
        "release": release,
        "counts": [(name, figures["counts"].get(name, 0)) for name in COUNTED],
        "labels": _labels(figures["labels"], vocabulary.labels(project.pk)),
        "may_take": may_take,
        "changes": _changes(release) if may_take else "",
        "state": dict(STATES)[release.options["state"]],
        "texts": dict(TEXTS)[release.options["texts"]],
        "split": dict(SPLITS)[release.options["split"]],
    }
    return render(request, "releases/read.html", context)


@login_required
@require_safe
def whole(request: HttpRequest, slug: str, number: int) -> FileResponse:
    """All of it, as one zip."""
    project = desk.project_named(request, slug)
    found = releases.whole_release(
        actor=signed_in(request), project=project, number=number, taken=takes(request)
    )
    return attached(found.opened, found.name, "application/zip")


@login_required
@require_safe
def file(request: HttpRequest, slug: str, number: int, path: str) -> FileResponse:
    """One file of it."""
    project = desk.project_named(request, slug)
    found = releases.release_file(
        actor=signed_in(request), project=project, number=number, path=path, taken=takes(request)
    )
    return attached(found.opened, found.name, "application/octet-stream")


def _labels(
    counted: Mapping[str, Mapping[str, int]], terms: Mapping[str, Mapping[str, str]]
) -> list[dict[str, Any]]:
    """What was counted of each sort, the most frequent first, in the words of today."""
    words = {name: terms.get(vocabulary, {}) for name, vocabulary in VOCABULARIES.items()}
    words["state of claims"] = {state: str(label) for state, label in STATES}
    return [
        {
            "name": name,
            "most": max(counts.values(), default=0),
            "counts": [
                (words.get(name, {}).get(slug, slug), number)
                for slug, number in sorted(counts.items(), key=lambda one: (-one[1], one[0]))
            ],
        }
        for name, counts in sorted(counted.items())
    ]


def _changes(release: Any) -> str:
    """CHANGES.md; nothing where the zip is gone, which its download says."""
    try:
        return releases.changes_of(release)
    except IllegalState:
        return ""


def _job(request: HttpRequest, slug: str, job_id: int) -> dict[str, Any]:
    project = desk.project_named(request, slug)
    found = releases.read_job(actor=signed_in(request), project=project, job_id=job_id)
    return {
        "section": "exports",
        "project": project,
        "job": found,
        "state": dict(STATES)[found.parameters["state"]],
        "running": found.state in OPEN,
        "look_again": look_again(found),
        "ready": found.state == Job.State.READY,
        "may_release": releases.may_release(signed_in(request), project),
    }
