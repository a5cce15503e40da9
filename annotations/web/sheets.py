"""The sign-off sheet of an article: a page to print for the news desk and the lawyer."""

import structlog
from django import forms
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from annotations.permissions import Can, abilities, refusal
from annotations.queries.articles import article_of, revision_of
from annotations.queries.sheets import sheet
from annotations.web.people import signed_in

log = structlog.get_logger(__name__)


class SheetForm(forms.Form):
    """What may stand in the address of a sheet; anything else is refused."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    confidential = forms.BooleanField(required=False)

    @classmethod
    def read(cls, query: QueryDict) -> "SheetForm":
        """Raises BadRequest."""
        form = cls(query)
        if set(query) - set(form.fields) or not form.is_valid():
            raise BadRequest("unknown sheet")
        return form


@login_required
@require_safe
def read(request: HttpRequest, article_id: int) -> HttpResponse:
    """The text with marks and each claim with its sign-off; confidential sources are masked."""
    user = signed_in(request)
    article = article_of(user, article_id)
    if article is None or article.current_revision is None:
        raise Http404
    asked = SheetForm.read(request.GET).cleaned_data
    may = abilities(user, article.project_id)
    if asked["confidential"] and Can.UNMASK not in may:
        raise refusal(Can.UNMASK, user)
    number = asked["version"]
    revision = revision_of(article, number) if number else article.current_revision
    if revision is None:
        raise Http404
    if asked["confidential"]:
        log.info("sheet.unmasked", actor=user.pk, article=article.pk)
    context = {
        "sheet": sheet(article, revision, unmasked=asked["confidential"]),
        "article": article,
        "project": article.project,
        "unmasked": asked["confidential"],
        "may_unmask": Can.UNMASK in may,
        "may_decide": Can.DECIDE in may,
        "printed_at": timezone.now(),
    }
    return render(request, "articles/sheet.html", context)
