"""Sign-off of imported claims: submissions and decisions as rows, and the state they allow."""

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from annotations.domain.claims import (
    ClaimContent,
    EvidenceSeen,
    LinkSeen,
    approval_hash,
    canonical,
    gate,
)
from annotations.domain.imports import DecisionSeen, kept_decisions, settle
from annotations.domain.reviews import SUBMITTED
from annotations.formats.checks import CheckedAnnotation, CheckedDocument
from annotations.formats.records import AnnotationRecord, EvidenceRecord
from annotations.models import Decision, Submission
from annotations.models.copying import as_json, copy_rows, reserve

SUBMISSION: Final = ("id", "annotation_id", "submitted_by_id", "hash", "version", "created_at")
DECISION: Final = (
    *("id", "annotation_id", "submission_id", "reviewer_id", "verdict", "reasons", "comment"),
    *("hash", "snapshot", "retracts_id", "imported", "created_at"),
)

Row = tuple[Any, ...]


@dataclass
class Review:
    """What happens to one claim's sign-off: its state here, and why it changed, if it did."""

    id: UUID
    record: AnnotationRecord
    content: ClaimContent
    state: str
    digest: str
    kept: list[int]
    reason: str = ""

    @property
    def waits_anew(self) -> bool:
        """Whether the claim waits for sign-off without a submission of this content."""
        if self.state != SUBMITTED:
            return False
        submitted = self.record.submissions
        return self.reason != "" or not submitted or submitted[-1].hash != self.digest


@dataclass
class ReviewRows:
    """Reviews to write together, with ids that their rows can name each other by."""

    users: Mapping[str, int]
    reviews: list[Review] = field(default_factory=list)

    def write(self) -> None:
        """COPY submissions, then decisions."""
        submissions, places = self._submissions()
        copy_rows(Submission, SUBMISSION, submissions)
        copy_rows(Decision, DECISION, self._decisions(places))

    def _submissions(self) -> tuple[list[Row], dict[tuple[UUID, int], int]]:
        total = sum(len(one.record.submissions) + one.waits_anew for one in self.reviews)
        ids = iter(reserve(Submission, total) if total else [])
        rows: list[Row] = []
        places: dict[tuple[UUID, int], int] = {}
        for review in self.reviews:
            for place, submitted in enumerate(review.record.submissions):
                pk = places[review.id, place] = next(ids)
                user = self.users[submitted.submitted_by]
                created = submitted.created_at
                digest = submitted.hash or ""
                rows.append((pk, review.id, user, digest, submitted.version, created))
            if review.waits_anew:
                user, version = self.users[review.record.author], review.record.version
                rows.append((next(ids), review.id, user, review.digest, version, timezone.now()))
        return rows, places

    def _decisions(self, submissions: Mapping[tuple[UUID, int], int]) -> list[Row]:
        total = sum(len(one.kept) for one in self.reviews)
        ids = iter(reserve(Decision, total) if total else [])
        rows: list[Row] = []
        for review in self.reviews:
            pks = {place: next(ids) for place in review.kept}
            for place, pk in pks.items():
                decision = review.record.decisions[place]
                known = decision.hash == review.digest
                at = None
                if decision.submission is not None:
                    at = submissions[review.id, decision.submission]
                rows.append(
                    (
                        *(pk, review.id, at, self.users[decision.reviewer], decision.verdict),
                        *(list(decision.reasons), decision.comment, decision.hash or ""),
                        as_json(canonical(review.content) if known else {}),
                        None if decision.retracts is None else pks[decision.retracts],
                        *(True, decision.created_at),
                    )
                )
        return rows


def reviewed(
    id_: UUID, record: AnnotationRecord, content: ClaimContent, workers: set[str], need: int
) -> Review:
    """Find the state of a claim here. ``workers`` are the user names whose work it is."""
    seen = [
        DecisionSeen(one.verdict, one.reviewer, one.hash or "", one.submission, one.retracts)
        for one in record.decisions
    ]
    digest = approval_hash(content)
    kept = kept_decisions(seen, workers)
    settled = settle(
        state=str(record.state),
        digest=digest,
        complete=not gate(content),
        decisions=seen,
        kept=kept,
        last_submission=len(record.submissions) - 1 if record.submissions else None,
        need=need,
    )
    return Review(id_, record, content, settled.state, digest, kept, settled.reason)


def content_of(claim: CheckedAnnotation, document: CheckedDocument) -> ClaimContent:
    """What a reviewer would sign of a claim whose links all end in its own document."""
    record = claim.record
    return ClaimContent(
        text_sha256=document.record.revision.sha256,
        fragments=claim.spans,
        desk_status=record.desk_status,
        attributes=claim.described.attributes,
        normalised_claim=record.normalised_claim,
        note=record.note,
        no_source_given=record.no_source_given,
        evidence=[_evidence(piece) for piece in claim.evidence],
        links=[
            _link(link.type, link.how, document.annotations[link.target], document)
            for link in claim.links
        ],
    )


def workers_of(claim: CheckedAnnotation, document: CheckedDocument) -> set[str]:
    """User names of everybody whose work the claim is: its own, its sources' and markers'."""
    linked = [document.annotations[link.target].record for link in claim.links]
    records = [claim.record, *(one for one in linked if one.kind != "claim")]
    authors = {record.author for record in records}
    submitters = {one.submitted_by for one in claim.record.submissions}
    return authors | submitters | {one.user for record in records for one in record.contributors}


def _link(type_: str, how: str, target: CheckedAnnotation, document: CheckedDocument) -> LinkSeen:
    is_claim = target.record.kind == "claim"
    return LinkSeen(
        type=type_,
        how=how,
        kind=target.record.kind,
        fragments=target.spans,
        attributes=None if is_claim else target.described.attributes,
        text_sha256=document.record.revision.sha256 if is_claim else None,
    )


def _evidence(piece: EvidenceRecord) -> EvidenceSeen:
    captured = piece.captured_at and piece.captured_at.astimezone(datetime.UTC).isoformat()
    return EvidenceSeen(
        url=piece.url,
        archived_url=piece.archived_url,
        captured_at=captured or None,
        capture_sha256=piece.capture_sha256,
        medium=piece.medium,
        stance=piece.stance,
        excerpt=piece.excerpt,
        locator=piece.locator,
        checked_by=piece.checked_by,
    )
