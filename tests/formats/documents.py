"""Documents for the format tests: one written by hand, and any that hypothesis can think of."""

from datetime import UTC, datetime
from hashlib import sha256
from uuid import UUID

from hypothesis import strategies as st

from annotations.formats.records import (
    SCHEMA,
    AnnotationRecord,
    ArticleRecord,
    BlockRecord,
    ChangesRecord,
    ClaimReviewRecord,
    CommentRecord,
    ContributorRecord,
    DecisionRecord,
    DocumentRecord,
    EvidenceRecord,
    FragmentRecord,
    LinkRecord,
    OriginalRecord,
    RevisionRecord,
    SubmissionRecord,
    SuggestedEditRecord,
)

TEXT = (
    "Harbour fire 🔥: 12 boats lost\n"
    "Twelve boats and 3 sheds have been destroyed, says harbour master Ilse Brandt.\n"
    "The Coast Courier could not verify the figures."
)
MORNING = datetime(2026, 3, 1, 8, 30, tzinfo=UTC)
NOON = datetime(2026, 3, 1, 12, 0, 0, 250_000, tzinfo=UTC)
CLAIM, SHEDS, SOURCE, MARKER = (UUID(int=number, version=4) for number in range(1, 5))


def part(words: str, text: str = TEXT) -> FragmentRecord:
    """The fragment that covers the first ``words`` in ``text``, in code points."""
    start = text.index(words)
    return FragmentRecord(start=start, end=start + len(words), quote=words)


def annotation(
    id_: UUID, kind: str, label: str, *parts: FragmentRecord, **more
) -> AnnotationRecord:
    return AnnotationRecord(
        id=id_,
        kind=kind,
        label=label,
        fragments=list(parts),
        quote=" … ".join(one.quote for one in parts),
        author="edda",
        created_at=MORNING,
        updated_at=NOON,
        **more,
    )


def document() -> DocumentRecord:
    """A small article with everything in it that the format can hold."""
    raw = TEXT.encode()
    return DocumentRecord(
        schema=SCHEMA,
        unit="code_point",
        project="demo",
        article=ArticleRecord(
            id=7,
            headline="Harbour fire 🔥: 12 boats lost",
            byline="Jo Sand",
            publisher="Coast Courier",
            source_url="https://courier.example/harbour",
            language="en",
            published_at=MORNING,
            licence="CC-BY-4.0",
            story="harbour-fire",
            confidential_note="Ask Jo about the second witness.",
            created_by="edda",
            created_at=MORNING,
        ),
        revision=RevisionRecord(
            number=1,
            sha256=sha256(raw).hexdigest(),
            length=len(TEXT),
            text=TEXT,
            blocks=[
                BlockRecord(start=0, end=29, kind="heading"),
                BlockRecord(start=30, end=108, kind="paragraph", complete=True),
                BlockRecord(start=109, end=len(TEXT), kind="paragraph"),
            ],
            original=OriginalRecord(
                media_type="text/plain", sha256=sha256(raw).hexdigest(), data=raw
            ),
            created_by="edda",
            created_at=MORNING,
        ),
        annotations=[_claim(), _sheds(), _source(), _marker()],
    )


def _claim() -> AnnotationRecord:
    return annotation(
        CLAIM,
        "claim",
        "C1",
        part("Twelve boats"),
        part("have been destroyed"),
        desk_status="unverified",
        state="approved",
        attributes={
            "type": "numerical",
            "hedge": "=SUM(A1)",
            "figure": {"value": 12, "unit": "boats", "bound": "exactly"},
        },
        normalised_claim="Twelve boats were destroyed by the harbour fire.",
        note="-1 on the first draft",
        version=4,
        contributors=[ContributorRecord(user="edda", since=MORNING)],
        links=[
            LinkRecord(type="attributed_to", target=SOURCE, author="edda", created_at=MORNING),
            LinkRecord(type="qualified_by", target=MARKER, author="emil", created_at=NOON),
        ],
        evidence=[
            EvidenceRecord(
                id=UUID(int=11, version=4),
                medium="web_page",
                stance="supports",
                url="https://port.example/log",
                captured_at=NOON,
                excerpt="12 berths empty",
                author="edda",
                created_at=NOON,
            )
        ],
        comments=[
            CommentRecord(
                id=UUID(int=12, version=4),
                text="Twelve or 12?",
                author="rita",
                created_at=NOON,
                resolved_at=NOON,
                resolved_by="edda",
            ),
            CommentRecord(
                id=UUID(int=13, version=4),
                text="As it was said.",
                author="edda",
                created_at=NOON,
                reply_to=UUID(int=12, version=4),
            ),
        ],
        suggested_edits=[
            SuggestedEditRecord(
                id=UUID(int=14, version=4),
                version=3,
                changes=ChangesRecord(
                    desk_status=("unverified", "disputed"),
                    attributes=({"hedge": "=SUM(A1)"}, {}),
                ),
                comment="The owner denies it.",
                state="declined",
                author="rita",
                created_at=NOON,
                settled_by="emil",
                settled_at=NOON,
            )
        ],
        submissions=[
            SubmissionRecord(hash="a" * 64, version=4, submitted_by="edda", created_at=NOON)
        ],
        decisions=[
            DecisionRecord(
                verdict="approve",
                hash="a" * 64,
                submission=0,
                reviewer="rita",
                created_at=NOON,
            )
        ],
    )


