"""Forms of one's own account."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import ApiToken

THEMES: Final = (("", _("As the system says")), ("light", _("Light")), ("dark", _("Dark")))
SCOPES: Final = (
    (ApiToken.Scope.READ.value, _("Read articles, tags and history")),
    (ApiToken.Scope.ANNOTATE.value, _("Add stories, tag, submit")),
    (ApiToken.Scope.REVIEW.value, _("Sign off")),
    (ApiToken.Scope.EXPORT.value, _("Export")),
    (ApiToken.Scope.MANAGE.value, _("Look after projects: members, vocabularies, imports")),
)


class NameForm(forms.Form):
    """How one is called on screen."""

    first_name = forms.CharField(label=_("First name"), max_length=150, required=False)
    last_name = forms.CharField(label=_("Last name"), max_length=150, required=False)


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
        initial=list(ApiToken.DEFAULT_SCOPES),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )
    days = forms.IntegerField(label=_("Days it lives"), min_value=1, max_value=366, initial=90)
