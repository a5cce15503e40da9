"""A document in which offsets are hard: emoji, right to left, nested, overlapping, in parts."""

from hashlib import sha256
from uuid import UUID

from msgspec.structs import replace

from annotations.formats.records import (
    AnnotationRecord,
    DocumentRecord,
    FragmentRecord,
    LinkRecord,
)
from tests.formats.documents import MORNING, annotation, document, part

TEXT = (
    "Fire 🔥🧑‍🚒 at the port\n"
    "قال الميناء إن 12 قاربا احترقت 🚢 في الليل.\n"
    "The 👩‍👩‍👧 family's owner (72) denied it: “no boat burnt”, she told e\u0301dda."
)
WHOLE, INNER, PARTS, SPEAKER, DENIAL = (UUID(int=number, version=4) for number in range(21, 26))


def wild() -> DocumentRecord:
    """Five annotations in two scripts, with links among them and one to another article."""
    plain = document()
    raw = TEXT.encode()
    return replace(
        plain,
        article=replace(plain.article, id=8, headline='Fire 🔥 in <two> scripts & "more"'),
        revision=replace(
            plain.revision,
            number=2,
            text=TEXT,
            length=len(TEXT),
            sha256=sha256(raw).hexdigest(),
            original=None,
            blocks=[],
        ),
        annotations=_annotations(),
    )


def spans(document: DocumentRecord) -> list[tuple[str, str, int, int, str]]:
    """Id, kind, start, end and words of every passage, as a reader should find them."""
    return [
        (str(one.id), one.kind, part.start, part.end, part.quote)
        for one in document.annotations
        for part in one.fragments
    ]


def _annotations() -> list[AnnotationRecord]:
    def of(words: str) -> FragmentRecord:
        return part(words, TEXT)

    def to(target: UUID, type: str = "attributed_to") -> LinkRecord:
        return LinkRecord(type=type, target=target, author="edda", created_at=MORNING)

    elsewhere = LinkRecord(
        type="repeats",
        target=UUID(int=99, version=4),
        how="echo",
        author="rita",
        created_at=MORNING,
    )
    return [
        annotation(
            WHOLE,
            "claim",
            "C1",
            of("12 قاربا احترقت 🚢 في الليل"),
            state="approved",
            desk_status="unverified",
            links=[to(SPEAKER), elsewhere],
        ),
        annotation(INNER, "claim", "C2", of("12 قاربا احترقت"), state="draft"),
        annotation(
            PARTS,
            "claim",
            "C3",
            of("🔥🧑‍🚒"),
            of("احترقت 🚢"),
            of("no boat burnt"),
            state="draft",
            links=[to(DENIAL, "qualified_by")],
        ),
        annotation(SPEAKER, "source", "S1", of("الميناء")),
        annotation(DENIAL, "status", "V1", of("👩‍👩‍👧 family's owner (72) denied")),
    ]
