"""Forms of a project: itself, its members, the terms of its vocabularies."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from annotations.models import Project, Role

ROLES: Final = (
    (Role.VIEWER.value, _("Viewer: reads")),
    (Role.EDITOR.value, _("Editor: adds stories, tags, submits")),
    (Role.REVIEWER.value, _("Reviewer: editor, and signs off")),
    (Role.LEAD.value, _("Lead: reviewer, and looks after the project")),
)
APPROVALS: Final = ((1, _("One person")), (2, _("Two people")), (3, _("Three people")))
ADDRESS: Final = {"dir": "ltr"}
RESERVED: Final = frozenset({"new"})


class NewProjectForm(forms.Form):
    """A desk to start."""

    name = forms.CharField(label=_("Name"), max_length=200)
    slug = forms.SlugField(
        label=_("Short name"),
        help_text=_("For addresses and commands, such as foreign-desk. It cannot be changed."),
        max_length=50,
    )
    mode = forms.ChoiceField(
        label=_("How people work"),
        choices=[
            (Project.Mode.SHARED.value, _("Together: everybody sees and edits one set of tags")),
            (Project.Mode.INDEPENDENT.value, _("Apart: each tags alone, then they are compared")),
        ],
        initial=Project.Mode.SHARED.value,
    )

    def clean_slug(self) -> str:
        slug = str(self.cleaned_data["slug"])
        if slug in RESERVED:
            raise forms.ValidationError(_("This short name is taken. Choose another."))
        return slug


class ProjectForm(forms.Form):
    """What a lead may change; named as the service's arguments."""

    name = forms.CharField(label=_("Name"), max_length=200)
    required_approvals = forms.TypedChoiceField(
        label=_("Sign-off needs"),
        choices=APPROVALS,
        coerce=int,
        help_text=_("Nobody signs off a claim that they worked on, whatever is chosen here."),
    )
    editors_may_export = forms.BooleanField(
        label=_("Editors may export, with confidential sources masked"), required=False
    )
    organisation_name = forms.CharField(
        label=_("Who publishes our reviews"),
        help_text=_("The organisation that stands in every ClaimReview."),
        required=False,
        max_length=200,
        widget=forms.TextInput({"dir": "auto"}),
    )
    organisation_url = forms.CharField(
        label=_("Its web address"),
        required=False,
        max_length=2_000,
        widget=forms.URLInput(ADDRESS),
    )
    organisation_logo = forms.CharField(
        label=_("Web address of its logo"),
        required=False,
        max_length=2_000,
        widget=forms.URLInput(ADDRESS),
    )
    guidelines = forms.CharField(
        label=_("Guidelines"),
        help_text=_(
            "Markdown: # title, ## rule, *emphasis*, - list. “- **Good**: `[words]`” and "
            "“- **Not so**: `[source: words]`” are examples, with a claim and a source highlighted."
        ),
        required=False,
        strip=False,
        max_length=100_000,
        widget=forms.Textarea({"rows": 14, "dir": "auto"}),
    )
    guidelines_version = forms.IntegerField(
        required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput
    )

    def clean_guidelines(self) -> str:
        """Undo what browsers do to line ends."""
        return str(self.cleaned_data["guidelines"]).replace("\r\n", "\n")


class MemberForm(forms.Form):
    """Somebody and their role."""

    username = forms.CharField(
        label=_("Sign-in name"),
        max_length=150,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "off"}),
    )
    role = forms.ChoiceField(label=_("Role"), choices=ROLES, initial=Role.EDITOR.value)


class TermForm(forms.Form):
    """A term, or the next version of one."""

    slug = forms.SlugField(
        label=_("Code"),
        help_text=_("For exports and programs, such as not_checkable."),
        max_length=40,
    )
    label = forms.CharField(label=_("Words on screen"), max_length=120)
    description = forms.CharField(
        label=_("What it means"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 2}),
    )
    rating = forms.IntegerField(
        label=_("Rating for ClaimReview"),
        help_text=_("1 (false) to 5 (correct); empty: words only."),
        required=False,
        min_value=1,
        max_value=5,
    )
    retired = forms.BooleanField(
        label=_("Retired: stays where it was used, is not offered any more"), required=False
    )

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known:
            self.fields["slug"].widget.attrs["readonly"] = True
