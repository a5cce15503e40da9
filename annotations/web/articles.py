"""The article's own page: its words and tags to read, its history, what can be brought back."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from annotations.domain.errors import DomainError, StaleVersion
from annotations.models import Article, Revision
from annotations.permissions import Can, abilities, require
from annotations.queries import history, vocabulary
from annotations.queries.articles import (
    article_of,
    deleted_annotations,
    revision_of,
    revisions,
)
from annotations.queries.assignments import can_be_asked, of_article
from annotations.queries.margin import article_page
from annotations.queries.streams import shown_by
from annotations.services.annotations import restore_annotation
from annotations.services.articles import update_article
from annotations.services.assignments import NEEDS
from annotations.web.forms_articles import CorrectionForm, PlaceForm
from annotations.web.forms_assignments import AssignmentForm
from annotations.web.people import signed_in

EVENTS = 25
EVENTS_A_PAGE = 100


@login_required
@require_safe
def read(request: HttpRequest, article_id: int) -> HttpResponse:
    """Text with marks, what is known about it, its history and what was deleted."""
    heard = shown_by(article_id)  # before anything that is shown is read
    article = _article(request, article_id)
    revision = _revision(request, article)
    around = _around(request, article)
    context = {
        **around,
        **_assignments(request, article, around["may"]),
        "revision": revision,
        "revisions": revisions(article),
        "heard": heard,
        "page": article_page(revision),
        "deleted": deleted_annotations(article),
        "events": history.of_article(article.pk, limit=EVENTS),
        "labels": vocabulary.labels(article.project_id),
        "more_events": EVENTS,
    }
    return render(request, "articles/page.html", context)


@login_required
@require_safe
def history_(request: HttpRequest, article_id: int) -> HttpResponse:
    """All that happened to the article, a page at a time."""
    article = _article(request, article_id)
    form = PlaceForm.read(request.GET)
    events = history.of_article(article.pk, before=form.cleaned_data["before"], limit=EVENTS_A_PAGE)
    context = {
        **_around(request, article),
        "events": events,
        "labels": vocabulary.labels(article.project_id),
        "older_url": f"?before={events[-1].event.pk}" if len(events) == EVENTS_A_PAGE else "",
    }
    return render(request, "articles/history.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Correct what is known about an article; its text stays."""
    article = _article(request, article_id)
    require(signed_in(request), Can.INGEST, article)
    if request.method != "POST":
        return _correct(request, article, CorrectionForm(initial=_values(article)))
    form = CorrectionForm(request.POST)
    if not form.is_valid():
        return _correct(request, article, form, status=422)
    try:
        update_article(actor=signed_in(request), article_id=article.pk, **form.cleaned_data)
    except StaleVersion:
        return _changed_meanwhile(request, article, form)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.detail)
        return _correct(request, article, form, status=error.status)
    messages.success(request, _("Saved. The change is in the history."))
    return redirect("article-read", article.pk)


@login_required
@require_POST
def restore(request: HttpRequest, article_id: int, annotation_id: UUID) -> HttpResponse:
    """Bring a deleted tag back, as a draft."""
    article = _article(request, article_id)
    tag = restore_annotation(actor=signed_in(request), annotation_id=annotation_id)
    messages.success(request, _("%(label)s is back.") % {"label": tag.label})
    return redirect("article-read", article.pk)


def _article(request: HttpRequest, article_id: int) -> Article:
    article = article_of(signed_in(request), article_id)
    if article is None or article.current_revision is None:
        raise Http404
    return article


def _revision(request: HttpRequest, article: Article) -> Revision:
    """The version of the text that the address asks for, or the newest."""
    number = PlaceForm.read(request.GET).cleaned_data["version"]
    revision = revision_of(article, number) if number else article.current_revision
    if revision is None:
        raise Http404
    return revision


def _around(request: HttpRequest, article: Article) -> dict[str, Any]:
    may = abilities(signed_in(request), article.project_id)
    return {
        "section": "queue",
        "project": article.project,
        "article": article,
        "may": may,
        "may_annotate": Can.ANNOTATE in may,
        "may_correct": Can.INGEST in may,
        "may_decide": Can.DECIDE in may,
    }


def _assignments(request: HttpRequest, article: Article, may: frozenset[Can]) -> dict[str, object]:
    """Who is asked, and what the reader may do about it."""
    user, standing = signed_in(request), of_article(article)
    has = {each.task for each in standing if each.assignee_id == user.pk}
    may_assign = Can.ASSIGN in may
    people = can_be_asked(article.project_id) if may_assign else []
    return {
        "assignments": standing,
        "takes": [task for task, needed in NEEDS.items() if needed in may and task not in has],
        "may_assign": may_assign,
        "assignment_form": AssignmentForm().offering(people),
    }


def _values(article: Article) -> dict[str, object]:
    return {name: getattr(article, name) for name in CorrectionForm.base_fields}


def _correct(
    request: HttpRequest, article: Article, form: CorrectionForm, status: int = 200, **more: object
) -> HttpResponse:
    context = {"project": article.project, "article": article, "form": form, **more}
    return render(request, "articles/edit.html", context, status=status)


def _changed_meanwhile(
    request: HttpRequest, article: Article, form: CorrectionForm
) -> HttpResponse:
    """Show what stands there now beside what was typed; saving again takes the typed words."""
    again = CorrectionForm({**request.POST.dict(), "version": str(article.version)})
    stands = [
        (again.fields[name].label, getattr(article, name))
        for name in CorrectionForm.base_fields
        if name != "version" and form.cleaned_data[name] != getattr(article, name)
    ]
    return _correct(request, article, again, status=409, stands=stands)
