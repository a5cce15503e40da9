"""Reads the sign-off sheet of a text: its words with marks, and each claim with who signed it.

The sheet leaves the desk, so confidential sources are hidden unless somebody asks who may. A fixed
number of queries; offsets are code points, end exclusive.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q

from annotations.domain.hiding import Hidden, hide
from annotations.domain.history import Action
from annotations.domain.names import Names
from annotations.domain.reviews import NEGATIVE, STATES
from annotations.domain.spans import JOINER, Span
from annotations.domain.vocabulary import LINKS
from annotations.models import Annotation, Article, Decision, Event, Evidence, Link, Revision
from annotations.queries import vocabulary
from annotations.queries.printing import Printer, SheetEvidence, SheetLink, SheetTag, Signed, Veil
from annotations.queries.reviews import Standing, standings, stands
from annotations.queries.talk import NOTHING, Open, open_talk


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
    open_threads: int

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


def sheet(article: Article, revision: Revision, *, unmasked: bool) -> Sheet:
    """The sheet of one version of a text. Ten queries; the caller checked who asks.

    Unless ``unmasked``, the words and names of confidential sources are hidden wherever they stand.
    """
    rows = list(Annotation.objects.alive().filter(revision=revision).order_by("kind", "ordinal"))
    secrets = _confidential(article)
    words = [] if unmasked else [word for row in secrets for word in _words_of(row)]
    names = Names(words)
    places = names.spans(revision.text)
    if not unmasked:
        own = [row for row in secrets if row.revision_id == revision.pk]
        places += [span for row in own for span in row.fragments]
    hidden = hide(revision.text, _in_blocks(revision.blocks, places))
    printer = Printer(
        revision=revision,
        labels=vocabulary.labels(article.project_id),
        veil=lambda said: hide(said, names.spans(said)).text,
        hidden=hidden,
        unmasked=unmasked,
    )
    talk = open_talk(revision)
    confidential = sum(row.revision_id == revision.pk for row in secrets)
    return Sheet(
        article=article,
        revision=revision,
        heading=_heading(article, printer.veil),
        text=hidden.text,
        blocks=[_block(block, hidden) for block in revision.blocks],
        tags=[printer.tag(row) for row in rows],
        claims=_claims(article, rows, printer, talk),
        masked=0 if unmasked else confidential,
        confidential=confidential,
        open_threads=sum(one.threads for one in talk.values()),
    )


def _heading(article: Article, veil: Veil) -> dict[str, str]:
    names = ("headline", "byline", "publisher", "source_url")
    return {name: veil(getattr(article, name)) for name in names}


def _confidential(article: Article) -> list[Annotation]:
    """Confidential sources of every version of the article, and of those that it links to."""
    linked = Link.objects.filter(origin__article=article).values("target__article")
    sources = Annotation.objects.alive().filter(kind="source", attributes__confidential=True)
    return list(sources.filter(Q(article=article) | Q(article__in=linked)))


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
    article: Article, rows: Sequence[Annotation], printer: Printer, talk: Mapping[str, Open]
) -> list[SheetClaim]:
    """Claims in reading order. Six queries."""
    found = sorted(
        (row for row in rows if row.kind == "claim"),
        key=lambda row: (row.fragments[0].start, -row.fragments[0].end),
    )
    links, evidence = _links(found), _evidence(found)
    standing = standings(found, article.project.required_approvals)
    withdrawn = _withdrawn(article)
    findings = printer.labels["desk_status"]
    return [
        SheetClaim(
            tag=printer.tag(row),
            state=str(row.state),
            normalised_claim=printer.veil(row.normalised_claim),
            finding=findings.get(row.desk_status, row.desk_status),
            no_source_given=row.no_source_given,
            links=[printer.link(link) for link in links[row.pk]],
            evidence=[printer.evidence(piece) for piece in evidence[row.pk]],
            standing=standing[row.pk],
            approvals=[printer.signed(one) for one in _approvals(row, standing[row.pk])],
            refusal=_refusal(row, standing[row.pk], printer),
            withdrawn_because=printer.veil(withdrawn.get(row.pk, "")),
            talk=talk.get(str(row.pk), NOTHING),
        )
        for row in found
    ]


def _links(claims: Sequence[Annotation]) -> dict[UUID, list[Link]]:
    rows = Link.objects.filter(origin__in=claims, target__deleted_at=None)
    grouped: dict[UUID, list[Link]] = defaultdict(list)
    order = list(LINKS)
    for link in sorted(
        rows.select_related("target__article"), key=lambda link: (order.index(link.type), link.pk)
    ):
        grouped[link.origin_id].append(link)
    return grouped


def _evidence(claims: Sequence[Annotation]) -> dict[UUID, list[Evidence]]:
    grouped: dict[UUID, list[Evidence]] = defaultdict(list)
    for piece in Evidence.objects.filter(annotation__in=claims, deleted_at=None):
        grouped[piece.annotation_id].append(piece)
    return grouped


def _withdrawn(article: Article) -> dict[UUID | None, str]:
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


def _refusal(claim: Annotation, standing: Standing, printer: Printer) -> Signed | None:
    """Who sent the claim back or rejected it, while that stands."""
    if claim.state not in ("changes_requested", "rejected"):
        return None
    given = [one for one in standing.decisions if one.verdict in NEGATIVE and stands(one)]
    return printer.signed(given[-1]) if given else None
