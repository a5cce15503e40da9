"""JSON Lines, our own and lossless: one article revision a line (docs/formats/jsonl.md)."""

import json
import re
from codecs import BOM_UTF8, BOM_UTF16_BE, BOM_UTF16_LE
from collections.abc import Iterable, Iterator
from typing import Any, Final

from msgspec import DecodeError
from msgspec.json import Decoder, Encoder, schema

from annotations.domain.errors import DomainError
from annotations.formats.foreign.guess import seems
from annotations.formats.json_words import in_words
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.formats.sources import NOT_UTF8, Member, Source

NAME: Final = "jsonl"
LABEL: Final = "JSON Lines"
SUFFIX: Final = ".jsonl"
MEDIA_TYPE: Final = "application/jsonl"
LOSSLESS: Final = True
MANIFEST: Final = "MANIFEST.json"  # what only a release has

WHAT_TO_DO: Final = (
    "Nothing was changed. See whether the format is the right one and the file is whole, then "
    "send it again."
)
_NUL: Final = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")  # an even number of backslashes before
_encoder: Final = Encoder()
_decoder: Final = Decoder(DocumentRecord)


class BadLine(DomainError):
    """A line is not a document of this format; ``extra["line"]`` counts from 1."""

    code = "bad_line"
    message = "This line is not an article of our JSON Lines format."

    @classmethod
    def at(cls, line: int, reason: str) -> "BadLine":
        return cls(f"Line {line}: {reason} {WHAT_TO_DO}", extra={"line": line})


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield one line of UTF-8 at a time, so that a large export never sits in memory."""
    for document in documents:
        report.rows += 1
        yield encode(document)


def read(lines: Iterable[bytes]) -> Iterator[DocumentRecord]:
    """Yield the document of each line; blank lines are passed over. Raises BadLine."""
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield decode(line, number)


def members(source: Source) -> list[Member]:
    """The files with documents; of a release of ours those of its data. Raises BadFile."""
    found = source.datasets(".jsonl", ".json")
    data = [one for one in found if one.name.startswith("data/") and one.name.endswith(SUFFIX)]
    return data if data and any(one.name == MANIFEST for one in found) else found


def encode(document: DocumentRecord) -> bytes:
    """Return ``document`` as one line, its line feed included."""
    return _encoder.encode(document) + b"\n"


def decode(line: bytes, number: int = 1) -> DocumentRecord:
    """Return the document in ``line``, which is line ``number`` of its file. Raises BadLine."""
    if number == 1:
        line = line.removeprefix(BOM_UTF8)
    if b"\0" in line[:4] or line.startswith((BOM_UTF16_LE, BOM_UTF16_BE)):
        raise _not_utf8(number)
    if b"\\u0000" in line and _NUL.search(line):
        raise BadLine.at(number, "It has a NUL character, which the database cannot store.")
    try:
        return _decoder.decode(line)
    except UnicodeDecodeError as error:
        raise _not_utf8(number) from error
    except (DecodeError, RecursionError) as error:
        raise BadLine.at(number, f"{in_words(error)}{_seems(line)}") from error


def _not_utf8(number: int) -> BadLine:
    return BadLine(NOT_UTF8.format(f"Line {number} of the file"), extra={"line": number})


def _seems(line: bytes) -> str:
    """Which other format the line seems to be of, as a sentence, or nothing."""
    try:
        return seems(json.loads(line), NAME)
    except (ValueError, RecursionError):
        return ""


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of one line, as published in docs/schema."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "One line of a Stetdesk JSON Lines file",
        **schema(DocumentRecord),
    }
