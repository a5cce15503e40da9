"""Reads what claims are made of, for the gate, the approval hash and the review card."""

import datetime
from collections import defaultdict
from collections.abc import Iterable
from uuid import UUID

from annotations.domain.claims import ClaimContent, EvidenceSeen, LinkSeen
from annotations.models import Annotation, Evidence, Link


def contents(claims: Iterable[Annotation]) -> dict[UUID, ClaimContent]:
    """Claim id → what a reviewer would sign. Three queries, whatever the number of claims."""
    wanted = list(claims)
    ids = [claim.pk for claim in wanted]
    texts = dict(Annotation.objects.filter(pk__in=ids).values_list("pk", "revision__sha256"))
    links = _links(ids)
    evidence = _evidence(ids)
    return {
        claim.pk: ClaimContent(
            text_sha256=texts[claim.pk],
            fragments=tuple(claim.fragments),
            desk_status=claim.desk_status,
            attributes=claim.attributes,
            normalised_claim=claim.normalised_claim,
            note=claim.note,
            no_source_given=claim.no_source_given,
            evidence=tuple(evidence[claim.pk]),
            links=tuple(links[claim.pk]),
        )
        for claim in wanted
    }


def content(claim: Annotation) -> ClaimContent:
    return contents([claim])[claim.pk]


def _links(ids: list[UUID]) -> dict[UUID, list[LinkSeen]]:
    seen: dict[UUID, list[LinkSeen]] = defaultdict(list)
    rows = Link.objects.filter(origin_id__in=ids, target__deleted_at=None).values_list(
        "origin_id",
        "type",
        "how",
        "target__kind",
        "target__fragments",
        "target__attributes",
        "target__revision__sha256",
    )
    for origin, type_, how, kind, fragments, attributes, sha256 in rows:
        is_claim = kind == "claim"
        seen[origin].append(
            LinkSeen(
                type=type_,
                how=how,
                kind=kind,
                fragments=tuple(fragments),
                attributes=None if is_claim else attributes,
                text_sha256=sha256 if is_claim else None,
            )
        )
    return seen


def _evidence(ids: list[UUID]) -> dict[UUID, list[EvidenceSeen]]:
    seen: dict[UUID, list[EvidenceSeen]] = defaultdict(list)
    for piece in Evidence.objects.filter(annotation_id__in=ids, deleted_at=None):
        seen[piece.annotation_id].append(evidence_seen(piece))
    return seen


def evidence_seen(piece: Evidence) -> EvidenceSeen:
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
