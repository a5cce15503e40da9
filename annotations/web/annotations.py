"""The annotate page, the card of an annotation, and the page that an annotation has of its own."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_safe

from annotations.domain.errors import DomainError, StaleVersion
from annotations.domain.reviews import WITHDRAWN
from annotations.domain.vocabulary import CLAIM
from annotations.models import Annotation, Article
from annotations.permissions import Can, require
from annotations.queries import cards, history, practice
from annotations.queries.gates import Held, reasons
from annotations.queries.margin import article_page
from annotations.queries.merges import merged_into
from annotations.queries.revisions import fits
from annotations.queries.streams import shown_by
from annotations.queries.vocabulary import choices, labels
from annotations.services.reviews import SubmitReport, submit_article
from annotations.web.conflicts import both_versions
from annotations.web.operations import name_of
from annotations.web.outbox import perform_once, posted_again
from annotations.web.people import signed_in
from annotations.web.posting import form_at
from annotations.web.revisions import version_asked_for
from annotations.web.splits import division


@login_required
@require_safe
def annotate(request: HttpRequest, article_id: int) -> HttpResponse:
    """The article with its marks, chips, card and outbox; an older version where asked for."""
    heard = shown_by(article_id)  # before anything that is shown is read
    articles = Article.objects.visible_to(signed_in(request))
    article = get_object_or_404(
        articles.select_related("project", "current_revision"), pk=article_id
    )
    require(signed_in(request), Can.ANNOTATE, article)
    newest = article.current_revision
    assert newest is not None
    revision = version_asked_for(request, article) or newest
    context = {
        "article": article,
        "project": article.project,
        "heard": heard,
        "page": article_page(revision),
        "fits": fits(revision, newest) if revision.pk != newest.pk else None,
        "findings": choices(article.project_id, "desk_status"),
        "section": "queue",
        "practice": practice.progress_in(article, signed_in(request)),
    }
    return render(request, "annotations/page.html", context)


@login_required
@form_at("article-annotate", "article_id")
def submit(request: HttpRequest, article_id: int) -> HttpResponse:
    """Hand in every claim that passes the gate, and say what was held back and why."""
    article = get_object_or_404(Article.objects.visible_to(signed_in(request)), pk=article_id)
    report = submit_article(actor=signed_in(request), article_id=article.pk)
    tell = messages.warning if report.held or not report.submitted else messages.success
    tell(request, said_of(report))
    return redirect("article-annotate", article.pk)


def said_of(report: SubmitReport) -> str:
    """ "9 claims submitted. 3 were held back: C10 and C12 have no source; C11 has no finding." """
    count = len(report.submitted)
    said = ngettext("%(count)d claim submitted.", "%(count)d claims submitted.", count)
    said = said % {"count": count} if count else _("No claim was submitted.")
    if not report.held:
        return said
    count = len(report.held)
    why = reasons(count, (Held(claim.label, gaps[0].code) for claim, gaps in report.held))
    held = ngettext(
        "%(count)d was held back: %(why)s.", "%(count)d were held back: %(why)s.", count
    )
    return f"{said} {held % {'count': count, 'why': why}}"


@login_required
@require_GET
def card(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """The card as the annotate page opens it."""
    annotation = _annotation(request, annotation_id)
    context = {"card": cards.card(annotation, signed_in(request))}
    return render(request, "annotations/_card.html", context)


@login_required
@require_safe
def read(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """An annotation's own page: everything that the card has, as forms that need no script."""
    return _own_page(request, _annotation(request, annotation_id, deleted=True))


@login_required
@form_at("annotation-read", "annotation_id")
def change(request: HttpRequest, annotation_id: UUID) -> HttpResponse:
    """One change sent by a form of that page; a conflict shows both versions."""
    annotation = _annotation(request, annotation_id, deleted=True)
    posted = {**request.POST.dict(), "id": str(annotation.pk)}
    try:
        outcome = perform_once(signed_in(request), annotation.revision, posted)
    except StaleVersion as error:
        both = both_versions(cards.card(annotation, signed_in(request)), posted)
        again = posted_again(posted, error.extra["version"])
        return _own_page(request, annotation, status=409, posted=again, **both.context)
    except DomainError as error:
        messages.error(request, error.detail)
        written = {"talk": posted}
        return _own_page(request, annotation, status=error.status, written=written)
    if not outcome.repeated:
        messages.success(request, outcome.said)
    return redirect("annotation-read", annotation.pk)


def _own_page(
    request: HttpRequest, annotation: Annotation, *, status: int = 200, **extra: Any
) -> HttpResponse:
    sent = extra.get("written", {}).get("talk", {})
    others = cards.linkable(annotation)
    context = {
        "card": cards.card(annotation, signed_in(request)),
        "annotation": annotation,
        "article": annotation.article,
        "project": annotation.article.project,
        "name": name_of(annotation),
        "events": history.of_annotation(annotation.pk),
        "into": merged_into(annotation) if annotation.deleted_at else None,
        "linkable": others,
        "mergeable": [one for one in others if one.kind == CLAIM and one.state != WITHDRAWN],
        "division": division(annotation, sent if sent.get("operation") == "split" else {}),
        "standalone": True,
        **extra,
        "labels": labels(annotation.project_id),
    }
    return render(request, "annotations/annotation.html", context, status=status)


def _annotation(request: HttpRequest, annotation_id: UUID, *, deleted: bool = False) -> Annotation:
    found = Annotation.objects.visible_to(signed_in(request)).select_related(
        "article__project", "revision"
    )
    return get_object_or_404(found if deleted else found.alive(), pk=annotation_id)
