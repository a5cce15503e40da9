"""What every format writes and reads: one article revision with all that was said about it.

Offsets are code points of the revision's text, 0-based, end exclusive. Times carry a zone. A field
that is not in a file reads as its default. These classes are also the source of the published JSON
Schema (docs/schema), so a change here is a change of the format.
"""

from datetime import date, datetime
from typing import Annotated, Final, Literal, dataclass_transform
from uuid import UUID

from msgspec import Meta, Struct
from msgspec import field as default

SCHEMA: Final = "stetdesk-jsonl-1"

Offset = Annotated[int, Meta(ge=0, le=2**31 - 1, description="A position in code points.")]
Count = Annotated[int, Meta(ge=0, le=2**31 - 1)]
Time = Annotated[datetime, Meta(tz=True)]
Hash = Annotated[str, Meta(pattern="^[0-9a-f]{64}$", description="A SHA-256 in hexadecimal.")]
Value = str | bool | int | float | None
Attributes = dict[str, Value | dict[str, Value]]
Kind = Literal["claim", "source", "status"]
State = Literal["draft", "submitted", "approved", "changes_requested", "rejected", "withdrawn"]
Verdict = Literal["approve", "request_changes", "reject", "retract"]


@dataclass_transform(kw_only_default=True, frozen_default=True, field_specifiers=(default,))
class Record(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True, gc=False):
    """A part of a document. What the format does not know is refused, not dropped.

    Records never point in circles, so the collector need not walk the thousands of a large file.
    """


class FragmentRecord(Record, kw_only=True):
    """One passage, [start, end) in code points, with its words as the checksum of the offsets.

    ``quote_sha256`` is that of the words where the text was kept back for its licence.
    """

    start: Offset
    end: Offset
    quote: str
    quote_sha256: Hash | None = None


class LinkRecord(Record, kw_only=True):
    """A relation to another annotation; ``target`` may be in another document of the file."""

    type: str
    target: UUID
    how: str = ""
    author: str
    created_at: Time


class EvidenceRecord(Record, kw_only=True):
    """What speaks for, against or about a claim; a search that found nothing is evidence too."""

    id: UUID
    medium: str
    stance: str
    url: str = ""
    archived_url: str = ""
    captured_at: Time | None = None
    capture_sha256: str = ""
    excerpt: str = ""
    locator: str = ""
    checked_by: str = ""
    author: str
    created_at: Time


class CommentRecord(Record, kw_only=True):
    """A remark about an annotation.

    ``reply_to`` names the remark of the same annotation that began its thread. One without it
    begins a thread, and says who resolved it and when, where somebody did.
    """

    id: UUID
    text: str
    author: str
    created_at: Time
    reply_to: UUID | None = None
    resolved_at: Time | None = None
    resolved_by: str | None = None


class ChangesRecord(Record, kw_only=True):
    """[What it said, what it should say] of each field; an attribute that is absent is not set."""

    fragments: tuple[list[tuple[Offset, Offset]], list[tuple[Offset, Offset]]] | None = None
    quote: tuple[str, str] | None = None
    desk_status: tuple[str, str] | None = None
    attributes: tuple[Attributes, Attributes] | None = None
    note: tuple[str, str] | None = None
    normalised_claim: tuple[str, str] | None = None
    no_source_given: tuple[bool, bool] | None = None


class SuggestedEditRecord(Record, kw_only=True):
    """What somebody would change; ``version`` is that of the annotation as it was seen."""

    id: UUID
    version: Count
    changes: ChangesRecord
    comment: str = ""
    state: Literal["open", "accepted", "declined"] = "open"
    author: str
    created_at: Time
    settled_by: str | None = None
    settled_at: Time | None = None


class SubmissionRecord(Record, kw_only=True):
    """A claim handed in, with the approval hash and the version of what was handed in."""

    hash: Hash | None = None
    version: Count
    submitted_by: str
    created_at: Time


class DecisionRecord(Record, kw_only=True):
    """What one reviewer said of a claim. ``submission`` and ``retracts`` are places in the lists.

    Both count from 0 within the same annotation. ``hash`` is absent from masked files: together
    with the rest of the text it would let a hidden name be guessed.
    """

    verdict: Verdict
    reasons: list[str] = default(default_factory=list)
    comment: str = ""
    hash: Hash | None = None
    submission: Count | None = None
    retracts: Count | None = None
    imported: bool = False
    reviewer: str
    created_at: Time


class ContributorRecord(Record, kw_only=True):
    """Somebody beside the author whose work it is, and who may therefore not decide on it."""

    user: str
    since: Time


