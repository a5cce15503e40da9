"""One declaration for each operation: what it takes, what it answers, how it is documented.

The decorator checks query, headers and body before the method runs, so that a method only calls a
service and shows what came of it. OpenAPI is told from the same declaration.
"""

import functools
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, cast

from django.http import HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import IsAuthenticated
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.views import APIView

from annotations.api import errors
from annotations.api.authentication import Bearer, Session
from annotations.api.fields import NOTHING, Field, Flag, Integer, Schema, Shape
from annotations.api.parsers import LARGEST, StrictJSON
from annotations.api.throttling import PerPerson
from annotations.domain.errors import DomainError, TooLarge, UnsupportedMediaType
from annotations.models import User
from annotations.permissions import NotAllowed

VERSION: Final = re.compile(r'(?:W/)?"?([0-9]{1,9})"?')
ERROR: Final[Schema] = {"$ref": "#/components/schemas/Error"}
ALWAYS: Final = (
    errors.UnknownParameter,
    errors.RepeatedParameter,
    errors.BadParameter,
    errors.NotSignedIn,
    errors.BadCredentials,
    errors.Throttled,
    errors.InternalError,
    errors.Unavailable,
)
WRITES: Final = (
    errors.BadJson,
    errors.DuplicateKey,
    errors.TooDeep,
    errors.BadNumber,
    errors.NulCharacter,
    errors.NotAnObject,
    errors.UnknownField,
    errors.Required,
    errors.WrongType,
    errors.BadValue,
    errors.CsrfFailed,
    errors.Busy,
    NotAllowed,
    TooLarge,
    UnsupportedMediaType,
)


@dataclass(frozen=True)
class Call:
    """A checked request. ``version`` is that of If-Match, None where it was not sent."""

    request: Request
    actor: User
    query: dict[str, Any]
    body: dict[str, Any]
    version: int | None

    @property
    def takes(self) -> bool:
        """Whether the body of the answer goes out: to HEAD only its headers do."""
        return self.request.method != "HEAD"


class OnlyJSON(BaseContentNegotiation):
    """Bodies are told by their type; answers are JSON whatever is asked for."""

    def select_parser(self, request: Request, parsers: Iterable[Any]) -> Any:
        sent = (request.content_type or "").partition(";")[0].strip().lower()
        return next((one for one in parsers if one.media_type == sent), None)

    def select_renderer(self, _request: Request, renderers: Any, _suffix: Any = None) -> Any:
        return renderers[0], renderers[0].media_type


class Endpoint(APIView):
    """An address of the API. ``largest`` limits the bytes of its bodies."""

    authentication_classes = [Bearer, Session]
    permission_classes = [IsAuthenticated]
    throttle_classes = [PerPerson]
    parser_classes = [StrictJSON]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = OnlyJSON
    http_method_names = ["get", "head", "post", "patch", "delete"]
    largest = LARGEST

    def get_exception_handler(self) -> Callable[..., HttpResponse]:
        return errors.handle


Method = Callable[..., HttpResponse]


def operation(
    summary: str,
    *,
    id: str,
    answers: Mapping[int, tuple[Schema | None, str]],
    body: Shape = NOTHING,
    query: Mapping[str, Field] | None = None,
    refusals: Iterable[type[DomainError]] = (),
    file: str = "",
    sends: Iterable[str] = (),
    if_match: str = "",
    found: bool = True,
) -> Callable[[Method], Method]:
    """Declare a method of an Endpoint; it is called with a ``Call`` and the parts of the path.

    ``answers``: status → (schema or None, description); ``if_match``: "required" or "honoured";
    ``found``: whether the address may name nothing (404); ``file``: media type of a body that the
    method reads itself; ``sends``: those of its answer with 200 where that is no JSON.
    """
    taken = dict(query or {})

    def decorate(method: Method) -> Method:
        @functools.wraps(method)
        def run(view: Endpoint, request: Request, **path: Any) -> HttpResponse:
            version = if_match_version(request) if if_match else None
            asked = checked_query(request, taken)
            sent = {} if file else checked_body(request, body)
            call = Call(request, cast("User", request.user), asked, sent, version)
            return method(view, call, **path)

        return extend_schema(
            operation_id=id,
            summary=summary,
            description=(method.__doc__ or "").strip() or None,
            parameters=[*_parameters(taken), *_if_match(if_match)],
            request=_request(body, file) if method.__name__ != "get" else None,
            responses=_answers(answers, sends) | _refusals(method, refusals, if_match, found),
        )(run)

    return decorate


