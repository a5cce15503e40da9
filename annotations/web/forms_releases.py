"""What can be asked of a release."""

from collections.abc import Mapping
from typing import Any, cast

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from annotations.domain.sides import BY_DATE, BY_HASH, WHOLE
from annotations.formats.redaction import ALL, BY_LICENCE, NONE
from annotations.formats.releases.facts import Options
from annotations.web.forms_exports import STATES

TEXTS = (
    (BY_LICENCE, _("Texts whose licence lets them be passed on")),
    (NONE, _("No article texts: offsets and hashes; notes and normalised claims stay")),
    (ALL, _("All texts: this desk may pass them on")),
)
SPLITS = (
    (WHOLE, _("Not divided")),
    (BY_HASH, _("80, 10 and 10 per cent, by story")),
    (BY_DATE, _("By date, story by story")),
)
DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def _counted(words: Any, articles: int, claims: int) -> str:
    """What a release would hold: "Approved claims: 3 claims in 2 articles"."""
    return gettext("%(what)s: %(claims)s in %(articles)s") % {
        "what": words,
        "claims": ngettext("%(count)s claim", "%(count)s claims", claims) % {"count": claims},
        "articles": ngettext("%(count)s article", "%(count)s articles", articles)
        % {"count": articles},
    }


class ReleaseForm(forms.Form):
    """Named as the fields of Options; a box that is not ticked leaves the safe way."""

    state = forms.ChoiceField(label=_("What"), choices=STATES, initial="approved")
    notes = forms.CharField(
        label=_("What is new"),
        max_length=5000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Goes into README.md and CHANGES.md."),
    )
    licence = forms.CharField(
        label=_("Licence of the annotations"),
        max_length=200,
        required=False,
        help_text=_("Such as CC BY 4.0. Each article keeps its own."),
    )
    texts = forms.ChoiceField(
        label=_("Texts"),
        choices=TEXTS,
        initial=BY_LICENCE,
        help_text=_(
            "A text that is left out becomes █, so that offsets hold; readers put it back from "
            "their own copy with a script in the release."
        ),
    )
    split = forms.ChoiceField(
        label=_("Train, dev and test"),
        choices=SPLITS,
        required=False,
        help_text=_("A story and its repeats stay on one side, in later releases too."),
    )
    dev_from = forms.DateField(label=_("By date: dev from"), required=False, widget=DAY)
    test_from = forms.DateField(label=_("By date: test from"), required=False, widget=DAY)
    without_boilerplate = forms.BooleanField(
        label=_("Hide boilerplate, and leave out what is tagged there"), required=False
    )
    unmasked = forms.BooleanField(
        label=_("Leave confidential sources readable. Only leads may take such a release."),
        required=False,
    )

    def __init__(self, *args: Any, held: Mapping[str, tuple[int, int]], **kwargs: Any) -> None:
        """``held``: state → how many articles and claims a release of it would hold."""
        super().__init__(*args, **kwargs)
        field = cast("forms.ChoiceField", self.fields["state"])
        field.choices = [
            (state, _counted(words, *held.get(state, (0, 0)))) for state, words in STATES
        ]

    def options(self) -> Options:
        """What was asked for, once the form is valid."""
        given: dict[str, Any] = dict(self.cleaned_data)
        boilerplate = not given.pop("without_boilerplate")
        return Options(**given, boilerplate=boilerplate)
