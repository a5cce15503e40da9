"""What can be asked of an export."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.formats import FORMATS

STATES: Final = (
    ("approved", _("Approved claims")),
    ("submitted", _("Claims that wait for sign-off")),
    ("draft", _("Drafts")),
    ("changes_requested", _("Claims sent back for changes")),
    ("rejected", _("Rejected claims")),
    ("withdrawn", _("Withdrawn claims")),
    ("all", _("Everything")),
)


class OrderForm(forms.Form):
    """Format and state of an export."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(module.NAME, module.LABEL) for module in FORMATS.values()],
        initial="jsonl",
    )
    state = forms.ChoiceField(label=_("What"), choices=STATES, initial="approved")


class RequestForm(OrderForm):
    """An order as it is sent, with what only leads may ask for."""

    unmasked = forms.BooleanField(required=False)
