"""What a reviewer's forms send; the fields are named as the services' arguments."""

from typing import Any, Final

from django import forms

from annotations.models import Decision
from annotations.web.changes import Malformed

LONGEST: Final = 10_000  # characters of a comment or note
VERDICTS: Final = [
    (verdict.value, verdict.label) for verdict in Decision.Verdict if verdict.value != "retract"
]


class Slugs(forms.MultipleChoiceField):
    """Any slugs: the service knows the project's vocabulary."""

    def valid_value(self, _value: Any) -> bool:
        return True


class Words(forms.CharField):
    """Free words; a form sends each line feed as CRLF, which is turned back."""

    def to_python(self, value: Any) -> str:
        return str(super().to_python(value) or "").replace("\r\n", "\n")


class DecisionForm(forms.Form):
    """A verdict on what was ``seen`` (the approval hash)."""

    verdict = forms.ChoiceField(choices=VERDICTS)
    seen = forms.CharField(max_length=64)
    reasons = Slugs(required=False)
    comment = Words(max_length=LONGEST, required=False)


class OpenedForm(forms.Form):
    """Which version of the claim the reviewer looked at."""

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, required=False)


class WithdrawForm(forms.Form):
    note = Words(max_length=LONGEST, required=False)


def cleaned(form: forms.Form) -> dict[str, Any]:
    """What ``form`` holds. Raises Malformed where no page of ours sends such a thing."""
    if not form.is_valid():
        field = next(iter(form.errors))
        raise Malformed(field=field)
    return form.cleaned_data
