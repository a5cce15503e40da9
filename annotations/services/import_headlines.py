"""What is said of an article beside its text: told where our own file has it otherwise."""

import datetime
from collections.abc import Iterator, Sequence
from typing import Any, Final

from annotations.formats.checks import CheckedDocument, Problem
from annotations.formats.masking import BLOCK
from annotations.models import Article
from annotations.services.articles import METADATA
from annotations.services.import_differences import LEFT, detail
from annotations.services.import_places import Place

NEVER_TOLD: Final = "confidential_note"
"""That it differs is told, and not how."""


def articles_otherwise(placed: Sequence[tuple[CheckedDocument, Place]]) -> list[Problem]:
    """Tell once of each article that was here before with another headline, address or the like.

    Other tools' files have no such thing. One query.
    """
    ours = {
        place.article_id: document
        for document, place in placed
        if not (place.new_article or document.rows)
    }
    here = Article.objects.in_bulk(ours) if ours else {}
    problems = []
    for pk, document in ours.items():
        if pk in here and (found := "; ".join(_differences(document, here[pk]))):
            reason = f"{found[0].upper()}{found[1:]}. {LEFT}"
            problems.append(Problem(*document.origin, "article", reason))
    return problems


def _differences(document: CheckedDocument, here: Article) -> Iterator[str]:
    for name in METADATA:
        given, kept = _plain(getattr(document.record.article, name)), _plain(getattr(here, name))
        hidden = document.record.masked and (name == NEVER_TOLD or BLOCK in given)
        if given != kept and not hidden:
            said = name.replace("_", " ")
            yield f"its {said} differs" if name == NEVER_TOLD else detail(said, kept, given)


def _plain(value: Any) -> str:
    if isinstance(value, datetime.datetime):
        return f"{value.astimezone(datetime.UTC):%Y-%m-%d %H:%M:%S} UTC"
    return str(value or "").strip()
