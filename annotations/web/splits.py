"""How a claim is to be divided, as the form on its own page says it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from django.utils.translation import gettext as _

from annotations.domain.quotes import places_of
from annotations.domain.reshaping import BadSplit
from annotations.domain.spans import Span, covers
from annotations.models import Annotation
from annotations.services.fragments import Part
from annotations.web import changes
from annotations.web.outcomes import Posted

STAYS, GOES, BOTH = ENDS = ("stays", "goes", "both")
EVIDENCE: Final = "evidence-"


@dataclass(frozen=True)
class Division:
    """What the form shows or was sent with; each part of the claim comes with its end."""

    parts: Sequence[tuple[Part, str]]
    words: str = ""
    evidence: frozenset[UUID] = frozenset()


def division(claim: Annotation, data: Posted) -> Division:
    """Read ``part-0`` (stays, goes, both) …, ``words`` that go, and ``evidence-…`` ticked.

    Raises Malformed.
    """
    text = claim.revision.text
    parts = []
    for number, span in enumerate(claim.fragments):
        end = data.get(f"part-{number}", STAYS)
        if end not in ENDS:
            raise changes.Malformed(field=f"part-{number}")
        parts.append((_part(text, span), end))
    ticked = (name.removeprefix(EVIDENCE) for name in data if name.startswith(EVIDENCE))
    evidence = frozenset(changes.identifier({"id": each}) for each in ticked)
    return Division(parts, changes.text(data, "words").strip(), evidence)


def going(claim: Annotation, asked: Division) -> list[Part]:
    """The words that go to the new claim. Raises BadSplit where they are none, or unclear."""
    chosen = [part for part, end in asked.parts if end != STAYS]
    if asked.words:
        chosen.append(_quoted(claim, asked.words))
    if not chosen:
        raise BadSplit()
    return chosen


def staying_too(asked: Division) -> list[Part]:
    """Those of them that the claim keeps as well."""
    return [part for part, end in asked.parts if end == BOTH]


def _quoted(claim: Annotation, words: str) -> Part:
    text = claim.revision.text
    inside = [
        place
        for place in places_of(text, words)
        if any(covers(fragment, place) for fragment in claim.fragments)
    ]
    if not inside:
        said = _("%(claim)s does not have these words in one part. Copy them again.")
        raise BadSplit(said % {"claim": claim.label}, field="words")
    if len(inside) > 1:
        said = _("These words stand %(count)d times in %(claim)s. Copy more words with them.")
        raise BadSplit(said % {"count": len(inside), "claim": claim.label}, field="words")
    return _part(text, inside[0])


def _part(text: str, span: Span) -> Part:
    return Part(span.start, span.end, text[span.start : span.end])
