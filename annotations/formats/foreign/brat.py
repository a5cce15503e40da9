"""brat standoff: pairs of .txt and .ann in a zip (brat.nlplab.org/standoff.html).

Offsets are code points; parts of a discontinuous annotation are joined by a space in its text.
"""

import re
from collections.abc import Iterator
from typing import Final

from annotations.domain.text import LARGEST
from annotations.formats.foreign import ForeignDocument, ForeignLink, ForeignSpan
from annotations.formats.foreign.own import DETAILS, own_id
from annotations.formats.sources import BadFile, Member, Origin, Source

NAME: Final = "brat"
LABEL: Final = "brat (.txt and .ann in a zip)"
TEXTS: Final = True
LARGEST_ANN: Final = 32 * 1024 * 1024  # bytes
SUFFIXES: Final = (".ann", ".a1", ".a2")
NOTES: Final = "AnnotatorNotes"  # what people write; other sorts are programs' own
OWN_ID: Final = "AnnotationId"
OWN_LABEL: Final = "AnnotationLabel"
TWICE: Final = "Another tag of this file has this id, so this one was left out."
NO_TAG: Final = (
    "This is no tag of brat, so it was left out. A tag has its id, a tab, its label with start "
    "and end, a tab, and its words."
)
TWO_FILES: Final = (
    "brat keeps text and annotations in two files: send them in a zip. Nothing was changed."
)
NO_LINE: Final = "This is no line that brat writes, so it was left out."
LEFT: Final = {
    "E": "events",
    "N": "references to knowledge bases",
    "*": "equivalences",
}

_PLACES: Final = re.compile(r"(\S+) ([0-9]+ [0-9]+(?:;[0-9]+ [0-9]+)*)")
_RELATION: Final = re.compile(r"(\S+) (\w+):(\S+) (\w+):(\S+)\s*")
_MERGED: Final = re.compile(r"[\r\n]+")


def read(source: Source) -> Iterator[ForeignDocument]:
    """Yield each .txt with its annotations. Raises BadFile."""
    if source.archive is None:
        raise BadFile(_no_zip(source))
    texts = source.datasets(".txt")
    source.taken |= {one.name for one in source.named(".conf")}  # how brat shows them
    about = {_key(one.name): one for one in source.named(*SUFFIXES)}
    for member in texts:
        name = member.name[: -len(".txt")]
        keys = [key for end in SUFFIXES if (key := _key(f"{name}{end}")) in about]
        yield _document(source, name, member, [about.pop(key) for key in keys])
    for member in about.values():
        source.taken.add(member.name)
        lost = ForeignDocument(member.name, Origin(1, member.name), "")
        reason = "There is no .txt of this name in the zip, so its annotations were left out."
        lost.give_up(1, "file", reason)
        yield lost


def _no_zip(source: Source) -> str:
    """Why a file that is alone cannot be read."""
    with source.open(source.members[0]) as file:
        begin = file.read(1024)
    wrong = "The file is empty." if not begin else ""
    if b"\0" in begin:
        wrong = "The file is no zip and no text, but a picture or the like."
    return f"{wrong} {TWO_FILES}".lstrip()


def _key(name: str) -> str:
    """A name by which files belong together: some systems write .ANN and .TXT."""
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}{dot}{suffix.lower()}"


def _document(source: Source, name: str, member: Member, files: list[Member]) -> ForeignDocument:
    told = files[0].name if files else member.name
    document = ForeignDocument(name, Origin(1, told), "")
    document.text = _text(source, member, LARGEST, document)
    if document.unread or not document.text.strip():
        document.origin = Origin(1, member.name)  # what is told is of the text
    spans: dict[str, ForeignSpan] = {}
    later: list[tuple[int, str]] = []
    for file in files:
        rows = _text(source, file, LARGEST_ANN, document).removeprefix("\ufeff").split("\n")
        for number, line in enumerate(rows, start=1):
            if line.startswith("T"):
                _span(document, spans, number, line.rstrip("\r"))
            elif line.strip():
                later.append((number, line.rstrip("\r")))
    for number, line in later:
        _about(document, spans, number, line)
    document.spans = list(spans.values())
    return document


