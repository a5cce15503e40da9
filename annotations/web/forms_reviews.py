"""What a reviewer's forms send; the fields are named as the services' arguments."""

import re
from typing import Any, Final
from uuid import UUID

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.http import QueryDict
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from annotations.domain.reviews import STATES
from annotations.models import Decision
from annotations.queries.review_filters import TO_DECIDE, Filter
from annotations.services.decisions import Seen
from annotations.templatetags.wording import state_word
from annotations.web.changes import Malformed

LONGEST: Final = 10_000  # characters of a comment or note
VERDICTS: Final = [
    (verdict.value, verdict.label) for verdict in Decision.Verdict if verdict.value != "retract"
]

MOST_AT_ONCE: Final = 200
SEEN: Final = re.compile(r"([0-9a-f-]{36}):([0-9a-f]{64})")
"""A claim's id and the hash of what was seen of it, as a box of a form has them."""

SIGNOFFS: Final = (
    ("", _("Any")),
    (TO_DECIDE, _("For you to decide")),
    *((state, lazy(state_word, str)(state)) for state in STATES),
)


class Slugs(forms.MultipleChoiceField):
    """Any slugs: the service knows the project's vocabulary."""

    def valid_value(self, _value: Any) -> bool:
        return True


class Words(forms.CharField):
    """Free words; a form sends each line feed as CRLF, which is turned back."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class SeenClaims(Slugs):
    """Ticked claims, each with the hash that its card showed."""

    def to_python(self, value: Any) -> list[Any]:
        ticked: list[Any] = super().to_python(value)
        matches = [SEEN.fullmatch(each) for each in ticked]
        if len(ticked) > MOST_AT_ONCE or not all(matches):
            raise ValidationError("unreadable")
        try:
            return [Seen(UUID(match[1]), match[2]) for match in matches if match]
        except ValueError:
            raise ValidationError("unreadable") from None


class DecisionForm(forms.Form):
    """A verdict on what was ``seen`` (the approval hash), on the ticked ``repeats`` as well.

    ``then`` goes on to the next claim after a refusal too.
    """

    verdict = forms.ChoiceField(choices=VERDICTS)
    seen = forms.CharField(max_length=64)
    reasons = Slugs(required=False)
    comment = Words(max_length=LONGEST, required=False)
    repeats = SeenClaims(required=False)
    then = forms.ChoiceField(choices=[("next", "next")], required=False)


class ApprovalsForm(forms.Form):
    """The claims that a reviewer opened one by one and approves at once."""

    claims = SeenClaims(required=False)


class OpenedForm(forms.Form):
    """Which version of the claim the reviewer looked at."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class FilterForm(forms.Form):
    """What the review page's address asks for."""

    finding = forms.CharField(max_length=40, required=False)
    type = forms.CharField(max_length=40, required=False)
    priority = forms.CharField(max_length=40, required=False)
    signoff = forms.ChoiceField(choices=SIGNOFFS, required=False)
    changed = forms.BooleanField(required=False)


def filter_of(query: QueryDict) -> Filter:
    """The filter that an address names. Raises BadRequest for one that there is not."""
    form = FilterForm(query)
    if not form.is_valid():
        raise BadRequest("unknown filter")
    return Filter(**form.cleaned_data)


class WithdrawForm(forms.Form):
    note = Words(max_length=LONGEST, required=False)


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What ``form`` holds. Raises Malformed where no page of ours sends such a thing."""
    if not form.is_valid():
        field = next(iter(form.errors))
        raise Malformed(field=field)
    return form.cleaned_data
