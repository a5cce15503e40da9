"""Two versions of an annotation side by side: what the page wanted, and what is stored."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain import differences as rules
from annotations.domain import vocabulary
from annotations.domain.history import Action
from annotations.domain.spans import JOINER
from annotations.models import Annotation, Revision, User
from annotations.queries import history
from annotations.queries.cards import Card
from annotations.queries.vocabulary import labels
from annotations.web import changes

FIELD_NAMES: Final = {
    "desk_status": gettext_lazy("Our finding"),
    "no_source_given": gettext_lazy("No source given"),
    "normalised_claim": gettext_lazy("Stands alone as"),
    "note": gettext_lazy("Note"),
    "type": gettext_lazy("Type"),
    "act": gettext_lazy("Speech act"),
    "mode": gettext_lazy("Form of words"),
    "hedge": gettext_lazy("Hedge"),
    "priority": gettext_lazy("Priority"),
    "independence": gettext_lazy("Why independent"),
    "identity": gettext_lazy("Who it is"),
    "channel": gettext_lazy("Channel"),
    "affiliation": gettext_lazy("Affiliation"),
    "party": gettext_lazy("Party to the conflict"),
    "confidential": gettext_lazy("Confidential"),
    "polarity": gettext_lazy("It says"),
    "modality": gettext_lazy("Strength"),
    "verifier": gettext_lazy("Who checked"),
    "figure": gettext_lazy("Figure"),
    "quote": gettext_lazy("Words"),
    "kind": gettext_lazy("Kind"),
    "deleted": gettext_lazy("Kept"),
}
LONG_TEXTS: Final = frozenset({"note", "normalised_claim", "independence"})
KIND_NAMES: Final = {
    "claim": gettext_lazy("Claim"),
    "source": gettext_lazy("Source"),
    "status": gettext_lazy("Verification status"),
}
SAYS_OTHERWISE: Final = frozenset(
    {
        Action.ANNOTATION_EDITED,
        Action.ANNOTATION_DELETED,
        Action.ANNOTATION_RESTORED,
        Action.ANNOTATION_SPLIT,
        Action.ANNOTATION_MERGED,
    }
)
"""What changes a tag itself; links, evidence and sign-off only stand beside it."""


@dataclass(frozen=True)
class Difference:
    """One field in both versions, in words."""

    name: str
    label: str
    mine: str
    theirs: str

    @property
    def by_hand(self) -> bool:
        """Whether the two can be merged by writing a third."""
        return self.name in LONG_TEXTS

    @property
    def differs(self) -> bool:
        return self.mine != self.theirs

    @property
    def my_words(self) -> list[rules.Piece]:
        """Mine, with what only mine has as "new"."""
        return [each for each in rules.words(self.theirs, self.mine) if each.kind != "gone"]

    @property
    def their_words(self) -> list[rules.Piece]:
        """Theirs, with what only theirs has as "gone"."""
        return [each for each in rules.words(self.theirs, self.mine) if each.kind != "new"]


@dataclass(frozen=True)
class BothVersions:
    """What was wanted beside what is stored, and whatever else was changed meanwhile."""

    differences: list[Difference]
    meanwhile: list[history.Told]
    by: User | None
    fields: list[str]
    """Names of what was changed since the page last looked."""
    labels: dict[str, dict[str, str]]

    @property
    def context(self) -> dict[str, Any]:
        """For ``_versions.html``."""
        return {
            "differences": self.differences,
            "meanwhile": self.meanwhile,
            "by": self.by,
            "labels": self.labels,
        }


def both_versions(card: Card, data: Mapping[str, str]) -> BothVersions:
    """What ``data`` asks for beside ``card``, which is stored. Raises as ``differences``."""
    annotation = card.annotation
    mine = set(filter(None, data.get("fields", "").split(",")))
    told = history.since(annotation.pk, changes.version(data) or 0)
    changed = {event: set(_names(event.event.changes)) for event in told}
    others = [event for event, names in changed.items() if names - mine]
    return BothVersions(
        differences=differences(card, data),
        meanwhile=others,
        by=told[-1].actor if told else last_editor(annotation),
        fields=sorted(set().union(*changed.values())),
        labels=labels(annotation.project_id) if others else {},
    )


def is_own(user: User, annotation: Annotation, version: int | None) -> bool:
    """Whether all that happened since ``version`` is what ``user`` did beside the tag itself.

    Linking a claim, or editing a source that it leans on, adds a version that no reader of the
    claim's own fields has to be asked about.
    """
    told = history.since(annotation.pk, version) if version is not None else []
    return bool(told) and all(
        each.event.actor_id == user.pk and Action(each.event.action) not in SAYS_OTHERWISE
        for each in told
    )


def deleted(user: User, revision: Revision, data: Mapping[str, str]) -> Annotation | None:
    """Which of the annotations that a change is about was deleted meanwhile."""
    ids = [changes.identifier(data, name) for name in ("id", "target") if data.get(name)]
    found = Annotation.objects.visible_to(user).filter(pk__in=ids, revision=revision)
    return found.exclude(deleted_at=None).first()


def last_editor(annotation: Annotation) -> User | None:
    """Who changed the annotation last."""
    told = history.of_annotation(annotation.pk, limit=1)
    return told[0].actor if told else None


def wanted(card: Card, data: Mapping[str, str]) -> list[Difference]:
    """What a change wanted of an annotation that is gone, as far as it is words of its fields."""
    if data.get("operation") not in ("edit", "move", "retype"):
        return []
    return differences(card, data)


def differences(card: Card, data: Mapping[str, str]) -> list[Difference]:
    """What ``data`` would make of the annotation beside what is stored now.

    Raises Malformed or NotANumber, as the change itself would.
    """
    annotation = card.annotation
    operation = data.get("operation")
    if operation == "delete":
        return [_difference("deleted", _("no: delete it"), _("yes, as changed"))]
    if operation == "move":
        parts = changes.fragments(data)
        return [_difference("quote", JOINER.join(part.quote for part in parts), annotation.quote)]
    if operation == "retype":
        kinds = [data.get("kind", ""), annotation.kind]
        return [_difference("kind", *(str(KIND_NAMES.get(kind, kind)) for kind in kinds))]
    wanted = changes.edited(annotation, data)
    attributes = wanted.pop("attributes", {})
    stored = {name: getattr(annotation, name) for name in wanted} | annotation.attributes
    return [
        _difference(name, _in_words(card, name, value), _in_words(card, name, stored.get(name)))
        for name, value in {**wanted, **attributes}.items()
    ]


def _difference(name: str, mine: str, theirs: str) -> Difference:
    return Difference(name, str(FIELD_NAMES.get(name, name)), mine, theirs)


def _in_words(card: Card, name: str, value: object) -> str:
    if value in (None, "", {}):
        return _("nothing")
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, dict):
        return " ".join(str(part) for part in value.values() if part not in (None, ""))
    names = {"desk_status": "desk_status", **vocabulary.TERM_ATTRIBUTES[card.annotation.kind]}
    terms = card.terms.get(names.get(name, ""))
    labels = {term.slug: term.label for term in terms.terms} if terms else {}
    return labels.get(str(value), str(value))


def _names(told: Mapping[str, Any]) -> Iterator[str]:
    """What an event tells of, attributes one by one; sign-off follows from the rest."""
    for name, pair in told.items():
        if name == "attributes":
            found = rules.attributes(*(side or {} for side in pair))
            yield from (change.field.partition(".")[2] for change in found)
        elif name not in ("quote", "state"):
            yield name
