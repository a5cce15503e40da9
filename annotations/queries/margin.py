"""Reads an article as pages show it: text, blocks, and each annotation as its chip says it.

A fixed number of queries, whatever is tagged. Offsets are code points, end exclusive.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext, gettext_lazy, ngettext

from annotations.domain.claims import ClaimContent, EvidenceSeen, Gap, LinkSeen, gate
from annotations.domain.reviews import MOVES
from annotations.domain.spans import Span
from annotations.models import Annotation, Evidence, Link, Revision
from annotations.queries import vocabulary

Labels = Mapping[str, Mapping[str, str]]
"""Vocabulary → slug → label."""
Blocks = Sequence[Mapping[str, Any]]
"""``start``, ``end`` and ``kind`` of each block of a text, in order."""

LONGEST: Final = 44  # characters of a quote that stands for a source without identity
LACKS: Final = {
    "no_finding": (gettext_lazy("No finding"), gettext_lazy("has no finding")),
    "no_source": (gettext_lazy("No source"), gettext_lazy("has no source")),
    "evidence_missing": (
        gettext_lazy("Evidence missing"),
        gettext_lazy("lacks the evidence that its finding needs"),
    ),
    "independence_missing": (
        gettext_lazy("Independence?"),
        gettext_lazy("does not say why its evidence is independent"),
    ),
}
"""Gap code → what the chip says → what follows the claim's label in a sentence."""


@dataclass(frozen=True, slots=True)
class MarginTag:
    """An annotation as its mark and its chip show it."""

    id: str
    kind: str
    label: str
    fragments: Sequence[Span]
    words: str
    state: str | None
    version: int
    linked: Sequence[tuple[str, str]] = ()
    peers: Sequence[str] = ()
    gaps: Sequence[Gap] = ()

    @property
    def missing(self) -> str:
        """The first thing that the gate asks for, in two words."""
        return str(LACKS[self.gaps[0].code][0]) if self.gaps else ""

    @property
    def open(self) -> bool:
        """Whether this is a claim that could be handed in, were it complete."""
        return self.state in MOVES["submit"]

    @property
    def lacks(self) -> str:
        """ "C10 has no source", or nothing."""
        return f"{self.label} {LACKS[self.gaps[0].code][1]}" if self.gaps else ""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """A revision with everything that is tagged on it."""

    revision: Revision
    tags: Sequence[MarginTag] = field(default_factory=tuple)

    @property
    def text(self) -> str:
        return self.revision.text

    @property
    def blocks(self) -> Blocks:
        blocks: list[dict[str, Any]] = self.revision.blocks
        return blocks

    def of_kind(self, kind: str) -> list[MarginTag]:
        return [tag for tag in self.tags if tag.kind == kind]

    @property
    def counts(self) -> dict[str, int]:
        return {kind: len(self.of_kind(kind)) for kind in ("claim", "source", "status")}

    @property
    def claims(self) -> list[MarginTag]:
        return self.of_kind("claim")

    @property
    def ready(self) -> list[MarginTag]:
        """Claims that Submit would hand in."""
        return [tag for tag in self.tags if tag.open and not tag.gaps]

    @property
    def held(self) -> list[MarginTag]:
        """Claims that the gate holds back."""
        return [tag for tag in self.tags if tag.open and tag.gaps]

    @property
    def gate_sentence(self) -> str:
        """What the footer says: the claims that cannot be submitted yet, the first by name."""
        held = self.held
        if not held:
            return ""
        sentence = ngettext(
            "%(count)d claim cannot be submitted yet: %(first)s",
            "%(count)d claims cannot be submitted yet: %(first)s",
            len(held),
        )
        return sentence % {"count": len(held), "first": held[0].lacks}


