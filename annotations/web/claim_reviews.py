"""ClaimReview: which approved claims can be published, what the others lack, and a form for it."""

from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_http_methods, require_safe

from annotations.domain.claim_reviews import BadClaimReview, Lack
from annotations.domain.errors import StaleVersion
from annotations.domain.lengths import TooLong
from annotations.models import Annotation, Project
from annotations.permissions import Can, allows
from annotations.queries import claim_reviews
from annotations.queries.claim_reviews import Reviewed
from annotations.services.claim_reviews import save_claim_review
from annotations.web import desk
from annotations.web.forms_claim_reviews import ClaimReviewForm, form_of, place_of
from annotations.web.people import signed_in

SHOWN: Final = 25
LISTS: Final = {"": lazy("All approved"), "open": lazy("To fill in"), "filled": lazy("Filled in")}


@dataclass(frozen=True)
class Row:
    """A claim on the page. ``lacks`` are its own: what the project lacks is said once, above."""

    found: Reviewed
    form: ClaimReviewForm
    lacks: list[Lack]


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """The project's approved claims, those of the newest article first."""
    mine = desk.projects(request)
    slug = request.GET.get("project", "")
    if not mine and not slug:
        return render(request, "queue/nowhere.html", {"section": "exports"})
    project = desk.project_named(request, slug) if slug else mine[0]
    return _page(request, project)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def save(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """Store what a form gives, and go back to where it stood."""
    actor = signed_in(request)
    visible = Annotation.objects.visible_to(actor).select_related("project")
    claim = get_object_or_404(visible, pk=annotation_id)
    if request.method != "POST":  # the address of a form with an error, opened again
        return redirect(_address(claim.project, claim_id=claim.pk))
    form = ClaimReviewForm(request.POST, auto_id=f"{claim.pk}-%s")
    if form.is_valid():
        change = {"annotation_id": annotation_id, **form.cleaned_data}
        try:
            save_claim_review(actor=actor, project=claim.project, **change)
        except (BadClaimReview, TooLong, StaleVersion) as error:
            form.add_error(error.field, error.detail)
            if isinstance(error, StaleVersion):  # who saves again has been told
                form.data = {**dict(form.data.items()), "version": error.extra["version"]}
        else:
            messages.success(request, _("Saved. The sign-off of the claim holds."))
            place = {name: request.GET.get(name, "") for name in ("show", "after")}
            return redirect(_address(claim.project, claim_id=claim.pk, **place))
    return _page(request, claim.project, form, claim.pk, status=422)


def _page(
    request: HttpRequest,
    project: Project,
    form: ClaimReviewForm | None = None,
    of: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    """The page; ``form`` is the refused one ``of`` a claim."""
    show, after = request.GET.get("show", ""), request.GET.get("after", "")
    if show not in LISTS:
        raise BadRequest("unknown list")
    claims = claim_reviews.approved(project, after=place_of(after), limit=SHOWN, which=show)
    more, claims = len(claims) > SHOWN, claims[:SHOWN]
    found = claim_reviews.reviewed(project, claims)
    rows = [_row(one, form if one.claim.pk == of else None) for one in found]
    further = f"{claims[-1].article_id}-{claims[-1].ordinal}" if more else ""
    actor = signed_in(request)
    context: dict[str, Any] = {
        "section": "exports",
        "project": project,
        "rows": rows,
        "tabs": _tabs(project, show),
        "query": urlencode({"show": show, "after": after}),
        "first_url": _address(project, show) if after else "",
        "more_url": _address(project, show, further) if more else "",
        "may_publish": allows(actor, Can.PUBLISH, project),
        "may_manage": allows(actor, Can.MANAGE, project),
        "publisher_missing": not (project.organisation_name and project.organisation_url),
    }
    return render(request, "claimreview/page.html", context, status=status)


def _row(found: Reviewed, refused: ClaimReviewForm | None) -> Row:
    own = [lack for lack in found.lacks if not lack.code.startswith("no_organisation")]
    return Row(found, refused or form_of(found), own)


def _tabs(project: Project, show: str) -> list[dict[str, Any]]:
    counts = claim_reviews.counts(project)
    return [
        {
            "label": label,
            "url": _address(project, name),
            "count": counts[name],
            "current": name == show,
        }
        for name, label in LISTS.items()
    ]


def _address(
    project: Project, show: str = "", after: str = "", claim_id: UUID | None = None
) -> str:
    asked = {"project": project.slug, "show": show, "after": after}
    query = {name: value for name, value in asked.items() if value}
    place = f"#claim-{claim_id}" if claim_id else ""
    return f"{reverse('claimreview-list')}?{urlencode(query)}{place}"
