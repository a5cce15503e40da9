"""Other words for a tag by quoting them, and one's last step back: what needs no script."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.domain.errors import DomainError, StaleVersion
from annotations.domain.quotes import MOST_PARTS, meant, places_of
from annotations.domain.spans import Span
from annotations.models import Annotation, Article
from annotations.permissions import Can, require
from annotations.queries import cards
from annotations.services.annotations import update_annotation
from annotations.services.fragments import Part
from annotations.web import changes
from annotations.web.operations import name_of, perform
from annotations.web.people import signed_in
from annotations.web.quotes import MOST, Match, match_at

STEPS: Final = ("undo", "redo")


@dataclass(frozen=True)
class Wanted:
    """Words of one part as typed, where they stand, and what is unclear about that."""

    words: str = ""
    span: Span | None = None
    error: str = ""
    matches: Sequence[Match] = field(default_factory=tuple)
    new: bool = False


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """Quote the words that a tag should have; where they stand twice, say which are meant."""
    found = Annotation.objects.visible_to(signed_in(request)).alive()
    annotation = get_object_or_404(
        found.select_related("article__project", "revision"), pk=annotation_id
    )
    require(signed_in(request), Can.ANNOTATE, annotation.article)
    if request.method != "POST":
        return _ask(request, annotation, _as_stored(annotation))
    parts = read(request.POST, annotation.revision.text, annotation.fragments)
    if any(part.span is None for part in parts) or not parts:
        return _ask(request, annotation, parts, status=422)
    return _move(request, annotation, parts)


@login_required
@require_POST
def step(request: HttpRequest, article_id: int, step: str) -> HttpResponse:
    """Take one's own last step in the story back, or do it again."""
    articles = Article.objects.visible_to(signed_in(request)).select_related("current_revision")
    article = get_object_or_404(articles, pk=article_id)
    require(signed_in(request), Can.ANNOTATE, article)
    assert article.current_revision is not None
    try:
        done = perform(signed_in(request), article.current_revision, {"operation": step})
        messages.success(request, done.said)
    except DomainError as error:
        messages.error(request, error.detail)
    return redirect("article-annotate", article.pk)


def read(data: QueryDict, text: str, fragments: Sequence[Span]) -> list[Wanted]:
    """The parts that ``data`` asks for, each with its place in ``text`` or what is unclear."""
    found = []
    for number, words in enumerate(data.getlist("part")[:MOST_PARTS]):
        if words.strip():
            found.append(_wanted(words, data.get(f"place-{number}", ""), text, fragments))
    return found


def _wanted(words: str, chosen: str, text: str, fragments: Sequence[Span]) -> Wanted:
    places = places_of(text, words)
    if not places:
        error = _("The article does not have these words. Copy them again.")
        return Wanted(words, error=error)
    picked = int(chosen) if chosen.isascii() and chosen.isdigit() else len(places)
    span = places[picked] if picked < len(places) else meant(places, fragments)
    if span:
        return Wanted(words, span)
    error = _("These words stand at %(count)d places.") % {"count": len(places)}
    matches = [match_at(text, number, each) for number, each in enumerate(places[:MOST])]
    return Wanted(words, error=error, matches=matches)


def _as_stored(annotation: Annotation) -> list[Wanted]:
    text = annotation.revision.text
    return [Wanted(text[span.start : span.end], span) for span in annotation.fragments]


def _move(request: HttpRequest, annotation: Annotation, parts: Sequence[Wanted]) -> HttpResponse:
    text = annotation.revision.text
    spans = [part.span for part in parts if part.span]
    try:
        changed = update_annotation(
            actor=signed_in(request),
            annotation_id=annotation.pk,
            version=changes.version(request.POST),
            fragments=[Part(span.start, span.end, text[span.start : span.end]) for span in spans],
        )
    except StaleVersion as error:
        messages.error(request, _("It changed while you were editing. Look again, then save."))
        annotation.version = error.extra["version"]
        return _ask(request, annotation, parts, status=HTTPStatus.CONFLICT)
    except DomainError as error:
        messages.error(request, error.detail)
        return _ask(request, annotation, parts, status=error.status)
    said = _("%(tag)s now reads: %(quote)s") % {"tag": name_of(changed), "quote": changed.quote}
    messages.success(request, said)
    return redirect("annotation-read", annotation.pk)


def _ask(
    request: HttpRequest, annotation: Annotation, parts: Sequence[Wanted], status: int = 200
) -> HttpResponse:
    context = {
        "annotation": annotation,
        "article": annotation.article,
        "project": annotation.article.project,
        "card": cards.card(annotation, signed_in(request)),
        "name": name_of(annotation),
        "version": annotation.version,
        "parts": [*parts, Wanted(new=True)],
    }
    return render(request, "annotations/words.html", context, status=status)
