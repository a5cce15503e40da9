"""The one address that every change of the annotate page is sent to, and its answers.

What changed is answered out of band, by id: touched rows, the open card, counters, the footer.
A conflict is 409 with both versions side by side, 410 where the tag was deleted meanwhile; a
broken rule has its own status and sentence. Every answer of ours is named in an event, so that a
page can tell it from whatever else may stand between it and the server.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import trigger_client_event

from annotations.domain.errors import DomainError, Gone, QuoteMismatch, StaleVersion
from annotations.domain.practice import Progress
from annotations.models import Annotation, Revision, User
from annotations.queries import cards, practice
from annotations.queries.articles import newest_number
from annotations.queries.touched import last_event, touched_since, whole
from annotations.services.locking import NotFound
from annotations.services.outbox import Repeated, once
from annotations.web import changes, conflicts
from annotations.web.operations import name_of, perform
from annotations.web.outcomes import Outcome
from annotations.web.people import signed_in
from annotations.web.practice import said_of

SIGNED_OUT = 401
PLAIN = "text/plain; charset=utf-8"


@dataclass(frozen=True)
class Before:
    """How things stood before a change: the article's last event, and the person's practice."""

    revision: Revision
    event_id: int
    practised: Progress | None


@require_POST
def send(request: HttpRequest, revision_id: int) -> HttpResponse:
    """Carry out one change; answer with everything on the page that it touched."""
    if not request.user.is_authenticated or _is_somebody_elses(request):
        return HttpResponse(_("You have been signed out."), PLAIN, SIGNED_OUT)
    user = signed_in(request)
    revisions = Revision.objects.visible_to(user).select_related("article__project")
    revision = revisions.filter(pk=revision_id).first()
    if revision is None:
        return _refuse(404, "not_found", _not_found())
    practised = practice.progress_in(revision.article, user)
    before = Before(revision, last_event(revision.article_id), practised)
    try:
        outcome = carry_out(user, revision, request.POST)
    except DomainError as error:
        return _refused(request, before, error)
    except NotFound:
        return _refuse(404, "not_found", _not_found())
    return _answer(request, outcome, before)


@require_GET
def token(request: HttpRequest) -> HttpResponse:
    """Who is signed in, a fresh form token for them, and the newest version of the page's text.

    Signing in again makes the old token useless; ``revision`` names what the page shows.
    """
    if not request.user.is_authenticated:
        return HttpResponse(_("You have been signed out."), PLAIN, SIGNED_OUT)
    user = signed_in(request)
    revision = request.GET.get("revision", "")
    known = revision.isascii() and revision.isdigit() and len(revision) < 10
    return JsonResponse(
        {
            "token": get_token(request),
            "user": user.pk,
            "name": str(user),
            "newest": newest_number(user, int(revision)) if known else None,
        }
    )


def carry_out(user: User, revision: Revision, data: Mapping[str, str]) -> Outcome:
    """Do what was sent, once for each key that a page made.

    A version that is stale only because of what the same person did to other tags is none.
    """
    try:
        return perform_once(user, revision, data)
    except StaleVersion as error:
        current: Annotation = error.extra["current"]
        if not conflicts.is_own(user, current, changes.version(data)):
            raise
        again = {name: data[name] for name in data} | {"version": str(current.version)}
        return perform_once(user, revision, again)


def perform_once(user: User, revision: Revision, data: Mapping[str, str]) -> Outcome:
    """Do what was sent, unless a change with its ``key`` was carried out before."""
    change = partial(perform, user, revision, data)
    if not data.get("key"):
        return change()
    done = once(actor=user, key=changes.identifier(data, "key"), change=change)
    if isinstance(done, Repeated):
        return Outcome(done.annotation_id, version=done.version, repeated=True)
    return done


def _is_somebody_elses(request: HttpRequest) -> bool:
    """Whether the page was opened by another person than the one who is signed in now."""
    made_by = request.POST.get("by", "")
    return bool(made_by) and made_by != str(request.user.pk)


def _answer(request: HttpRequest, outcome: Outcome, before: Before) -> HttpResponse:
    revision, about = before.revision, outcome.annotation_id
    touched = (
        whole(revision, {str(about): outcome.version} if outcome.version else {})
        if outcome.repeated
        else touched_since(revision, before.event_id, [about])
    )
    progress, ticked = said_of(before.practised, revision.article, signed_in(request))
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
        "annotation": str(about),
        "version": outcome.version,
        "versions": touched.versions,
        "said": f"{outcome.said} {ticked}".strip(),
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


def _refused(request: HttpRequest, before: Before, error: DomainError) -> HttpResponse:
    """The rule's own status and words; both versions where somebody else was faster."""
    if isinstance(error, StaleVersion):
        return _conflict(request, before, error.extra["current"])
    if isinstance(error, Gone):
        return _gone(request, before, error)
    detail = error.message if isinstance(error, QuoteMismatch) else error.detail
    return _refuse(error.status, error.code, detail, error.field)


def _refuse(status: int, code: str, message: str, field: str | None = None) -> HttpResponse:
    response = HttpResponse(message, content_type=PLAIN, status=status)
    refused = {"code": code, "message": message, "field": field}
    return trigger_client_event(response, "stet:refused", refused)


def _not_found() -> str:
    return _(
        "What this change is about is not there, or you are no longer a member of its project. "
        "Nothing was changed."
    )


def _conflict(request: HttpRequest, before: Before, current: Annotation) -> HttpResponse:
    """409 and the dialog; what both versions have alike is no conflict and counts as saved."""
    latest = cards.card(current, signed_in(request))
    both = conflicts.both_versions(latest, request.POST)
    if not any(each.differs for each in both.differences):
        return _answer(request, Outcome(current.pk, repeated=True), before)
    context = {
        "card": latest,
        "name": name_of(current),
        "posted": posted_again(request.POST, current.version),
        **both.context,
    }
    response = render(request, "annotations/_conflict.html", context, status=409)
    told = {"annotation": str(current.pk), "version": current.version, "fields": both.fields}
    return trigger_client_event(response, "stet:conflict", told, after="settle")


def _gone(request: HttpRequest, before: Before, error: Gone) -> HttpResponse:
    """410 and the dialog that offers to bring the tag back; to delete it again is done already."""
    gone = conflicts.deleted(signed_in(request), before.revision, request.POST)
    if gone is None:
        return _refuse(error.status, error.code, error.detail)
    if request.POST.get("operation") == "delete":
        return _answer(request, Outcome(gone.pk, repeated=True), before)
    context = {
        "annotation": gone,
        "name": name_of(gone),
        "by": conflicts.last_editor(gone),
        "mine": conflicts.wanted(cards.card(gone, signed_in(request)), request.POST),
    }
    response = render(request, "annotations/_gone.html", context, status=error.status)
    told = {"annotation": str(gone.pk), "version": gone.version, "gone": True}
    return trigger_client_event(response, "stet:conflict", told, after="settle")


def posted_again(data: Mapping[str, str], version: int) -> dict[str, str]:
    """The same change, now of the version that is stored: what "Keep mine" sends."""
    left_out = ("csrfmiddlewaretoken", "version", "key", "by", "card")
    kept = {name: data[name] for name in data if name not in left_out}
    return {**kept, "version": str(version)}
