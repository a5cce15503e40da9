"""What can be asked of an export."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.formats import FORMATS, lacking
from annotations.formats.redaction import ALL, BY_LICENCE, NONE

STATES: Final = (
    ("approved", _("Approved claims")),
    ("submitted", _("Claims that wait for sign-off")),
    ("draft", _("Drafts")),
    ("changes_requested", _("Claims sent back for changes")),
    ("rejected", _("Rejected claims")),
    ("withdrawn", _("Withdrawn claims")),
    ("all", _("Everything")),
)
TEXTS: Final = (
    (ALL, _("All texts")),
    (BY_LICENCE, _("Texts whose licence lets them be passed on")),
    (NONE, _("No article texts: offsets and hashes; notes and normalised claims stay")),
)
IN_IT, HIDDEN = "in", "hidden"
BOILERPLATE: Final = (
    (IN_IT, _("Kept in the text")),
    (HIDDEN, _("Hidden, with what is tagged there")),
)


class FormatSelect(forms.Select):
    """The formats; one whose package is not installed is shown, and cannot be chosen."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(*args, **kwargs)
        if package := lacking(str(option["value"])):
            option["attrs"]["disabled"] = True
            option["label"] = _("%(format)s (needs %(package)s, not installed here)") % {
                "format": option["label"],
                "package": package,
            }
        return option


class PageForm(forms.Form):
    """Where a page of past exports begins."""

    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)


class OrderForm(forms.Form):
    """Format and state of an export, and what it hides beside confidential sources."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=[(module.NAME, module.LABEL) for module in FORMATS.values()],
        initial="jsonl",
        widget=FormatSelect,
    )
    state = forms.ChoiceField(label=_("What"), choices=STATES, initial="approved")
    texts = forms.TypedChoiceField(
        label=_("Texts"), choices=TEXTS, initial=ALL, required=False, coerce=str, empty_value=ALL
    )
    boilerplate = forms.TypedChoiceField(
        label=_("Boilerplate"),
        choices=BOILERPLATE,
        initial=IN_IT,
        required=False,
        coerce=lambda given: given == IN_IT,
        empty_value=True,  # type: ignore[arg-type]  # what coerce returns
    )


class RequestForm(OrderForm):
    """An order as it is sent, with what only leads may ask for."""

    unmasked = forms.BooleanField(required=False)
