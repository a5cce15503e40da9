"""What holds for every page: headers, how long a session lasts, who may open an account."""

import json
import time
from collections.abc import Callable
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import logout
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from annotations.queries import sessions
from annotations.web.security_events import REFUSED, access_refused

METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
JSON = "application/json; charset=utf-8"
REPORT_BYTES = 8 * 1024
log = structlog.get_logger(__name__)

Answer = Callable[[HttpRequest], HttpResponseBase]


class SafeHeaders:
    """Refuse odd methods, keep what a signed-in person saw out of every cache, log refusals."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.method not in METHODS:
            return _not_allowed(request)
        response = self.get_response(request)
        user = getattr(request, "user", None)
        signed_in = user is not None and user.is_authenticated
        if signed_in or "Authorization" in request.headers:
            response.headers["Cache-Control"] = "no-store"
        if response.status_code in REFUSED:
            access_refused(request, response.status_code)
        if request.method == "POST" and request.path == reverse("account_logout"):
            response.headers["Clear-Site-Data"] = _forgotten(request)
        return response


def _forgotten(request: HttpRequest) -> str:
    """What a browser drops at sign-out: its storage only where the page said that nothing waits."""
    return '"cache", "storage"' if request.POST.get("clear") == "1" else '"cache"'


def _not_allowed(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return HttpResponseNotAllowed(METHODS)
    detail = "This address does not take this method."
    body = {"code": "method_not_allowed", "detail": detail}
    headers = {"Allow": ", ".join(METHODS)}
    return JsonResponse(body, status=405, headers=headers, content_type=JSON)


class PlainAddresses:
    """Refuse what stands in no address of ours, before any view could make something of it.

    That is a NUL character, and on pages a parameter that stands there twice or that reads like
    a lookup of the ORM. (The API says the same of its parameters by name.)
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if "\0" in request.path:
            raise Http404
        if not request.path.startswith("/api/v1/"):
            for name, values in request.GET.lists():
                if name.startswith("_") or "__" in name or "\0" in name + values[0] or values[1:]:
                    raise BadRequest("unknown parameter")
        return self.get_response(request)


class SessionLimits:
    """End a session some hours after sign-in, and earlier when nobody used it.

    What a page asks for by itself (``in_background`` of the view) is no use of it.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.session.session_key and request.user.is_authenticated:
            now = int(time.time())
            request.session.setdefault(sessions.STARTED, now)
            if sessions.is_over(request.session, now):
                logout(request)
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Answer, *_: Any) -> None:
        """Note the use, with one write a minute at most."""
        idle = getattr(view, "in_background", False) or not request.session.session_key
        if idle or not request.user.is_authenticated:
            return
        now = int(time.time())
        if now - request.session.get(sessions.USED, 0) >= 60:
            request.session[sessions.USED] = now


class ClosedAccounts(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by whoever looks after the site, never by a visitor."""

    def is_open_for_signup(self, _request: HttpRequest) -> bool:
        return False

    def is_safe_url(self, url: str | None) -> bool:
        """Whether ``next`` may be followed: a path of this site, never an address with a host."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)


@csrf_exempt
@require_POST
def csp_report(request: HttpRequest) -> HttpResponse:
    """Log which rule of the content security policy a page broke; nothing a page contained."""
    if len(request.body) > REPORT_BYTES:
        return HttpResponse(status=413)
    try:
        report = json.loads(request.body)["csp-report"]
        rule = str(report.get("effective-directive", ""))[:100]
    except (ValueError, KeyError, TypeError, AttributeError):
        return HttpResponse(status=400)
    log.warning("csp_violation", directive=rule)
    return HttpResponse(status=204)
