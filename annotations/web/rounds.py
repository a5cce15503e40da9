"""What a reviewer does with an article as a whole: undo, finish, approve what was opened."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import reswap, trigger_client_event

from annotations.domain.errors import DomainError
from annotations.models import Annotation, Article
from annotations.queries.margin import article_page
from annotations.queries.reviews import tally
from annotations.services import reviews, rounds
from annotations.services.rounds import Finished
from annotations.web.forms_reviews import ApprovalsForm, cleaned, filter_of
from annotations.web.people import signed_in
from annotations.web.review_answers import (
    Answer,
    Result,
    article_of,
    as_card,
    counted,
    whole_page,
)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def finish(request: HttpRequest, article_id: int) -> HttpResponse:
    """Sum the review up; the form says that it is finished and goes back to the queue."""
    article = article_of(request, article_id)
    if request.method != "POST":
        assert article.current_revision_id is not None
        context = counted(request, article, article.current_revision_id)
        return render(request, "reviews/finish.html", {**context, "section": "queue"})
    done = rounds.finish_review(actor=signed_in(request), article_id=article.pk)
    messages.success(request, _said_of(done, article))
    return redirect(f"{reverse('queue-list')}?project={article.project.slug}&tab=review")


@login_required
@require_POST
def undo(request: HttpRequest, article_id: int, answer: Answer) -> HttpResponse:
    """Take back the last decision that still can be, and show its claim."""
    article = article_of(request, article_id)
    try:
        done = rounds.retract_last(actor=signed_in(request), article_id=article.pk)
    except DomainError as error:
        if answer is as_card:
            return _only_said(request, article, error)
        messages.error(request, error.detail)
        return whole_page(request, article.pk, None, status=error.status)
    said = _("Your decision on %(label)s is taken back.") % {"label": done.annotation.label}
    return answer(request, Result(done.annotation, done.annotation.pk, said))


@login_required
@require_POST
def approve_opened(request: HttpRequest, article_id: int) -> HttpResponse:
    """Approve the ticked claims, each as its card showed it: all of them, or none."""
    article = article_of(request, article_id)
    given = cleaned(ApprovalsForm(request.POST))["claims"]
    user = signed_in(request)
    try:
        done = reviews.approve_opened(actor=user, article_id=article.pk, seen=given)
    except DomainError as error:
        return _only_said(request, article, error)
    claims = [each.annotation for each in done]
    following = tally(claims[-1].revision_id, user, filter_of(request.GET)).after(claims[-1])
    shown = following or claims[-1].pk
    return as_card(request, Result(claims[-1], shown, _approved(claims), touched=claims))


def _only_said(request: HttpRequest, article: Article, error: DomainError) -> HttpResponse:
    """Why nothing was done, for the page's script, with the rows and counts as they are now."""
    revision = article.current_revision
    assert revision is not None
    shown = article_page(revision)
    context = {
        **counted(request, article, revision.pk),
        "page": shown,
        "indexes": range(len(shown.blocks)),
    }
    response = render(request, "reviews/_counted.html", context, status=error.status)
    told = {"said": error.detail, "decided": "", "refused": error.code, "only": True}
    return trigger_client_event(reswap(response, "none"), "stet:reviewed", told, after="settle")


def _approved(claims: list[Annotation]) -> str:
    labels = ", ".join(claim.label for claim in claims)
    said = ngettext(
        "%(count)d claim approved: %(labels)s.",
        "%(count)d claims approved: %(labels)s.",
        len(claims),
    )
    return said % {"count": len(claims), "labels": labels}


def _said_of(done: Finished, article: Article) -> str:
    """ "The review of “…” is finished: 3 approved, 1 sent back. Edda Lindqvist was told." """
    named = {"headline": article.headline, **done.counts}
    if done.finished is None:
        return _("You decided nothing on “%(headline)s”, so there was nothing to finish.") % named
    if not done.new:
        return (
            _("You had finished the review of “%(headline)s” already, and decided nothing since.")
            % named
        )
    said = _(
        "The review of “%(headline)s” is finished: %(approved)d approved, %(changes_requested)d"
        " sent back, %(rejected)d rejected, %(open)d open."
    )
    if not done.told:
        return said % named
    names = ", ".join(str(person) for person in done.told)
    heard = ngettext("%(names)s is told now.", "Told now: %(names)s.", len(done.told))
    return f"{said % named} {heard % {'names': names}}"
