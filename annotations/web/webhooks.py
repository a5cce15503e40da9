"""A project's webhooks: for leads."""

from typing import Any, Final

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.errors import DomainError
from annotations.domain.webhooks import TEST
from annotations.models import Project, Webhook, WebhookCall
from annotations.permissions import Can, NotAllowed, require
from annotations.queries.webhooks import NEWEST, calls_of, calls_of_all, webhook_of, webhooks_of
from annotations.services.webhooks import create_webhook, remove_webhook, secret_of, send_test
from annotations.web import desk
from annotations.web.forms_webhooks import TOPICS, CallsForm, WebhookForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at

A_PAGE: Final = 50  # calls of one webhook


@login_required
@require_safe
def list_(request: HttpRequest, slug: str) -> HttpResponse:
    """The addresses that are called, what they were told last, and a form for another."""
    return _page(request, desk.project_named(request, slug), WebhookForm())


@login_required
@require_safe
def calls(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """What one address was told, page by page."""
    project = desk.project_named(request, slug)
    require(signed_in(request), Can.MANAGE, project)
    webhook = webhook_of(project, webhook_id)
    if webhook is None:
        raise Http404
    form = CallsForm(request.GET)
    if not form.is_valid():
        raise BadRequest("unknown place")
    before = form.cleaned_data["before"]
    found = calls_of(webhook, before=before, limit=A_PAGE)
    context = {
        "section": "project",
        "project": project,
        "webhook": webhook,
        "topics": _topics(),
        "newest_url": f"{reverse('webhook-list', args=[slug])}#webhook-{webhook.pk}",
        **_shown(project, webhook, found, A_PAGE),
    }
    return render(request, "webhooks/calls.html", context)


@login_required
@form_at("webhook-list", "slug")
def create(request: HttpRequest, slug: str) -> HttpResponse:
    """Have another address called; its secret is on the page from then on."""
    project = desk.project_named(request, slug)
    form = WebhookForm(request.POST)
    if form.is_valid():
        try:
            create_webhook(actor=signed_in(request), project=project, **form.cleaned_data)
        except NotAllowed:
            raise
        except DomainError as error:
            form.add_error(error.field if error.field in form.fields else None, error.detail)
        else:
            messages.success(request, _("It is called from now on. Give its owner the secret."))
            return redirect("webhook-list", slug)
    return _page(request, project, form, status=422)


@login_required
@require_POST
def test(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Call it once."""
    project = desk.project_named(request, slug)
    send_test(actor=signed_in(request), project=project, webhook_id=webhook_id)
    messages.success(request, _("A test is on its way. Load the page again to see the answer."))
    return redirect("webhook-list", slug)


@login_required
@require_POST
def remove(request: HttpRequest, slug: str, webhook_id: int) -> HttpResponse:
    """Call it no more."""
    project = desk.project_named(request, slug)
    remove_webhook(actor=signed_in(request), project=project, webhook_id=webhook_id)
    messages.success(request, _("Nothing is sent there any more."))
    return redirect("webhook-list", slug)


def _page(
    request: HttpRequest, project: Project, form: WebhookForm, status: int = 200
) -> HttpResponse:
    require(signed_in(request), Can.MANAGE, project)
    webhooks = webhooks_of(project)
    told, named = calls_of_all(webhooks), _topics()
    context = {
        "section": "project",
        "project": project,
        "form": form,
        "topics": named,
        "webhooks": [
            {
                "webhook": one,
                "topics": [named[topic] for topic in one.topics],
                "secret": secret_of(one),
                **_shown(project, one, told[one.pk], NEWEST),
            }
            for one in webhooks
        ],
    }
    return render(request, "webhooks/page.html", context, status=status)


def _topics() -> dict[str, Any]:
    """What is called about, in words."""
    return {**dict(TOPICS), TEST: _("A test")}


def _shown(
    project: Project, webhook: Webhook, found: list[WebhookCall], limit: int
) -> dict[str, Any]:
    """As many calls as a page shows, and where older ones are, if there are any."""
    calls, older = found[:limit], ""
    if len(found) > limit:
        address = reverse("webhook-calls", args=[project.slug, webhook.pk])
        older = f"{address}?before={calls[-1].pk}"
    return {"calls": calls, "older_url": older}
