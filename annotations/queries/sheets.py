"""Reads the sign-off sheet of a text: its words with marks, and each claim with who signed it.

The sheet leaves the desk, so confidential sources are hidden unless somebody asks who may. A fixed
number of queries; offsets are code points, end exclusive.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from annotations.domain.hiding import SIGN, Hidden, hide
from annotations.domain.history import Action
from annotations.domain.reviews import NEGATIVE, STATES
from annotations.domain.spans import JOINER, Span, quote
from annotations.domain.vocabulary import LINKS
from annotations.formats.masking import pattern_of
from annotations.models import Annotation, Article, Decision, Event, Evidence, Link, Revision
from annotations.queries import vocabulary
from annotations.queries.facts import Fact, Labels, facts
from annotations.queries.reviews import Standing, standings, stands
from annotations.queries.talk import NOTHING, Open, open_talk

Veil = Callable[[str], str]
"""Words as they may be printed."""
KINDS: Final = ("claim", "source", "status")


@dataclass(frozen=True)
class SheetTag:
    """A tag in the printed text."""

    id: str
    kind: str
    label: str
    fragments: Sequence[Span]
    quote: str
    facts: list[Fact]
    note: str
    hidden: bool = False


@dataclass(frozen=True)
class SheetLink:
    """What a claim rests on, or is marked by."""

    type: str
    how: str
    other: SheetTag
    elsewhere: str


@dataclass(frozen=True)
class SheetEvidence:
    """A piece of evidence in printable words."""

    stance: str
    medium: str
    url: str
    archived_url: str
    excerpt: str
    locator: str
    checked_by: str


@dataclass(frozen=True)
class Signed:
    """What somebody decided, and why."""

    decision: Decision
    reasons: list[str]
    comment: str


@dataclass(frozen=True)
class SheetClaim:
    """A claim with all that a reader of the sheet has to know."""

    tag: SheetTag
    state: str
    normalised_claim: str
    finding: str
    no_source_given: bool
    links: list[SheetLink]
    evidence: list[SheetEvidence]
    standing: Standing
    approvals: list[Signed]
    refusal: Signed | None
    withdrawn_because: str
    talk: Open


@dataclass(frozen=True)
class Sheet:
    """Everything on the sheet. ``blocks`` are parts of ``text``, as are the tags' fragments."""

    article: Article
    revision: Revision
    heading: dict[str, str]
    text: str
    blocks: list[dict[str, Any]]
    tags: list[SheetTag]
    claims: list[SheetClaim]
    masked: int
    """How many confidential sources are hidden."""
    confidential: int
    """How many there are."""

    def of_kind(self, kind: str) -> list[SheetTag]:
        return [tag for tag in self.tags if tag.kind == kind]

    @property
    def sources(self) -> list[SheetTag]:
        return self.of_kind("source")

    @property
    def markers(self) -> list[SheetTag]:
        return self.of_kind("status")

    @property
    def counts(self) -> list[tuple[str, int]]:
        """State → how many claims, where there are any."""
        states = [claim.state for claim in self.claims]
        return [(state, states.count(state)) for state in STATES if state in states]

    @property
    def open_threads(self) -> int:
        return sum(claim.talk.threads for claim in self.claims)


@dataclass(frozen=True)
class _Printer:
    """Puts rows into printable words."""

    labels: Labels
    veil: Veil
    hidden: Hidden
    unmasked: bool

    def tag(self, row: Annotation, *, here: bool = True) -> SheetTag:
        secret = bool(row.attributes.get("confidential")) and not self.unmasked
        spans = self.hidden.all_moved(row.fragments) if here else row.fragments
        words = quote(self.hidden.text, spans) if here else self.veil(row.quote)
        told = [] if secret else self.facts(row)
        return SheetTag(
            id=str(row.pk),
            kind=row.kind,
            label=row.label,
            fragments=spans,
            quote=SIGN if secret else words,
            facts=told,
            note="" if secret else self.veil(row.note),
            hidden=secret,
        )

    def facts(self, row: Annotation) -> list[Fact]:
        told = facts(row.kind, row.attributes, self.labels)
        return [Fact(one.name, self.veil(one.words), one.is_flag) for one in told]

    def link(self, link: Link, revision: Revision) -> SheetLink:
        other = link.target
        here = other.revision_id == revision.pk
        how = self.labels["repeat_how"].get(link.how, link.how)
        elsewhere = "" if here else self.veil(other.article.headline)
        return SheetLink(link.type, how, self.tag(other, here=here), elsewhere)

    def evidence(self, piece: Evidence) -> SheetEvidence:
        names = ("url", "archived_url", "excerpt", "locator", "checked_by")
        return SheetEvidence(
            stance=self.labels["evidence_stance"].get(piece.stance, piece.stance),
            medium=self.labels["evidence_medium"].get(piece.medium, piece.medium),
            **{name: self.veil(getattr(piece, name)) for name in names},
        )

    def signed(self, decision: Decision) -> Signed:
        known = self.labels["review_reason"]
        reasons = [known.get(slug, slug) for slug in decision.reasons]
        return Signed(decision, reasons, self.veil(decision.comment))


