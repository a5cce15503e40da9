"""Forms of articles: what comes in, what is kept, what is corrected later."""

from typing import Any, Final, cast

from django import forms
from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from annotations.domain.repair import Repair
from annotations.ingest import READERS
from annotations.templatetags.languages import languages

ZONE: Final = format_lazy(_("Time in {zone}."), zone=settings.TIME_ZONE)
DIRECTIONS: Final = (("ltr", _("Left to right")), ("rtl", _("Right to left")))


class PasteForm(forms.Form):
    """The text of an article, or a file with it."""

    text = forms.CharField(
        label=_("Paste the article"),
        help_text=_("Headline and all. You will see a preview; nothing is stored before that."),
        required=False,
        strip=False,
        widget=forms.Textarea({"rows": 14, "dir": "auto", "class": "input pasted"}),
    )
    file = forms.FileField(
        label=_("or choose a file"),
        help_text=_("Plain text or Markdown (.txt, .md), at most 2 MB."),
        required=False,
        allow_empty_file=True,
        widget=forms.ClearableFileInput({"accept": ",".join(READERS)}),
    )

    def clean_text(self) -> str:
        """Undo what browsers do to pasted text: they send line feeds as CRLF."""
        return str(self.cleaned_data["text"]).replace("\r\n", "\n")

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        has_text = bool(str(values.get("text", "")).strip())
        if has_text == bool(values.get("file")):
            text = _("Paste an article or choose a file, one of the two.")
            self.add_error("text", text)
        return values


class MomentInput(forms.DateTimeInput):
    """A browser's own calendar and clock."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class MetadataForm(forms.Form):
    """What is known about an article beside its text; named as the service's arguments."""

    headline = forms.CharField(
        label=_("Headline"), max_length=500, widget=forms.TextInput({"dir": "auto"})
    )
    byline = forms.CharField(label=_("By"), max_length=300, required=False)
    publisher = forms.CharField(label=_("Publisher"), max_length=200, required=False)
    source_url = forms.URLField(
        label=_("Web address"),
        max_length=2000,
        required=False,
        assume_scheme="https",
        error_messages={"invalid": _("An address begins with http:// or https://.")},
    )
    published_at = forms.DateTimeField(
        label=_("Published"), required=False, widget=MomentInput, help_text=ZONE
    )
    language = forms.RegexField(
        r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", label=_("Language"), max_length=35
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=DIRECTIONS)
    story = forms.SlugField(
        label=_("Story"),
        help_text=_("A short name that articles about one event share, such as ferry-strike."),
        max_length=100,
        required=False,
        allow_unicode=True,
    )
    licence = forms.CharField(label=_("Licence"), max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        current = str(self["language"].value() or "")
        self.fields["language"].widget = forms.Select(choices=languages(current))

    def clean_source_url(self) -> str:
        """Only the web: Django's own check would let ftp through."""
        url = str(self.cleaned_data["source_url"])
        if url and not url.lower().startswith(("http://", "https://")):
            raise forms.ValidationError(_("An address begins with http:// or https://."))
        return url


class PreviewForm(MetadataForm):
    """Metadata, and which of the proposed repairs to make; ``repairs`` are their indexes."""

    carried = forms.CharField(widget=forms.HiddenInput, strip=False)
    repairs = forms.TypedMultipleChoiceField(coerce=int, required=False)
    again = forms.BooleanField(label=_("Add it all the same"), required=False)

    def __init__(self, *args: Any, proposals: list[Repair], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        repairs = cast("forms.TypedMultipleChoiceField", self.fields["repairs"])
        repairs.choices = [(index, "") for index in range(len(proposals))]

    @property
    def metadata(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in MetadataForm.base_fields}


class CorrectionForm(MetadataForm):
    """Metadata of an article that is there, with what only the desk should know."""

    embargo_until = forms.DateTimeField(
        label=_("Embargo until"), required=False, widget=MomentInput, help_text=ZONE
    )
    confidential_note = forms.CharField(
        label=_("Confidential note"),
        help_text=_("Seen by everybody in the project, never exported."),
        max_length=10_000,
        required=False,
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class PlaceForm(forms.Form):
    """What may stand in the address of an article's page; anything else is refused."""

    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, required=False)
    before = forms.IntegerField(min_value=1, max_value=2**63 - 1, required=False)

    @classmethod
    def read(cls, query: QueryDict) -> "PlaceForm":
        """Raises BadRequest."""
        form = cls(query)
        if set(query) - set(form.fields) or not form.is_valid():
            raise BadRequest("unknown place")
        return form
