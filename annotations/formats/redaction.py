"""What leaves with its words hidden: confidential sources, boilerplate, texts that are not ours.

All of it is hidden in one way: "█" for each code point, so that every offset holds in every format.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final
from uuid import UUID

from msgspec.structs import replace

from annotations.domain.blocks import Kind
from annotations.domain.licences import lets_redistribute
from annotations.domain.spans import JOINER
from annotations.formats.masking import BLOCK, Secrets, hidden, hide_places, mask
from annotations.formats.records import (
    AnnotationRecord,
    DocumentRecord,
    FragmentRecord,
    PlaceRecord,
    RevisionRecord,
)
from annotations.formats.report import Report

ALL, BY_LICENCE, NONE = TEXTS = ("all", "by_licence", "none")
"""Which texts go out in words: every one, those whose licence lets them be passed on, none."""
TEXTS_CHANGED: Final = "texts with hidden words, in which every offset still holds"
TEXTS_KEPT_BACK: Final = "texts kept back for their licence"

_RUN: Final = re.compile(f"{BLOCK}+")


@dataclass(frozen=True)
class Redaction:
    """What to hide beside confidential sources."""

    boilerplate: bool = True
    """Whether blocks of this kind go out; else their words and what is tagged there do not."""
    texts: str = ALL

    @property
    def hides(self) -> bool:
        """Whether a document may have to change."""
        return not self.boilerplate or self.texts != ALL


def redact(
    document: DocumentRecord,
    redaction: Redaction,
    secrets: Secrets | None,
    dropped: Collection[UUID],
    report: Report,
) -> DocumentRecord:
    """Return ``document`` as it may leave; what had to go is counted in ``report``.

    Without ``secrets`` nobody in it is confidential. ``dropped`` are claims of other documents that
    do not go out, because they are in boilerplate.
    """
    text = document.revision.text
    if secrets is not None:
        document = mask(document, secrets, report)
    if not redaction.boilerplate:
        document = _without_boilerplate(document, dropped, report)
    if keeps_back(document, redaction.texts):
        document = _kept_back(document, report)
    report.lose(TEXTS_CHANGED, document.revision.text != text)
    return document


def keeps_back(document: DocumentRecord, texts: str) -> bool:
    """Whether the text of ``document`` does not go out in words."""
    return texts == NONE or (
        texts == BY_LICENCE and not lets_redistribute(document.article.licence)
    )


def _without_boilerplate(
    document: DocumentRecord, dropped: Collection[UUID], report: Report
) -> DocumentRecord:
    blocks = document.revision.blocks
    places = [(block.start, block.end) for block in blocks if block.kind == Kind.BOILERPLATE]
    kept = [one for one in document.annotations if not _touches(one, places)]
    gone = {one.id for one in document.annotations} - {one.id for one in kept}
    report.lose("annotations in boilerplate", len(gone))
    annotations = [_unlinked(one, gone.union(dropped), report) for one in kept]
    if not places:
        return replace(document, annotations=annotations)
    text = hide_places(document.revision.text, places)
    revision = replace(
        _changed(document.revision, text, "boilerplate", report),
        hidden=[PlaceRecord(start=start, end=end) for start, end in places],
    )
    return replace(document, revision=revision, annotations=annotations)


def _touches(annotation: AnnotationRecord, places: Iterable[tuple[int, int]]) -> bool:
    return any(
        part.start < end and start < part.end
        for start, end in places
        for part in annotation.fragments
    )


def _unlinked(
    annotation: AnnotationRecord, gone: Collection[UUID], report: Report
) -> AnnotationRecord:
    links = [link for link in annotation.links if link.target not in gone]
    if len(links) == len(annotation.links):
        return annotation
    report.lose("links to annotations in boilerplate", len(annotation.links) - len(links))
    return replace(annotation, links=links)


def _kept_back(document: DocumentRecord, report: Report) -> DocumentRecord:
    """Hide the whole text; what was hidden before is named, so that a copy can be made alike."""
    text = document.revision.text
    revision = replace(
        _changed(document.revision, hidden(text), "texts kept back", report),
        full_sha256=document.revision.sha256,
        hidden=[PlaceRecord(start=one.start(), end=one.end()) for one in _RUN.finditer(text)],
    )
    annotations = [_words_kept_back(one, report) for one in document.annotations]
    report.lose(TEXTS_KEPT_BACK)
    return replace(document, revision=revision, annotations=annotations)


def _words_kept_back(annotation: AnnotationRecord, report: Report) -> AnnotationRecord:
    parts = [
        FragmentRecord(
            start=part.start,
            end=part.end,
            quote=hidden(part.quote),
            quote_sha256=sha256(part.quote.encode()).hexdigest(),
        )
        for part in annotation.fragments
    ]
    report.lose("suggested edits of texts kept back", len(annotation.suggested_edits))
    quote = JOINER.join(part.quote for part in parts)
    return replace(annotation, fragments=parts, quote=quote, suggested_edits=[])


def _changed(revision: RevisionRecord, text: str, why: str, report: Report) -> RevisionRecord:
    """The revision with ``text``, without what would tell the words all the same."""
    report.lose(f"original files with {why}", revision.original is not None)
    report.lose(f"repairs of articles with {why}", bool(revision.repairs))
    digest = sha256(text.encode()).hexdigest()
    return replace(revision, text=text, sha256=digest, original=None, repairs=[])
