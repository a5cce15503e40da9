"""What a reviewer says of a claim without deciding: comments, threads, suggested edits.

Like verdicts it has two addresses: one answers with a redirect and needs no script, the other with
the parts of the page that changed.
"""

from uuid import UUID

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from annotations.domain.errors import DomainError
from annotations.models import Annotation
from annotations.queries.margin import article_page, block_at
from annotations.queries.review_cards import review_card
from annotations.queries.reviews import tally
from annotations.web import changes
from annotations.web.forms_reviews import filter_of
from annotations.web.people import signed_in
from annotations.web.review_answers import Answer, Result, chip_url, claim_of
from annotations.web.talk import REVIEWING, TALK


@login_required
@require_POST
def talk(request: HttpRequest, annotation_id: UUID, answer: Answer) -> HttpResponse:
    """Say something about a claim, or suggest an edit of it."""
    claim = claim_of(request, annotation_id)
    posted = {**request.POST.dict(), "id": str(claim.pk)}
    operation = str(posted.get("operation", ""))
    if operation not in REVIEWING:
        raise changes.Malformed(field="operation")
    try:
        outcome = TALK[operation](signed_in(request), claim.revision, posted)
    except DomainError as error:
        return answer(request, Result(claim, claim.pk, error=error, written={"talk": posted}))
    return answer(request, Result(claim, claim.pk, outcome.said))


def as_parts(request: HttpRequest, result: Result) -> HttpResponse:
    """The threads, the suggestions and the claim's row, each swapped in by its id."""
    claim: Annotation = claim_of(request, result.claim.pk)
    wanted = filter_of(request.GET)
    shown = article_page(claim.revision)
    context = {
        "card": review_card(claim, signed_in(request)),
        "page": shown,
        "indexes": [block_at(shown.blocks, claim.fragments[0].start)],
        "chip_url": chip_url(claim.article_id, wanted),
        "tally": tally(claim.revision_id, signed_in(request), wanted),
        "error": result.error,
    }
    status = result.error.status if result.error else 200
    response = render(request, "reviews/_talked.html", context, status=status)
    told = {
        "said": result.error.detail if result.error else result.said,
        "refused": result.error.code if result.error else "",
    }
    return trigger_client_event(response, "stet:talked", told, after="settle")
