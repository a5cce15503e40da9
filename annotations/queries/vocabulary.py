"""Reads of a project's vocabularies."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from django.db import connection

from annotations.domain.vocabulary import Slugs
from annotations.models import Term, User, Vocabulary

OF_REVISION: Final = """
select distinct on (v.name, t.slug) v.name, t.slug, t.id, t.retired
from revision r
join vocabulary v on v.project_id = r.project_id
join term t on t.vocabulary_id = v.id
where r.id = %(revision)s and (%(system)s or exists (
  select from membership m where m.project_id = r.project_id and m.user_id = %(user)s))
order by v.name, t.slug, t.version desc
"""
TODAY: Final = """
select distinct on (t.project_id, v.name, t.slug)
  t.project_id, v.name, t.slug, t.label, t.position, t.retired
from term t join vocabulary v on v.id = t.vocabulary_id
where t.project_id = any(%(projects)s)
order by t.project_id, v.name, t.slug, t.version desc
"""


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
    def every(self) -> list[Term]:
        """Today's terms, then those that were retired: what was tagged with one keeps it."""
        return [*self.terms, *self.retired]

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


def labels_of(views: Mapping[str, VocabularyView]) -> dict[str, dict[str, str]]:
    """Vocabulary name → slug → label, retired terms among them."""
    return {
        name: {term.slug: term.label for term in [*view.retired, *view.terms]}
        for name, view in views.items()
    }


def slugs(project_id: int) -> Slugs:
    """Vocabulary → slug → id of the term's newest version, retired ones left out. One query."""
    rows = Term.objects.filter(project_id=project_id).current()
    return _today(rows.values_list("vocabulary__name", "slug", "id", "retired"))


def slugs_of_revision(user: User, revision_id: int) -> Slugs:
    """The same for the project of a revision; empty where ``user`` may not see it. One query.

    Asked for every new annotation, so it is a statement: the ORM needs 1.5 ms, this 0.4.
    """
    with connection.cursor() as cursor:
        parameters = {"revision": revision_id, "user": user.pk, "system": user.is_system}
        cursor.execute(OF_REVISION, parameters)
        return _today(cursor.fetchall())


def choices(project_id: int, name: str) -> list[tuple[str, str]]:
    """Slug and label of today's terms of one vocabulary, in order. One query."""
    shown = [
        (position, slug, label)
        for _, vocabulary, slug, label, position, retired in _terms([project_id])
        if vocabulary == name and not retired
    ]
    return [(slug, label) for _, slug, label in sorted(shown)]


def _today(rows: Iterable[tuple[str, str, int, bool]]) -> Slugs:
    known: dict[str, dict[str, int]] = defaultdict(dict)
    for name, slug, term_id, retired in rows:
        if not retired:
            known[name][slug] = term_id
    return known


def labels(project_id: int) -> dict[str, dict[str, str]]:
    """Vocabulary name → slug → label, retired terms among them: for showing what is stored."""
    return labels_by_project([project_id])[project_id]


def labels_by_project(project_ids: Collection[int]) -> dict[int, dict[str, dict[str, str]]]:
    """The same for several projects. One query."""
    shown: dict[int, dict[str, dict[str, str]]] = {
        project_id: defaultdict(dict) for project_id in project_ids
    }
    for project_id, name, slug, label, _, _ in _terms(project_ids):
        shown[project_id][name][slug] = label
    return shown


def _terms(project_ids: Collection[int]) -> list[tuple[int, str, str, str, int, bool]]:
    """Project, vocabulary, slug, label, position and retired of the newest version of each term.

    Every page asks for them, so it is a statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(TODAY, {"projects": list(project_ids)})
        found: list[tuple[int, str, str, str, int, bool]] = cursor.fetchall()
        return found
