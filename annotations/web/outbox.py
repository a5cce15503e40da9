"""The one address that every change of the annotate page is sent to, and its answers.

What changed is answered out of band, by id: touched rows, the open card, counters, the footer.
A conflict is 409 with both versions side by side; a broken rule its own status and sentence.
"""

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from annotations.domain.errors import DomainError
from annotations.domain.practice import Progress
from annotations.models import Annotation, Revision, User
from annotations.queries import cards, history, practice
from annotations.queries.touched import Touched, last_event, touched_since
from annotations.web import changes
from annotations.web.conflicts import differences
from annotations.web.operations import name_of, perform
from annotations.web.outcomes import Outcome
from annotations.web.people import signed_in
from annotations.web.practice import said_of

SIGNED_OUT = 401
PLAIN = "text/plain; charset=utf-8"


@require_POST
def send(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Carry out one change; answer with everything on the page that it touched."""
    if not request.user.is_authenticated:
        return HttpResponse(_("You have been signed out."), PLAIN, SIGNED_OUT)
    revisions = Revision.objects.visible_to(request.user).select_related("article__project")
    revision = get_object_or_404(revisions, pk=revision_id)
    before = last_event(revision.article_id)
    practised = practice.progress_in(revision.article, request.user)
    try:
        outcome = perform(request.user, revision, request.POST)
    except DomainError as error:
        return _refuse(request, error)
    touched = touched_since(revision, before, [outcome.annotation_id])
    return _answer(request, outcome, touched, practised)


@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """A fresh form token: signing in again makes the old one useless."""
    if not request.user.is_authenticated:
        return HttpResponse(_("You have been signed out."), PLAIN, SIGNED_OUT)
    return render(request, "annotations/_token.html")


def _answer(
    request: HttpRequest, outcome: Outcome, touched: Touched, practised: Progress | None
) -> HttpResponse:
    article = touched.rows.revision.article
    progress, ticked = said_of(practised, article, signed_in(request))
    context = {
        "page": touched.rows,
        "indexes": touched.indexes,
        "footing": touched.footing,
        "card": _open_card(request),
        "whole_card": outcome.fields_changed,
        "practice": progress,
        "talked": outcome.talked,
    }
    response = render(request, "annotations/_changed.html", context)
    saved = {
        "annotation": str(outcome.annotation_id),
        "versions": touched.versions,
        "said": f"{outcome.said} {ticked}".rstrip(),
        "opens": outcome.opens,
    }
    return trigger_client_event(response, "stet:saved", saved, after="settle")


def _open_card(request: HttpRequest) -> cards.Card | None:
    """The card that is open in the page, which names it."""
    if not request.POST.get("card"):
        return None
    shown = Annotation.objects.visible_to(signed_in(request)).alive()
    found = shown.filter(pk=changes.identifier(request.POST, "card")).first()
    return cards.card(found, signed_in(request)) if found else None


def _refuse(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The rule's own status and words; both versions where somebody else was faster."""
    if error.code == "stale_version":
        return _conflict(request, error.extra["current"])
    response = HttpResponse(error.detail, content_type=PLAIN, status=error.status)
    refused = {"code": error.code, "message": error.detail, "field": error.field}
    return trigger_client_event(response, "stet:refused", refused)


def _conflict(request: HttpRequest, current: Annotation) -> HttpResponse:
    latest = cards.card(current, signed_in(request))
    context = {
        "card": latest,
        "name": name_of(current),
        "differences": differences(latest, request.POST),
        "posted": posted_again(request.POST, current.version),
        "by": last_editor(current),
    }
    response = render(request, "annotations/_conflict.html", context, status=409)
    told = {"annotation": str(current.pk), "version": current.version}
    return trigger_client_event(response, "stet:conflict", told, after="settle")


def last_editor(annotation: Annotation) -> User | None:
    """Who changed the annotation last."""
    told = history.of_annotation(annotation.pk, limit=1)
    return told[0].actor if told else None


def posted_again(data: Mapping[str, str], version: int) -> dict[str, str]:
    """The same change, now of the version that is stored: what "Keep mine" sends."""
    kept = {name: data[name] for name in data if name not in ("csrfmiddlewaretoken", "version")}
    return {**kept, "version": str(version)}
