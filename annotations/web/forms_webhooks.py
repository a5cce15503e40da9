"""The form of a webhook, and where a page of its calls begins."""

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.domain.addresses import LONGEST
from annotations.domain.webhooks import APPROVAL_ENDED, APPROVED_CLAIM, RELEASED

TOPICS = (
    (APPROVED_CLAIM, _("A claim is approved")),
    (APPROVAL_ENDED, _("An approval ends: edited, taken back or withdrawn")),
    (RELEASED, _("A release is made")),
)


class WebhookForm(forms.Form):
    """Named as the service's arguments."""

    url = forms.CharField(
        label=_("Address"),
        max_length=LONGEST,
        widget=forms.URLInput({"placeholder": "https://", "autocomplete": "off"}),
    )
    topics = forms.MultipleChoiceField(
        label=_("Called when"),
        choices=TOPICS,
        initial=[topic for topic, _label in TOPICS],
        widget=forms.CheckboxSelectMultiple,
    )


class CallsForm(forms.Form):
    """Where a page of calls begins."""

    before = forms.UUIDField(required=False)