class ClaimReviewRecord(Record, kw_only=True):
    """What is published of a claim beside itself (schema.org ClaimReview).

    ``label`` and ``rating`` are those of its finding, ``organisation…`` the project's: written for
    readers of the file, and not read back.
    """

    claimant: str = ""
    claimant_type: Literal["", "person", "organisation"] = ""
    claim_date: date | None = None
    url: str = ""
    label: str = ""
    rating: Annotated[int, Meta(ge=1, le=5)] | None = None
    organisation: str = ""
    organisation_url: str = ""
    organisation_logo: str = ""


class AnnotationRecord(Record, kw_only=True):
    """A claim, source or status marker. ``quote`` joins the fragments' words with " … ".

    ``label`` is what people call it (C3, S2, V1). ``desk_status``, ``normalised_claim``,
    ``no_source_given``, ``state``, links, evidence, review and what is published of it belong to
    claims only. ``guidelines_version`` is that of the labelling guide that stood when the
    annotation was made; releases have it, but not of what was imported.
    """

    id: UUID
    kind: Kind
    label: Annotated[str, Meta(pattern="^[CSV][1-9][0-9]{0,8}$")]
    fragments: Annotated[list[FragmentRecord], Meta(min_length=1)]
    quote: str
    desk_status: str = ""
    state: State | None = None
    attributes: Attributes = default(default_factory=dict)
    normalised_claim: str = ""
    no_source_given: bool = False
    note: str = ""
    version: Count = 1
    guidelines_version: Count | None = None
    author: str
    created_at: Time
    updated_at: Time
    contributors: list[ContributorRecord] = default(default_factory=list)
    links: list[LinkRecord] = default(default_factory=list)
    evidence: list[EvidenceRecord] = default(default_factory=list)
    comments: list[CommentRecord] = default(default_factory=list)
    suggested_edits: list[SuggestedEditRecord] = default(default_factory=list)
    submissions: list[SubmissionRecord] = default(default_factory=list)
    decisions: list[DecisionRecord] = default(default_factory=list)
    claim_review: ClaimReviewRecord | None = None


class BlockRecord(Record, kw_only=True):
    """A paragraph, heading …: [start, end) in code points.

    Only where ``complete`` is true has everything been tagged: there, and nowhere else, is an
    unmarked passage a negative example.
    """

    start: Offset
    end: Offset
    kind: str
    complete: bool = False


class PlaceRecord(Record, kw_only=True):
    """[start, end) in code points."""

    start: Offset
    end: Offset


class OriginalRecord(Record, kw_only=True):
    """The bytes that came in, before decoding and repair, in base64.

    Without ``data`` they were the text itself in UTF-8, and ``sha256`` is that of the text.
    """

    media_type: str
    sha256: Hash
    data: bytes = b""


class RevisionRecord(Record, kw_only=True):
    """An immutable text. ``length`` in code points; ``sha256`` of the text here, in UTF-8.

    A text that was kept back for its licence is all "█". ``full_sha256`` is then that of the text
    that put_text_back.py puts there from a reader's copy, once it has hidden the places of
    ``hidden`` in it. In a text that was not kept back, these are the blocks whose words were
    hidden as boilerplate.
    """

    number: Annotated[int, Meta(ge=1, le=2**31 - 1)]
    current: bool = True
    sha256: Hash
    length: Count
    text: str
    blocks: list[BlockRecord] = default(default_factory=list)
    full_sha256: Hash | None = None
    hidden: list[PlaceRecord] = default(default_factory=list)
    repairs: list[Attributes] = default(default_factory=list)
    original: OriginalRecord | None = None
    created_by: str
    created_at: Time


class ArticleRecord(Record, kw_only=True):
    """What the desk knows about a story. ``id`` joins the revisions of one article in a file."""

    id: Count
    headline: str
    byline: str = ""
    publisher: str = ""
    source_url: str = ""
    language: str
    direction: Literal["ltr", "rtl"] = "ltr"
    published_at: Time | None = None
    licence: str = ""
    story: str = ""
    embargo_until: Time | None = None
    confidential_note: str = ""
    created_by: str
    created_at: Time


class DocumentRecord(Record, kw_only=True):
    """One line of the file: one revision of one article.

    ``masked`` says that confidential sources, or the desk's confidential note, are hidden in it.
    """

    schema: Literal["stetdesk-jsonl-1"]
    unit: Literal["code_point"]
    project: str
    masked: bool = False
    article: ArticleRecord
    revision: RevisionRecord
    annotations: list[AnnotationRecord] = default(default_factory=list)
