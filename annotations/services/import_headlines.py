"""What is told of the articles themselves: otherwise in our own file, or newer than the file."""

import datetime
from collections.abc import Collection, Iterator, Sequence
from typing import Any, Final

from annotations.formats.checks import CheckedDocument
from annotations.formats.masking import BLOCK
from annotations.formats.reading import Problem
from annotations.models import Article
from annotations.services.articles import METADATA
from annotations.services.import_differences import LEFT, detail
from annotations.services.import_places import Place

OLDER: Final = "It is on version {} of this story; version {} is the newest."
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


def on_older_texts(
    placed: Sequence[tuple[CheckedDocument, Place]], tagged: Collection[int]
) -> list[Problem]:
    """Tell of each document whose new tags are on a text that is not the newest of its story.

    ``tagged`` are the revisions that have new tags. One query.
    """
    old = {place.article_id for _, place in placed if not place.new_revision} if tagged else set()
    rows = Article.objects.filter(pk__in=old).values_list("pk", "current_revision__number")
    newest = dict(rows) if old else {}
    return [
        Problem(*document.origin, "article", OLDER.format(place.number, newest[place.article_id]))
        for document, place in placed
        if place.revision_id in tagged
        and not place.new_revision
        and newest.get(place.article_id) not in (None, place.number)
    ]


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
