"""Comma-separated values: one claim a row, for spreadsheets (docs/formats/csv.md)."""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import StringIO
from typing import Final

from annotations.formats.losses import count_losses
from annotations.formats.records import AnnotationRecord, DecisionRecord, DocumentRecord
from annotations.formats.report import Report

NAME: Final = "csv"
LABEL: Final = "CSV, one claim a row"
SUFFIX: Final = ".csv"
MEDIA_TYPE: Final = "text/csv; charset=utf-8"
LOSSLESS: Final = False

BOM: Final = "\ufeff".encode()  # without it, spreadsheets take UTF-8 for the system's old code page
SEPARATOR: Final = " | "

FIGURE: Final = ("value", "value_to", "unit", "bound", "as_of", "as_of_date")
BETWEEN_CLAIMS: Final = ("supported_by", "contradicts", "updates", "repeats")
COLUMNS: Final = (
    *("project", "article", "headline", "source_url", "language", "revision", "sha256"),
    *("claim", "label", "quote", "unit", "fragments", "normalised_claim", "desk_status", "state"),
    *("type", "act", "mode", "hedge", *(f"figure_{name}" for name in FIGURE)),
    *("priority", "independence", "no_source_given"),
    *("sources", "source_identities", "relayed_by", "denied_by", "markers", *BETWEEN_CLAIMS),
    *("evidence", "evidence_urls", "note", "version", "author", "created_at", "updated_at"),
    *("verdict", "reviewers", "reasons", "decision_comment", "decided_at"),
    *("byline", "publisher", "published_at", "licence", "story", "embargo_until", "masked"),
)
PLAIN: Final = ("type", "act", "mode", "hedge", "priority", "independence")
KEPT: Final = frozenset(
    {
        *("article", "masked", "id", "label", "author", "created_at", "version"),
        *("desk_status", "state", "attributes", "normalised_claim", "no_source_given"),
        *("note", "links", "evidence", "decisions"),
    }
)
"""What is in the columns, or what headings of its own count."""

# What a spreadsheet may run as a formula: after spaces, which it skips, and quotes of our own.
_FORMULA: Final = re.compile(r"'*[\s\u200b\ufeff]*[=+\-@\t\r\0\uff1d\uff0b\uff0d\uff20]")

