"""Addresses that only take forms: after an error the page stands there, and is opened again."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

View = Callable[..., HttpResponse]


def form_at(page: str, *kept: str, **query: str) -> Callable[[View], View]:
    """Take POST; a GET leads to ``page``, which has the form.

    ``kept`` are the parts of the address that the page has too, ``query`` those that are
    parameters there: name → part.
    """

    def around(view: View) -> View:
        posted = require_POST(view)

        @wraps(view)
        def answer(request: HttpRequest, **parts: Any) -> HttpResponse:
            if request.method not in ("GET", "HEAD"):
                return posted(request, **parts)
            address = reverse(page, kwargs={name: parts[name] for name in kept})
            asked = urlencode({name: parts[part] for name, part in query.items()})
            return redirect(f"{address}?{asked}" if asked else address)

        return answer

    return around
