"""What an import asks of a person: a file, then what its words become here."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain.mappings import (
    IGNORE,
    REVERSED,
    Choices,
    details,
    usual_label,
    usual_link,
)
from annotations.domain.vocabulary import CLAIM, KINDS, LINKS, SOURCE, STATUS
from annotations.formats import IMPORTED
from annotations.formats.foreign.tally import OTHERS
from annotations.formats.foreign.units import CODE_POINT, UTF16
from annotations.queries.differences import FIELDS
from annotations.queries.facts import LINK_WORDS, name_of
from annotations.queries.vocabulary import VocabularyView
from annotations.services.import_jobs import LARGEST_FILE

MOST_ASKED: Final = 200  # labels, and relations, on one page; the most frequent
KIND_WORDS: Final = {
    CLAIM: gettext_lazy("Claim"),
    SOURCE: gettext_lazy("Source"),
    STATUS: gettext_lazy("Status"),
}
LEAVE_OUT: Final = (IGNORE, gettext_lazy("Leave out"))
UNITS: Final = (
    (CODE_POINT, gettext_lazy("Characters (code points): what Python programs wrote, brat")),
    (
        UTF16,
        gettext_lazy("UTF-16 units: what was drawn on doccano’s page, JavaScript, Java"),
    ),
)
Vocabularies = Mapping[str, VocabularyView]
Words = Mapping[str, Mapping[str, Any]]
Options = list[tuple[str, Any]]


class UploadForm(forms.Form):
    """A file, and the format that it is in."""

    format = forms.ChoiceField(label=gettext_lazy("Format"), choices=list(IMPORTED.items()))
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("One file, or a zip of files, of up to 500 MB."),
    )

    def clean_file(self) -> "UploadedFile[bytes]":
        file: UploadedFile[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_FILE:
            raise forms.ValidationError(too_large())
        return file


def too_large() -> str:
    """Why a file is not taken."""
    said = _("The file is too large: at most %(most)s. Nothing was stored. Send it in parts.")
    return said % {"most": filesizeformat(LARGEST_FILE)}


class MappingForm(forms.Form):
    """One select for each foreign word of a survey; the unit where the file leaves it open."""

    def __init__(
        self,
        found: Mapping[str, Any],
        vocabularies: Vocabularies,
        chosen: Choices,
        data: Mapping[str, Any] | None = None,
        *,
        unit: str = "",
    ) -> None:
        super().__init__(data)
        self.words = {name: _asked(found.get(name, {})) for name in ("labels", "links")}
        self.more = sum(len(found.get(name, {})) - len(self.words[name]) for name in self.words)
        meanings, relations = _meanings(vocabularies), _relations()
        for number, word in enumerate(self.words["labels"]):
            usual = chosen.labels.get(word) or usual_label(word)
            self.fields[f"labels-{number}"] = _select(word, meanings, usual)
        for number, word in enumerate(self.words["links"]):
            usual = chosen.links.get(word) or usual_link(word)
            self.fields[f"links-{number}"] = _select(word, relations, usual)
        if found.get("undecided"):
            self.fields["unit"] = forms.ChoiceField(
                label=_("Offsets count"), choices=UNITS, initial=unit, widget=forms.RadioSelect
            )

    def labels(self) -> Iterator[dict[str, Any]]:
        """Rows for the page: the select, how often the word is there, and examples."""
        return self._rows("labels")

    def links(self) -> Iterator[dict[str, Any]]:
        """The same of the relations."""
        return self._rows("links")

    def choices(self) -> Choices:
        """What was chosen, once the form is valid."""
        labels, links = (
            {word: self.cleaned_data[f"{name}-{number}"] for number, word in enumerate(words)}
            for name, words in self.words.items()
        )
        return Choices(labels, links)

    def _rows(self, name: str) -> Iterator[dict[str, Any]]:
        for number, seen in enumerate(self.words[name].values()):
            yield {
                "field": self[f"{name}-{number}"],
                "count": seen["count"],
                # Files that were looked at by an older version have plain words.
                "examples": [[one] if isinstance(one, str) else one for one in seen["examples"]],
            }


def _asked(words: Words) -> Words:
    """The most frequent words, in an order that is the same when the answer comes."""
    named = [(word, seen) for word, seen in words.items() if word and word != OTHERS]
    named.sort(key=lambda pair: (-pair[1]["count"], pair[0]))
    return dict(named[:MOST_ASKED])


def _select(word: str, options: Options, usual: str) -> forms.ChoiceField:
    return forms.ChoiceField(label=word, choices=options, initial=usual or IGNORE)


def _meanings(vocabularies: Vocabularies) -> Options:
    """What a label may become: a kind, or a kind with one detail, as people call them."""
    options: Options = [LEAVE_OUT]
    for kind in KINDS:
        group: Options = [(kind, KIND_WORDS[kind])]
        for name, vocabulary in details(kind).items():
            called = FIELDS.get(name) or name_of(name)
            terms = vocabularies[vocabulary].every if vocabulary in vocabularies else []
            group += [
                (f"{kind}:{name}={term.slug}", f"{KIND_WORDS[kind]}, {called}: {term.label}")
                for term in terms
            ]
        options.append((str(KIND_WORDS[kind]), group))
    return options


def _relations() -> Options:
    options: Options = [LEAVE_OUT]
    for type_ in LINKS:
        there, back = LINK_WORDS[type_]
        options.append((type_, there))
        if str(back) != str(there):
            options.append((f"{type_}:{REVERSED}", back))
    return options
