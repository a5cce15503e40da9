"""Reads the card of one claim as a reviewer sees it before deciding. A fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from annotations.domain.claims import approval_hash, canonical
from annotations.domain.excerpts import Piece, excerpt
from annotations.domain.history import Action
from annotations.domain.reviews import MOVES, SUBMITTED, WITHDRAWN
from annotations.domain.vocabulary import LINKS
from annotations.models import Annotation, Decision, Event, Evidence, Link, User
from annotations.permissions import Can, abilities
from annotations.queries import claims as claim_queries
from annotations.queries.comments import Threads, threads
from annotations.queries.differences import Difference, Step, Wording
from annotations.queries.facts import Fact, Labels, facts
from annotations.queries.reviews import Standing, standings, stands
from annotations.queries.suggested_edits import Suggestions, suggestions
from annotations.queries.vocabulary import VocabularyView, labels_of, vocabularies


@dataclass(frozen=True)
class Linked:
    """What stands at the other end of a claim's link, with its details in words."""

    link: Link
    other: Annotation
    facts: list[Fact]
    how: str
    elsewhere: str
    """Headline of the article that it stands in, where that is another one."""


@dataclass(frozen=True)
class Made:
    """A decision with its reasons in words."""

    decision: Decision
    reasons: list[str]

    @property
    def taken_back(self) -> bool:
        return not stands(self.decision)


@dataclass(frozen=True)
class ReviewCard:
    """Everything that a reviewer sees of a claim before deciding on it."""

    annotation: Annotation
    hash: str
    standing: Standing
    may: frozenset[Can]
    user: User
    terms: dict[str, VocabularyView]
    context: list[Piece]
    finding: str
    facts: list[Fact]
    links: list[tuple[str, list[Linked]]]
    """Type of link → what it leads to, in the order of the desk's table."""
    repeated_by: list[Annotation]
    evidence: list[Evidence]
    threads: Threads
    suggestions: Suggestions
    changes: list[Difference]
    """What changed since the last decision."""
    steps: list[Step]
    """What happened since the reviewer opened the card, where that is asked for."""
    withdrawn_because: str

    editable = False  # the parts of the editor's card that are shown here offer no edits

    @property
    def last(self) -> Decision | None:
        """The newest decision that was not taken back."""
        standing = [one for one in self.standing.decisions if stands(one)]
        return standing[-1] if standing else None

    @property
    def decisions(self) -> list[Made]:
        """What was decided so far, newest first; what was taken back says so itself."""
        reasons = self.terms["review_reason"]
        labels = {term.slug: term.label for term in [*reasons.retired, *reasons.terms]}
        return [
            Made(one, [labels.get(slug, slug) for slug in one.reasons])
            for one in reversed(self.standing.decisions)
            if one.verdict != Decision.Verdict.RETRACT
        ]

    @property
    def is_own_work(self) -> bool:
        return self.standing.is_work_of(self.user)

    @property
    def mine(self) -> Decision | None:
        """The reviewer's own standing decision, if it can be taken back."""
        if self.annotation.state not in MOVES["retract"] or Can.DECIDE not in self.may:
            return None
        return self.standing.decided_by(self.user)

    @property
    def may_decide(self) -> bool:
        return (
            self.annotation.state == SUBMITTED
            and Can.DECIDE in self.may
            and not self.is_own_work
            and self.standing.decided_by(self.user) is None
        )

    @property
    def may_withdraw(self) -> bool:
        return self.annotation.state in MOVES["withdraw"] and Can.WITHDRAW in self.may

    @property
    def may_comment(self) -> bool:
        return Can.COMMENT in self.may

    @property
    def may_suggest(self) -> bool:
        """Whether it makes sense to suggest an edit: whoever worked on it just makes it."""
        editable = self.annotation.state in MOVES["edit"]
        return self.may_comment and editable and not self.is_own_work

    @property
    def others(self) -> list[User]:
        """Contributors beside the author."""
        author = self.annotation.author_id
        return [person for person in self.standing.contributors if person.pk != author]


def review_card(claim: Annotation, user: User, *, opened_at: int | None = None) -> ReviewCard:
    """The card of ``claim``, which is visible to ``user``. Eighteen queries at most.

    ``opened_at`` is the version that the reviewer saw: the card then says what happened since.
    """
    terms = vocabularies(claim.project_id)
    labels = labels_of(terms)
    content = claim_queries.content(claim)
    wording = Wording(claim.revision.text, claim.revision.sha256, labels)
    standing = standings([claim], claim.article.project.required_approvals)[claim.pk]
    last = next((one for one in reversed(standing.decisions) if stands(one)), None)
    now = canonical(content)
    return ReviewCard(
        annotation=claim,
        hash=approval_hash(content),
        standing=standing,
        may=abilities(user, claim.project_id),
        user=user,
        terms=terms,
        context=excerpt(claim.revision.text, claim.fragments),
        finding=labels["desk_status"].get(claim.desk_status, claim.desk_status),
        facts=facts(claim.kind, claim.attributes, labels),
        links=_linked(claim, labels),
        repeated_by=_repeated_by(claim),
        evidence=list(claim.evidence.filter(deleted_at=None)),
        threads=threads(claim),
        suggestions=suggestions(claim, labels),
        changes=wording.since_snapshot(last.snapshot, now) if last and last.snapshot else [],
        steps=wording.since_version(claim, opened_at) if opened_at is not None else [],
        withdrawn_because=_withdrawn_because(claim),
    )


def _linked(claim: Annotation, labels: Labels) -> list[tuple[str, list[Linked]]]:
    rows = claim.links.filter(target__deleted_at=None).select_related("target__article")
    grouped: dict[str, list[Linked]] = defaultdict(list)
    for link in rows.order_by("id"):
        other = link.target
        elsewhere = other.article.headline if other.article_id != claim.article_id else ""
        named = facts(other.kind, other.attributes, labels) if other.kind != "claim" else []
        how = labels["repeat_how"].get(link.how, link.how)
        grouped[link.type].append(Linked(link, other, named, how, elsewhere))
    return [(type_, grouped[type_]) for type_ in LINKS if type_ in grouped]


def _repeated_by(claim: Annotation) -> list[Annotation]:
    others = Annotation.objects.alive().filter(links__target=claim, links__type="repeats")
    return list(others.filter(article_id=claim.article_id).order_by("ordinal"))


def _withdrawn_because(claim: Annotation) -> str:
    if claim.state != WITHDRAWN:
        return ""
    events = Event.objects.filter(annotation_id=claim.pk, action=Action.CLAIM_WITHDRAWN)
    event = events.order_by("-pk").first()
    return str(event.changes.get("comment", ["", ""])[1]) if event else ""
