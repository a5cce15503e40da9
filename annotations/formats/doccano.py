"""doccano: JSON Lines in its two shapes, in a zip (docs/formats/doccano.md).

``sequence_labeling.jsonl`` has labels as lists, ``relations.jsonl`` has entities with relations,
each as doccano 1.8 imports them into a project for sequence labelling, without or with relations.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import count, pairwise
from tempfile import SpooledTemporaryFile
from typing import IO, Any, Final
from uuid import UUID

from msgspec.json import encode

from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.report import Report
from annotations.formats.tools import CONTINUED_BY, about, count_tool_losses, details, links
from annotations.formats.zipping import zipped

NAME: Final = "doccano"
LABEL: Final = "doccano (JSON Lines)"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False

LABELS_FILE: Final = "sequence_labeling.jsonl"
RELATIONS_FILE: Final = "relations.jsonl"
OURS: Final = "stetdesk"
"""The one key of ours in a row. doccano keeps what it does not know, and writes it out as it was:
a key ``id`` of ours would take the place of its own there."""

IN_MEMORY: Final = 1024 * 1024  # bytes of the second file that wait for the end of the first

Row = dict[str, Any]

_ASTRAL: Final = re.compile(r"[\U00010000-\U0010FFFF]")


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the zip; the rows of the second file wait in a file of their own."""
    with SpooledTemporaryFile(IN_MEMORY) as waiting:
        yield from zipped(
            [
                (LABELS_FILE, _labels(documents, waiting, report)),
                (RELATIONS_FILE, _waiting(waiting)),
            ]
        )


def _labels(
    documents: Iterable[DocumentRecord], waiting: IO[bytes], report: Report
) -> Iterator[bytes]:
    ids = count(1)  # doccano looks them up by file, and so they are not used twice in one
    for document in documents:
        report.rows += 1
        _count_losses(document, report)
        ours = {OURS: about(document) | {"annotations": list(map(_told, document.annotations))}}
        text = document.revision.text
        label = [
            [part.start, part.end, one.kind]
            for one in document.annotations
            for part in one.fragments
        ]
        waiting.write(encode({"text": text, **_related(document, ids), **ours}) + b"\n")
        yield encode({"text": text, "label": label, **ours}) + b"\n"


def _waiting(waiting: IO[bytes]) -> Iterator[bytes]:
    waiting.seek(0)
    while piece := waiting.read(IN_MEMORY):
        yield piece


def _related(document: DocumentRecord, ids: Iterator[int]) -> Row:
    """Every part as an entity; the parts of an annotation are joined one to the next."""
    entities: list[Row] = []
    ends: list[tuple[int, str, int]] = []
    first: dict[UUID, int] = {}
    for one in document.annotations:
        own = [next(ids) for _ in one.fragments]
        first[one.id] = own[0]
        ends += [(left, CONTINUED_BY, right) for left, right in pairwise(own)]
        entities += [
            {"id": id_, "label": one.kind, "start_offset": part.start, "end_offset": part.end}
            for id_, part in zip(own, one.fragments, strict=True)
        ]
    ends += [(first[origin], type_, first[target]) for origin, type_, target in links(document)]
    relations = [
        {"id": next(ids), "from_id": origin, "to_id": target, "type": type_}
        for origin, type_, target in ends
    ]
    return {"entities": entities, "relations": relations}


def _told(annotation: AnnotationRecord) -> Row:
    """What doccano has no field for, with the places by which to find its spans again."""
    return {
        "id": annotation.id,
        "kind": annotation.kind,
        "label": annotation.label,
        "spans": [[part.start, part.end] for part in annotation.fragments],
        "details": details(annotation),
        "note": annotation.note,
    }


def _count_losses(document: DocumentRecord, report: Report) -> None:
    count_tool_losses(document, report)
    astral = _ASTRAL.search(document.revision.text)
    parts = [part for one in document.annotations for part in one.fragments]
    shifted = sum(part.end > astral.start() for part in parts) if astral else 0
    report.lose("spans after an emoji (doccano's page shows them shifted)", shifted)
    inner = len(parts) - len(document.annotations)
    report.lose("joints of annotations in parts, in the file without relations", inner)
    linked = sum(1 for _ in links(document))
    report.lose("links, in the file without relations", linked)
