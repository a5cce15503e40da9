"""Tagging by quoted text: for whoever does not select with a mouse, or has no scripts."""

import uuid
from dataclasses import dataclass

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from annotations.domain.quotes import places_of
from annotations.domain.spans import Span
from annotations.models import Annotation, Article, Revision
from annotations.permissions import Can, require
from annotations.services.annotations import create_annotation
from annotations.services.fragments import Part
from annotations.web.operations import name_of
from annotations.web.people import signed_in

MOST = 50  # matches shown
AROUND = 60  # code points of context on each side


class QuoteForm(forms.Form):
    """Words of the article, what they are, and which of several places is meant."""

    quote = forms.CharField(
        label=gettext_lazy("Words of the article"),
        max_length=5000,
        widget=forms.Textarea({"rows": 3, "dir": "auto"}),
        help_text=gettext_lazy("Paste or type them; line breaks and spaces need not be the same."),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("They are"), choices=Annotation.Kind.choices, initial="claim"
    )
    place = forms.IntegerField(
        required=False, min_value=0, max_value=10_000, widget=forms.HiddenInput
    )


@dataclass(frozen=True)
class Match:
    """A place where the words stand, with what stands around it."""

    number: int
    before: str
    words: str
    after: str


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def create(request: HttpRequest, article_id: int) -> HttpResponse:
    """Tag quoted words; where they stand at several places, list these to choose from."""
    article = _article(request, article_id)
    revision = article.current_revision
    assert revision is not None
    form = QuoteForm(request.POST or None)
    context = {"article": article, "project": article.project, "form": form}
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "annotations/quote.html", context, status=status)
    places = places_of(revision.text, form.cleaned_data["quote"])
    chosen = form.cleaned_data["place"]
    if len(places) == 1 or (chosen is not None and chosen < len(places)):
        return _tag(request, revision, form.cleaned_data["kind"], places[chosen or 0])
    if not places:
        form.add_error("quote", _("The article does not have these words. Copy them again."))
    context["matches"] = [match_at(revision.text, n, span) for n, span in enumerate(places[:MOST])]
    return render(request, "annotations/quote.html", context, status=200 if places else 422)


def match_at(text: str, number: int, span: Span) -> Match:
    return Match(
        number,
        text[max(0, span.start - AROUND) : span.start],
        text[span.start : span.end],
        text[span.end : span.end + AROUND],
    )


def _tag(request: HttpRequest, revision: Revision, kind: str, span: Span) -> HttpResponse:
    made = create_annotation(
        actor=signed_in(request),
        revision_id=revision.pk,
        id=uuid.uuid4(),
        kind=kind,
        fragments=[Part(span.start, span.end, revision.text[span.start : span.end])],
    ).annotation
    messages.success(request, _("%(tag)s added.") % {"tag": name_of(made)})
    return redirect(f"{reverse('article-annotate', args=[revision.article_id])}#chip-{made.pk}")


def _article(request: HttpRequest, article_id: int) -> Article:
    articles = Article.objects.visible_to(signed_in(request))
    article = get_object_or_404(
        articles.select_related("project", "current_revision"), pk=article_id
    )
    require(signed_in(request), Can.ANNOTATE, article)
    return article
