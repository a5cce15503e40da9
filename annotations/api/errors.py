"""Every failure as one JSON object: ``{"code", "detail", "field"?, …}``.

Rules are refused by ``domain``; here are the refusals that only a JSON interface knows, and the
one handler that words all of them.
"""

import math
from collections.abc import Callable, Mapping
from typing import Any, Final

import structlog
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpResponse
from psycopg import errors as database
from rest_framework import exceptions

from annotations.api.answers import answer
from annotations.domain.errors import DomainError, NulNotAllowed, TooLarge, UnsupportedMediaType
from annotations.models import Annotation, Article, Membership
from annotations.permissions import NotAllowed
from annotations.queries import listing
from annotations.queries.annotations import document
from annotations.services.locking import NotFound

log = structlog.get_logger(__name__)


class Malformed(DomainError):
    """The request cannot be read; the more precise reasons are subclasses."""

    code = "malformed"
    status = 400
    message = "The request could not be read. Nothing was changed."


class BadJson(Malformed):
    """The body is not JSON in UTF-8."""

    code = "bad_json"
    message = "The body is not JSON in UTF-8. Nothing was changed."


class DuplicateKey(Malformed):
    """An object has the same key twice, so what was meant is not known."""

    code = "duplicate_key"
    message = "A key stands twice in one object. Nothing was changed. Send each key once."


class TooDeep(Malformed):
    """Objects and lists lie in each other beyond any use."""

    code = "too_deep"
    message = "The body is nested too deeply. Nothing was changed."


class BadNumber(Malformed):
    """A number that is none (NaN), or that no column could hold."""

    code = "bad_number"
    message = "A number in the body is too large, or is no number. Nothing was changed."


class NulCharacter(NulNotAllowed):
    """A string in the body holds a NUL character."""

    status = 400


class NotAnObject(Malformed):
    """The body is JSON, but not an object."""

    code = "not_an_object"
    message = "The body must be a JSON object. Nothing was changed."


class UnknownField(Malformed):
    """A field that this address does not take: nothing is ignored in silence."""

    code = "unknown_field"
    message = "This field is not known here. Nothing was changed."


class Required(Malformed):
    """A field is missing."""

    code = "required"
    message = "This field is needed. Nothing was changed."


class WrongType(Malformed):
    """A value of another type: numbers are numbers, not strings or true."""

    code = "wrong_type"
    message = "This value has the wrong type. Nothing was changed."


class BadValue(DomainError):
    """A value of the right type that is too long, too large, or not in the list."""

    code = "bad_value"
    message = "This value is not possible here. Nothing was changed."


class UnknownParameter(Malformed):
    """A query parameter that this address does not take."""

    code = "unknown_parameter"
    message = "This query parameter is not known here."


class RepeatedParameter(Malformed):
    """A query parameter stands in the address twice."""

    code = "repeated_parameter"
    message = "This query parameter stands in the address twice. Send it once."


class BadParameter(Malformed):
    """A query parameter with a value that it cannot have."""

    code = "bad_parameter"
    message = "This query parameter has a value that it cannot have."


class BadIfMatch(Malformed):
    """An If-Match header that names no version."""

    code = "bad_if_match"
    message = 'If-Match names one version, such as "3". Nothing was changed.'


class NotSignedIn(DomainError):
    """Neither a session nor a token came with the request."""

    code = "not_signed_in"
    status = 401
    message = "Sign in, or send a token: Authorization: Bearer …"


class BadCredentials(DomainError):
    """The token is unknown, expired or revoked, or its owner was deactivated."""

    code = "bad_credentials"
    status = 401
    message = "This token is not valid (any more). Make a new one."


class CsrfFailed(DomainError):
    """A change came with the session's cookie but without its CSRF token."""

    code = "csrf_failed"
    status = 403
    message = "The CSRF token is missing or wrong. Send it as X-CSRFToken, or use a token."


class NotFoundHere(DomainError):
    """There is no such thing, or the caller may not know of it: both look the same."""

    code = "not_found"
    status = 404
    message = "There is nothing at this address, or you cannot see it."


class MethodNotAllowed(DomainError):
    """The address exists, but not for this method."""

    code = "method_not_allowed"
    status = 405
    message = "This address does not take this method."


