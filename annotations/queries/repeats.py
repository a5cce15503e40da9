"""Reads the claims that repeat a claim, and which of them can be decided together with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from annotations.domain.claims import ClaimContent, approval_hash
from annotations.domain.excerpts import Piece, excerpt
from annotations.domain.reviews import SUBMITTED
from annotations.models import Annotation, Link, User
from annotations.queries.facts import Labels
from annotations.queries.reviews import Standing


@dataclass(frozen=True)
class Repeat:
    """A claim that says again what another says, as a reviewer sees it beside that one."""

    claim: Annotation
    how: str
    """"firmer", "altered", … as the link has it; ``how_words`` says it."""
    how_words: str
    context: list[Piece]
    finding: str
    sources: list[str]
    evidence: int
    hash: str
    elsewhere: str
    """Headline of the article that it stands in, where that is another one."""
    standing: Standing
    user: User

    @property
    def is_own_work(self) -> bool:
        return self.standing.is_work_of(self.user)

    @property
    def decided(self) -> bool:
        """Whether the reviewer decided on it in this round."""
        return self.standing.decided_by(self.user) is not None

    @property
    def may_decide(self) -> bool:
        return self.claim.state == SUBMITTED and not self.is_own_work and not self.decided

    @property
    def value(self) -> str:
        """What a form sends of it: id and hash."""
        return f"{self.claim.pk}:{self.hash}"


@dataclass(frozen=True)
class Repeats:
    """All that repeats a claim, in reading order; those of the same article first."""

    all: list[Repeat]

    @property
    def offered(self) -> list[Repeat]:
        """What can be decided together with the claim."""
        return [repeat for repeat in self.all if repeat.may_decide]

    @property
    def left_out(self) -> list[Repeat]:
        return [repeat for repeat in self.all if not repeat.may_decide]


def repeat_links(claim: Annotation, user: User) -> list[Link]:
    """The links that say that another claim repeats ``claim``. One query."""
    visible = Annotation.objects.visible_to(user).alive().claims()
    links = Link.objects.filter(type="repeats", target=claim, origin__in=visible)
    rows = links.select_related("origin__article", "origin__revision")
    return sorted(
        rows,
        key=lambda link: (
            link.origin.article_id != claim.article_id,
            link.origin.article_id,
            link.origin.fragments[0].start,
        ),
    )


def repeats(
    claim: Annotation,
    links: Iterable[Link],
    user: User,
    *,
    contents: Mapping[UUID, ClaimContent],
    standing: Mapping[UUID, Standing],
    labels: Labels,
) -> Repeats:
    """Put ``links`` (of ``repeat_links``) in words. No query."""
    return Repeats(
        [
            Repeat(
                claim=link.origin,
                how=link.how,
                how_words=labels["repeat_how"].get(link.how, link.how),
                context=excerpt(link.origin.revision.text, link.origin.fragments),
                finding=labels["desk_status"].get(link.origin.desk_status, link.origin.desk_status),
                sources=_sources(link.origin, contents[link.origin_id]),
                evidence=len(contents[link.origin_id].evidence),
                hash=approval_hash(contents[link.origin_id]),
                elsewhere=_elsewhere(claim, link.origin),
                standing=standing[link.origin_id],
                user=user,
            )
            for link in links
        ]
    )


def _sources(claim: Annotation, content: ClaimContent) -> list[str]:
    """Who the claim rests on: the identity, or else the words."""
    text = claim.revision.text
    return [
        str((link.attributes or {}).get("identity") or "")
        or " … ".join(text[span.start : span.end] for span in link.fragments)
        for link in content.links
        if link.type == "attributed_to"
    ]


def _elsewhere(claim: Annotation, other: Annotation) -> str:
    return other.article.headline if other.article_id != claim.article_id else ""
