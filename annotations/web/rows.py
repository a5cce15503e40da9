"""Rows of an article as they are now, for a page that shows them as they were."""

from collections.abc import Callable
from typing import Any, Final

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from annotations.models import Revision
from annotations.queries.sessions import in_background
from annotations.queries.touched import as_they_are, whole
from annotations.web.forms_reviews import cleaned
from annotations.web.forms_rows import RowsForm
from annotations.web.people import signed_in
from annotations.web.review_answers import counted


@in_background
@login_required
@require_GET
def read(request: HttpRequest, revision_id: int) -> HttpResponse:
    """What others changed, out of band: rows, counts, and whatever else of the page tells them."""
    revisions = Revision.objects.visible_to(signed_in(request)).select_related("article__project")
    revision = get_object_or_404(revisions, pk=revision_id)
    asked = cleaned(RowsForm(request.GET))
    template, more = PAGES[asked["page"]]
    if asked["all"]:
        touched = whole(revision, {})
    else:
        touched = as_they_are(revision, {*asked["tags"]}, {*asked["rows"]})
    context = {
        "page": touched.rows,
        "indexes": touched.indexes,
        "footing": touched.footing,
        **more(request, revision),
    }
    return render(request, template, context)


def _nothing(_request: HttpRequest, _revision: Revision) -> dict[str, Any]:
    return {}


def _of_review(request: HttpRequest, revision: Revision) -> dict[str, Any]:
    return counted(request, revision.article, revision.pk)


More = Callable[[HttpRequest, Revision], dict[str, Any]]
PAGES: Final[dict[str, tuple[str, More]]] = {
    "annotate": ("annotations/_changed.html", _nothing),
    "review": ("reviews/_counted.html", _of_review),
    "read": ("articles/_changed.html", _nothing),
}
"""Page → the template of its answer, and what that needs beside the rows."""