Cell = object
Row = Mapping[str, Cell]


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the header, then one row for each claim; other annotations stand in its cells."""
    yield BOM + _line(COLUMNS)
    for document in documents:
        by_id = {str(annotation.id): annotation for annotation in document.annotations}
        for annotation in document.annotations:
            if annotation.kind == "claim":
                report.rows += 1
                row = _row(document, annotation, by_id)
                yield _line([_safe(row[name]) for name in COLUMNS])
        _count_losses(document, report)


def escape(text: str) -> str:
    """Return ``text`` so that no spreadsheet runs it: with a single quote before a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescape(cell: str) -> str:
    """Return the text that ``escape`` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell) else cell


def _row(
    document: DocumentRecord, claim: AnnotationRecord, by_id: dict[str, AnnotationRecord]
) -> Row:
    article, revision = document.article, document.revision
    return {
        "project": document.project,
        "article": article.id,
        "headline": article.headline,
        "source_url": article.source_url,
        "language": article.language,
        "revision": revision.number,
        "sha256": revision.sha256,
        "claim": str(claim.id),
        "label": claim.label,
        "quote": claim.quote,
        "unit": document.unit,
        "fragments": ";".join(f"{part.start}-{part.end}" for part in claim.fragments),
        "normalised_claim": claim.normalised_claim,
        "desk_status": claim.desk_status,
        "state": claim.state,
        "no_source_given": claim.no_source_given,
        "note": claim.note,
        "version": claim.version,
        "author": claim.author,
        "created_at": claim.created_at,
        "updated_at": claim.updated_at,
        "byline": article.byline,
        "publisher": article.publisher,
        "published_at": article.published_at,
        "licence": article.licence,
        "story": article.story,
        "embargo_until": article.embargo_until,
        "masked": document.masked,
        **_attributes(claim),
        **_linked(claim, by_id),
        **_evidence(claim),
        **_review(claim),
    }


def _attributes(claim: AnnotationRecord) -> Row:
    given = claim.attributes
    figure = given.get("figure")
    parts = figure if isinstance(figure, dict) else {}
    return {name: given.get(name) for name in PLAIN} | {
        f"figure_{name}": parts.get(name) for name in FIGURE
    }


def _linked(claim: AnnotationRecord, by_id: dict[str, AnnotationRecord]) -> Row:
    """The linked sources and markers in their words, linked claims by their ids."""
    targets: dict[str, list[str]] = {}
    for link in claim.links:
        targets.setdefault(link.type, []).append(str(link.target))

    def words(link_type: str) -> str:
        ids = targets.get(link_type, [])
        return SEPARATOR.join(by_id[id_].quote if id_ in by_id else id_ for id_ in ids)

    identities = [
        str(by_id[id_].attributes.get("identity") or "")
        for id_ in targets.get("attributed_to", [])
        if id_ in by_id
    ]
    return {
        "sources": words("attributed_to"),
        "source_identities": SEPARATOR.join(filter(None, identities)),
        "relayed_by": words("relayed_by"),
        "denied_by": words("denied_by"),
        "markers": words("qualified_by"),
        **{name: SEPARATOR.join(targets.get(name, [])) for name in BETWEEN_CLAIMS},
    }


def _evidence(claim: AnnotationRecord) -> Row:
    urls = SEPARATOR.join(item.url for item in claim.evidence if item.url)
    return {"evidence": len(claim.evidence), "evidence_urls": urls}


def _review(claim: AnnotationRecord) -> Row:
    standing = _standing(claim)
    last = standing[-1] if standing else None
    return {
        "verdict": last and last.verdict,
        "reviewers": SEPARATOR.join(decision.reviewer for decision in standing),
        "reasons": SEPARATOR.join(last.reasons) if last else "",
        "decision_comment": last and last.comment,
        "decided_at": last and last.created_at,
    }


def _standing(claim: AnnotationRecord) -> list[DecisionRecord]:
    """The decisions on the last submission that nobody took back."""
    taken_back = {decision.retracts for decision in claim.decisions}
    last = len(claim.submissions) - 1 if claim.submissions else None
    return [
        decision
        for place, decision in enumerate(claim.decisions)
        if decision.verdict != "retract" and place not in taken_back and decision.submission == last
    ]


def _count_losses(document: DocumentRecord, report: Report) -> None:
    """Count what has no column, in words that the export page and the command print."""
    count_losses(document, report, kept=KEPT)
    report.lose("article texts")
    linked = {link.target for note in document.annotations for link in note.links}
    for annotation in document.annotations:
        if annotation.kind == "claim":
            _count_of_claim(annotation, report)
            continue
        report.lose("attributes of sources and markers", len(annotation.attributes))
        report.lose("notes of sources and markers", bool(annotation.note))
        report.lose("ids, places, authors, times and versions of sources and markers")
        report.lose("sources and markers of no claim", annotation.id not in linked)


def _count_of_claim(claim: AnnotationRecord, report: Report) -> None:
    more = claim.attributes.keys() - {*PLAIN, "figure"}
    report.lose("attributes without a column", len(more))
    report.lose("evidence beyond its URL", len(claim.evidence))
    report.lose("how a claim repeats another", sum(bool(link.how) for link in claim.links))
    report.lose("details of decisions", len(_standing(claim)))
    report.lose("earlier decisions", len(claim.decisions) - len(_standing(claim)))


def _safe(value: Cell) -> Cell:
    """Numbers stay numbers; everything else becomes text that is no formula."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    return escape(value.isoformat() if isinstance(value, datetime) else str(value))


def _line(cells: Iterable[Cell]) -> bytes:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)  # RFC 4180: quoted where needed, lines end in CRLF
    return buffer.getvalue().encode()
