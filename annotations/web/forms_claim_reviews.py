"""What is published of a claim, as a form."""

import re
from typing import Final

from django import forms
from django.core.exceptions import BadRequest
from django.utils.translation import gettext_lazy as _

from annotations.domain.claim_reviews import ORGANISATION, PERSON
from annotations.domain.lengths import LONGEST
from annotations.queries.claim_reviews import Reviewed

PLACE: Final = re.compile(r"([0-9]{1,18})-([0-9]{1,9})")


class ClaimReviewForm(forms.Form):
    """Named as the service's arguments; ``version`` is that of what the person saw."""

    claimant = forms.CharField(
        label=_("Who made the claim"),
        max_length=LONGEST["claimant"],
        required=False,
        help_text=_("Only where its source does not say it."),
        widget=forms.TextInput({"dir": "auto"}),
    )
    claimant_type = forms.ChoiceField(
        label=_("What the claimant is"),
        required=False,
        choices=[
            ("", _("not said")),
            (PERSON, _("a person")),
            (ORGANISATION, _("an organisation")),
        ],
    )
    claim_date = forms.DateField(
        label=_("Day of the claim"), required=False, widget=forms.DateInput({"type": "date"})
    )
    url = forms.CharField(
        label=_("Web address of the published review"),
        max_length=LONGEST["url"],
        required=False,
        widget=forms.URLInput({"dir": "ltr"}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=2**31 - 1)


def form_of(found: Reviewed) -> ClaimReviewForm:
    """The form of a claim, filled with what is stored."""
    kept = found.kept
    day = kept.claim_date.isoformat() if kept.claim_date else ""  # as the browser's field has it
    values = {
        "claimant": kept.claimant,
        "claimant_type": kept.claimant_type,
        "claim_date": day,
        "url": kept.url,
    }
    initial = {**values, "version": kept.version}
    return ClaimReviewForm(initial=initial, auto_id=f"{found.claim.pk}-%s")


def place_of(after: str) -> list[int] | None:
    """Article and ordinal of the last claim of the page before. Raises BadRequest."""
    if not after:
        return None
    match = PLACE.fullmatch(after)
    if match is None:
        raise BadRequest("unknown place")
    return [int(part) for part in match.groups()]
