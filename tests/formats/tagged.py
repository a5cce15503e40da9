"""Any text with any tags that the rules allow: for readers that must find the same spans."""

from hashlib import sha256
from uuid import UUID

from hypothesis import strategies as st
from msgspec.structs import replace

from annotations.domain.text import clean
from annotations.formats.records import AnnotationRecord, DocumentRecord, FragmentRecord, LinkRecord
from tests.formats.documents import MORNING, annotation, document

LETTERS = {"claim": "C", "source": "S", "status": "V"}
PLACES = st.lists(st.integers(0, 400), min_size=2, max_size=6, unique=True)

texts = st.lists(
    st.sampled_from(
        [
            "boat ",
            "burnt. ",
            "🔥",
            "🧑‍🚒 ",
            "قارب ",
            "حرق",
            "\n",
            "\n\n",
            "e\u0301",
            "don't ",
            "“72” ",
        ]
    )
    | st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=5),
    min_size=1,
    max_size=40,
).map(lambda pieces: clean(f"x{''.join(pieces)}"))


@st.composite
def tagged(draw: st.DrawFn) -> DocumentRecord:
    """A document whose annotations overlap, nest, stand in parts, and are linked."""
    text = draw(texts)
    drawn = [_annotation(draw, text, number) for number in range(draw(st.integers(0, 5)))]
    made = [one for one in drawn if one]
    plain = document()
    revision = replace(
        plain.revision,
        text=text,
        length=len(text),
        sha256=sha256(text.encode()).hexdigest(),
        blocks=[],
        original=None,
    )
    return replace(plain, revision=revision, annotations=[_linked(draw, one, made) for one in made])


def _annotation(draw: st.DrawFn, text: str, number: int) -> AnnotationRecord | None:
    """Parts in reading order that do not touch; none where the text is too short."""
    edges = sorted({place % (len(text) + 1) for place in draw(PLACES)})
    pairs = list(zip(edges[::2], edges[1::2], strict=False))
    parts = [FragmentRecord(start=a, end=b, quote=text[a:b]) for a, b in pairs]
    if not parts:
        return None
    kind = draw(st.sampled_from(list(LETTERS)))
    return annotation(
        UUID(int=number + 1, version=4),
        kind,
        f"{LETTERS[kind]}{number + 1}",
        *parts,
        **({"state": "draft", "desk_status": "unverified"} if kind == "claim" else {}),
    )


def _linked(
    draw: st.DrawFn, one: AnnotationRecord, others: list[AnnotationRecord]
) -> AnnotationRecord:
    targets = [other.id for other in others if other.kind == "source"]
    if one.kind != "claim" or not targets or not draw(st.booleans()):
        return one
    link = LinkRecord(
        type="attributed_to",
        target=draw(st.sampled_from(targets)),
        author="edda",
        created_at=MORNING,
    )
    return replace(one, links=[link])
