"""What a format has no place for, counted in the words that the export page and commands print."""

from collections.abc import Sized
from typing import Final

from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.report import Report

OF_ALL_ANNOTATIONS: Final = {
    "id": "ids",
    "label": "labels",
    "author": "authors",
    "created_at": "times",
    "version": "versions",
}
"""What every annotation has: named together, in one line of the report."""
OF_ANNOTATIONS: Final = {
    "desk_status": "desk statuses",
    "state": "states of claims",
    "attributes": "attributes",
    "normalised_claim": "normalised claims",
    "no_source_given": "remarks that no source was given",
    "note": "notes",
    "guidelines_version": "versions of the labelling guide",
    "contributors": "contributors",
    "links": "links",
    "evidence": "evidence",
    "comments": "comments",
    "suggested_edits": "suggested edits",
    "submissions": "submissions",
    "claim_review": "details for publishing",
    "decisions": "decisions",
}
ARTICLE: Final = frozenset({"article", "direction", "masked"})
"""What is kept by formats that say all of an article but who added it."""


def count_losses(document: DocumentRecord, report: Report, *, kept: frozenset[str]) -> None:
    """Count what ``document`` has in fields that are not among ``kept``.

    Beside fields of annotations these are ``article`` (all that its readers are told of it),
    ``direction``, ``masked``, ``blocks``, ``quote_sha256`` and ``links_made`` (by whom and when).
    """
    _count_of_text(document, report, kept)
    if document.annotations:
        report.lose(
            f"{_missing(kept)} of annotations", bool(_missing(kept)) * len(document.annotations)
        )
    for annotation in document.annotations:
        _count_of_annotation(annotation, report, kept)


def _count_of_text(document: DocumentRecord, report: Report, kept: frozenset[str]) -> None:
    article, revision = document.article, document.revision
    report.lose("details of articles", "article" not in kept)
    report.lose("who added articles and texts, and when")
    right_to_left = article.direction != "ltr"
    report.lose("that texts run from right to left", "direction" not in kept and right_to_left)
    report.lose("that words are hidden", "masked" not in kept and document.masked)
    report.lose("that there is a newer text", not revision.current)
    report.lose("confidential notes of articles", bool(article.confidential_note))
    if "blocks" not in kept:
        report.lose("blocks", len(revision.blocks))
    report.lose("lists of repairs", bool(revision.repairs))
    report.lose("original files", bool(revision.original and revision.original.data))
    report.lose("checksums of texts kept back", revision.full_sha256 is not None)
    report.lose("places hidden in texts kept back", len(revision.hidden))


def _missing(kept: frozenset[str]) -> str:
    """What is not kept of any annotation: “ids, authors and versions”, or nothing."""
    *more, last = [words for name, words in OF_ALL_ANNOTATIONS.items() if name not in kept] or [""]
    return f"{', '.join(more)} and {last}" if more else last


def _count_of_annotation(
    annotation: AnnotationRecord, report: Report, kept: frozenset[str]
) -> None:
    for name, words in OF_ANNOTATIONS.items():
        if name not in kept:
            value = getattr(annotation, name)
            many = isinstance(value, Sized) and not isinstance(value, str)
            report.lose(words, len(value) if many else bool(value))
    if "links_made" not in kept and "links" in kept:
        report.lose("authors and times of links", len(annotation.links))
    if "quote_sha256" not in kept:
        digests = [part.quote_sha256 for part in annotation.fragments if part.quote_sha256]
        report.lose("checksums of quotes kept back", len(digests))
