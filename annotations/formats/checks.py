"""What an import checks of a document before anything is stored, row by row.

A row that fails is told with its line and reason and left out; nothing is guessed or repaired.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from msgspec.structs import asdict

from annotations.domain import spans as span_rules
from annotations.domain import text as text_rules
from annotations.domain import vocabulary
from annotations.domain.blocks import Kind as BlockKind
from annotations.domain.claim_reviews import check_given
from annotations.domain.errors import DomainError, QuoteMismatch
from annotations.domain.lengths import check_lengths
from annotations.domain.spans import Span
from annotations.domain.vocabulary import Described, Slugs
from annotations.formats.reading import KEPT_BACK, Problem, Row, left_out
from annotations.formats.records import (
    AnnotationRecord,
    ClaimReviewRecord,
    DocumentRecord,
    EvidenceRecord,
    LinkRecord,
)
from annotations.formats.sources import Origin

LETTERS: Final = {"claim": "C", "source": "S", "status": "V"}
HEXADECIMAL: Final = re.compile(r"([0-9a-f]{64})?")
NAME: Final = re.compile(r"[\w.@+-]{1,150}")


class BadRow(DomainError):
    """A row of an import that does not hold together."""

    code = "bad_row"


@dataclass
class CheckedAnnotation:
    """An annotation that fits its text, with those of its rows that hold together."""

    record: AnnotationRecord
    spans: list[Span]
    described: Described
    links: list[LinkRecord] = field(default_factory=list)
    """Links to annotations of the same document."""
    links_out: list[LinkRecord] = field(default_factory=list)
    """Links to claims of other documents."""
    evidence: list[EvidenceRecord] = field(default_factory=list)
    written: str = ""
    """What the database will have of it that depends on nothing there, once that is written."""


@dataclass
class CheckedDocument:
    """A document that may be stored; what failed is in ``problems``, and nowhere else."""

    origin: Origin
    record: DocumentRecord
    rows: Mapping[UUID, Row] = field(default_factory=dict)
    annotations: dict[UUID, CheckedAnnotation] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    people: set[str] = field(default_factory=set)
    """The user names of everybody it names."""
    written: str = ""
    """As that of an annotation."""
    where: str = "article"


def check(
    record: DocumentRecord, origin: Origin, slugs: Slugs, rows: Mapping[UUID, Row] | None = None
) -> CheckedDocument:
    """Check a document against the rules and the project's ``slugs``.

    Raises BadRow, or what is wrong with the text, if the document as a whole cannot be stored.
    """
    if record.revision.full_sha256:
        raise BadRow(KEPT_BACK)
    names = set(people(record))
    _check_revision(record, names)
    checked = CheckedDocument(origin, record, rows or {}, people=names)
    text = record.revision.text
    for place, annotation in enumerate(record.annotations):
        try:
            if annotation.id in checked.annotations:
                raise BadRow("Another annotation of this line has this id.")
            checked.annotations[annotation.id] = _annotation(annotation, text, slugs)
        except DomainError as error:
            where = f"annotations[{place}] {annotation.label}"
            checked.problems.append(Problem(*origin, where, left_out(error)))
    for kept in checked.annotations.values():
        _check_links(kept, checked)
        _check_evidence(kept, checked, slugs)
    return checked


def people(record: DocumentRecord) -> Iterator[str]:
    """Every user name in a document, again and again."""
    yield record.article.created_by
    yield record.revision.created_by
    for annotation in record.annotations:
        yield annotation.author
        for worker in annotation.contributors:
            yield worker.user
        for link in annotation.links:
            yield link.author
        for piece in annotation.evidence:
            yield piece.author
        for comment in annotation.comments:
            yield from filter(None, (comment.author, comment.resolved_by))
        for edit in annotation.suggested_edits:
            yield from filter(None, (edit.author, edit.settled_by))
        for submission in annotation.submissions:
            yield submission.submitted_by
        for decision in annotation.decisions:
            yield decision.reviewer


def _check_revision(record: DocumentRecord, names: Iterable[str]) -> None:
    revision = record.revision
    text = revision.text
    if text_rules.clean(text) != text:
        raise BadRow("The text has a byte order mark or CR line ends: its offsets are not ours.")
    if revision.length != len(text):
        raise BadRow(f"The text has {len(text)} code points, not {revision.length}.")
    if revision.sha256 != text_rules.sha256(text):
        raise BadRow("The SHA-256 is not that of the text.")
    before = 0
    for block in revision.blocks:
        if not before <= block.start < block.end <= len(text):
            raise BadRow(f"Block {block.start}–{block.end} overlaps another or leaves the text.")
        if block.kind not in list(BlockKind):
            raise BadRow(f"There is no kind of block “{block.kind}”.")
        before = block.end
    if revision.original and len(revision.original.data) > text_rules.LARGEST:
        raise BadRow("The original is too large.")
    for name in names:
        if not NAME.fullmatch(name):
            raise BadRow(f"“{name[:40]}” is not a user name.")


def _annotation(record: AnnotationRecord, text: str, slugs: Slugs) -> CheckedAnnotation:
    if not record.label.startswith(LETTERS[record.kind]):
        raise BadRow(f"A {record.kind} is not called {record.label}.")
    if (record.state is None) == (record.kind == "claim"):
        raise BadRow("Claims have a state, sources and markers have none.")
    spans = [Span(part.start, part.end) for part in record.fragments]
    if not _in_order(spans, len(text)) and span_rules.arrange(spans, len(text)) != spans:
        raise BadRow("The fragments are not in reading order, or touch.")
    words = [text[span.start : span.end] for span in spans]
    if words != [part.quote for part in record.fragments]:
        span_rules.check_quotes(
            text, [(span, part.quote) for span, part in zip(spans, record.fragments, strict=True)]
        )
    if record.quote != span_rules.JOINER.join(words):
        whole = span_rules.quote(text, spans)
        raise QuoteMismatch.at(spans[0].start, spans[-1].end, whole, record.quote)
    odd = [span for span in spans if not plain_edges(text, span)]
    if odd:
        span_rules.check_graphemes(text, odd)
    if record.kind != "claim" and _has_more_than_a_claim_may(record):
        raise BadRow(f"A {record.kind} has no finding, links, evidence or review.")
    check_lengths({"note": record.note, "normalised_claim": record.normalised_claim})
    for row in (*record.comments, *record.decisions, *record.suggested_edits):
        check_lengths(asdict(row))
    if record.claim_review:
        _check_published(record.claim_review)
    _check_talk(record)
    _check_review(record)
    described = vocabulary.describe(record.kind, record.attributes, slugs, record.desk_status)
    return CheckedAnnotation(record, spans, described)


def _in_order(spans: Sequence[Span], length: int) -> bool:
    """Whether the rules have nothing to say, as most often: asked first, because it is quick."""
    past = -1
    for span in spans:
        if not past < span.start < span.end:
            return False
        past = span.end
    return past <= length and len(spans) <= span_rules.MOST_PARTS


def plain_edges(text: str, span: Span) -> bool:
    """Whether no grapheme cluster can be cut, as most often: ASCII on both sides of both edges."""
    before, after = max(0, span.start - 1), span.end
    return text[before : span.start + 1].isascii() and text[after - 1 : after + 1].isascii()


def _has_more_than_a_claim_may(record: AnnotationRecord) -> bool:
    return bool(
        record.desk_status
        or record.normalised_claim
        or record.no_source_given
        or record.links
        or record.evidence
        or record.submissions
        or record.decisions
        or record.claim_review
    )


def _check_links(annotation: CheckedAnnotation, checked: CheckedDocument) -> None:
    """Sort the links by where they end; those that join what they may not are told."""
    seen: set[tuple[str, UUID]] = set()
    for link in annotation.record.links:
        target = checked.annotations.get(link.target)
        try:
            if (link.type, link.target) in seen or link.target == annotation.record.id:
                raise BadRow("This link is there already, or ends where it begins.")
            seen.add((link.type, link.target))
            if target is None and link.type not in vocabulary.CROSS_ARTICLE:
                raise BadRow("The link's target is not in this line, or was left out.")
            kind = target.record.kind if target else "claim"
            vocabulary.check_link(link.type, annotation.record.kind, kind, link.how)
            (annotation.links if target else annotation.links_out).append(link)
        except DomainError as error:
            where = f"{annotation.record.label} links {link.type} {link.target}"
            checked.problems.append(Problem(*checked.origin, where, left_out(error)))


def _check_evidence(annotation: CheckedAnnotation, checked: CheckedDocument, slugs: Slugs) -> None:
    for piece in annotation.record.evidence:
        try:
            _check_piece(piece, slugs)
            annotation.evidence.append(piece)
        except DomainError as error:
            where = f"{annotation.record.label} evidence {piece.id}"
            checked.problems.append(Problem(*checked.origin, where, left_out(error)))


def _check_piece(piece: EvidenceRecord, slugs: Slugs) -> None:
    check_lengths(asdict(piece))
    for address in (piece.url, piece.archived_url):
        if address and not address.lower().startswith(("http://", "https://")):
            raise BadRow("Only addresses that begin with http:// or https:// are kept.")
    if not HEXADECIMAL.fullmatch(piece.capture_sha256):
        raise BadRow("The capture's SHA-256 is none.")
    if not (piece.url or piece.excerpt or piece.locator):
        raise BadRow("Evidence has an address, or says in words what was found.")
    for name, slug in (("evidence_medium", piece.medium), ("evidence_stance", piece.stance)):
        if slug not in slugs.get(name, {}):
            raise BadRow(f"“{slug}” is not in this project's vocabulary {name}.")


def _check_published(given: ClaimReviewRecord) -> None:
    check_lengths(asdict(given))
    check_given(given.url, given.claim_date)


def _check_talk(record: AnnotationRecord) -> None:
    """Replies belong to a thread that is there, and what is settled says by whom. Raises BadRow."""
    roots = {one.id for one in record.comments if one.reply_to is None}
    for comment in record.comments:
        if comment.reply_to is not None and comment.reply_to not in roots:
            raise BadRow("A reply names a remark that begins no thread of this annotation.")
        if (comment.resolved_at is None) != (comment.resolved_by is None):
            raise BadRow("A resolved thread says by whom, and when.")
        if comment.resolved_at and comment.reply_to is not None:
            raise BadRow("A thread is resolved at the remark that began it.")
    for edit in record.suggested_edits:
        said = [edit.settled_at is not None, edit.settled_by is not None]
        if said != [edit.state != "open"] * 2:
            raise BadRow("A suggestion that was taken or left says by whom, and when.")


def _check_review(record: AnnotationRecord) -> None:
    """Places of submissions and decisions must exist. Raises BadRow."""
    for place, decision in enumerate(record.decisions):
        if decision.submission is not None and decision.submission >= len(record.submissions):
            raise BadRow("A decision names a submission that is not there.")
        if (decision.verdict == "retract") != (decision.retracts is not None):
            raise BadRow("A retraction, and only it, names what it takes back.")
        if decision.retracts is not None and decision.retracts >= place:
            raise BadRow("A retraction names an earlier decision.")
    taken_back = [one.retracts for one in record.decisions if one.retracts is not None]
    if len(set(taken_back)) != len(taken_back):
        raise BadRow("A decision is taken back once.")
