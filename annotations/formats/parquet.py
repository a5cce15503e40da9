"""Apache Parquet: one revision a row, for tools that read columns (docs/formats/parquet.md).

DuckDB reads our own lines and writes the columns, so that no document passes through Python. Which
columns there are follows from the records. DuckDB is imported when a file is written, so that
processes at rest do without its memory.
"""

import tempfile
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Final

from msgspec import Raw, Struct
from msgspec.inspect import (
    BoolType,
    DateTimeType,
    DictType,
    Field,
    IntType,
    ListType,
    Metadata,
    NoneType,
    StructType,
    Type,
    UnionType,
    type_info,
)
from msgspec.json import Decoder

from annotations.formats import jsonl
from annotations.formats.records import SCHEMA, DocumentRecord
from annotations.formats.report import Report

NAME: Final = "parquet"
LABEL: Final = "Parquet, one article a row"
SUFFIX: Final = ".parquet"
MEDIA_TYPE: Final = "application/vnd.apache.parquet"
LOSSLESS: Final = False

ENGINE: Final[dict[str, str | bool | int | float | list[str]]] = {
    "threads": 1,  # more would put the rows in another order each time
    "preserve_insertion_order": False,  # else a group of rows could not be limited by its bytes
    "memory_limit": "1GB",  # it takes some 100 MB; more where one article is huge
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
}
GROUP: Final = "8MB"  # of rows that are held, and compressed, together
TARGET: Final = "rows.parquet"
LEAST: Final = 1 << 20  # bytes that a line may have in any case
PART: Final = 4 << 20  # bytes of lines that are kept in one file, and read together
PIECE: Final = 1 << 20  # bytes of the file that are handed on at once

LEFT_OUT: Final = frozenset({"confidential_note", "original", "repairs", "suggested_edits"})
RENAMED: Final = {
    "article.id": "article",
    "article.created_by": "article_created_by",
    "article.created_at": "article_created_at",
    "revision.number": "revision",
    "fragments": "spans",
}
TYPES: Final[dict[type[Type], str]] = {
    IntType: "INTEGER",
    BoolType: "BOOLEAN",
    DateTimeType: "TIMESTAMPTZ",
    DictType: "VARCHAR",  # as JSON: attributes differ from project to project
}


class _Article(Struct):
    confidential_note: str = ""


class _Original(Struct):
    data: str = ""


class _Revision(Struct):
    repairs: list[Raw] = []
    original: _Original | None = None


class _Annotation(Struct):
    suggested_edits: list[Raw] = []


class _Rest(Struct):
    """What of a line has no column."""

    article: _Article
    revision: _Revision
    annotations: list[_Annotation] = []


_rest: Final = Decoder(_Rest)


def write(documents: Iterable[DocumentRecord], report: Report) -> Iterator[bytes]:
    """Yield the file in pieces, once the last document was read."""
    return write_lines(map(jsonl.encode, documents), report)


def write_lines(lines: Iterable[bytes], report: Report) -> Iterator[bytes]:
    """Yield the file for ``lines``, each a document as ``jsonl`` writes it."""
    with tempfile.TemporaryDirectory(prefix="parquet-") as name:
        folder = Path(name)
        longest = _keep(_counted(lines, report), folder)
        with import_module("duckdb").connect(":memory:", config=ENGINE) as engine:
            engine.execute("SET enable_progress_bar = false")  # stdout may be where a file goes
            engine.execute(_copy(folder, folder / TARGET, longest))
        with (folder / TARGET).open("rb") as file:
            while piece := file.read(PIECE):
                yield piece


def _keep(lines: Iterator[bytes], folder: Path) -> int:
    """Keep the lines in files of some megabytes, and return the length of the longest.

    DuckDB works on what one file holds at a time, so these files bound its memory.
    """
    longest, line = LEAST, next(lines, b"")
    for number in count():
        with (folder / f"{number:08}{jsonl.SUFFIX}").open("wb") as file:
            while line:
                longest = max(longest, len(line))
                file.write(line)
                line = next(lines, b"")
                if file.tell() > PART:
                    break
        if not line:
            break
    return longest