def article_page(revision: Revision) -> ArticlePage:
    """Everything that the rows of ``revision`` show. Four queries; the caller checked who asks."""
    labels = vocabulary.labels(revision.project_id)
    rows = list(
        Annotation.objects.alive()
        .filter(revision=revision)
        .values_list(
            "id", "kind", "ordinal", "fragments", "quote", "desk_status", "attributes",
            "no_source_given", "state", "version", named=True,
        )
        .order_by("kind", "ordinal")
    )  # fmt: skip
    names = {row.id: (row.kind, _label(row)) for row in rows}
    links = _links(revision)
    stances = _stances(revision)
    peers = _peers(links, names)
    return ArticlePage(
        revision,
        [
            MarginTag(
                id=str(row.id),
                kind=row.kind,
                label=names[row.id][1],
                fragments=row.fragments,
                words=chip_words(row.kind, row.desk_status, row.attributes, row.quote, labels),
                state=row.state,
                version=row.version,
                linked=[names[target] for _, target in links[row.id] if target in names],
                peers=[str(peer) for peer in peers[row.id]],
                gaps=_gaps(row, links[row.id], stances[row.id]) if row.kind == "claim" else (),
            )
            for row in rows
        ],
    )


def blocks_of(blocks: Blocks, fragments: Iterable[Span]) -> set[int]:
    """Indexes of the blocks that ``fragments`` touch."""
    touched: set[int] = set()
    for span in fragments:
        first, beyond = block_at(blocks, span.start), block_at(blocks, span.end - 1) + 1
        touched.update(n for n in range(first, beyond) if blocks[n]["end"] > span.start)
    return touched


def block_at(blocks: Blocks, place: int) -> int:
    """Index of the last block that begins at or before ``place``, or of the first."""
    return max(0, bisect_right(blocks, place, key=itemgetter("start")) - 1)


def chip_words(
    kind: str, desk_status: str, attributes: Mapping[str, Any], quote: str, labels: Labels
) -> str:
    """What matters about an annotation in a few words: "Casualty count · Not assessed"."""
    if kind == "claim":
        terms = [("claim_type", attributes.get("type")), ("desk_status", desk_status)]
        return " · ".join(short(labels[name].get(slug, slug)) for name, slug in terms if slug)
    if kind == "source":
        who = attributes.get("identity") or _shortened(quote)
        return f"{who} · {gettext('confidential')}" if attributes.get("confidential") else str(who)
    polarity = attributes.get("polarity")
    return labels["polarity"].get(polarity, polarity) if polarity else _shortened(quote)


def short(label: str) -> str:
    """A term's label without what it says in brackets or after a comma."""
    return label.split(" (", 1)[0].split(", ", 1)[0]


def _label(row: Any) -> str:
    return f"{Annotation.PREFIXES[row.kind]}{row.ordinal}"


def _shortened(quote: str) -> str:
    words = " ".join(quote.split())
    return words if len(words) <= LONGEST else f"{words[:LONGEST].rstrip()}…"


def _links(revision: Revision) -> dict[UUID, list[tuple[str, UUID]]]:
    found: dict[UUID, list[tuple[str, UUID]]] = defaultdict(list)
    rows = Link.objects.filter(origin__revision=revision, target__deleted_at=None)
    for origin, type_, target in rows.order_by("id").values_list("origin_id", "type", "target_id"):
        found[origin].append((type_, target))
    return found


def _peers(
    links: Mapping[UUID, list[tuple[str, UUID]]], names: Mapping[UUID, Any]
) -> dict[UUID, list[UUID]]:
    peers: dict[UUID, list[UUID]] = defaultdict(list)
    for origin, ends in links.items():
        for _, target in ends:
            if origin in names and target in names:
                peers[origin].append(target)
                peers[target].append(origin)
    return peers


def _stances(revision: Revision) -> dict[UUID, list[str]]:
    found: dict[UUID, list[str]] = defaultdict(list)
    rows = Evidence.objects.filter(annotation__revision=revision, deleted_at=None)
    for claim, stance in rows.values_list("annotation_id", "stance"):
        found[claim].append(stance)
    return found


def _gaps(row: Any, links: list[tuple[str, UUID]], stances: list[str]) -> list[Gap]:
    """What the gate asks of a claim; it looks at the types of links and evidence only."""
    return gate(
        ClaimContent(
            text_sha256="",
            fragments=(),
            desk_status=row.desk_status,
            attributes=row.attributes,
            normalised_claim="",
            note="",
            no_source_given=row.no_source_given,
            evidence=[EvidenceSeen("", "", None, "", "", stance, "", "", "") for stance in stances],
            links=[LinkSeen(type_, "", "", ()) for type_, _ in links],
        )
    )
