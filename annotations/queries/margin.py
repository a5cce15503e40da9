"""Reads an article as pages show it: text, blocks, and each annotation as its chip says it.

A fixed number of queries, whatever is tagged. Offsets are code points, end exclusive.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from operator import itemgetter
from typing import Any

from annotations.domain.claims import Gap
from annotations.domain.reviews import MOVES
from annotations.domain.spans import Span
from annotations.models import Annotation, Revision
from annotations.queries import margin_sql, vocabulary
from annotations.queries.chips import chip_words, short
from annotations.queries.gates import LACKS, Held, gaps_of_claim, gate_reasons, gate_sentence
from annotations.queries.talk import NOTHING, Open, open_talk

Links = dict[str, list[tuple[str, str, str]]]
"""Id of a claim → type, target's kind and label of each link that leaves it."""
Blocks = Sequence[Mapping[str, Any]]
"""``start``, ``end`` and ``kind`` of each block of a text, in order."""


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
    missing: str = ""
    """The first thing that the gate asks for, in two words."""
    talk: Open = NOTHING

    @property
    def open(self) -> bool:
        """Whether this is a claim that could be handed in, were it complete."""
        return self.state in MOVES["submit"]

    @property
    def held(self) -> Held:
        """What the gate says of it, where it has gaps."""
        return Held(self.label, self.gaps[0].code)


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
    def ready_count(self) -> int:
        return len(self.ready)

    @property
    def held_count(self) -> int:
        return len(self.held)

    @property
    def gate_sentence(self) -> str:
        """What the footer says: the claims that cannot be submitted yet, the first by name."""
        return gate_sentence(self.held_count, self.held[0].held if self.held else None)

    @property
    def gate_reasons(self) -> str:
        """What is said before claims are handed in: each that is held back, with the reason."""
        return gate_reasons(self.held_count, [tag.held for tag in self.held])


def article_page(revision: Revision) -> ArticlePage:
    """Everything that the rows of ``revision`` show. Five queries; the caller checked who asks."""
    return ArticlePage(revision, margin_tags(revision))


def margin_tags(revision: Revision, within: Sequence[Span] | None = None) -> list[MarginTag]:
    """The annotations of ``revision``, by kind and number. Five queries.

    With ``within`` those alone that touch one of these spans, which are sorted and apart; links
    with others are shown all the same.
    """
    short_labels = _short_labels(revision.project_id)
    missing = {code: str(words[0]) for code, words in LACKS.items()}
    rows = margin_sql.tags(revision.pk, within)
    keys = {row.key for row in rows}
    links, peers = _links(revision, keys, some=within is not None)
    stances = _stances(revision)
    talk = open_talk(revision)
    gaps_of = cache(gaps_of_claim)  # most claims of an article lack the same
    tags = []
    for row in rows:
        key, kind = row.key, row.kind
        types, has = frozenset(type_ for type_, _, _ in links[key]), tuple(stances[key])
        seen = (row.desk_status, row.no_source_given, row.independence, types, has)
        gaps = gaps_of(*seen) if kind == "claim" else ()
        tags.append(
            MarginTag(
                id=key,
                kind=kind,
                label=_label(row.kind, row.ordinal),
                fragments=_spans(row.places),
                words=chip_words(row, short_labels),
                state=row.state,
                version=row.version,
                linked=[(kind, label) for _, kind, label in links[key] if label],
                peers=peers[key],
                gaps=gaps,
                missing=missing[gaps[0].code] if gaps else "",
                talk=talk.get(key, NOTHING),
            )
        )
    return tags


def _short_labels(project_id: int) -> dict[str, dict[str, str]]:
    labels = vocabulary.labels(project_id)
    return {
        name: {slug: short(label) for slug, label in terms.items()}
        for name, terms in labels.items()
    }


def _spans(places: str) -> list[Span]:
    """PostgreSQL's text of a multirange, ``{[10,52),[60,66)}``, as spans."""
    pairs = [part.split(",") for part in places[2:-2].split("),[")]
    return [Span(int(start), int(end)) for start, end in pairs]


def blocks_of(
    blocks: Blocks, fragments: Iterable[Span], starts: Sequence[int] | None = None
) -> set[int]:
    """Indexes of the blocks that ``fragments`` touch; ``starts`` of all blocks, where known."""
    places = starts if starts is not None else [block["start"] for block in blocks]
    touched: set[int] = set()
    for span in fragments:
        first = bisect_right(places, span.start) - 1
        last = bisect_right(places, span.end - 1, first + 1) - 1
        if first >= 0 and blocks[first]["end"] > span.start:
            touched.add(first)
        touched.update(range(first + 1, last + 1))
    return touched


def block_at(blocks: Blocks, place: int) -> int:
    """Index of the last block that begins at or before ``place``, or of the first."""
    return max(0, bisect_right(blocks, place, key=itemgetter("start")) - 1)


def _label(kind: str, ordinal: int) -> str:
    return f"{Annotation.PREFIXES[kind]}{ordinal}"


def _links(revision: Revision, keys: Set[str], *, some: bool) -> tuple[Links, dict[str, list[str]]]:
    """The links that leave the chosen, and for each of them what is at the other ends."""
    found: Links = defaultdict(list)
    peers: dict[str, list[str]] = defaultdict(list)
    rows = margin_sql.links(revision.pk, keys if some else None)
    for leaves, type_, target, kind, ordinal, there in rows:
        inside = there == revision.pk
        if leaves in keys:
            found[leaves].append((type_, kind, _label(kind, ordinal) if inside else ""))
            if inside:
                peers[leaves].append(target)
        if target in keys and inside:
            peers[target].append(leaves)
    return found, peers


def _stances(revision: Revision) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for claim, stance in margin_sql.stances(revision.pk):
        found[claim].append(stance)
    return found
