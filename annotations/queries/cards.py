"""Reads everything that the card of one annotation shows. A fixed number of queries."""

from dataclasses import dataclass
from typing import Any

from annotations.domain import vocabulary as rules
from annotations.domain.claims import Gap, gate
from annotations.models import Annotation, Decision, Evidence, Link, User
from annotations.permissions import Can, abilities
from annotations.queries import claims
from annotations.queries.comments import Threads, threads
from annotations.queries.suggested_edits import Suggestions, suggestions
from annotations.queries.vocabulary import VocabularyView, labels_of, vocabularies

OTHERS_FIRST = (rules.SOURCE, rules.STATUS, rules.CLAIM)
"""Kinds in the order in which a claim is usually linked with them."""


@dataclass(frozen=True)
class LinkShown:
    """A link as seen from one of its ends."""

    link: Link
    other: Annotation
    outgoing: bool


@dataclass(frozen=True)
class Card:
    """One annotation with what belongs to it; ``voids`` claims lose their sign-off by an edit."""

    annotation: Annotation
    may: frozenset[Can]
    terms: dict[str, VocabularyView]
    links: list[LinkShown]
    evidence: list[Evidence]
    threads: Threads
    suggestions: Suggestions
    gaps: list[Gap]
    last_decision: Decision | None
    voids: int

    @property
    def editable(self) -> bool:
        return Can.ANNOTATE in self.may and self.annotation.state != "withdrawn"

    @property
    def may_comment(self) -> bool:
        return Can.COMMENT in self.may

    @property
    def figure(self) -> dict[str, Any]:
        figure: dict[str, Any] = self.annotation.attributes.get(rules.FIGURE, {})
        return figure

    @property
    def reasons(self) -> list[str]:
        """Labels of the reasons of a decision that sent the claim back, while it is back."""
        decision = self.last_decision
        if not decision or decision.verdict not in ("request_changes", "reject"):
            return []
        known = self.terms["review_reason"]
        labels = {term.slug: term.label for term in [*known.retired, *known.terms]}
        return [labels.get(slug, slug) for slug in decision.reasons]


def card(annotation: Annotation, user: User) -> Card:
    """The card of ``annotation``, which is visible to ``user``."""
    claim = annotation.kind == rules.CLAIM
    links = _links(annotation)
    terms = vocabularies(annotation.project_id)
    return Card(
        annotation=annotation,
        may=abilities(user, annotation.project_id),
        terms=terms,
        links=links,
        evidence=list(annotation.evidence.filter(deleted_at=None)) if claim else [],
        threads=threads(annotation),
        suggestions=suggestions(annotation, labels_of(terms)),
        gaps=gate(claims.content(annotation)) if claim else [],
        last_decision=_last_decision(annotation) if claim else None,
        voids=sum(
            not shown.outgoing and shown.other.state in ("submitted", "approved")
            for shown in {shown.other.pk: shown for shown in links if not shown.outgoing}.values()
        ),
    )


def linkable(annotation: Annotation) -> list[Annotation]:
    """What ``annotation`` could be linked with in its text, by kind and number. One query.

    One end of a link is a claim, so sources and markers are linked with claims only.
    """
    others = Annotation.objects.alive().filter(revision_id=annotation.revision_id)
    if annotation.kind != rules.CLAIM:
        others = others.claims()
    found = others.exclude(pk=annotation.pk).only("kind", "ordinal", "quote", "state", "version")
    return sorted(found, key=lambda one: (OTHERS_FIRST.index(one.kind), one.ordinal))


def _links(annotation: Annotation) -> list[LinkShown]:
    out = annotation.links.filter(target__deleted_at=None).select_related("target")
    into = annotation.links_in.filter(origin__deleted_at=None).select_related("origin")
    return [
        *(LinkShown(link, link.target, True) for link in out.order_by("id")),
        *(LinkShown(link, link.origin, False) for link in into.order_by("id")),
    ]


def _last_decision(claim: Annotation) -> Decision | None:
    """The newest decision that was not taken back, unless the claim was handed in again."""
    if claim.state == "submitted":
        return None
    standing = Decision.objects.filter(annotation=claim, retracted_by=None)
    return standing.exclude(verdict="retract").select_related("reviewer").last()
