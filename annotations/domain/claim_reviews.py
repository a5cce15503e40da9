"""What an approved claim needs before it can be published as a schema.org ClaimReview."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self
from urllib.parse import urlsplit
from uuid import UUID

import regex

from annotations.domain.errors import DomainError

BEST: Final = 5
WORST: Final = 1
PERSON: Final = "person"
ORGANISATION: Final = "organisation"
PARTIES: Final = (PERSON, ORGANISATION)
"""What somebody who wrote a claimant's name can say of it."""
UNNAMED: Final = frozenset({"unnamed_person", "unnamed_group"})
NO_CLAIMANTS: Final = frozenset({"document", "database", "poll"})
"""Sources that say nothing by themselves: somebody made the claim in them."""
EARLIEST: Final = datetime.date(1900, 1, 1)
NEVER_RATED: Final = frozenset({"opinion", "position", "prediction"})

SHIPPED: Final[dict[str, int | None]] = {
    "attributed_only": None,
    "stated_unsourced": None,
    "unverified": None,
    "partly_verified": None,
    "corroborated": None,
    "correct": BEST,
    "disputed": None,
    "misleading": 3,
    "false": WORST,
    "not_checkable": None,
}
"""What our own findings are worth; a desk may reword them, but "not verified" is never "false"."""

