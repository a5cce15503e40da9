"""Reads of a project's vocabularies."""

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

from django.db.models import QuerySet

from annotations.domain.vocabulary import Slugs
from annotations.models import Term, Vocabulary


@dataclass(frozen=True)
class VocabularyView:
    """A vocabulary with today's terms in order; retired ones are kept apart."""

    name: str
    kind: str
    title: str
    description: str
    terms: list[Term] = field(default_factory=list)
    retired: list[Term] = field(default_factory=list)

    @property
    def choices(self) -> list[tuple[str, str]]:
        return [(term.slug, term.label) for term in self.terms]


def vocabularies(project_id: int) -> dict[str, VocabularyView]:
    """Name → vocabulary with today's terms. Two queries."""
    shown = {
        row.pk: VocabularyView(row.name, row.kind, row.title, row.description)
        for row in Vocabulary.objects.filter(project_id=project_id)
    }
    terms = Term.objects.filter(project_id=project_id).current()
    for term in sorted(terms, key=lambda term: (term.position, term.slug)):
        view = shown[term.vocabulary_id]
        (view.retired if term.retired else view.terms).append(term)
    return {view.name: view for view in shown.values()}


def slugs(project: int | QuerySet[Any, Any]) -> Slugs:
    """Vocabulary name → slug → id of the term's newest version, retired ones left out.

    ``project`` is an id, or a query of one id. One query in either case.
    """
    known: dict[str, dict[str, int]] = defaultdict(dict)
    rows = (
        Term.objects.filter(project_id__in=[project] if isinstance(project, int) else project)
        .current()
        .values_list("vocabulary__name", "slug", "id", "retired")
    )
    for name, slug, term_id, retired in rows:
        if not retired:
            known[name][slug] = term_id
    return known


def labels(project_id: int) -> dict[str, dict[str, str]]:
    """Vocabulary name → slug → label, retired terms among them: for showing what is stored."""
    shown: dict[str, dict[str, str]] = defaultdict(dict)
    rows = Term.objects.filter(project_id=project_id).current()
    for name, slug, label in rows.values_list("vocabulary__name", "slug", "label"):
        shown[name][slug] = label
    return shown