def _text(source: Source, member: Member, largest: int, document: ForeignDocument) -> str:
    """The words of a file; where it cannot be read, the document is left out as a whole."""
    with source.open(member) as file:
        data = file.read(largest + 1)
    reason = ""
    if len(data) > largest:
        reason = f"It is larger than {largest:,} bytes. Send it in parts."
    elif b"\0" in data:
        reason = "It has a NUL character: it is not text, or not UTF-8. Save it as UTF-8."
    else:
        try:
            return data.decode()
        except ValueError:
            reason = "It is not UTF-8. Save it as UTF-8 and send it again."
    document.give_up(1, member.name, f"This file cannot be read, so its text is left out. {reason}")
    return ""


def _span(document: ForeignDocument, spans: dict[str, ForeignSpan], number: int, line: str) -> None:
    id_, _, rest = line.partition("\t")
    places, tab, quote = rest.partition("\t")
    match = _PLACES.fullmatch(places)
    if match is None or id_ in spans:
        reason = TWICE if id_ in spans else NO_TAG
        document.trouble(number, id_[:40], reason)
        return
    parts = [part.split() for part in match[2].split(";")]
    try:
        ends = [(int(start), int(end)) for start, end in parts]
    except ValueError:
        document.trouble(number, id_[:40], "The offsets are too large.")
        return
    joined = _joined(document.text or "", ends)
    words = _quote(document.text or "", ends, joined, quote) if tab else None
    spans[id_] = ForeignSpan(id_, match[1], joined, number, words)


def _joined(text: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts, those joined that only a line's end parts: brat has to split there."""
    found: list[tuple[int, int]] = []
    for start, end in parts:
        if found and _MERGED.fullmatch(text, found[-1][1], max(start, found[-1][1])):
            found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


def _quote(
    text: str, given: list[tuple[int, int]], joined: list[tuple[int, int]], quote: str
) -> str:
    """The file's words for the joined parts: as the text has them where the file's are right."""
    if len(given) == len(joined) or " ".join(text[start:end] for start, end in given) != quote:
        return quote
    return " ".join(text[start:end] for start, end in joined)


def _about(
    document: ForeignDocument, spans: dict[str, ForeignSpan], number: int, line: str
) -> None:
    """A line about annotations that are there: a relation, an attribute, a note."""
    id_, _, rest = line.partition("\t")
    sort = line[0]
    words = rest.split("\t")[0].split(" ")
    if sort == "R" and (match := _RELATION.fullmatch(rest)):
        ends = (match[3], match[5])
        if (match[2], match[4]) == ("Arg2", "Arg1"):
            ends = ends[::-1]
        document.links.append(ForeignLink(match[1], *ends, number))
    elif sort in "AM" and len(words) >= 2 and words[1] in spans:
        spans[words[1]].attributes[words[0]] = " ".join(words[2:]) or True
    elif sort == "#" and len(words) >= 2 and words[1] in spans:
        _note(document, spans[words[1]], words[0], rest.partition("\t")[2])
    elif sort in LEFT:
        document.left[LEFT[sort]] += 1
    elif sort in "AM#" and len(words) >= 2:
        document.left["attributes and notes about no tag (of events, or of what is not there)"] += 1
    else:
        document.trouble(number, id_[:40], NO_LINE)


def _note(document: ForeignDocument, span: ForeignSpan, sort: str, words: str) -> None:
    """A note of a person, or what we keep in notes: our id and details in free words."""
    if sort == NOTES:
        span.notes.append(words)
    elif sort == OWN_ID and (own := own_id(words)):
        span.own = own
    elif sort in DETAILS:
        span.attributes[sort] = words
    elif sort != OWN_LABEL:
        document.left["notes of other sorts"] += 1
