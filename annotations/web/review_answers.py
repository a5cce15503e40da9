"""What the review page answers: the whole page, or the parts of it that a form changed."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django_htmx.http import trigger_client_event

from annotations.domain.errors import ChangedSinceSeen, DomainError
from annotations.models import Annotation, Article, User
from annotations.permissions import Can, require
from annotations.queries.margin import ArticlePage, article_page, block_at
from annotations.queries.review_cards import review_card
from annotations.queries.review_filters import Filter, options
from annotations.queries.reviews import NO_FILTER, Tally, tally
from annotations.queries.rounds import round_of
from annotations.queries.streams import shown_by
from annotations.queries.vocabulary import vocabularies
from annotations.services.decisions import Decided
from annotations.web.forms_reviews import SIGNOFFS, OpenedForm, cleaned, filter_of
from annotations.web.people import signed_in


@dataclass(frozen=True)
class Result:
    """What came of a reviewer's form: the sentence that says so, or why it was refused.

    ``shown`` is the claim whose card is open afterwards, ``touched`` are all whose state changed;
    ``written`` is kept beside a refusal.
    """

    claim: Annotation
    shown: UUID
    said: str = ""
    error: DomainError | None = None
    written: Mapping[str, Any] = field(default_factory=dict)
    touched: Sequence[Annotation] = ()


Answer = Callable[[HttpRequest, Result], HttpResponse]


def as_page(request: HttpRequest, result: Result) -> HttpResponse:
    """Go back to the claim; a refusal is the page itself, with what was written."""
    if result.error:
        claim = claim_of(request, result.claim.pk)
        return whole_page(request, claim.article_id, claim, result, status=result.error.status)
    messages.success(request, result.said)
    address = chip_url(result.claim.article_id, filter_of(request.GET))
    return redirect(address.replace("{id}", str(result.shown)))


def as_card(request: HttpRequest, result: Result) -> HttpResponse:
    """The open card, the touched rows and the counts, each swapped in by its id."""
    shown = claim_of(request, result.shown)
    shown_page = article_page(shown.revision)
    context = {
        **card_context(request, shown, result),
        **counted(request, shown.article, shown.revision_id),
        "page": shown_page,
        "indexes": _indexes(shown_page, result),
    }
    status = result.error.status if result.error else 200
    response = render(request, "reviews/_answer.html", context, status=status)
    return reviewed(response, result)


def reviewed(response: HttpResponse, result: Result) -> HttpResponse:
    """Have the page's script know what happened."""
    told = {
        "said": result.error.detail if result.error else result.said,
        "decided": str(result.claim.pk),
        "refused": result.error.code if result.error else "",
    }
    return trigger_client_event(response, "stet:reviewed", told, after="settle")


def whole_page(
    request: HttpRequest,
    article_id: int,
    claim: Annotation | None,
    result: Result | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page with the card of ``claim``, or with none."""
    heard = shown_by(article_id)  # before anything that is shown is read
    articles = Article.objects.select_related("project", "current_revision")
    article = articles.get(pk=article_id)
    revision = claim.revision if claim else article.current_revision
    assert revision is not None
    counts = counted(request, article, revision.pk)
    shown: Tally = counts["tally"]
    terms = vocabularies(article.project_id)
    context = {
        **(card_context(request, claim, result) if claim else {}),
        **counts,
        "heard": heard,
        "page": article_page(revision),
        "options": options(shown.rows, shown.wanted, terms),
        "signoffs": SIGNOFFS,
        "section": "queue",
    }
    return render(request, "reviews/page.html", context, status=status)


def counted(request: HttpRequest, article: Article, revision_id: int) -> dict[str, Any]:
    """What the page says beside the card: counts, the filter, the reviewer's round."""
    wanted = filter_of(request.GET)
    return {
        "article": article,
        "project": article.project,
        "tally": tally(revision_id, signed_in(request), wanted),
        "round": round_of(article.pk, signed_in(request)),
        "wanted": wanted,
        "chip_url": chip_url(article.pk, wanted),
        "query": f"?{wanted.query}" if wanted.query else "",
    }


def card_context(request: HttpRequest, claim: Annotation, result: Result | None) -> dict[str, Any]:
    """The card, with a refusal and what was written where the card is that of its claim."""
    wanted = filter_of(request.GET)
    context: dict[str, Any] = {"query": f"?{wanted.query}" if wanted.query else ""}
    if result is None or result.error is None:
        return {**context, "card": review_card(claim, signed_in(request))}
    opened = None
    if isinstance(result.error, ChangedSinceSeen):
        opened = cleaned(OpenedForm(request.POST))["version"]
    return {
        **context,
        "card": review_card(claim, signed_in(request), opened_at=opened),
        "error": result.error,
        "written": result.written,
    }


def chip_url(article_id: int, wanted: Filter = NO_FILTER) -> str:
    """Where a claim is shown on the review page, with "{id}" for the claim's."""
    query = f"{wanted.query}&" if wanted.query else ""
    return f"{reverse('article-review', args=[article_id])}?{query}claim={{id}}#chip-{{id}}"


SAID: Final = {
    "approved": lambda: _("%(label)s is approved."),
    "changes_requested": lambda: _("%(label)s goes back for changes."),
    "rejected": lambda: _("%(label)s is rejected."),
    "submitted": lambda: _("%(label)s has %(have)d of %(need)d approvals."),
}


def said_of(done: Decided) -> str:
    """ "C3 is approved, and 2 repeats with it." or "C3 has 1 of 2 approvals." """
    named = {"label": done.annotation.label, "have": done.have, "need": done.need}
    sentence = SAID[str(done.annotation.state)]() % named
    if not done.together:
        return sentence
    labels = ", ".join(each.annotation.label for each in done.together)
    more = ngettext(
        "So is what repeats it: %(labels)s.",
        "So are those that repeat it: %(labels)s.",
        len(done.together),
    )
    return f"{sentence} {more % {'labels': labels}}"


def article_of(request: HttpRequest, article_id: int) -> Article:
    """The article, if whoever asks may review it. Raises Http404 or NotAllowed."""
    found = Article.objects.visible_to(signed_in(request))
    article = get_object_or_404(found.select_related("project", "current_revision"), pk=article_id)
    require(signed_in(request), Can.DECIDE, article)
    return article


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


def _indexes(page: ArticlePage, result: Result) -> Sequence[int]:
    """The rows to draw again: where a claim changed meanwhile its marks may be anywhere."""
    if result.error:
        return range(len(page.blocks))
    touched = [result.claim, *result.touched]
    here = [claim for claim in touched if claim.revision_id == page.revision.pk]
    return sorted({block_at(page.blocks, claim.fragments[0].start) for claim in here})
