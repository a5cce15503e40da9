"""What the formats of other annotation tools have in common.

Their spans have a label, details with plain values, a note, and typed relations. What they have in
no place at all is counted here, in the same words for each of them.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from uuid import UUID

from annotations.domain import vocabulary
from annotations.formats.losses import ARTICLE, count_losses
from annotations.formats.records import AnnotationRecord, DocumentRecord, Value
from annotations.formats.report import Report

CONTINUED_BY: Final = "continued_by"
"""Joins a part of a divided annotation with its next part, where a tool's spans are whole."""
RELATIONS: Final = (*vocabulary.LINKS, CONTINUED_BY)

FLAGS: Final = frozenset(
    {"no_source_given", *(name for names in vocabulary.FLAG_ATTRIBUTES.values() for name in names)}
)
CHOICES: Final = FLAGS | {
    *("desk_status", "state", "figure_bound"),
    *(name for terms in vocabulary.TERM_ATTRIBUTES.values() for name in terms),
}
"""Details whose value is one of a few: terms, states and flags. All others are free."""

KEPT: Final = frozenset(
    {
        *("id", "label", "desk_status", "state", "attributes", "normalised_claim"),
        *("no_source_given", "note", "links"),
    }
)

Detail = str | bool | int | float
Link = tuple[UUID, str, UUID]


class Seen:
    """Which kinds had a detail, and which values it had: what a tool's configuration lists."""

    def __init__(self) -> None:
        self.kinds: defaultdict[str, set[str]] = defaultdict(set)
        self.values: defaultdict[str, set[str]] = defaultdict(set)

    def add(self, kind: str, name: str, value: str = "") -> None:
        self.kinds[name].add(kind)
        if value:
            self.values[name].add(value)


def stem(document: DocumentRecord) -> str:
    """What a file about ``document`` is called, without its suffix; never words of the desk."""
    return f"article-{document.article.id}-revision-{document.revision.number}"


def about(document: DocumentRecord) -> dict[str, Value]:
    """What says which text this is, for tools that carry some data along with it."""
    article, revision = document.article, document.revision
    return {
        "project": document.project,
        "article": article.id,
        "revision": revision.number,
        "headline": article.headline,
        "source_url": article.source_url,
        "language": article.language,
        "direction": article.direction,
        "byline": article.byline,
        "publisher": article.publisher,
        "published_at": _time(article.published_at),
        "licence": article.licence,
        "story": article.story,
        "embargo_until": _time(article.embargo_until),
        "sha256": revision.sha256,
        "unit": document.unit,
        "masked": document.masked,
    }


def details(annotation: AnnotationRecord) -> dict[str, Detail]:
    """All that is said of an annotation beside its note, flat: ``figure_value`` is in a figure.

    What has no value, and a flag that is not set, is left out.
    """
    found: dict[str, Value] = {
        "desk_status": annotation.desk_status,
        "state": annotation.state,
        "normalised_claim": annotation.normalised_claim,
        "no_source_given": annotation.no_source_given,
        **dict(_flat(annotation)),
    }
    return {
        name: value
        for name, value in found.items()
        if value is not None and value is not False and value != ""
    }


def links(document: DocumentRecord) -> Iterator[Link]:
    """Origin, type and target of the links that stay within ``document``."""
    here = {annotation.id for annotation in document.annotations}
    for annotation in document.annotations:
        for link in annotation.links:
            if link.target in here:
                yield annotation.id, link.type, link.target


def count_tool_losses(
    document: DocumentRecord, report: Report, *, kept: frozenset[str] = ARTICLE
) -> None:
    """Count what no annotation tool has a place for; ``kept`` is what it has of the article."""
    count_losses(document, report, kept=KEPT | kept)
    made = [link for annotation in document.annotations for link in annotation.links]
    inside = sum(1 for _ in links(document))
    report.lose("links to claims of other articles", len(made) - inside)
    report.lose("how a claim repeats another", sum(bool(link.how) for link in made))


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


def _flat(annotation: AnnotationRecord) -> Iterator[tuple[str, Value]]:
    for name, value in annotation.attributes.items():
        if isinstance(value, dict):
            for part, inner in value.items():
                yield f"{name}_{part}", inner
        else:
            yield name, value