def sheet(article: Article, revision: Revision, *, unmasked: bool) -> Sheet:
    """The sheet of one version of a text. Eleven queries; the caller checked who asks.

    Unless ``unmasked``, the words and names of confidential sources are hidden wherever they stand.
    """
    rows = list(Annotation.objects.alive().filter(revision=revision).order_by("kind", "ordinal"))
    secrets = _confidential(article)
    words = [] if unmasked else [word for row in secrets for word in _words_of(row)]
    pattern = pattern_of(words)
    places = [match.span() for match in pattern.finditer(revision.text)]
    if not unmasked:
        own = [row for row in secrets if row.revision_id == revision.pk]
        places += [(span.start, span.end) for row in own for span in row.fragments]
    hidden = hide(revision.text, _in_blocks(revision.blocks, [Span(*place) for place in places]))
    printer = _Printer(
        labels=vocabulary.labels(article.project_id),
        veil=lambda said: pattern.sub(SIGN, said),
        hidden=hidden,
        unmasked=unmasked,
    )
    return Sheet(
        article=article,
        revision=revision,
        heading=_heading(article, printer.veil),
        text=hidden.text,
        blocks=[_block(block, hidden) for block in revision.blocks],
        tags=[printer.tag(row) for row in rows],
        claims=_claims(article, revision, rows, printer),
        masked=0 if unmasked else len(secrets),
        confidential=len(secrets),
    )


def _heading(article: Article, veil: Veil) -> dict[str, str]:
    names = ("headline", "byline", "publisher", "source_url")
    return {name: veil(getattr(article, name)) for name in names}


def _confidential(article: Article) -> list[Annotation]:
    """Confidential sources of every version of the article."""
    sources = Annotation.objects.alive().filter(article=article, kind="source")
    return list(sources.filter(attributes__confidential=True).order_by("ordinal"))


def _words_of(source: Annotation) -> list[str]:
    """Who a source is and how it is called, each part of its quote by itself."""
    parts = source.quote.split(JOINER)
    return [word for word in (str(source.attributes.get("identity", "")), *parts) if word]


def _in_blocks(blocks: Sequence[dict[str, Any]], spans: Sequence[Span]) -> list[Span]:
    """The parts of ``spans`` that lie in paragraphs: what stands between these stays."""
    return [
        Span(max(span.start, block["start"]), min(span.end, block["end"]))
        for span in spans
        for block in blocks
        if span.start < block["end"] and span.end > block["start"]
    ]


def _block(block: dict[str, Any], hidden: Hidden) -> dict[str, Any]:
    span = hidden.moved(Span(block["start"], block["end"]))
    return {**block, "start": span.start, "end": span.end}


def _claims(
    article: Article, revision: Revision, rows: Sequence[Annotation], printer: _Printer
) -> list[SheetClaim]:
    """Claims in reading order. Seven queries."""
    found = sorted(
        (row for row in rows if row.kind == "claim"),
        key=lambda row: (row.fragments[0].start, -row.fragments[0].end),
    )
    links, evidence = _links(revision), _evidence(revision)
    standing = standings(found, article.project.required_approvals)
    withdrawn, talk = _withdrawn(article), open_talk(revision)
    findings = printer.labels["desk_status"]
    return [
        SheetClaim(
            tag=printer.tag(row),
            state=str(row.state),
            normalised_claim=printer.veil(row.normalised_claim),
            finding=findings.get(row.desk_status, row.desk_status),
            no_source_given=row.no_source_given,
            links=[printer.link(link, revision) for link in links[row.pk]],
            evidence=[printer.evidence(piece) for piece in evidence[row.pk]],
            standing=standing[row.pk],
            approvals=[printer.signed(one) for one in _approvals(row, standing[row.pk])],
            refusal=_refusal(row, standing[row.pk], printer),
            withdrawn_because=printer.veil(withdrawn.get(row.pk, "")),
            talk=talk.get(str(row.pk), NOTHING),
        )
        for row in found
    ]


def _links(revision: Revision) -> dict[Any, list[Link]]:
    rows = Link.objects.filter(origin__revision=revision, target__deleted_at=None)
    grouped: dict[Any, list[Link]] = defaultdict(list)
    order = list(LINKS)
    for link in sorted(
        rows.select_related("target__article"), key=lambda link: (order.index(link.type), link.pk)
    ):
        grouped[link.origin_id].append(link)
    return grouped


def _evidence(revision: Revision) -> dict[Any, list[Evidence]]:
    grouped: dict[Any, list[Evidence]] = defaultdict(list)
    for piece in Evidence.objects.filter(annotation__revision=revision, deleted_at=None):
        grouped[piece.annotation_id].append(piece)
    return grouped


def _withdrawn(article: Article) -> dict[Any, str]:
    events = Event.objects.filter(article_id=article.pk, action=Action.CLAIM_WITHDRAWN)
    rows = events.order_by("pk").values_list("annotation_id", "changes")
    return {pk: str(changes.get("comment", ["", ""])[1]) for pk, changes in rows}


def _approvals(claim: Annotation, standing: Standing) -> list[Decision]:
    """The approvals that hold: those of what was last handed in, and nothing since."""
    if claim.state not in ("submitted", "approved", "withdrawn") or standing.submission is None:
        return []
    return [
        one
        for one in standing.decisions
        if one.verdict == Decision.Verdict.APPROVE
        and stands(one)
        and one.submission_id == standing.submission.pk
    ]


def _refusal(claim: Annotation, standing: Standing, printer: _Printer) -> Signed | None:
    """Who sent the claim back or rejected it, while that stands."""
    if claim.state not in ("changes_requested", "rejected"):
        return None
    given = [one for one in standing.decisions if one.verdict in NEGATIVE and stands(one)]
    return printer.signed(given[-1]) if given else None
