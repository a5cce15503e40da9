"""An invented article of any length, stored through the importer as any dataset would be."""

import random
import tempfile
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from annotations.domain import blocks as block_rules
from annotations.domain import fiction
from annotations.domain import spans as span_rules
from annotations.domain.errors import DomainError
from annotations.domain.vocabulary import DEFAULT_LINK
from annotations.formats import jsonl
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
from annotations.models import Annotation, Article, Project, User
from annotations.services.imports import import_file

DETAILS: Final[dict[str, dict[str, Any]]] = {
    "claim": {
        "desk_status": "unverified",
        "state": "draft",
        "attributes": {"type": "numerical", "act": "assertion"},
    },
    "source": {"attributes": {"type": "named_group"}},
    "status": {"attributes": {"polarity": "not_verified", "modality": "could_not"}},
}


class NotInvented(DomainError):
    """A length that the generator does not write."""

    code = "not_invented"
    message = "Ask for 10 to 1,000,000 words, with at most one tag for every ten of them."


def make_long_article(
    *, actor: User, project: Project, words: int, annotations: int, seed: int = 1
) -> Article:
    """Invent an article of at least ``words`` words with ``annotations`` tags, and store it.

    Raises NotInvented, or what an import raises.
    """
    if not 10 <= words <= 1_000_000 or not 0 <= annotations * 10 <= words:
        raise NotInvented()
    invented = fiction.article(words, annotations, seed)
    record = _document(invented, project.slug, actor.username, seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "article.jsonl"
        path.write_bytes(jsonl.encode(record))
        report = import_file(actor=actor, project=project, format="jsonl", path=path)
    if report.problems:
        raise NotInvented(report.problems[0].reason)
    return Article.objects.filter(project=project, headline=invented.headline).latest("pk")


def _document(
    invented: fiction.InventedArticle, project: str, author: str, seed: int
) -> DocumentRecord:
    now, text = timezone.now(), invented.text
    blocks = [
        BlockRecord(start=block.start, end=block.end, kind=block.kind)
        for block in block_rules.split(text, invented.headline)
    ]
    return DocumentRecord(
        schema=SCHEMA,
        unit="code_point",
        project=project,
        article=ArticleRecord(
            id=seed, headline=invented.headline, language="en", created_by=author, created_at=now
        ),
        revision=RevisionRecord(
            number=1,
            sha256=sha256(text.encode()).hexdigest(),
            length=len(text),
            text=text,
            blocks=blocks,
            created_by=author,
            created_at=now,
        ),
        annotations=_annotations(invented, author, seed),
    )


def _annotations(
    invented: fiction.InventedArticle, author: str, seed: int
) -> list[AnnotationRecord]:
    chance = random.Random(f"{seed} {invented.headline}")  # noqa: S311 (ids, not secrets)
    now, text, tags = timezone.now(), invented.text, invented.tags
    ids = [UUID(int=chance.getrandbits(128), version=4) for _ in tags]
    counts = dict.fromkeys(Annotation.PREFIXES, 0)
    made = []
    for tag, id_ in zip(tags, ids, strict=True):
        counts[tag.kind] += 1
        links = [
            LinkRecord(
                type=DEFAULT_LINK[tags[number].kind],
                target=ids[number],
                how="softer" if tags[number].kind == "claim" else "",
                author=author,
                created_at=now,
            )
            for number in tag.links
        ]
        made.append(
            AnnotationRecord(
                id=id_,
                kind=tag.kind,
                label=f"{Annotation.PREFIXES[tag.kind]}{counts[tag.kind]}",
                fragments=[
                    FragmentRecord(
                        start=part.start, end=part.end, quote=text[part.start : part.end]
                    )
                    for part in tag.parts
                ],
                quote=span_rules.quote(text, tag.parts),
                links=links,
                author=author,
                created_at=now,
                updated_at=now,
                **DETAILS[tag.kind],
            )
        )
    return made
