"""The review page: the article beside the card of one claim, and what a reviewer sends.

Each form has two addresses that do the same: one answers with a redirect and needs no script,
the other with the parts of the page that changed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST, require_safe
from django_htmx.http import trigger_client_event

from annotations.domain.errors import ChangedSinceSeen, DomainError
from annotations.models import Annotation, Article, User
from annotations.permissions import Can, require
from annotations.queries.margin import article_page, block_at
from annotations.queries.review_cards import review_card
from annotations.queries.reviews import tally
from annotations.queries.streams import last_event
from annotations.services import reviews
from annotations.web.forms_reviews import (
    DecisionForm,
    OpenedForm,
    WithdrawForm,
    cleaned,
)
from annotations.web.people import signed_in


@dataclass(frozen=True)
class Result:
    """What came of a reviewer's form: the sentence that says so, or why it was refused.

    ``shown`` is the claim whose card is open afterwards; ``written`` is kept beside a refusal.
    """

    claim: Annotation
    shown: UUID
    said: str = ""
    error: DomainError | None = None
    written: Mapping[str, Any] = field(default_factory=dict)


Answer = Callable[[HttpRequest, Result], HttpResponse]


@login_required
@require_safe
def page(request: HttpRequest, article_id: int) -> HttpResponse:
    """The article with its claims; ``?claim=`` opens the card of one."""
    article = get_object_or_404(Article.objects.visible_to(signed_in(request)), pk=article_id)
    require(signed_in(request), Can.DECIDE, article)
    wanted = request.GET.get("claim", "")
    return _page(request, article_id, claim_of(request, wanted, article_id) if wanted else None)


@login_required
@require_GET
def card(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """The card of one claim, as the page's script opens it."""
    claim = claim_of(request, annotation_id)
    return render(request, "reviews/_card.html", {"card": review_card(claim, signed_in(request))})


@login_required
@require_POST
def decide(request: HttpRequest, annotation_id: UUID, answer: Answer) -> HttpResponse:
    """Store a verdict; an approval goes on to the next claim that is left."""
    claim = claim_of(request, annotation_id)
    given = cleaned(DecisionForm(request.POST))
    try:
        done = reviews.decide(actor=signed_in(request), annotation_id=claim.pk, **given)
    except DomainError as error:
        return answer(request, Result(claim, claim.pk, error=error, written=given))
    following = None
    if given["verdict"] == "approve":
        following = tally(claim.revision_id, signed_in(request)).after(claim)
    return answer(request, Result(claim, following or claim.pk, said_of(done)))


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


def as_page(request: HttpRequest, result: Result) -> HttpResponse:
    """Go back to the claim; a refusal is the page itself, with what was written."""
    if result.error:
        claim = claim_of(request, result.claim.pk)
        return _page(request, claim.article_id, claim, result, status=result.error.status)
    messages.success(request, result.said)
    address = chip_url(result.claim.article_id)
    return redirect(address.replace("{id}", str(result.shown)))


def as_card(request: HttpRequest, result: Result) -> HttpResponse:
    """The open card, the touched row and the tally, each swapped in by its id."""
    shown = claim_of(request, result.shown)
    shown_page = article_page(shown.revision)
    place = block_at(shown_page.blocks, result.claim.fragments[0].start)
    context = {
        **_card_context(request, shown, result),
        "page": shown_page,
        # Where the claim changed meanwhile its marks may be anywhere.
        "indexes": range(len(shown_page.blocks)) if result.error else [place],
        "chip_url": chip_url(shown.article_id),
        "tally": tally(shown.revision_id, signed_in(request)),
    }
    status = result.error.status if result.error else 200
    response = render(request, "reviews/_answer.html", context, status=status)
    told = {
        "said": result.error.detail if result.error else result.said,
        "decided": str(result.claim.pk),
        "refused": result.error.code if result.error else "",
    }
    return trigger_client_event(response, "stet:reviewed", told, after="settle")


def chip_url(article_id: int) -> str:
    """Where a claim is shown on the review page, with "{id}" for the claim's."""
    return reverse("article-review", args=[article_id]) + "?claim={id}#chip-{id}"


def said_of(done: reviews.Decided) -> str:
    """ "C3 is approved." or "C3: 1 of 2 approvals." """
    words = {
        "approved": _("%(label)s is approved."),
        "changes_requested": _("%(label)s goes back for changes."),
        "rejected": _("%(label)s is rejected."),
        "submitted": _("%(label)s has %(have)d of %(need)d approvals."),
    }
    named = {"label": done.annotation.label, "have": done.have, "need": done.need}
    return words[str(done.annotation.state)] % named


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


def _page(
    request: HttpRequest,
    article_id: int,
    claim: Annotation | None,
    result: Result | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    articles = Article.objects.select_related("project", "current_revision")
    article = articles.get(pk=article_id)
    revision = claim.revision if claim else article.current_revision
    assert revision is not None
    context = {
        "after": last_event(article.project_id),
        **(_card_context(request, claim, result) if claim else {}),
        "article": article,
        "project": article.project,
        "page": article_page(revision),
        "tally": tally(revision.pk, signed_in(request)),
        "chip_url": chip_url(article.pk),
        "section": "queue",
    }
    return render(request, "reviews/page.html", context, status=status)


def _card_context(request: HttpRequest, claim: Annotation, result: Result | None) -> dict[str, Any]:
    """The card, with a refusal and what was written where the card is that of its claim."""
    if result is None or result.error is None:
        return {"card": review_card(claim, signed_in(request))}
    opened = None
    if isinstance(result.error, ChangedSinceSeen):
        opened = cleaned(OpenedForm(request.POST))["version"]
    return {
        "card": review_card(claim, signed_in(request), opened_at=opened),
        "error": result.error,
        "written": result.written,
    }


def claim_of(
    request: HttpRequest, annotation_id: UUID | str, article_id: int | None = None
) -> Annotation:
    """A claim that whoever asks may decide on. Raises Http404 or NotAllowed."""
    user: User = signed_in(request)
    try:
        found = (
            Annotation.objects.visible_to(user).alive().claims().filter(pk=UUID(str(annotation_id)))
        )
    except ValueError:
        raise Http404 from None
    if article_id is not None:
        found = found.filter(article_id=article_id)
    claim = get_object_or_404(found.select_related("article__project", "revision", "author"))
    require(user, Can.DECIDE, claim.article)
    return claim
