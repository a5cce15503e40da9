"""The form that asks somebody to work on an article."""

from typing import Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import User

TASKS: Final = (("annotate", _("Annotate")), ("review", _("Review")))


class AssignmentForm(forms.Form):
    """Who, what, by when; ``user`` is a sign-in name."""

    user = forms.CharField(label=_("Who"), max_length=150)
    task = forms.ChoiceField(label=_("What"), choices=TASKS)
    due = forms.DateField(
        label=_("By"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )

    def offering(self, people: list[User]) -> "AssignmentForm":
        """Let ``people`` be chosen, by their names."""
        choices = [("", "–"), *((person.username, str(person)) for person in people)]
        self.fields["user"].widget = forms.Select(choices=choices)
        return self
