"""What changed in a claim, in words: since a decision, and since a reviewer opened it."""

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from annotations.domain import differences as rules
from annotations.domain.differences import Change, Piece
from annotations.domain.excerpts import excerpt
from annotations.domain.history import Action
from annotations.domain.spans import Span, quote
from annotations.models import Annotation, Event, User
from annotations.queries.facts import (
    LINK_WORDS,
    Labels,
    evidence_words,
    facts,
    name_of,
    value_words,
)

FIELDS: Final = {
    "fragments": gettext_lazy("Words"),
    "quote": gettext_lazy("Words"),
    "desk_status": gettext_lazy("Our finding"),
    "normalised_claim": gettext_lazy("Stands alone as"),
    "no_source_given": gettext_lazy("No source given"),
    "note": gettext_lazy("Note"),
    "evidence": gettext_lazy("Evidence"),
    "links": gettext_lazy("Linked"),
    "link": gettext_lazy("Linked"),
}
NEAR: Final = 24  # code points around words that moved, so that their new place is told
LINKED: Final = {
    "source": gettext_lazy("Source"),
    "status": gettext_lazy("Verification status"),
    "claim": gettext_lazy("Linked claim"),
}
CAUSES: Final = {
    Action.ANNOTATION_EDITED: gettext_lazy("%(label)s was changed."),
    Action.ANNOTATION_DELETED: gettext_lazy("%(label)s was deleted."),
    Action.ANNOTATION_RESTORED: gettext_lazy("%(label)s was brought back."),
}


@dataclass(frozen=True)
class Difference:
    """One field with what is gone and what is new, word by word."""

    title: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Step:
    """One change of a claim: by whom, when, and either what of it or its cause elsewhere."""

    actor: User | None
    at: datetime.datetime
    differences: list[Difference]
    cause: str


@dataclass(frozen=True)
class Wording:
    """Puts changes into words: quotes from its own text, terms by their labels."""

    text: str
    text_sha256: str
    labels: Labels
    kind: str = "claim"

    def told(self, changes: Mapping[str, Any]) -> list[Difference]:
        """What the history (or whoever writes as it does) tells: field → [before, after]."""
        return self._all(_told(changes))

    def since_snapshot(
        self, before: Mapping[str, Any], after: Mapping[str, Any]
    ) -> list[Difference]:
        """What changed between two contents as ``domain.claims.canonical`` writes them."""
        return self._all(rules.between(before, after))

    def since_version(self, claim: Annotation, version: int) -> list[Step]:
        """What happened to a claim after ``version``, oldest first. Two queries."""
        events = Event.objects.filter(annotation_id=claim.pk, version_after__gt=version)
        told = list(events.exclude(action__startswith="decision.").order_by("pk"))
        people = User.objects.in_bulk({event.actor_id for event in told if event.actor_id})
        steps = [
            Step(people.get(event.actor_id or 0), event.at, self.told(event.changes), _cause(event))
            for event in told
        ]
        return [step for step in steps if step.differences or step.cause]

    def _all(self, changes: Iterable[Change]) -> list[Difference]:
        return [Difference(_title(change), self._pieces(change)) for change in changes]

    def _pieces(self, change: Change) -> list[Piece]:
        """What is gone and new; words that only stand elsewhere now are told with their place."""
        before, after = (self._value(change.field, side) for side in (change.before, change.after))
        if before == after and change.field == "fragments":
            before, after = self._in_place(change.before), self._in_place(change.after)
        return rules.words(before, after)

    def _value(self, field: str, value: Any) -> str:
        if value in (None, ""):
            return ""
        if field.startswith("attributes."):
            name = field.removeprefix("attributes.")
            return value_words(self.kind, name, value, self.labels)
        say: dict[str, Callable[[Any], str]] = {
            "fragments": self._quote,
            "desk_status": lambda slug: self.labels.get("desk_status", {}).get(slug, slug),
            "links": self._linked,
            "link": lambda link: f"{LINK_WORDS[link['type']][0]} {link['label']}",
            "evidence": lambda piece: evidence_words(piece, self.labels),
        }
        if field in say:
            return say[field](value)
        return value_words(self.kind, field, value, self.labels)

    def _linked(self, link: Mapping[str, Any]) -> str:
        """ "rests on “two aid workers” (Who it is: Relief corps; Type: Unnamed group)"."""
        type_ = str(LINK_WORDS[link["type"]][0])
        how = link.get("how", "")
        how_words = self.labels.get("repeat_how", {}).get(how, how)
        said = f"{type_} ({how_words})" if how else type_
        if link["text_sha256"] not in (None, self.text_sha256):
            return f"{said} {_('a claim in another article')}"
        named = facts(link["kind"], link["attributes"] or {}, self.labels)
        described = "; ".join(f"{fact.name}: {fact.words}" for fact in named)
        words = f"{said} “{self._quote(link['fragments'])}”"
        return f"{words} ({described})" if described else words

    def _in_place(self, pairs: Iterable[tuple[int, int]]) -> str:
        pieces = excerpt(self.text, [Span(*pair) for pair in pairs], reach=NEAR)
        return "".join(f"[{one.text}]" if one.inside else one.text for one in pieces)

    def _quote(self, pairs: Iterable[tuple[int, int]]) -> str:
        return quote(self.text, [Span(*pair) for pair in pairs])


def _told(changes: Mapping[str, Any]) -> Iterable[Change]:
    """The changes that the history tells, attributes one by one."""
    for name, (before, after) in changes.items():
        if name == "attributes":
            yield from rules.attributes(before or {}, after or {})
        elif name in FIELDS and not (name == "fragments" and "quote" in changes):
            yield Change(name, before, after)


def _cause(event: Event) -> str:
    cause = event.changes.get("cause", [None, None])[1]
    return str(CAUSES[Action(cause["action"])]) % {"label": cause["label"]} if cause else ""


def _title(change: Change) -> str:
    if change.field.startswith("attributes."):
        return name_of(change.field.removeprefix("attributes."))
    if change.field == "links":
        return str(LINKED[(change.after or change.before)["kind"]])
    return str(FIELDS[change.field])
