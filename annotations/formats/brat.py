"""brat standoff: a .txt and an .ann for each revision, in a zip (docs/formats/brat.md).

As brat's own description of the format has it (brat.nlplab.org/standoff.html): offsets in code
points, parts joined by one space, and no part that goes on over the end of a line.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Final
from uuid import UUID

from annotations.domain import vocabulary
from annotations.formats.records import AnnotationRecord, DocumentRecord, FragmentRecord
from annotations.formats.report import Report
from annotations.formats.tools import (
    CHOICES,
    FLAGS,
    Detail,
    Seen,
    count_tool_losses,
    details,
    links,
    stem,
)
from annotations.formats.zipping import zipped

NAME: Final = "brat"
LABEL: Final = "brat standoff (.txt and .ann)"
SUFFIX: Final = ".zip"
MEDIA_TYPE: Final = "application/zip"
LOSSLESS: Final = False

NOTE: Final = "AnnotatorNotes"
ID_NOTE: Final = "AnnotationId"
LABEL_NOTE: Final = "AnnotationLabel"
"""Types of ``#`` lines: our note, id and label. Any other type is the name of a free detail."""

BREAKS: Final = re.compile(r"[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]+")
"""What readers of lines take for an end of a line, and so parts a span in two."""

_NAME: Final = re.compile(r"[A-Za-z0-9_-]+")
_SPACING: Final = re.compile(rf"\t|{BREAKS.pattern}")


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the zip; what its configuration has to list is known, and written, at the end."""
    yield from zipped(_files(documents, report))


def _files(
    documents: Iterable[DocumentRecord], report: Report
) -> Iterator[tuple[str, Iterable[bytes]]]:
    seen = Seen()
    for document in documents:
        report.rows += 1
        count_tool_losses(document, report, kept=frozenset())
        yield f"{stem(document)}.txt", [document.revision.text.encode()]
        lines = _Lines(document, seen, report)
        yield f"{stem(document)}.ann", ["".join(f"{line}\n" for line in lines.all()).encode()]
    yield "annotation.conf", ["".join(f"{line}\n" for line in _configuration(seen)).encode()]


class _Lines:
    """The lines of one .ann."""

    def __init__(self, document: DocumentRecord, seen: Seen, report: Report) -> None:
        self.document, self.seen, self.report = document, seen, report
        self.ids: dict[UUID, str] = {}
        self.attributes: list[str] = []
        self.notes: list[str] = []

    def all(self) -> Iterator[str]:
        for annotation in self.document.annotations:
            yield from self._annotation(annotation)
        for number, (origin, type_, target) in enumerate(self._links(), start=1):
            yield f"R{number}\t{type_} Arg1:{origin} Arg2:{target}"
        for number, line in enumerate(self.attributes, start=1):
            yield f"A{number}\t{line}"
        for number, line in enumerate(self.notes, start=1):
            yield f"#{number}\t{line}"

    def _annotation(self, annotation: AnnotationRecord) -> Iterator[str]:
        text = self.document.revision.text
        parts = [part for one in annotation.fragments for part in self._parts(text, one)]
        if not parts:
            self.report.lose("annotations of line ends only, with their links")
            return
        id_ = self.ids[annotation.id] = f"T{len(self.ids) + 1}"
        places = ";".join(f"{start} {end}" for start, end in parts)
        words = " ".join(text[start:end] for start, end in parts)
        yield f"{id_}\t{annotation.kind} {places}\t{words}"
        self._note(id_, ID_NOTE, str(annotation.id))
        self._note(id_, LABEL_NOTE, annotation.label)
        for name, value in details(annotation).items():
            self._detail(id_, annotation.kind, name, value)
        if annotation.note:
            self._note(id_, NOTE, annotation.note)

    def _parts(self, text: str, fragment: FragmentRecord) -> list[tuple[int, int]]:
        """The places of ``fragment`` between the ends of lines."""
        found, start = [], fragment.start
        for gap in BREAKS.finditer(text, fragment.start, fragment.end):
            found.append((start, gap.start()))
            start = gap.end()
        found.append((start, fragment.end))
        kept = [part for part in found if part[0] < part[1]]
        self.report.lose("line ends at the edge of an annotation", len(found) - len(kept))
        return kept

    def _detail(self, id_: str, kind: str, name: str, value: Detail) -> None:
        """A flag or a term is an attribute of brat; what has free words is a note."""
        if not _NAME.fullmatch(name):
            self.report.lose("details with a name that brat cannot have")
        elif name in FLAGS and value is True:
            self.seen.add(kind, name)
            self.attributes.append(f"{name} {id_}")
        elif name in CHOICES and _NAME.fullmatch(str(value)):
            self.seen.add(kind, name, str(value))
            self.attributes.append(f"{name} {id_} {value}")
        else:
            self._note(id_, name, str(value))

    def _note(self, id_: str, type_: str, words: str) -> None:
        """A line of its own; it can hold neither an end of a line nor a tab."""
        flat, changed = _SPACING.subn(" ", words)
        self.report.lose("line ends and tabs in notes (a space instead)", changed)
        self.notes.append(f"{type_} {id_}\t{flat}")

    def _links(self) -> Iterator[tuple[str, str, str]]:
        for origin, type_, target in links(self.document):
            if origin in self.ids and target in self.ids:
                yield self.ids[origin], type_, self.ids[target]


def _configuration(seen: Seen) -> Iterator[str]:
    """What brat must know to show the files: kinds, links, and the details that there are."""
    yield from ("[entities]", *vocabulary.KINDS)
    yield "[relations]"
    yield "<OVERLAP>\tArg1:<ENTITY>, Arg2:<ENTITY>, <OVL-TYPE>:<ANY>"
    for type_, targets in vocabulary.LINKS.items():
        yield f"{type_}\tArg1:{vocabulary.CLAIM}, Arg2:{'|'.join(targets)}"
    yield from ("[events]", "[attributes]")
    for name, kinds in sorted(seen.kinds.items()):
        values = "|".join(sorted(seen.values[name]))
        yield f"{name}\tArg:{'|'.join(sorted(kinds))}{f', Value:{values}' if values else ''}"
