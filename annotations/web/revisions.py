"""Versions of an article's text: that there is a newer one, and which tags fit it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from annotations.models import Article, Revision
from annotations.permissions import Can, require
from annotations.queries.articles import article_of, revision_of
from annotations.queries.revisions import fits, placed
from annotations.web.forms_articles import PlaceForm
from annotations.web.people import signed_in


@login_required
@require_safe
def revised(request: HttpRequest, article_id: int) -> HttpResponse:
    """What the banner says to whoever has an older version open; nothing for the newest."""
    article = _article(request, article_id)
    revision = version_asked_for(request, article) or _newest(article)
    context: dict[str, Any] = {"article": article, "revision": revision}
    if revision.pk != article.current_revision_id:
        context["fits"] = fits(revision, _newest(article))
    return render(request, "articles/_revised.html", context)


def version_asked_for(request: HttpRequest, article: Article) -> Revision | None:
    """The version of the text that the address names, if it names one. Raises Http404."""
    number = PlaceForm.read(request.GET).cleaned_data["version"]
    return _revision(article, number) if number else None


def _article(request: HttpRequest, article_id: int) -> Article:
    article = article_of(signed_in(request), article_id)
    if article is None or article.current_revision is None:
        raise Http404
    require(signed_in(request), Can.ANNOTATE, article)
    return article


def _newest(article: Article) -> Revision:
    assert article.current_revision is not None
    return article.current_revision


def _revision(article: Article, number: int) -> Revision:
    revision = revision_of(article, number)
    if revision is None:
        raise Http404
    return revision


@login_required
@require_safe
def compare(request: HttpRequest, article_id: int, old: int, new: int) -> HttpResponse:
    """The tags of one version beside where they lie in another, and those that fit nowhere."""
    article = _article(request, article_id)
    before, after = _revision(article, old), _revision(article, new)
    found = placed(before, after)
    context = {
        "section": "queue",
        "project": article.project,
        "article": article,
        "old": before,
        "new": after,
        "fitting": [each for each in found if each.spans],
        "others": [each for each in found if not each.spans],
    }
    return render(request, "articles/compare.html", context)
