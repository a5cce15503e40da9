"""Pages that say in words what went wrong; below /api/ the same is said as JSON."""

from http import HTTPStatus
from typing import Any, Final

import structlog
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext_lazy as _

from annotations.domain.errors import DomainError, TooLarge
from annotations.services.locking import NotFound
from annotations.web.security import JSON, Answer

TEMPLATE: Final = "pages/error.html"
TOO_MUCH: Final = (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent)
WORDS: Final = {
    400: (
        "malformed",
        _("We do not understand this request"),
        _("Its address or form holds something unexpected. Nothing was changed."),
    ),
    403: (
        "not_allowed",
        _("This is not yours to do"),
        _("Your role does not allow this. Nothing was changed. Ask the lead of your project."),
    ),
    404: (
        "not_found",
        _("There is nothing here"),
        _("The address is wrong, or it belongs to a project that you are not a member of."),
    ),
    405: (
        "method_not_allowed",
        _("Nothing is shown here"),
        _("This address only takes what a form sends. Nothing was changed. Go back to its page."),
    ),
    413: ("too_large", _("That was too much at once"), _(TooLarge.message)),
    429: (
        "throttled",
        _("Too many attempts"),
        _("Wait a few minutes, then try again. Nothing was changed."),
    ),
    500: (
        "server_error",
        _("Something broke on our side"),
        _("What was saved before is safe. Try again; if it happens again, tell your site admin."),
    ),
}
"""Status → code for programs, title and sentence for people."""
OTHERWISE: Final = ("refused", _("This was not done"), "")


def answer(request: HttpRequest, status: int, detail: str = "", code: str = "") -> HttpResponse:
    """Say what went wrong, with ``detail`` where a rule gave its own sentence."""
    known, title, text = WORDS.get(status, OTHERWISE)
    text = detail or str(text)
    if request.path.startswith("/api/"):
        body = {"code": code or known, "detail": text}
        return JsonResponse(body, status=status, content_type=JSON)
    context = {"status": status, "title": title, "text": text}
    return render(request, TEMPLATE, context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return answer(request, 413 if isinstance(exception, TOO_MUCH) else 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    """Only a rule's own sentence is told: other exceptions were not written for readers."""
    return answer(request, 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:  # noqa: ARG001
    """The form was not ours, or its page is from before the last sign-in."""
    text = _("This form is no longer valid. Go back, load the page again and send it once more.")
    return answer(request, 403, str(text), code="csrf")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:  # noqa: ARG001
    return answer(request, 404)


def too_many(request: HttpRequest) -> HttpResponse:
    return answer(request, 429)


def server_error(request: HttpRequest) -> HttpResponse:
    """Say so without a query: the database may be what broke. Shows the request's id alone."""
    code, title, text = WORDS[500]
    reference = structlog.contextvars.get_contextvars().get("request_id", "")
    if request.path.startswith("/api/"):
        body = {"code": code, "detail": str(text), "request_id": reference}
        return JsonResponse(body, status=500, content_type=JSON)
    context = {"status": 500, "title": title, "text": text, "reference": reference}
    return HttpResponse(render_to_string(TEMPLATE, context), status=500)


class RefusedUnread:
    """Ask a view that takes large files, before anything of the body is read, who may send one.

    Stands before the check of forms, which reads the whole body. ``before_body`` of the view
    takes what the view takes; it answers itself, or raises Http404 or a rule, or lets it in.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Answer, args: Any, kwargs: Any
    ) -> HttpResponseBase | None:
        ask = getattr(view, "before_body", None)
        if ask is None or request.method != "POST":
            return None
        try:
            refused: HttpResponseBase | None = ask(request, *args, **kwargs)
        except Http404:
            return answer(request, HTTPStatus.NOT_FOUND)
        except DomainError as error:
            return answer(request, error.status, error.detail, error.code)
        return refused


class RulesInWords:
    """Turn what services refuse into its page, wherever a view did not catch it.

    So is a method that a view does not take: Django's own answer is an empty page.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not isinstance(response, HttpResponseNotAllowed) or request.path.startswith("/api/"):
            return response
        said = answer(request, HTTPStatus.METHOD_NOT_ALLOWED)
        said.headers["Allow"] = response.headers["Allow"]
        return said

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, NotFound):
            return answer(request, HTTPStatus.NOT_FOUND)
        if isinstance(error, DomainError):
            return answer(request, error.status, error.detail, error.code)
        return None
