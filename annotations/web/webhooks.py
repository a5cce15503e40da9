"""A project's webhooks: for leads."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.errors import DomainError
from annotations.domain.webhooks import TEST
from annotations.models import Project
from annotations.permissions import Can, NotAllowed, require
from annotations.queries.webhooks import calls_of_all, webhooks_of
from annotations.services.webhooks import create_webhook, remove_webhook, secret_of, send_test
from annotations.web import desk
from annotations.web.forms_webhooks import TOPICS, WebhookForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at


@login_required
@require_safe
def list_(request: HttpRequest, slug: str) -> HttpResponse:
    """The addresses that are called, what they were told last, and a form for another."""
    return _page(request, desk.project_named(request, slug), WebhookForm())


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
    calls, named = calls_of_all(webhooks), dict(TOPICS)
    context = {
        "section": "project",
        "project": project,
        "form": form,
        "topics": {**named, TEST: _("A test")},
        "webhooks": [
            {
                "webhook": one,
                "topics": [named[topic] for topic in one.topics],
                "secret": secret_of(one),
                "calls": calls[one.pk],
            }
            for one in webhooks
        ],
    }
    return render(request, "webhooks/page.html", context, status=status)