def checked_query(request: Request, taken: Mapping[str, Field]) -> dict[str, Any]:
    """Read the query. Raises UnknownParameter, RepeatedParameter or BadParameter."""
    found = {}
    for name, values in request.query_params.lists():
        if name not in taken:
            known = ", ".join(taken) or "none"
            raise errors.UnknownParameter(
                f"There is no parameter “{name[:100]}” here. Known are: {known}.",
                field=name[:100],
            )
        if len(values) > 1:
            raise errors.RepeatedParameter(field=name)
        try:
            found[name] = taken[name].check(_typed(taken[name], values[0]), name)
        except DomainError as error:
            raise errors.BadParameter(error.detail, field=name) from None
    return found


def checked_body(request: Request, shape: Shape) -> dict[str, Any]:
    """Read the body. Raises what the parser and the fields raise, or NotAnObject."""
    if request.method in ("GET", "HEAD"):
        return {}
    data = request.data
    if not isinstance(data, dict):
        raise errors.NotAnObject
    checked: dict[str, Any] = shape.check(data, "")
    return checked


def if_match_version(request: Request) -> int | None:
    """The version that If-Match names, as ``"3"``, ``W/"3"`` or ``3``. Raises BadIfMatch."""
    sent = request.headers.get("If-Match")
    if sent is None:
        return None
    match = VERSION.fullmatch(sent.strip())
    if match is None:
        raise errors.BadIfMatch
    return int(match[1])


def _typed(field: Field, value: str) -> Any:
    """A query only has words: numbers and flags are read from them."""
    if isinstance(field, Integer) and value.isascii() and value.isdigit() and len(value) < 20:
        return int(value)
    if isinstance(field, Flag) and value in ("true", "false"):
        return value == "true"
    if "\0" in value:
        raise errors.NulCharacter
    return value


def _refused(
    method: Method, own: Iterable[type[DomainError]], if_match: str, found: bool
) -> list[type[DomainError]]:
    """What can go wrong: always, for a change, and for this operation."""
    return [
        *ALWAYS,
        *(WRITES if method.__name__ != "get" else ()),
        *own,
        *([errors.NotFoundHere] if found else ()),
        *([errors.BadIfMatch] if if_match else ()),
    ]


def _request(body: Shape, file: str) -> dict[str, Schema] | None:
    if file:
        return {file: {"type": "string", "format": "binary"}}
    return {"application/json": body.schema()} if body.fields else None


def _parameters(taken: Mapping[str, Field]) -> list[OpenApiParameter]:
    return [
        OpenApiParameter(name, type=field.schema(), description=field.about, location="query")
        for name, field in taken.items()
    ]


def _if_match(how: str) -> list[OpenApiParameter]:
    if not how:
        return []
    return [
        OpenApiParameter(
            "If-Match",
            type=str,
            location="header",
            required=how == "required",
            description='The version that you change, as its ETag said: `"3"`.',
        )
    ]


def _answers(
    answers: Mapping[int, tuple[Schema | None, str]], sends: Iterable[str]
) -> dict[Any, OpenApiResponse]:
    types = sorted({one.partition(";")[0] for one in sends})
    return {
        key: OpenApiResponse(schema, description=description)
        for status, (schema, description) in answers.items()
        for key in ([(status, type_) for type_ in types] if types and status == 200 else [status])
    }


def _refusals(
    method: Method, own: Iterable[type[DomainError]], if_match: str, found: bool
) -> dict[Any, OpenApiResponse]:
    by_status: dict[int, set[str]] = defaultdict(set)
    for one in _refused(method, own, if_match, found):
        by_status[one.status].add(one.code)
    return {
        status: OpenApiResponse(
            ERROR,
            description=", ".join(f"`{code}`" for code in sorted(codes)),
        )
        for status, codes in sorted(by_status.items())
    }
