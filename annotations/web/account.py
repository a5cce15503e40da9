"""One's own account: name, mail, colours, password, tokens."""

from typing import Final

from allauth.core import ratelimit
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from annotations.domain.errors import DomainError
from annotations.queries.people import tokens_of
from annotations.services.mailing import how_often
from annotations.services.people import create_token, rename, revoke_token, set_mail
from annotations.web import desk, pages
from annotations.web.forms_settings import MailForm, NameForm, ThemeForm, TokenForm
from annotations.web.people import signed_in
from annotations.web.posting import form_at

YEAR: Final = 365 * 24 * 60 * 60  # seconds


@login_required
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    """Everything that is one's own to change."""
    return _page(request)


@login_required
@form_at("account-read")
def edit(request: HttpRequest) -> HttpResponse:
    """Change how one is called."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, name_form=form)
    rename(user=signed_in(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("account-read")


@login_required
@form_at("account-read")
def edit_mail(request: HttpRequest) -> HttpResponse:
    """Change one's address, for which the password is asked, and how often mails come."""
    form = MailForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, mail_form=form)
    user, values = signed_in(request), form.cleaned_data
    if values["email"] != user.email:
        if not ratelimit.consume(request, action="reauthenticate", user=user):
            return pages.too_many(request)
        if not user.check_password(values["password"]):
            form.add_error("password", _("This is not your password. Nothing was changed."))
            return _page(request, status=422, mail_form=form)
    set_mail(user=user, email=values["email"], often=values["often"])
    messages.success(request, _("Saved."))
    return redirect(reverse("account-read") + "#mail")


@login_required
@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours in a cookie, which the page's own switch writes as well."""
    form = ThemeForm(request.POST)
    if not form.is_valid():
        raise BadRequest("unknown theme")
    response = redirect("account-read")
    response.set_cookie(
        desk.THEME, form.cleaned_data["theme"], max_age=YEAR, samesite="Lax", secure=True
    )
    return response


@login_required
@form_at("account-read")
def add_token(request: HttpRequest) -> HttpResponse:
    """Make a token; the answer shows its secret, and nothing ever shows it again."""
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, status=422, token_form=form)
    try:
        token, secret = create_token(user=signed_in(request), **form.cleaned_data)
    except DomainError as error:
        form.add_error(error.field if error.field in form.fields else None, error.detail)
        return _page(request, status=error.status, token_form=form)
    return _page(request, status=201, made=token, secret=secret)


@login_required
@require_POST
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Revoke one of one's own tokens, at once and for good."""
    revoke_token(user=signed_in(request), token_id=token_id)
    messages.success(request, _("The token was revoked. Programs that use it are refused now."))
    return redirect("account-read")


def _page(request: HttpRequest, status: int = 200, **more: object) -> HttpResponse:
    user = signed_in(request)
    names = {"first_name": user.first_name, "last_name": user.last_name}
    context = {
        "name_form": NameForm(initial=names),
        "mail_form": MailForm(initial={"email": user.email, "often": how_often(user)}),
        "mail_server": bool(settings.EMAIL_HOST),
        "theme_form": ThemeForm(initial={"theme": request.COOKIES.get(desk.THEME, "")}),
        "token_form": TokenForm(),
        "tokens": tokens_of(user),
        "now": timezone.now(),
        **more,
    }
    return render(request, "settings/page.html", context, status=status)
