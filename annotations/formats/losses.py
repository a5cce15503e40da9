"""What a format has no place for, counted in the words that the export page and commands print."""

from collections.abc import Sized
from typing import Final

from annotations.formats.records import DocumentRecord, Report

OF_ANNOTATIONS: Final = {
    "desk_status": "desk statuses",
    "state": "states of claims",
    "attributes": "attributes",
    "normalised_claim": "normalised claims",
    "no_source_given": "remarks that no source was given",
    "note": "notes",
    "contributors": "contributors",
    "links": "links",
    "evidence": "evidence",
    "comments": "comments",
    "suggested_edits": "suggested edits",
    "submissions": "submissions",
    "claim_review": "details for publishing",
    "decisions": "decisions",
}


def count_losses(document: DocumentRecord, report: Report, *, kept: frozenset[str]) -> None:
    """Count what ``document`` has in fields that are not among ``kept``."""
    revision = document.revision
    if "blocks" not in kept:
        report.lose("blocks", len(revision.blocks))
    report.lose("lists of repairs", bool(revision.repairs))
    report.lose("original files", bool(revision.original and revision.original.data))
    report.lose("confidential notes of articles", bool(document.article.confidential_note))
    for annotation in document.annotations:
        for name, words in OF_ANNOTATIONS.items():
            if name not in kept:
                value = getattr(annotation, name)
                many = isinstance(value, Sized) and not isinstance(value, str)
                report.lose(words, len(value) if many else bool(value))
