"""Versions of an article's text: that there is a newer one, and which tags fit it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.models import Article, Revision
from annotations.permissions import Can, require
from annotations.queries.articles import article_of, revision_of
from annotations.queries.revisions import fits, placed
from annotations.services.moves import Moved, move_annotations
from annotations.web import changes
from annotations.web.forms_articles import PlaceForm
from annotations.web.people import signed_in


@login_required
@require_safe
def revised(request: HttpRequest, article_id: int) -> HttpResponse:
    """What the banner says to whoever has an older version open; nothing for the newest."""
    article = _article(request, article_id)
    revision = version_asked_for(request, article) or _newest(article)
    is_old = revision.pk != article.current_revision_id
    context = {
        "article": article,
        "revision": revision,
        "fits": fits(revision, _newest(article)) if is_old else None,
    }
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
    before, after = _pair(article, old, new)
    found = placed(before, after)
    context = {
        "section": "queue",
        "project": article.project,
        "article": article,
        "old": before,
        "new": after,
        "fitting": [each for each in found if each.spans and not each.moved],
        "others": [each for each in found if not each.spans],
        "moved": [each for each in found if each.spans and each.moved],
    }
    return render(request, "articles/compare.html", context)


@login_required
@require_POST
def move(request: HttpRequest, article_id: int, old: int, new: int) -> HttpResponse:
    """Make the ticked tags anew on the other version."""
    article = _article(request, article_id)
    before, after = _pair(article, old, new)
    ids = [changes.identifier({"tag": each}, "tag") for each in request.POST.getlist("tag")]
    moved = move_annotations(actor=signed_in(request), old=before, new=after, ids=ids)
    tell = messages.success if moved.made else messages.warning
    tell(request, said_of(moved, after.number))
    return redirect("article-compare", article.pk, old, new)


def said_of(moved: Moved, number: int) -> str:
    """ "19 tags are on version 2 now, as drafts. 1 was there already." """
    count = len(moved.made)
    said = ngettext(
        "%(count)d tag is on version %(number)d now, as a draft.",
        "%(count)d tags are on version %(number)d now, as drafts.",
        count,
    ) % {"count": count, "number": number}
    if not count:
        said = _("No tag was moved. Tick some first.")
    if moved.known:
        names = ", ".join(tag.label for tag in moved.known)
        said += " " + _("There already: %(names)s.") % {"names": names}
    if moved.left:
        names = ", ".join(tag.label for tag in moved.left)
        said += " " + _("Left, as they do not fit: %(names)s.") % {"names": names}
    return said


def _pair(article: Article, old: int, new: int) -> tuple[Revision, Revision]:
    """Two versions that are not the same one. Raises Http404."""
    if old == new:
        raise Http404
    return _revision(article, old), _revision(article, new)
