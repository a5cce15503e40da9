"""The review page: the article beside the card of one claim, and what a reviewer sends.

Each form has two addresses that do the same: one answers with a redirect and needs no script,
the other with the parts of the page that changed.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import trigger_client_event

from annotations.domain.errors import DomainError
from annotations.models import Annotation
from annotations.queries.review_cards import review_card
from annotations.queries.reviews import tally
from annotations.services import reviews
from annotations.web.forms_reviews import (
    DecisionForm,
    OpenedForm,
    WithdrawForm,
    cleaned,
    filter_of,
)
from annotations.web.people import signed_in
from annotations.web.review_answers import (
    Answer,
    Result,
    article_of,
    card_context,
    claim_of,
    counted,
    said_of,
    whole_page,
)


@login_required
@require_safe
def page(request: HttpRequest, article_id: int) -> HttpResponse:
    """The article with its claims; ``?claim=`` opens the card of one."""
    article = article_of(request, article_id)
    wanted = request.GET.get("claim", "")
    return whole_page(
        request, article.pk, claim_of(request, wanted, article_id) if wanted else None
    )


@login_required
@require_GET
def filter_(request: HttpRequest, article_id: int) -> HttpResponse:
    """Which claims the filter in the address takes, for the page that is open already."""
    article = article_of(request, article_id)
    assert article.current_revision_id is not None
    context = counted(request, article, article.current_revision_id)
    response = render(request, "reviews/_filter_answer.html", context)
    told = {"query": context["query"]}
    return trigger_client_event(response, "stet:filtered", told, after="settle")


@login_required
@require_GET
def card(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """The card of one claim; ``?opened=`` names the version since which it tells all changes."""
    claim = claim_of(request, annotation_id)
    opened = cleaned(OpenedForm({"version": request.GET.get("opened", "")}))["version"]
    context = card_context(request, claim, None)
    if opened is not None:
        context["card"] = review_card(claim, signed_in(request), opened_at=opened)
    return render(request, "reviews/_card.html", context)


@login_required
@require_POST
def decide(request: HttpRequest, annotation_id: UUID, answer: Answer) -> HttpResponse:
    """Store a verdict; an approval goes on to the next claim that is left."""
    claim = claim_of(request, annotation_id)
    given = cleaned(DecisionForm(request.POST))
    goes_on = given.pop("then") or given["verdict"] == "approve"
    try:
        done = reviews.decide(actor=signed_in(request), annotation_id=claim.pk, **given)
    except DomainError as error:
        return answer(request, Result(claim, claim.pk, error=error, written=given))
    touched = [each.annotation for each in done.together]
    following = _following(request, claim) if goes_on else None
    return answer(request, Result(claim, following or claim.pk, said_of(done), touched=touched))


@login_required
@require_POST
def retract(request: HttpRequest, annotation_id: UUID, answer: Answer) -> HttpResponse:
    """Take one's own decision back."""
    claim = claim_of(request, annotation_id)
    said = _("Your decision on %(label)s is taken back.") % {"label": claim.label}
    return _try(request, claim, answer, said, reviews.retract, {})


@login_required
@require_POST
def withdraw(request: HttpRequest, annotation_id: UUID, answer: Answer) -> HttpResponse:
    """Take an approved claim back for good."""
    claim = claim_of(request, annotation_id)
    given = cleaned(WithdrawForm(request.POST))
    said = _("%(label)s is withdrawn.") % {"label": claim.label}
    return _try(request, claim, answer, said, reviews.withdraw, given)


ACTIONS: Final = {"decide": decide, "retract": retract, "withdraw": withdraw}
"""Verb in the address → the view, which is given how to answer."""


def _following(request: HttpRequest, claim: Annotation) -> UUID | None:
    """The next claim that is left for the reviewer, of those that the filter takes."""
    return tally(claim.revision_id, signed_in(request), filter_of(request.GET)).after(claim)


def _try(
    request: HttpRequest,
    claim: Annotation,
    answer: Answer,
    said: str,
    service: Callable[..., object],
    given: Mapping[str, Any],
) -> HttpResponse:
    try:
        service(actor=signed_in(request), annotation_id=claim.pk, **given)
    except DomainError as error:
        return answer(request, Result(claim, claim.pk, error=error, written=given))
    return answer(request, Result(claim, claim.pk, said))
