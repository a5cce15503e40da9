"""Rows of an article as they are now, for a page that shows them as they were."""

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from annotations.models import Revision
from annotations.queries.margin import ArticlePage, article_page, blocks_of
from annotations.queries.reviews import tally
from annotations.queries.sessions import in_background
from annotations.web.forms_reviews import cleaned
from annotations.web.forms_rows import RowsForm
from annotations.web.people import signed_in
from annotations.web.reviews import chip_url


@in_background
@login_required
@require_GET
def read(request: HttpRequest, revision_id: int) -> HttpResponse:
    """What others changed, out of band: rows, counts, and whatever else of the page tells them."""
    revisions = Revision.objects.visible_to(signed_in(request)).select_related("article__project")
    revision = get_object_or_404(revisions, pk=revision_id)
    asked = cleaned(RowsForm(request.GET))
    template, more = PAGES[asked["page"]]
    page = article_page(revision)
    indexes = touched(page, asked)
    context = {"page": page, "footing": page, "indexes": indexes, **more(request, revision)}
    return render(request, template, context)


def touched(page: ArticlePage, asked: Mapping[str, Any]) -> set[int]:
    """Indexes of the rows to draw: those named, and those where the named tags now stand.

    What a tag is linked with says so in its own row.
    """
    every = range(len(page.blocks))
    if asked["all"]:
        return set(every)
    wanted = {str(tag) for tag in asked["tags"]}
    near = wanted | {peer for tag in page.tags if tag.id in wanted for peer in tag.peers}
    spans = [span for tag in page.tags if tag.id in near for span in tag.fragments]
    return (set(asked["rows"]) | blocks_of(page.blocks, spans)) & set(every)


def _nothing(_request: HttpRequest, _revision: Revision) -> dict[str, Any]:
    return {}


def _of_review(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    return {
        "project": revision.article.project,
        "chip_url": chip_url(revision.article_id),
        "tally": tally(revision.pk, signed_in(request)),
    }


More = Callable[[HttpRequest, Revision], dict[str, Any]]
PAGES: Final[dict[str, tuple[str, More]]] = {
    "annotate": ("annotations/_changed.html", _nothing),
    "review": ("reviews/_changed.html", _of_review),
    "read": ("articles/_changed.html", _nothing),
}
"""Page → the template of its answer, and what that needs beside the rows."""