def _sheds() -> AnnotationRecord:
    return annotation(
        SHEDS,
        "claim",
        "C2",
        part("3 sheds have been destroyed"),
        desk_status="attributed_only",
        state="changes_requested",
        attributes={"figure": {"value": -3.5}},
        submissions=[
            SubmissionRecord(hash="b" * 64, version=1, submitted_by="edda", created_at=NOON)
        ],
        decisions=[
            DecisionRecord(
                verdict="request_changes",
                reasons=["missing_source"],
                comment="Who says so?",
                hash="b" * 64,
                submission=0,
                reviewer="rita",
                created_at=NOON,
            )
        ],
    )


def _source() -> AnnotationRecord:
    return annotation(
        SOURCE,
        "source",
        "S1",
        part("harbour master Ilse Brandt"),
        attributes={"identity": "Ilse Brandt", "type": "named_person", "party": False},
        note="Called twice.",
    )


def _marker() -> AnnotationRecord:
    return annotation(
        MARKER,
        "status",
        "V1",
        part("could not verify the figures"),
        attributes={"polarity": "not_verified", "modality": "could_not"},
    )


# What the database can hold: no NUL, no half characters; zones are all UTC there.
words = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))
names = words.filter(bool)
hashes = st.text("0123456789abcdef", min_size=64, max_size=64)
times = st.datetimes(timezones=st.just(UTC))
counts = st.integers(0, 2**31 - 1)
values = st.one_of(words, st.booleans(), st.none(), st.integers(-(2**53), 2**53))
attributes = st.dictionaries(names, values | st.dictionaries(names, values, max_size=2), max_size=3)


places = st.lists(st.tuples(counts, counts), max_size=2)


def few(of: st.SearchStrategy) -> st.SearchStrategy:
    return st.lists(of, max_size=2)


# Given by name, and so used wherever a record has a field of this name.
FIELDS = {
    **dict.fromkeys(["headline", "quote", "text", "note", "comment", "excerpt"], words),
    **dict.fromkeys(["author", "user", "reviewer", "created_by", "submitted_by"], names),
    **dict.fromkeys(["created_at", "updated_at", "since"], times),
}


def record(cls: type, **fields: st.SearchStrategy) -> st.SearchStrategy:
    known = {name: FIELDS[name] for name in cls.__struct_fields__ if name in FIELDS}
    return st.builds(cls, **(known | fields))


fragments = record(FragmentRecord, start=counts, end=counts)
annotations = record(
    AnnotationRecord,
    id=st.uuids(),
    kind=st.sampled_from(["claim", "source", "status"]),
    label=st.from_regex(r"\A[CSV][1-9][0-9]{0,3}\Z"),
    fragments=st.lists(fragments, min_size=1, max_size=3),
    desk_status=words,
    state=st.none() | st.sampled_from(["draft", "approved"]),
    attributes=attributes,
    no_source_given=st.booleans(),
    version=counts,
    contributors=few(record(ContributorRecord)),
    links=few(record(LinkRecord, type=names, target=st.uuids(), how=words)),
    evidence=few(
        record(EvidenceRecord, id=st.uuids(), medium=names, stance=names, captured_at=times)
    ),
    comments=few(
        record(
            CommentRecord,
            id=st.uuids(),
            reply_to=st.none() | st.uuids(),
            resolved_at=st.none() | times,
            resolved_by=st.none() | names,
        )
    ),
    suggested_edits=few(
        record(
            SuggestedEditRecord,
            id=st.uuids(),
            version=counts,
            changes=record(
                ChangesRecord,
                note=st.none() | st.tuples(words, words),
                quote=st.none() | st.tuples(words, words),
                attributes=st.none() | st.tuples(attributes, attributes),
                fragments=st.none() | st.tuples(places, places),
            ),
            state=st.sampled_from(["open", "accepted", "declined"]),
            settled_at=st.none() | times,
            settled_by=st.none() | names,
        )
    ),
    submissions=few(record(SubmissionRecord, hash=st.none() | hashes, version=counts)),
    decisions=few(
        record(
            DecisionRecord,
            verdict=st.sampled_from(["approve", "request_changes", "reject", "retract"]),
            reasons=few(names),
            hash=hashes,
            submission=st.none() | counts,
            imported=st.booleans(),
        )
    ),
    claim_review=st.none()
    | record(
        ClaimReviewRecord,
        claimant=words,
        claimant_type=st.sampled_from(["", "person", "organisation"]),
        claim_date=st.none() | st.dates(),
        url=words,
        label=words,
        rating=st.none() | st.integers(1, 5),
        organisation=words,
    ),
)
documents = record(
    DocumentRecord,
    schema=st.just(SCHEMA),
    unit=st.just("code_point"),
    project=names,
    masked=st.booleans(),
    article=record(
        ArticleRecord,
        id=counts,
        language=names,
        direction=st.sampled_from(["ltr", "rtl"]),
        published_at=st.none() | times,
    ),
    revision=record(
        RevisionRecord,
        number=st.integers(1, 99),
        sha256=hashes,
        length=counts,
        blocks=few(record(BlockRecord, start=counts, end=counts, kind=names)),
        repairs=few(attributes),
        original=st.none()
        | record(OriginalRecord, media_type=names, sha256=hashes, data=st.binary()),
    ),
    annotations=few(annotations),
)
