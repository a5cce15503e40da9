"""What a claim is made of: the completeness gate and the approval hash."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final

from annotations.domain.spans import Span

NOT_A_FINDING: Final = frozenset({"", "unassessed", "in_progress"})
NEEDED_EVIDENCE: Final[dict[str, tuple[frozenset[str], int, str]]] = {
    "corroborated": (
        frozenset({"supports"}),
        2,
        "“Corroborated” needs two pieces of supporting evidence.",
    ),
    "correct": (frozenset({"supports"}), 1, "“Correct” needs supporting evidence."),
    "false": (frozenset({"refutes"}), 1, "“False” needs refuting evidence."),
    "misleading": (
        frozenset({"refutes", "context"}),
        1,
        "“Misleading” needs refuting evidence or context.",
    ),
}
"""Desk status → (stances that count, how many are needed, what to say when they are missing)."""


@dataclass(frozen=True)
class LinkSeen:
    """A link that leaves the claim, with what was seen at its end.

    A source or marker is seen whole; of a linked claim only its place and text.
    """

    type: str
    how: str
    kind: str
    fragments: Sequence[Span]
    attributes: dict[str, Any] | None = None
    text_sha256: str | None = None


@dataclass(frozen=True)
class EvidenceSeen:
    """One piece of evidence; times as ISO 8601 in UTC."""

    url: str
    archived_url: str
    captured_at: str | None
    capture_sha256: str
    medium: str
    stance: str
    excerpt: str
    locator: str
    checked_by: str


@dataclass(frozen=True)
class ClaimContent:
    """Everything a reviewer signs: no database ids, so that the hash survives an import."""

    text_sha256: str
    fragments: Sequence[Span]
    desk_status: str
    attributes: dict[str, Any]
    normalised_claim: str
    note: str
    no_source_given: bool
    evidence: Sequence[EvidenceSeen] = field(default_factory=tuple)
    links: Sequence[LinkSeen] = field(default_factory=tuple)


@dataclass(frozen=True)
class Gap:
    """One thing that the gate asks for: a code for machines, words for people."""

    code: str
    sentence: str


def gate(content: ClaimContent) -> list[Gap]:
    """Return what a claim lacks before it can be submitted; empty when it is complete."""
    gaps = []
    if content.desk_status in NOT_A_FINDING:
        gaps.append(Gap("no_finding", "It has no finding."))
    attributed = any(link.type == "attributed_to" for link in content.links)
    if not attributed and not content.no_source_given:
        gaps.append(Gap("no_source", "It has no source."))
    if content.desk_status in NEEDED_EVIDENCE:
        stances, needed, sentence = NEEDED_EVIDENCE[content.desk_status]
        if sum(piece.stance in stances for piece in content.evidence) < needed:
            gaps.append(Gap("evidence_missing", sentence))
    if content.desk_status == "corroborated" and not content.attributes.get("independence"):
        sentence = "Say why the two pieces of evidence are independent of each other."
        gaps.append(Gap("independence_missing", sentence))
    return gaps


def canonical(content: ClaimContent) -> dict[str, Any]:
    """Return the content as plain values, in an order that no database id decides."""
    plain = asdict(content)
    plain["fragments"] = _pairs(content.fragments)
    plain["links"] = sorted(
        ({**asdict(link), "fragments": _pairs(link.fragments)} for link in content.links),
        key=_dump,
    )
    plain["evidence"] = sorted((asdict(piece) for piece in content.evidence), key=_dump)
    return plain


def approval_hash(content: ClaimContent) -> str:
    """SHA-256 (hex) over the canonical JSON (sorted keys, no spaces, UTF-8) of ``content``."""
    return hashlib.sha256(_dump(canonical(content)).encode()).hexdigest()


def body_hash(body: Any) -> str:
    """SHA-256 (hex) of a creating body: the same again is a retry, another one a clash."""
    return hashlib.sha256(_dump(body).encode()).hexdigest()


def _pairs(spans: Sequence[Span]) -> list[list[int]]:
    return [[span.start, span.end] for span in spans]


def _dump(value: Any) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
