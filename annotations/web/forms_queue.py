"""What may stand in the queue's address. Anything else in it is refused, not ignored."""

from typing import Any, Final

from django import forms
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from annotations.queries.orders import Place, Sort
from annotations.queries.queue import UNTAGGED, Due, Tab, Wanted

TABS: Final[dict[Tab, Any]] = {"mine": _("Mine"), "review": _("To review"), "all": _("All")}
STATES: Final = (
    ("", _("Any state")),
    (UNTAGGED, _("No claims yet")),
    ("draft", _("In work")),
    ("submitted", _("Waiting for sign-off")),
    ("changes_requested", _("Changes requested")),
    ("approved", _("Approved")),
    ("rejected", _("Rejected")),
    ("withdrawn", _("Withdrawn")),
)
DUE: Final[dict[Due, Any]] = {
    "": _("Any day"),
    "overdue": _("Overdue"),
    "week": _("Within 7 days"),
    "none": _("No day set"),
}
SORTS: Final[dict[Sort, Any]] = {
    "newest": _("Newest first"),
    "waiting": _("Waiting longest"),
    "due": _("Due first"),
}


class PlaceField(forms.CharField):
    """Where a page begins; as ``Place`` writes it."""

    def to_python(self, value: Any) -> Any:
        words = super().to_python(value)
        try:
            return Place.read(words) if words else None
        except ValueError as error:
            raise forms.ValidationError("no place") from error


class QueueForm(forms.Form):
    """Tab, filters, order and place of one page of the queue."""

    project = forms.SlugField(max_length=50, required=False, widget=forms.HiddenInput)
    tab = forms.ChoiceField(choices=TABS.items(), required=False, widget=forms.HiddenInput)
    q = forms.CharField(label=_("Words"), max_length=200, required=False)
    state = forms.ChoiceField(label=_("State"), choices=STATES, required=False)
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=_("Language"), max_length=35, required=False
    )
    story = forms.SlugField(label=_("Story"), max_length=100, required=False, allow_unicode=True)
    assignee = forms.RegexField(
        r"^[\w.@+~-]+$", label=_("Who is asked"), max_length=150, required=False
    )
    due = forms.ChoiceField(label=_("Due"), choices=DUE.items(), required=False)
    sort = forms.ChoiceField(label=_("Order"), choices=SORTS.items(), required=False)
    before = PlaceField(max_length=40, required=False)
    after = PlaceField(max_length=40, required=False)

    def wanted(self, tab: Tab) -> Wanted:
        """What the address asks for, ``tab`` where it names none. Raises BadRequest."""
        values: dict[str, Any] = self.cleaned_data
        names = ("state", "language", "story", "q", "assignee", "due", "before", "after")
        return Wanted(
            tab=values["tab"] or tab,
            sort=values["sort"] or "newest",
            **{name: values[name] for name in names},
        )


def read(query: QueryDict) -> QueueForm:
    """The checked form of an address. Raises BadRequest for what it does not know."""
    form = QueueForm(query)
    twice = any(len(values) > 1 for _name, values in query.lists())
    if twice or set(query) - set(form.fields) or not form.is_valid():
        raise BadRequest("unknown filter")
    return form
