"""Label Studio: tasks with annotations, and the labeling configuration they need, in a zip.

Offsets are code points, as Label Studio counts since 2022 (docs/formats/labelstudio.md). The tasks
are those of its JSON export: results with one id are one region.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, Final
from uuid import UUID
from xml.etree import ElementTree as ET

from msgspec.json import encode

from annotations.domain import vocabulary
from annotations.formats.records import AnnotationRecord, DocumentRecord
from annotations.formats.report import Report
from annotations.formats.tools import (
    CHOICES,
    CONTINUED_BY,
    RELATIONS,
    Seen,
    about,
    count_tool_losses,
    details,
    links,
)
from annotations.formats.zipping import zipped

NAME: Final = "labelstudio"
LABEL: Final = "Label Studio (JSON)"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False

TASKS_FILE: Final = "tasks.json"
CONFIG_FILE: Final = "config.xml"

KIND_CONTROL: Final = "kind"
NOTE_CONTROL: Final = "note"
LABEL_CONTROL: Final = "label"
"""``from_name`` of the kind, the note and our label (C3); any other is the name of a detail."""
TEXT_OBJECT: Final = "text"
OURS: Final = "stetdesk"
"""The key of ours in a task's data."""
SET: Final = "true"
"""The one choice of a flag."""

Result = dict[str, Any]


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the zip; the configuration lists the values that the tasks turned out to have."""
    seen = Seen()
    yield from zipped(
        [(TASKS_FILE, _tasks(documents, seen, report)), (CONFIG_FILE, _configuration(seen))]
    )


def region(annotation: UUID, part: int = 0) -> str:
    """The id of a region: our annotation's own, with a number from the second part on."""
    return f"{annotation}-{part + 1}" if part else str(annotation)


def _tasks(documents: Iterable[DocumentRecord], seen: Seen, report: Report) -> Iterator[bytes]:
    between = b"[\n"
    for document in documents:
        report.rows += 1
        count_tool_losses(document, report)
        yield between + encode(_task(document, report.rows, seen))
        between = b",\n"
    yield b"\n]\n" if report.rows else b"[]\n"


def _task(document: DocumentRecord, number: int, seen: Seen) -> dict[str, Any]:
    results = [
        *(one for annotation in document.annotations for one in _regions(annotation, seen)),
        *_relations(document),
    ]
    return {
        "id": number,
        "data": {TEXT_OBJECT: document.revision.text, OURS: about(document)},
        "annotations": [
            {"id": number, "was_cancelled": False, "ground_truth": False, "result": results}
        ],
        "predictions": [],
    }


def _regions(annotation: AnnotationRecord, seen: Seen) -> Iterator[Result]:
    """Each part as a region of its own; what is said of the annotation is said of the first."""
    for place, part in enumerate(annotation.fragments):
        labelled = {"text": part.quote, "labels": [annotation.kind]}
        yield _result(annotation, place, KIND_CONTROL, "labels", labelled)
    yield _result(annotation, 0, LABEL_CONTROL, "textarea", {"text": [annotation.label]})
    for name, value in details(annotation).items():
        if name in CHOICES:
            chosen = SET if value is True else str(value)
            seen.add(annotation.kind, name, chosen)
            yield _result(annotation, 0, name, "choices", {"choices": [chosen]})
        else:
            seen.add(annotation.kind, name)
            yield _result(annotation, 0, name, "textarea", {"text": [str(value)]})
    if annotation.note:
        yield _result(annotation, 0, NOTE_CONTROL, "textarea", {"text": [annotation.note]})


def _result(
    annotation: AnnotationRecord, part: int, control: str, type_: str, value: dict[str, Any]
) -> Result:
    where = annotation.fragments[part]
    return {
        "id": region(annotation.id, part),
        "from_name": control,
        "to_name": TEXT_OBJECT,
        "type": type_,
        "value": {"start": where.start, "end": where.end, **value},
    }


def _relations(document: DocumentRecord) -> Iterator[Result]:
    for annotation in document.annotations:
        for left, right in pairwise(range(len(annotation.fragments))):
            ends = region(annotation.id, left), region(annotation.id, right)
            yield _relation(*ends, CONTINUED_BY)
    for origin, type_, target in links(document):
        yield _relation(region(origin), region(target), type_)


def _relation(origin: str, target: str, type_: str) -> Result:
    return {
        "type": "relation",
        "from_id": origin,
        "to_id": target,
        "direction": "right",
        "labels": [type_],
    }


def _configuration(seen: Seen) -> Iterator[bytes]:
    """The controls by which Label Studio shows, and lets change, what the tasks have."""
    view = ET.Element("View")
    relations = ET.SubElement(view, "Relations")
    for type_ in RELATIONS:
        ET.SubElement(relations, "Relation", value=type_)
    kinds = ET.SubElement(view, "Labels", name=KIND_CONTROL, toName=TEXT_OBJECT)
    for kind in vocabulary.KINDS:
        ET.SubElement(kinds, "Label", value=kind)
    ET.SubElement(view, "Text", name=TEXT_OBJECT, value=f"${TEXT_OBJECT}", granularity="symbol")
    _control(view, "TextArea", LABEL_CONTROL, set())
    _control(view, "TextArea", NOTE_CONTROL, set())
    for name, tagged in sorted(seen.kinds.items()):
        sort = "Choices" if name in CHOICES else "TextArea"
        control = _control(view, sort, name, tagged)
        for value in sorted(seen.values[name]):
            ET.SubElement(control, "Choice", value=value)
    ET.indent(view)
    yield ET.tostring(view, encoding="utf-8") + b"\n"


def _control(view: ET.Element, sort: str, name: str, kinds: set[str]) -> ET.Element:
    """A control about one region, shown for the kinds that have the detail, or for all."""
    given = {"name": name, "toName": TEXT_OBJECT, "perRegion": "true"}
    if kinds:
        given |= {"visibleWhen": "region-selected", "whenLabelValue": ",".join(sorted(kinds))}
    return ET.SubElement(view, sort, given)
