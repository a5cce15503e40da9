"""The description of the API: /api/schema/ for programs, /api/docs/ for people.

Both are for whoever signed in or has a token: what is not public is not described in public.
"""

from functools import cache
from typing import Any

import orjson
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from annotations.api import errors, shapes
from annotations.api.answers import answer
from annotations.api.operations import Endpoint


class Schema(Endpoint):
    """/api/schema/"""

    @extend_schema(exclude=True)
    def get(self, _request: Request) -> HttpResponse:
        """OpenAPI 3 as JSON."""
        return answer(description())


@require_safe
@login_required
def docs(request: HttpRequest) -> HttpResponse:
    """Swagger UI, from our own server and within our own content security policy."""
    return render(request, "api/docs.html")


@csrf_exempt
def nowhere(_request: HttpRequest) -> HttpResponse:
    """What is under /api/ and has no view answers in JSON, too."""
    return errors.refuse(errors.NotFoundHere())


@cache
def description() -> bytes:
    """The OpenAPI document; the same for everybody, so made once."""
    generator = SchemaGenerator()  # type: ignore[no-untyped-call]
    document = generator.get_schema(request=None, public=True)  # type: ignore[no-untyped-call]
    return orjson.dumps(document)


def with_components(result: dict[str, Any], **_: Any) -> dict[str, Any]:
    """Add the named shapes (a postprocessing hook of drf-spectacular)."""
    components = result.setdefault("components", {})
    components["schemas"] = {**shapes.COMPONENTS, **components.get("schemas", {})}
    return result
