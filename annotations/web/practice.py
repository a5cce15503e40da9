"""The practice story: what it is, its start, and the way past it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.practice import Progress
from annotations.models import Article, User
from annotations.queries import practice
from annotations.services.practice import decline
from annotations.services.practice import start as start_practice
from annotations.web.people import signed_in


@login_required
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """What the five tasks are, and how far one is. Nothing is made by looking."""
    article = practice.article_of(signed_in(request))
    context = {
        "article": article,
        "progress": practice.progress_of(article.pk, signed_in(request)) if article else Progress(),
    }
    return render(request, "practice/page.html", context)


@login_required
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Go to one's practice story, made where there is none; ``again`` makes a fresh one."""
    article = start_practice(actor=signed_in(request), again="again" in request.POST)
    return redirect("article-annotate", article.pk)


@login_required
@require_POST
def skip(request: HttpRequest) -> HttpResponse:
    """Leave practice for the queue, and do not be asked again."""
    decline(actor=signed_in(request))
    messages.info(request, _("The practice story stays in your menu, top right."))
    return redirect("queue-list")


def said_of(before: Progress | None, article: Article, actor: User) -> tuple[Progress | None, str]:
    """How far ``actor`` is now, and the sentence to say where that is further than ``before``."""
    now = practice.progress_in(article, actor)
    if now is None or before is None or now.count == before.count:
        return now, ""
    return now, _("Done: %(count)d of %(of)d.") % {"count": now.count, "of": now.of}
