"""CoNLL columns with IOB2 tags, one column a kind (docs/formats/conll.md).

Tokens are the words of Unicode Annex 29, and never hold white space; a line of the text is a
sequence. Tags are those of Ramshaw and Marcus (1995) in their second form.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import groupby, pairwise
from typing import Final

import regex

from annotations.domain import vocabulary
from annotations.formats.losses import count_losses
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.formats.tools import stem

NAME: Final = "conll"
LABEL: Final = "CoNLL, IOB2 tags"
SUFFIX: Final = ".conll"
MEDIA_TYPE: Final = "text/plain; charset=utf-8"
LOSSLESS: Final = False

COLUMNS: Final = ("token", "start", "end", *vocabulary.KINDS)
OUTSIDE: Final = "O"

_LINE: Final = regex.compile(r"[^\n]+")
_RUN: Final = regex.compile(r"[^\s\x00-\x1f]+")
_EDGE: Final = regex.compile(r"\b", regex.WORD | regex.V1)

Tokens = list[tuple[int, int]]
"""[start, end) in code points."""


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield a head, then one document at a time, each after comments that say which it is."""
    yield f"# global.columns = {' '.join(COLUMNS)}\n# unit = code_point\n\n".encode()
    for document in documents:
        report.rows += 1
        count_losses(document, report, kept=frozenset())
        yield "".join(_rows(document, report)).encode()


def tokens_of(text: str) -> list[Tokens]:
    """The tokens of ``text``, line by line; a line without any is left out."""
    lines = [
        [
            token
            for run in _RUN.finditer(text, line.start(), line.end())
            for token in _words(text, *run.span())
        ]
        for line in _LINE.finditer(text)
    ]
    return [line for line in lines if line]


def _words(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """The words, numbers and signs of a run without white space."""
    edges = [edge.start() for edge in _EDGE.finditer(text, start, end)]
    inner = sorted({start, end, *edges})
    yield from pairwise(inner)


def _rows(document: DocumentRecord, report: Report) -> Iterator[str]:
    yield f"# newdoc id = {stem(document)}\n# sha256 = {document.revision.sha256}\n"
    text = document.revision.text
    lines = tokens_of(text)
    tokens = [token for line in lines for token in line]
    line_of = [number for number, line in enumerate(lines) for _ in line]
    columns = [_column(document, kind, tokens, line_of, report) for kind in vocabulary.KINDS]
    rows = zip(tokens, line_of, *columns, strict=True)
    for _, line in groupby(rows, lambda row: row[1]):
        for (start, end), _, *tags in line:
            yield "\t".join((text[start:end], str(start), str(end), *tags)) + "\n"
        yield "\n"


def _column(
    document: DocumentRecord, kind: str, tokens: Tokens, line_of: list[int], report: Report
) -> list[str]:
    """The tags of one kind for all tokens, which stand in the lines that ``line_of`` names."""
    tags = [OUTSIDE] * len(tokens)
    for start, end in _spans(document, kind, report):
        inside = _touched(tokens, start, end)
        if not inside:
            report.lose("passages without a word")
        elif any(tags[place] != OUTSIDE for place in inside):
            report.lose(f"passages that share a word with another {kind}")
        else:
            moved = (tokens[inside[0]][0], tokens[inside[-1]][1]) != (start, end)
            report.lose("edges within words (moved to the word's edge)", moved)
            parts = [list(part) for _, part in groupby(inside, line_of.__getitem__)]
            report.lose("passages over several lines (cut at each)", len(parts) > 1)
            for part in parts:
                tags[part[0]] = f"B-{kind}"
                tags[part[0] + 1 : part[-1] + 1] = [f"I-{kind}"] * (len(part) - 1)
    return tags


def _spans(document: DocumentRecord, kind: str, report: Report) -> list[tuple[int, int]]:
    """The passages of a kind: what begins first comes first, and then what is longest."""
    found = []
    for annotation in document.annotations:
        if annotation.kind == kind:
            many = len(annotation.fragments) > 1
            report.lose("annotations in parts (each part is a span)", many)
            found += [(part.start, part.end) for part in annotation.fragments]
    return sorted(found, key=lambda span: (span[0], -span[1]))


def _touched(tokens: Tokens, start: int, end: int) -> range:
    """The places of the tokens that share a character with [start, end)."""
    first = bisect_right(tokens, start, key=lambda token: token[1])
    return range(first, max(first, bisect_left(tokens, end, key=lambda token: token[0])))
