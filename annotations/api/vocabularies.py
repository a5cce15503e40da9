"""Vocabularies of a project."""

from typing import Any, Final

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer
from annotations.api.fields import Flag, Integer, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.projects import visible_project
from annotations.models import Term
from annotations.queries.vocabulary import VocabularyView, vocabularies
from annotations.services.projects import BadProject, save_term

NEW: Final = Shape(
    fields={
        "vocabulary": Text(longest=40, required=True, about="Such as desk_status."),
        "slug": Text(longest=40, required=True, pattern="[a-z0-9]+([_-][a-z0-9]+)*"),
        "label": Text(longest=120, required=True),
        "description": Text(longest=2_000),
        "rating": Integer(nullable=True, about="1 to 5, for ClaimReview; null: a label only."),
        "position": Integer(least=0, most=32_000),
        "retired": Flag(about="Kept where it is used, and offered no more."),
    }
)
TERM: Final = shapes.shape(
    "Term",
    {
        "slug": shapes.TEXT,
        "label": shapes.TEXT,
        "description": shapes.TEXT,
        "rating": shapes.null(shapes.NUMBER),
        "version": shapes.NUMBER,
        "position": shapes.NUMBER,
        "retired": shapes.FLAG,
    },
)
VOCABULARY: Final = shapes.shape(
    "Vocabulary",
    {
        "name": shapes.TEXT,
        "kind": shapes.TEXT,
        "title": shapes.TEXT,
        "description": shapes.TEXT,
        "terms": shapes.array(TERM),
    },
)


class Vocabularies(Endpoint):
    """projects/{slug}/vocabularies/"""

    @operation(
        "Vocabularies of a project",
        id="vocabulary_list",
        answers={200: (shapes.listed(VOCABULARY), "All of them, retired terms too.")},
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """All on one page: `next` is always null."""
        project = visible_project(call.actor, slug)
        found = vocabularies(project.pk).values()
        return answer({"results": [_shown(one) for one in found], "next": None})

    @operation(
        "Add or change a term",
        id="term_save",
        body=NEW,
        answers={201: (TERM, "A new version of the term.")},
        refusals=(BadProject,),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """For leads. Terms are never changed: annotations keep the version they were made with."""
        project = visible_project(call.actor, slug)
        term = save_term(actor=call.actor, project=project, **call.body)
        return answer(_term(term), 201)


def _shown(view: VocabularyView) -> dict[str, Any]:
    return {
        "name": view.name,
        "kind": view.kind,
        "title": view.title,
        "description": view.description,
        "terms": [_term(term) for term in [*view.terms, *view.retired]],
    }


def _term(term: Term) -> dict[str, Any]:
    return {
        "slug": term.slug,
        "label": term.label,
        "description": term.description,
        "rating": term.rating,
        "version": term.version,
        "position": term.position,
        "retired": term.retired,
    }
