"""Reads the card of one claim as a reviewer sees it before deciding. A fixed number of queries."""

from collections import defaultdict
from dataclasses import dataclass

from annotations.domain.claims import approval_hash, canonical
from annotations.domain.excerpts import Piece, excerpt
from annotations.domain.history import Action
from annotations.domain.reviews import DRAFT, MOVES, SUBMITTED, WITHDRAWN
from annotations.domain.vocabulary import LINKS
from annotations.models import (
    Annotation,
    Decision,
    Event,
    Evidence,
    FinishedReview,
    Link,
    User,
)
from annotations.permissions import Can, abilities
from annotations.queries import claims as claim_queries
from annotations.queries.comments import Threads, threads
from annotations.queries.differences import Difference, Step, Wording
from annotations.queries.facts import Fact, Labels, facts
from annotations.queries.repeats import Repeats, repeat_links, repeats
from annotations.queries.reviews import AGAIN, Standing, standings, stands
from annotations.queries.rounds import last_finish
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
    repeats: Repeats
    """The claims that repeat this one."""
    evidence: list[Evidence]
    threads: Threads
    suggestions: Suggestions
    changes: list[Difference]
    """What changed since the last decision."""
    changed_by: list[Step]
    """Who changed something since what was decided last had been handed in, and when."""
    steps: list[Step]
    """What happened since the reviewer opened the card, where that is asked for."""
    withdrawn_because: str
    finished: FinishedReview | None
    """When the reviewer finished the review of the article last."""

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
    def mine_is_told(self) -> bool:
        """Whether the reviewer's own decision was told by finishing, so that it stays."""
        mine = self.mine
        return bool(mine and self.finished and mine.created_at <= self.finished.created_at)

    @property
    def changed_since_approval(self) -> bool:
        """Whether somebody approved this claim as it is not any more."""
        return self.annotation.state in AGAIN and any(
            one.verdict == Decision.Verdict.APPROVE and stands(one) and one.hash != self.hash
            for one in self.standing.decisions
        )

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
    """The card of ``claim``, which is visible to ``user``. Twenty-two queries at most.

    ``opened_at`` is the version that the reviewer saw: the card then says what happened since.
    """
    terms = vocabularies(claim.project_id)
    labels = labels_of(terms)
    links = repeat_links(claim, user)
    together = [claim, *(link.origin for link in links)]
    contents = claim_queries.contents(together)
    wording = Wording(claim.revision.text, claim.revision.sha256, labels)
    every = standings(together, claim.article.project.required_approvals)
    standing = every[claim.pk]
    last = next((one for one in reversed(standing.decisions) if stands(one)), None)
    now = canonical(contents[claim.pk])
    return ReviewCard(
        annotation=claim,
        hash=approval_hash(contents[claim.pk]),
        standing=standing,
        may=abilities(user, claim.project_id),
        user=user,
        terms=terms,
        context=excerpt(claim.revision.text, claim.fragments),
        finding=labels["desk_status"].get(claim.desk_status, claim.desk_status),
        facts=facts(claim.kind, claim.attributes, labels),
        links=_linked(claim, labels),
        repeats=repeats(claim, links, user, contents=contents, standing=every, labels=labels),
        evidence=list(claim.evidence.filter(deleted_at=None)),
        threads=threads(claim),
        suggestions=suggestions(claim, labels),
        changes=wording.since_snapshot(last.snapshot, now) if last and last.snapshot else [],
        changed_by=_since(wording, claim, last),
        steps=wording.since_version(claim, opened_at) if opened_at is not None else [],
        withdrawn_because=_withdrawn_because(claim),
        finished=last_finish(claim.article_id, user.pk),
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


def _since(wording: Wording, claim: Annotation, last: Decision | None) -> list[Step]:
    """What happened after the claim was handed in for its last decision."""
    if last is None or last.submission is None or claim.state not in (DRAFT, SUBMITTED):
        return []
    return wording.since_version(claim, last.submission.version)


def _withdrawn_because(claim: Annotation) -> str:
    if claim.state != WITHDRAWN:
        return ""
    events = Event.objects.filter(annotation_id=claim.pk, action=Action.CLAIM_WITHDRAWN)
    event = events.order_by("-pk").first()
    return str(event.changes.get("comment", ["", ""])[1]) if event else ""
