"""Asking people to work on an article, and taking it back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from annotations.domain.errors import DomainError
from annotations.models import Article
from annotations.permissions import NotAllowed
from annotations.queries.articles import article_of
from annotations.queries.assignments import can_be_asked
from annotations.services.assignments import assign, end_assignment
from annotations.web.forms_assignments import AssignmentForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at


@login_required
@form_at("article-read", "article_id")
def create(request: HttpRequest, article_id: int) -> HttpResponse:
    """Ask a member, or take the article on oneself; asked again, the day is moved."""
    article = _article(request, article_id)
    form = AssignmentForm(request.POST)
    if not form.is_valid():
        return _again(request, article, form, 422)
    values = form.cleaned_data
    try:
        made = assign(
            actor=signed_in(request),
            article_id=article.pk,
            username=values["user"],
            task=values["task"],
            due=values["due"],
        )
    except NotAllowed:
        raise
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.detail)
        return _again(request, article, form, error.status)
    own = made.assignment.assignee_id == signed_in(request).pk
    said = _("It is yours now.") if own else _("%(name)s is asked, and told so.")
    messages.success(request, said % {"name": made.assignment.assignee})
    return _back(article)


@login_required
@require_POST
def end(request: HttpRequest, article_id: int, assignment_id: int) -> HttpResponse:
    """Take back what somebody was asked for, or give back what one has."""
    article = _article(request, article_id)
    ended = end_assignment(
        actor=signed_in(request), article_id=article.pk, assignment_id=assignment_id
    )
    name = {"name": ended.assignee}
    messages.success(request, _("%(name)s is not asked for it any more.") % name)
    return _back(article)


def _article(request: HttpRequest, article_id: int) -> Article:
    article = article_of(signed_in(request), article_id)
    if article is None:
        raise Http404
    return article


def _again(
    request: HttpRequest, article: Article, form: AssignmentForm, status: int
) -> HttpResponse:
    """The form alone, with what is wrong."""
    form.offering(can_be_asked(article.project_id))
    context = {"section": "queue", "project": article.project, "article": article, "form": form}
    return render(request, "assignments/page.html", context, status=status)


def _back(article: Article) -> HttpResponse:
    return redirect(reverse("article-read", args=[article.pk]) + "#assignments")
