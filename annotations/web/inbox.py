"""The inbox: what came back to whoever asks. Reading it marks nothing; its buttons do."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from annotations.queries import notices
from annotations.queries.notices import Wanted
from annotations.services.notices import mark_all_read, mark_read
from annotations.templatetags.notices import KINDS
from annotations.templatetags.notices import address as leads_to
from annotations.web import forms_inbox
from annotations.web.people import signed_in


@login_required
@require_safe
def list_(request: HttpRequest) -> HttpResponse:
    """One page of the inbox, as the address asks."""
    wanted = forms_inbox.read(request.GET)
    page = notices.inbox(signed_in(request), wanted)
    context = {
        "section": "inbox",
        "wanted": wanted,
        "page": page,
        "kinds": _kinds(wanted),
        "here": forms_inbox.address(wanted),
        "other_url": forms_inbox.address(wanted, unread=not wanted.unread, before=None) or "?",
        "newest_url": (forms_inbox.address(wanted, before=None) or "?") if wanted.before else "",
        "older_url": forms_inbox.address(wanted, before=page.older) if page.older else "",
        "now": timezone.now(),
    }
    return render(request, "inbox/page.html", context)


@login_required
@require_POST
def open_(request: HttpRequest, notice_id: int) -> HttpResponse:
    """Mark a notice as read and go where its reader can act on it."""
    heard = notices.one(signed_in(request), notice_id)
    if heard is None:
        raise Http404
    mark_read(actor=signed_in(request), notice_ids=[notice_id])
    return redirect(leads_to(heard))


@login_required
@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """Mark some notices as read, or all; then show the same page again."""
    wanted = forms_inbox.read(request.GET)
    form = forms_inbox.ReadForm(request.POST)
    if not form.is_valid():
        raise BadRequest("some or all")
    if form.cleaned_data["until"]:
        until, kind = form.cleaned_data["until"], wanted.kind
        number = mark_all_read(actor=signed_in(request), until=until, kind=kind)
    else:
        number = mark_read(actor=signed_in(request), notice_ids=form.cleaned_data["notice"])
    words = ngettext("%(number)d is read now.", "%(number)d are read now.", number)
    messages.success(request, words % {"number": number} if number else _("All is read already."))
    return redirect(reverse("inbox-list") + forms_inbox.address(wanted))


def _kinds(wanted: Wanted) -> list[dict[str, Any]]:
    named = [("", _("Everything")), *((kind, words) for kind, (words, _icon) in KINDS.items())]
    return [
        {
            "label": words,
            "url": forms_inbox.address(wanted, kind=kind, before=None) or "?",
            "current": kind == wanted.kind,
        }
        for kind, words in named
    ]
