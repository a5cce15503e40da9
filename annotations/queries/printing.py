"""Puts rows into the words of a printed sheet, confidential sources hidden.

Offsets are code points of the text as it is printed, end exclusive.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from annotations.domain.hiding import SIGN, Hidden
from annotations.domain.spans import Span, quote
from annotations.models import Annotation, Decision, Evidence, Link, Revision
from annotations.queries.facts import Fact, Labels, facts

Veil = Callable[[str], str]
"""Words as they may be printed."""


@dataclass(frozen=True)
class SheetTag:
    """A tag in the printed text."""

    id: str
    kind: str
    label: str
    fragments: Sequence[Span]
    quote: str
    facts: list[Fact]
    note: str
    hidden: bool = False


@dataclass(frozen=True)
class SheetLink:
    """What a claim rests on, or is marked by."""

    type: str
    how: str
    other: SheetTag
    elsewhere: str


@dataclass(frozen=True)
class SheetEvidence:
    """A piece of evidence in printable words."""

    stance: str
    medium: str
    url: str
    archived_url: str
    excerpt: str
    locator: str
    checked_by: str


@dataclass(frozen=True)
class Signed:
    """What somebody decided, and why."""

    decision: Decision
    reasons: list[str]
    comment: str


@dataclass(frozen=True)
class Printer:
    """Puts rows into printable words."""

    revision: Revision
    labels: Labels
    veil: Veil
    hidden: Hidden
    unmasked: bool

    def tag(self, row: Annotation, *, here: bool = True) -> SheetTag:
        secret = bool(row.attributes.get("confidential")) and not self.unmasked
        spans = self.hidden.all_moved(row.fragments) if here else row.fragments
        words = quote(self.hidden.text, spans) if here else self.veil(row.quote)
        told = [] if secret else self.facts(row)
        return SheetTag(
            id=str(row.pk),
            kind=row.kind,
            label=row.label,
            fragments=spans,
            quote=SIGN if secret else words,
            facts=told,
            note="" if secret else self.veil(row.note),
            hidden=secret,
        )

    def facts(self, row: Annotation) -> list[Fact]:
        told = facts(row.kind, row.attributes, self.labels)
        return [Fact(one.name, self.veil(one.words), one.is_flag) for one in told]

    def link(self, link: Link) -> SheetLink:
        other = link.target
        here = other.revision_id == self.revision.pk
        how = self.labels["repeat_how"].get(link.how, link.how)
        elsewhere = "" if here else self.veil(other.article.headline)
        return SheetLink(link.type, how, self.tag(other, here=here), elsewhere)

    def evidence(self, piece: Evidence) -> SheetEvidence:
        names = ("url", "archived_url", "excerpt", "locator", "checked_by")
        return SheetEvidence(
            stance=self.labels["evidence_stance"].get(piece.stance, piece.stance),
            medium=self.labels["evidence_medium"].get(piece.medium, piece.medium),
            **{name: self.veil(getattr(piece, name)) for name in names},
        )

    def signed(self, decision: Decision) -> Signed:
        known = self.labels["review_reason"]
        reasons = [known.get(slug, slug) for slug in decision.reasons]
        return Signed(decision, reasons, self.veil(decision.comment))
