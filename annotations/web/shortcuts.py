"""One's own keys: change them, go back to the usual ones, switch single keys off."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from annotations.services.shortcuts import reset_shortcuts, set_shortcuts, switch_single_keys
from annotations.web.forms_shortcuts import ShortcutsForm
from annotations.web.people import signed_in


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest) -> HttpResponse:
    """Every command with its keys; what cannot be taken is told at its field."""
    user = signed_in(request)
    form = ShortcutsForm(request.POST or None, preferences=user.preferences)
    if not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "settings/shortcuts.html", {"form": form}, status=status)
    set_shortcuts(user=user, keys=form.cleaned_data)
    messages.success(request, _("Your keys are saved."))
    return redirect("shortcuts-edit")


@login_required
@require_POST
def reset(request: HttpRequest) -> HttpResponse:
    """The usual keys again."""
    reset_shortcuts(user=signed_in(request))
    messages.success(request, _("All keys are the usual ones again."))
    return redirect("shortcuts-edit")


@login_required
@require_POST
def switch(request: HttpRequest) -> HttpResponse:
    """Switch single keys on or off; the help sends this from within a page."""
    on = request.POST.get("on") == "1"
    switch_single_keys(user=signed_in(request), on=on)
    words = _("Single keys are on.") if on else _("Single keys are off.")
    messages.success(request, words)
    return redirect("shortcuts-edit")
