"""Forms of one's own account."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import ApiToken
from annotations.services.mailing import DAILY, EACH, OFF

THEMES: Final = (("", _("As the system says")), ("light", _("Light")), ("dark", _("Dark")))
SCOPES: Final = (
    (ApiToken.Scope.READ.value, _("Read articles, tags and history")),
    (ApiToken.Scope.ANNOTATE.value, _("Add stories, tag, submit")),
    (ApiToken.Scope.REVIEW.value, _("Sign off")),
    (ApiToken.Scope.EXPORT.value, _("Export, import and release data")),
    (ApiToken.Scope.MANAGE.value, _("Look after projects: members, vocabularies, webhooks")),
)
MAIL: Final = (
    (EACH, _("By mail a few minutes later, several together")),
    (DAILY, _("By mail once a day, in the morning")),
    (OFF, _("In the inbox only")),
)


class NameForm(forms.Form):
    """How one is called on screen."""

    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)


class MailForm(forms.Form):
    """Where and how often one is mailed; another address asks for the password."""

    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        required=False,
        widget=forms.EmailInput({"autocomplete": "email"}),
    )
    often = forms.ChoiceField(
        label=_("What came back to me"), choices=MAIL, widget=forms.RadioSelect
    )
    password = forms.CharField(
        label=_("Your password"),
        help_text=_("Only to change the address, as it can reset your password."),
        max_length=1_000,
        strip=False,
        required=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )


class ThemeForm(forms.Form):
    """Light, dark, or as the system says."""

    theme = forms.ChoiceField(
        label=_("Colours"), choices=THEMES, required=False, widget=forms.RadioSelect
    )


class TokenForm(forms.Form):
    """A token to make; named as the service's arguments."""

    name = forms.CharField(
        label=_("What for"),
        help_text=_("So that you know later which one to revoke."),
        max_length=100,
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        help_text=_("Never more than your own role allows."),
        choices=SCOPES,
        initial=[scope for scope in ApiToken.DEFAULT_SCOPES if scope != ApiToken.Scope.MANAGE],
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(label=_("Days it lives"), min_value=1, max_value=366, initial=90)
