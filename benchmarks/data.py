"""Articles of the benchmark's own making, as documents of our own format."""

import datetime
import random
from collections.abc import Iterator
from hashlib import sha256
from uuid import UUID

from annotations.formats.records import (
    SCHEMA,
    AnnotationRecord,
    ArticleRecord,
    BlockRecord,
    DocumentRecord,
    FragmentRecord,
    LinkRecord,
    RevisionRecord,
)

NOW = datetime.datetime(2026, 3, 1, 8, 30, tzinfo=datetime.UTC)
SENTENCES = (
    "the harbour office said on Monday that boats were lost in a storm near Quill Island but "
    "residents who saw it could not verify how many — a figure of twelve was given by the mayor"
)
WORDS = SENTENCES.split()
DETAILS = {
    "claim": {
        "desk_status": "unverified",
        "state": "draft",
        "normalised_claim": "Twelve boats were lost near Quill Island.",
        "attributes": {"type": "numerical", "figure": {"value": 12, "unit": "boats"}},
    },
    "source": {"attributes": {"identity": "Harbour office", "type": "named_group"}},
    "status": {"attributes": {"polarity": "not_verified", "modality": "could_not"}},
}


def text(words: int, chance: random.Random) -> str:
    """Paragraphs of 60 words, ``words`` in all."""
    chosen = chance.choices(WORDS, k=words)
    paragraphs = [" ".join(chosen[place : place + 60]) for place in range(0, words, 60)]
    return "\n\n".join(f"{one}." for one in paragraphs)


def documents(
    articles: int, *, words: int = 600, tags: int = 20, seed: int = 1
) -> Iterator[DocumentRecord]:
    """Yield articles with ``tags`` annotations each: half claims, every claim with its source.

    Every seventh annotation has two fragments.
    """
    chance = random.Random(seed)
    for number in range(1, articles + 1):
        body = text(words, chance)
        yield DocumentRecord(
            schema=SCHEMA,
            unit="code_point",
            project="benchmark",
            article=ArticleRecord(
                id=number,
                headline=f"Story {seed}.{number}",
                language="en",
                created_by="bench",
                created_at=NOW,
            ),
            revision=RevisionRecord(
                number=1,
                sha256=sha256(body.encode()).hexdigest(),
                length=len(body),
                text=body,
                blocks=_blocks(body),
                created_by="bench",
                created_at=NOW,
            ),
            annotations=_annotations(body, tags, number, chance),
        )


def _blocks(body: str) -> list[BlockRecord]:
    blocks, start = [], 0
    for paragraph in body.split("\n\n"):
        blocks.append(BlockRecord(start=start, end=start + len(paragraph), kind="paragraph"))
        start += len(paragraph) + 2
    return blocks


def _uuid7(made: int, chance: random.Random) -> UUID:
    """An id as the page makes them (docs/api.md), ``made`` milliseconds after NOW."""
    milliseconds = int(NOW.timestamp() * 1000) + made
    rest = UUID(int=chance.getrandbits(80), version=4).int & ((1 << 80) - 1)
    return UUID(int=milliseconds << 80 | rest & ~(0xF << 76) | 7 << 76)


def _annotations(body: str, tags: int, made: int, chance: random.Random) -> list[AnnotationRecord]:
    step = len(body) // tags
    kinds = ["claim"] * (tags // 2) + ["source"] * (tags * 3 // 10)
    kinds += ["status"] * (tags - len(kinds))
    ids = [_uuid7(made, chance) for _ in kinds]
    sources = [id_ for id_, kind in zip(ids, kinds, strict=True) if kind == "source"]
    counts: dict[str, int] = {}
    made = []
    for place, (id_, kind) in enumerate(zip(ids, kinds, strict=True)):
        counts[kind] = counts.get(kind, 0) + 1
        parts = _parts(body, place * step, min(step, 40), two=place % 7 == 0)
        links = []
        if kind == "claim":
            target = sources[place % len(sources)]
            links = [
                LinkRecord(type="attributed_to", target=target, author="bench", created_at=NOW)
            ]
        made.append(
            AnnotationRecord(
                id=id_,
                kind=kind,
                label=f"{ {'claim': 'C', 'source': 'S', 'status': 'V'}[kind] }{counts[kind]}",
                fragments=parts,
                quote=" … ".join(part.quote for part in parts),
                links=links,
                author="bench",
                created_at=NOW,
                updated_at=NOW,
                **DETAILS[kind],
            )
        )
    return made


def _parts(body: str, start: int, length: int, *, two: bool) -> list[FragmentRecord]:
    half = length // 2
    edges = [(0, half - 2), (half + 2, length)] if two else [(0, length)]
    return [
        FragmentRecord(start=start + a, end=start + b, quote=body[start + a : start + b])
        for a, b in edges
    ]
