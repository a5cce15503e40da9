"""Parquet: pyarrow, DuckDB and datasets find in it what our lines say, at the same offsets."""

import io
import json
from pathlib import Path

import datasets
import duckdb
import pyarrow.parquet
import pytest
from hypothesis import given, settings
from msgspec.structs import replace

from annotations.formats import jsonl, parquet
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import document, documents
from tests.formats.wild import TEXT, spans, wild

GOLDEN = Path(__file__).parents[1] / "data" / "golden.parquet"


def written(*given: DocumentRecord) -> bytes:
    return b"".join(parquet.write(given, Report()))


def rows(data: bytes) -> list[dict]:
    return pyarrow.parquet.read_table(io.BytesIO(data)).to_pylist()


def found(row: dict) -> list[tuple[str, str, int, int, str]]:
    """What ``spans`` tells of a document, read from a row: words cut out of the row's own text."""
    edges = [
        (one["id"], one["kind"], span["start"], span["end"])
        for one in row["annotations"]
        for span in one["spans"]
    ]
    return [(*edge, row["text"][edge[2] : edge[3]]) for edge in edges]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "claims.parquet"
    path.write_bytes(written(wild(), document()))
    return path


def test_the_golden_file_is_what_is_written():
    assert written(document(), wild()) == GOLDEN.read_bytes()


def test_pyarrow_finds_every_span_at_its_code_points(file):
    first, second = rows(file.read_bytes())
    assert first["text"] == TEXT
    assert found(first) == spans(wild())
    assert found(second) == spans(document())


def test_duckdb_finds_every_span_at_its_code_points(file):
    told = duckdb.sql(f"""
        SELECT tag.id, tag.kind, span."start", span."end",
            substring(text, span."start" + 1, span."end" - span."start")
        FROM (SELECT text, tag, unnest(tag.spans) AS span FROM (
            SELECT text, unnest(annotations) AS tag FROM '{file}' WHERE article = 8))
    """).fetchall()
    assert [row[:5] for row in told] == spans(wild())


def test_datasets_finds_every_span_at_its_code_points(file, tmp_path, monkeypatch):
    monkeypatch.setattr(datasets.config, "HF_HUB_OFFLINE", True)
    loaded = datasets.Dataset.from_parquet(str(file), cache_dir=str(tmp_path / "cache"))
    assert [found(row) for row in loaded] == [spans(wild()), spans(document())]


def test_links_are_structs_with_where_they_lead(file):
    links = rows(file.read_bytes())[0]["annotations"][0]["links"]
    told = wild().annotations[0].links
    assert [(one["type"], one["target"], one["how"]) for one in links] == [
        (one.type, str(one.target), one.how or None) for one in told
    ]


def test_unit_hash_and_schema_are_in_the_file(file):
    metadata = pyarrow.parquet.read_metadata(file).metadata
    assert (metadata[b"unit"], metadata[b"schema"]) == (b"code_point", b"stetdesk-jsonl-1")
    assert {row["unit"] for row in rows(file.read_bytes())} == {"code_point"}
    assert rows(file.read_bytes())[0]["sha256"] == wild().revision.sha256


def test_what_the_lines_leave_out_has_its_default():
    (row,) = rows(written(replace(document(), annotations=wild().annotations[1:2])))
    (tag,) = row["annotations"]
    assert (row["masked"], row["current"], tag["version"]) == (False, True, 1)
    assert (tag["attributes"], tag["links"], tag["note"]) == ("{}", [], None)


def test_the_lines_of_the_database_give_the_same_columns():
    """They say some defaults that records leave out, and have spaces."""
    tree = json.loads(jsonl.encode(wild()))
    for tag in tree["annotations"]:
        tag.setdefault("version", 1)
        for link in tag.get("links", []):
            link.setdefault("how", "")
    line = json.dumps(tree).encode() + b"\n"
    assert b"".join(parquet.write_lines([line], Report())) == written(wild())


def test_no_document_makes_a_file_with_columns_and_no_rows():
    empty = pyarrow.parquet.read_table(io.BytesIO(written()))
    assert empty.num_rows == 0
    assert empty.schema.equals(pyarrow.parquet.read_schema(io.BytesIO(written(document()))))


def test_many_lines_keep_their_order_and_their_bytes():
    given = [replace(wild(), article=replace(wild().article, id=id_)) for id_ in range(1, 3_000)]
    assert sum(len(jsonl.encode(one)) for one in given) > 2 * parquet.PART
    data = written(*given)
    assert [row["article"] for row in rows(data)] == list(range(1, 3_000))
    assert written(*given) == data


def test_what_has_no_column_is_counted():
    report = Report()
    b"".join(parquet.write([document(), wild()], report))
    assert report.rows == 2
    assert report.lost == {
        "confidential notes of articles": 2,
        "original files": 1,
        "suggested edits": 1,
    }


def test_a_line_longer_than_usual_is_read():
    long = replace(document(), revision=replace(document().revision, text="🔥" * 3_000_000))
    assert rows(written(long))[0]["text"] == "🔥" * 3_000_000


@settings(max_examples=40)
@given(documents)
def test_any_document_keeps_its_words_and_attributes(given):
    (row,) = rows(written(given))
    assert (row["headline"], row["text"]) == (given.article.headline, given.revision.text)
    assert [tag["quote"] for tag in row["annotations"]] == [one.quote for one in given.annotations]
    for tag, one in zip(row["annotations"], given.annotations, strict=True):
        assert json.loads(tag["attributes"]) == one.attributes
        assert [span["quote"] for span in tag["spans"]] == [part.quote for part in one.fragments]
