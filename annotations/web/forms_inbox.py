"""What may stand in the inbox's address, and what its forms send."""

import datetime
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict

from annotations.models import Notice
from annotations.queries.notices import Place, Wanted

MOST = 200  # notices that one form marks


class InboxForm(forms.Form):
    """Filters and place of one page. ``before`` is a moment and an id: ``2026-11-25T08:30Z_7``."""

    kind = forms.ChoiceField(choices=Notice.Kind.choices, required=False)
    unread = forms.RegexField(r"^1$", max_length=1, required=False)
    before = forms.RegexField(r"^[0-9TZ:.+-]+_[0-9]{1,18}$", max_length=60, required=False)

    def clean_before(self) -> Place | None:
        moment, _, id_ = self.cleaned_data["before"].rpartition("_")
        if not moment:
            return None
        try:
            at = datetime.datetime.fromisoformat(moment)
        except ValueError as error:
            raise forms.ValidationError("no place") from error
        if at.tzinfo is None:
            raise forms.ValidationError("no place")
        return Place(at, int(id_))

    @property
    def wanted(self) -> Wanted:
        values: dict[str, Any] = self.cleaned_data
        return Wanted(values["kind"], bool(values["unread"]), values["before"])


class ReadForm(forms.Form):
    """What was seen: some notices, or all that were told ``until`` the page was drawn."""

    notice = forms.TypedMultipleChoiceField(coerce=int, required=False)
    until = forms.DateTimeField(required=False)

    def __init__(self, data: QueryDict) -> None:
        super().__init__(data)
        sent = [each for each in data.getlist("notice") if each.isascii() and each.isdigit()]
        chosen: Any = self.fields["notice"]
        chosen.choices = [(each, each) for each in sent[:MOST] if len(each) <= 18]

    def clean(self) -> dict[str, Any]:
        if not self.errors and bool(self.cleaned_data["notice"]) == bool(
            self.cleaned_data["until"]
        ):
            raise forms.ValidationError("some or all")
        return self.cleaned_data


def read(query: QueryDict) -> Wanted:
    """What the address asks for. Raises BadRequest for what it does not know."""
    form = InboxForm(query)
    twice = any(len(values) > 1 for _name, values in query.lists())
    if twice or set(query) - set(form.fields) or not form.is_valid():
        raise BadRequest("unknown filter")
    return form.wanted


def address(wanted: Wanted, **changed: Any) -> str:
    """The query that asks for ``wanted``, with some of it changed."""
    values = {"kind": wanted.kind, "unread": wanted.unread, "before": wanted.before, **changed}
    query = QueryDict(mutable=True)
    if values["kind"]:
        query["kind"] = values["kind"]
    if values["unread"]:
        query["unread"] = "1"
    if values["before"]:
        place = values["before"]
        query["before"] = f"{place.told_at.astimezone(datetime.UTC).isoformat()}_{place.id}"
    return f"?{query.urlencode()}" if query else ""