UNSEEN: Final = (
    "Control characters and marks that turn the direction of writing cannot be published. Type it"
    " anew. Nothing was changed."
)
_UNSEEN: Final = regex.compile(r"[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_NOT_IN_AN_ADDRESS: Final = regex.compile(r'[\s"<>\\^`{|}\p{Pi}\p{Pf}\p{Z}\p{C}]')


class BadClaimReview(DomainError):
    """What is given for publishing cannot be so."""

    code = "bad_claim_review"
    message = "This cannot be published like that. Nothing was changed."


class NotPublishable(DomainError):
    """The claim lacks something, or is not approved; ``extra["lacks"]`` says what."""

    code = "not_publishable"
    status = 409
    message = "This claim cannot be published yet."

    @classmethod
    def because(cls, lacking: "Sequence[Lack]") -> Self:
        sentences = [lack.sentence for lack in lacking]
        return cls(" ".join([cls.message, *sentences]), extra={"lacks": sentences})


def known_as(identity: str, type_: str, quotes: Sequence[str]) -> Sequence[str]:
    """What a confidential source is called in other articles than its own.

    Its words say it only where nobody gave its identity, and never those of somebody unnamed: "a
    resident" is another one elsewhere.
    """
    if identity:
        return [identity]
    return [] if type_ in UNNAMED else quotes


@dataclass(frozen=True)
class Organisation:
    """Who publishes the reviews of a desk."""

    name: str = ""
    url: str = ""
    logo: str = ""


@dataclass(frozen=True)
class Party:
    """Whose word a claim is: what it is called, and its type: of ``PARTIES``, or of a source."""

    name: str
    type: str = ""


@dataclass(frozen=True)
class Finding:
    """The term that the desk chose, with its number where it has one."""

    slug: str
    label: str
    rating: int | None = None


@dataclass(frozen=True)
class Publication:
    """An approved claim, with all that its ClaimReview would say.

    ``parties`` are the sources that it rests on, confidential ones left out; ``claimant`` is what
    somebody wrote instead, ``claimant_type`` one of ``PARTIES`` where they said so.
    ``names_confidential``: one of these words is a confidential source's. ``organisation`` and
    ``finding`` are None where they are not known.
    """

    claim_id: UUID
    normalised_claim: str
    type: str = ""
    finding: Finding | None = None
    parties: Sequence[Party] = ()
    claimant: str = ""
    claimant_type: str = ""
    claim_date: datetime.date | None = None
    url: str = ""
    organisation: Organisation | None = None
    approved_at: datetime.datetime | None = None
    article_url: str = ""
    article_published_at: datetime.datetime | None = None
    names_confidential: bool = False
    embargoed: bool = False

    @property
    def party(self) -> Party | None:
        """Who made the claim; None where nobody, or more than one, could be meant."""
        if self.claimant:
            return Party(self.claimant, self.claimant_type)
        names = {party.name for party in self.claimants}
        return self.claimants[0] if len(names) == 1 else None

    @property
    def claimants(self) -> list[Party]:
        """The sources that can have made the claim."""
        return [party for party in self.parties if party.type not in NO_CLAIMANTS]

    @property
    def words(self) -> list[str]:
        """Whatever people wrote of what would be published."""
        party = self.party
        return [self.normalised_claim, party.name if party else "", self.url, self.article_url]


@dataclass(frozen=True)
class Lack:
    """One thing that keeps a claim from being published: a code for machines, words for people."""

    code: str
    sentence: str


def lacks(claim: Publication) -> list[Lack]:
    """Return what an approved claim lacks; empty when it can be published."""
    found = []
    if not claim.normalised_claim.strip():
        found.append(Lack("no_normalised_claim", "Its normalised claim is not written."))
    if claim.party is None:
        found.append(_nobody(claim))
    if any(map(has_unseen, claim.words)):
        sentence = "Its words hold control characters, or marks that turn the direction of writing."
        found.append(Lack("unseen_characters", sentence))
    if claim.claim_date is None:
        found.append(Lack("no_claim_date", "The day of the claim is not given."))
    if not is_address(claim.url):
        found.append(Lack("no_review_url", "The address of the published review is not given."))
    if claim.names_confidential:
        found.append(Lack("names_confidential", "It names a confidential source."))
    if claim.embargoed:
        found.append(Lack("embargoed", "Its story is under embargo."))
    return found + _organisation(claim.organisation) + _rating(claim)


def check_given(url: str, claim_date: datetime.date | None) -> None:
    """Raises BadClaimReview for an address that is none, and for a day of long ago."""
    if url and (fault := address_fault(url)):
        raise BadClaimReview(fault, field="url")
    if claim_date and claim_date < EARLIEST:
        sentence = f"The day of a claim is not before {EARLIEST.year}."
        raise BadClaimReview(sentence, field="claim_date")


def has_unseen(words: str) -> bool:
    """Whether words hold what nobody sees: a change of direction (U+202E) shows another name."""
    return bool(_UNSEEN.search(words))


def is_address(url: str) -> bool:
    """Whether this is a web address."""
    return not address_fault(url)


def address_fault(url: str) -> str:
    """Why this is no web address that can be published; nothing if it is one."""
    if _NOT_IN_AN_ADDRESS.search(url):
        return (
            "An address has no blanks, quotation marks, brackets like < and {, or invisible"
            " characters in it."
        )
    try:
        parts = urlsplit(url)
        whole = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        whole = False
    if not whole:
        return "An address begins with http:// or https://."
    return "An address has no user name or password in it." if "@" in parts.netloc else ""


def _nobody(claim: Publication) -> Lack:
    if len(claim.claimants) > 1:
        return Lack("several_claimants", "It rests on several sources: say who made the claim.")
    return Lack("no_claimant", "Who made the claim is not known: say it, or who its source is.")


def _organisation(organisation: Organisation | None) -> list[Lack]:
    if organisation is None:
        return []
    found = []
    if not organisation.name:
        found.append(Lack("no_organisation", "The project does not say who publishes."))
    if not is_address(organisation.url):
        sentence = "The project does not give the publisher's web address."
        found.append(Lack("no_organisation_url", sentence))
    return found


def _rating(claim: Publication) -> list[Lack]:
    finding = claim.finding
    if finding is None:
        return []
    rating = finding.rating
    if finding.slug in SHIPPED and rating != SHIPPED[finding.slug]:
        sentence = (
            f"“{finding.label}” has a rating that does not agree with it: {rating or 'none'}."
        )
        return [Lack("rating_disagrees", sentence)]
    if rating is not None and claim.type in NEVER_RATED:
        return [Lack("opinion_rated", "Opinions, positions and predictions are not rated.")]
    return []
