"""Asking for news: a stream that stays open, and a short answer for where no stream gets through.

Both are ordinary views, so that who may ask is decided as for every page. Under an asynchronous
server the stream is then kept open by ``live/streams.py``; under any other it answers what is
there to tell and ends, and a browser comes back after some seconds by itself.
"""

from collections.abc import Iterator
from typing import Final

import orjson
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.views.decorators.http import require_GET, require_safe

from annotations.live import messages
from annotations.live.asking import JSON, Question, Refused, question
from annotations.queries.presence import people_at
from annotations.queries.sessions import in_background
from annotations.queries.streams import missed
from annotations.services import presence

STREAM: Final = "text/event-stream; charset=utf-8"
DOOR: Final = "stetdesk.door"
"""Where in the scope of a request the asynchronous server put the ``Door``."""


class Door:
    """What an asynchronous server wants to know of a request that may be kept open."""

    question: Question | None = None
    """Set where it may."""


@in_background
@require_safe
def stream(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Begin a stream of what happens in a project."""
    try:
        asked = question(request, slug)
    except Refused as refusal:
        return refusal.answer()
    door = request.META.get("asgi.scope", {}).get(DOOR) if request.method == "GET" else None
    if isinstance(door, Door):
        door.question = asked
        told: Iterator[bytes] = iter(())
    else:
        told = iter((b"" if request.method == "HEAD" else _told(asked),))
    response = StreamingHttpResponse(told, content_type=STREAM)
    response.headers["X-Accel-Buffering"] = "no"
    response.headers["Cache-Control"] = "no-store"
    return response


@in_background
@require_GET
def poll(request: HttpRequest, slug: str) -> HttpResponse:
    """The same in one short answer: what happened since, and who else is there."""
    try:
        asked = question(request, slug)
    except Refused as refusal:
        return refusal.answer()
    found = missed(asked.asker.project_id, asked.asker.article_id, asked.after)
    body = {
        "events": [orjson.Fragment(one.body) for one in found.happenings],
        "last": found.last,
        "resync": found.resync,
        "people": others(asked),
    }
    return HttpResponse(orjson.dumps(body), content_type=JSON)


def others(asked: Question) -> list[dict[str, str]]:
    """Who else is at the article, after noting that whoever asks is; nobody for programs."""
    article, person = asked.asker.article_id, asked.asker.user_id
    if not asked.present or article is None:
        return []
    presence.stay([(article, person)])
    there = people_at([article]).get(article, {})
    return [named for one, named in there.items() if one != person]


def _told(asked: Question) -> bytes:
    """All that can be told at once."""
    found = missed(asked.asker.project_id, asked.asker.article_id, asked.after)
    told = messages.opening(found)
    if asked.present and asked.asker.article_id:
        told += messages.presence(asked.asker.article_id, others(asked))
    return told