def _counted(lines: Iterable[bytes], report: Report) -> Iterator[bytes]:
    for line in lines:
        report.rows += 1
        _count_losses(line, report)
        yield line


def _count_losses(line: bytes, report: Report) -> None:
    rest = _rest.decode(line)
    report.lose("confidential notes of articles", bool(rest.article.confidential_note))
    original = rest.revision.original
    report.lose("original files", bool(original and original.data))
    report.lose("lists of repairs", bool(rest.revision.repairs))
    edits = sum(len(one.suggested_edits) for one in rest.annotations)
    report.lose("suggested edits", edits)


def _copy(folder: Path, target: Path, longest: int) -> str:
    """The statement that turns lines into columns."""
    document = type_info(DocumentRecord)
    assert isinstance(document, StructType)
    read = ", ".join(f"{_text(one.name)}: {_text(_type(one.type))}" for one in _kept(document))
    lines = _text(str(folder / f"*{jsonl.SUFFIX}"))
    # Every word in it is a name of our records, a path that we made, or quoted.
    return f"""
    COPY (
        SELECT {", ".join(_columns(document))}
        FROM read_json({lines}, format = 'newline_delimited', auto_detect = false,
            maximum_object_size = {longest + 1}, columns = {{{read}}})
    ) TO {_text(str(target))} (
        FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE_BYTES {_text(GROUP)},
        KV_METADATA {{schema: {_text(SCHEMA)}, unit: 'code_point'}})
    """  # noqa: S608


def _columns(document: StructType) -> Iterator[str]:
    """The columns of a row: what an article and its revision have stands beside the rest."""
    for field in _kept(document):
        kind = _plain(field.type)
        if not isinstance(kind, StructType):
            yield f"{_value(_name(field.name), field)} AS {_name(field.name)}"
            continue
        for inner in _kept(kind):
            place = f"{_name(field.name)}.{_name(inner.name)}"
            renamed = RENAMED.get(f"{field.name}.{inner.name}", inner.name)
            yield f"{_value(place, inner)} AS {_name(renamed)}"


def _value(place: str, field: Field, depth: int = 0) -> str:
    """What stands at ``place``; the lines leave out what has its default."""
    kind = _plain(field.type)
    if isinstance(kind, ListType):
        row = _plain(kind.item_type)
        if not isinstance(row, StructType):
            return f"coalesce({place}, [])"
        inner = (
            f"{_name(RENAMED.get(one.name, one.name))}:"
            f" {_value(f'x{depth}.{_name(one.name)}', one, depth + 1)}"
            for one in _kept(row)
        )
        return f"[{{{', '.join(inner)}}} FOR x{depth} IN coalesce({place}, [])]"
    if isinstance(kind, DictType):
        return f"coalesce({place}, '{{}}')"
    if field.default == "":
        return f"nullif({place}, '')"
    if isinstance(field.default, bool | int | str):
        return f"coalesce({place}, {_text(str(field.default))})"
    return place


def _type(given: Type) -> str:
    """The type that DuckDB is to read."""
    kind = _plain(given)
    if isinstance(kind, ListType):
        return f"{_type(kind.item_type)}[]"
    if isinstance(kind, StructType):
        return f"STRUCT({', '.join(f'{_name(one.name)} {_type(one.type)}' for one in _kept(kind))})"
    return TYPES.get(type(kind), "VARCHAR")


def _plain(kind: Type) -> Type:
    """A type without its limits, and without the None that it may be."""
    if isinstance(kind, Metadata):
        return _plain(kind.type)
    if isinstance(kind, UnionType):
        return _plain(next(one for one in kind.types if not isinstance(one, NoneType)))
    return kind


def _kept(struct: StructType) -> Sequence[Field]:
    return [field for field in struct.fields if field.name not in LEFT_OUT]


def _name(name: str) -> str:
    return f'"{name}"'


def _text(words: str) -> str:
    return "'" + words.replace("'", "''") + "'"