class Busy(DomainError):
    """Two changes waited for each other and this one gave way."""

    code = "busy"
    status = 409
    message = "Somebody changed the same thing at this moment. Nothing was changed. Try again."


class Throttled(DomainError):
    """More requests than the limits in docs/api.md allow."""

    code = "throttled"
    status = 429
    message = "Too many requests. Nothing was changed. Wait a moment and try again."

    @classmethod
    def until(cls, wait: float | None) -> "Throttled":
        """``wait`` in seconds, if it is known."""
        if wait is None:
            return cls()
        seconds = max(1, math.ceil(wait))
        number, unit = (math.ceil(seconds / 60), "minute") if seconds > 90 else (seconds, "second")
        told = f"{number} {unit}{'' if number == 1 else 's'}"
        return cls(
            f"Too many requests. Nothing was changed. Try again in {told}.", extra={"wait": wait}
        )


class InternalError(DomainError):
    """A mistake of ours; the log has the rest under the request's id."""

    code = "internal_error"
    status = 500
    message = "Something went wrong here. Nothing was changed. Try again, or report the id."


class Unavailable(DomainError):
    """The database cannot be reached."""

    code = "unavailable"
    status = 503
    message = "The service cannot be reached at the moment. Nothing was changed. Try again."


Wording = Callable[[Any], DomainError]
AS: Final[Mapping[type[Exception], Wording]] = {
    NotFound: lambda _: NotFoundHere(),
    Http404: lambda _: NotFoundHere(),
    exceptions.NotAuthenticated: lambda _: NotSignedIn(),
    exceptions.AuthenticationFailed: lambda _: BadCredentials(),
    exceptions.MethodNotAllowed: lambda _: MethodNotAllowed(),
    exceptions.UnsupportedMediaType: lambda _: UnsupportedMediaType(
        "Send the body as application/json. Nothing was changed."
    ),
    exceptions.Throttled: lambda error: Throttled.until(error.wait),
    exceptions.PermissionDenied: lambda error: (
        CsrfFailed() if str(error.detail).startswith("CSRF") else NotAllowed()
    ),
    exceptions.ParseError: lambda _: BadJson(),
    RequestDataTooBig: lambda _: TooLarge(),
    SuspiciousOperation: lambda _: Malformed(),
    BadRequest: lambda _: Malformed(),
    IntegrityError: lambda _: Busy(),
}
"""Exceptions of the frameworks → the refusal that tells them; the first that fits counts."""

GAVE_WAY: Final = (
    database.DeadlockDetected,
    database.SerializationFailure,
    database.LockNotAvailable,
)


def handle(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """Answer an exception of a view (DRF's exception handler)."""
    response = refuse(refusal(error))
    if response.status_code == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="Stetdesk"'
    wait = getattr(error, "wait", None)
    if response.status_code == 429 and wait is not None:
        response.headers["Retry-After"] = str(max(1, round(wait)))
    if response.status_code == 405:
        response.headers["Allow"] = ", ".join(context["view"].allowed_methods)
    return response


def refusal(error: Exception) -> DomainError:
    """The refusal that tells ``error``; what nobody expected is logged and told as an id only."""
    if isinstance(error, DomainError):
        return error
    if isinstance(error, OperationalError):
        return Busy() if isinstance(error.__cause__, GAVE_WAY) else _unexpected(error, Unavailable)
    for known, wording in AS.items():
        if isinstance(error, known):
            return wording(error)
    return _unexpected(error, InternalError)


def refuse(error: DomainError) -> HttpResponse:
    """The JSON of a refusal; the current row (412) comes in the shape of its GET."""
    extra = dict(error.extra)
    current = extra.pop("current", None)
    body: dict[str, Any] = {"code": error.code, "detail": error.detail}
    if error.field is not None:
        body["field"] = error.field
    body |= extra
    version = None
    if isinstance(current, Annotation):
        body["current"] = document(current.pk)
        version = current.version
    elif isinstance(current, Article):
        body["current"] = listing.article(current)
        version = current.version
    elif isinstance(current, Membership):
        body["current"] = listing.project(current)
        version = current.project.guidelines_version
    return answer(body, error.status, version=version)


def _unexpected(error: Exception, told_as: type[DomainError]) -> DomainError:
    log.error("request_failed", exc_info=error)
    request_id = structlog.contextvars.get_contextvars().get("request_id")
    return told_as(extra={"request_id": request_id})
