"""doccano: both shapes are what it imports, and say in code points what we have."""

import io
import json
from typing import Any

import pandas
import pytest
from hypothesis import given
from msgspec.structs import replace

from annotations.formats import doccano
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, TEXT, annotation, document, part
from tests.formats.tagged import tagged
from tests.formats.wild import PARTS, WHOLE, spans, wild
from tests.formats.zips import golden, unzipped

Row = dict[str, Any]
THEIRS = {"id", "text", "label", "entities", "relations", "Comments", "user", "username", "cats"}
"""Keys that doccano itself writes in a row."""


def files(*given: DocumentRecord, report: Report | None = None) -> dict[str, str]:
    return unzipped(b"".join(doccano.write(given, report or Report())))


def rows(name: str, *given: DocumentRecord) -> list[Row]:
    return [json.loads(line) for line in files(*given)[name].split("\n") if line]


def checked(row: Row) -> Row:
    """``row``, which is of a shape that doccano 1.8 imports."""
    assert row["text"]
    assert set(row) & THEIRS in ({"text", "label"}, {"text", "entities", "relations"})
    for start, end, label in row.get("label", []):
        _check_span(row["text"], start, end, label)
    ids = [one["id"] for one in row.get("entities", [])]
    for one in row.get("entities", []):
        assert set(one) == {"id", "label", "start_offset", "end_offset"}
        _check_span(row["text"], one["start_offset"], one["end_offset"], one["label"])
    for one in row.get("relations", []):
        assert set(one) == {"id", "from_id", "to_id", "type"}
        assert one["type"]
        assert {one["from_id"], one["to_id"]} <= set(ids)
    assert len(set(ids)) == len(ids)
    return row


def _check_span(text: str, start: Any, end: Any, label: Any) -> None:
    assert type(start) is int
    assert type(end) is int
    assert 0 <= start < end <= len(text)
    assert label in ("claim", "source", "status")


def found(row: Row) -> list[tuple[str, int, int, str]]:
    """Kind, start, end and words of every span, of either shape."""
    listed = [(label, start, end) for start, end, label in row.get("label", [])]
    named = [
        (one["label"], one["start_offset"], one["end_offset"]) for one in row.get("entities", [])
    ]
    return [(*one, row["text"][one[1] : one[2]]) for one in listed + named]


def test_the_golden_files_are_what_is_written():
    assert files(document(), wild()) == golden("doccano")


@pytest.mark.parametrize("name", [doccano.LABELS_FILE, doccano.RELATIONS_FILE])
def test_both_shapes_have_every_span_at_its_code_points(name):
    for row, origin in zip(rows(name, document(), wild()), (document(), wild()), strict=True):
        assert checked(row)["text"] == origin.revision.text
        assert found(row) == [one[1:] for one in spans(origin)]


def test_links_and_joints_are_relations():
    (row,) = rows(doccano.RELATIONS_FILE, wild())
    words = {
        one["id"]: row["text"][one["start_offset"] : one["end_offset"]] for one in row["entities"]
    }
    assert [
        (words[one["from_id"]], one["type"], words[one["to_id"]]) for one in row["relations"]
    ] == [
        ("🔥🧑‍🚒", "continued_by", "احترقت 🚢"),
        ("احترقت 🚢", "continued_by", "no boat burnt"),
        ("12 قاربا احترقت 🚢 في الليل", "attributed_to", "الميناء"),
        ("🔥🧑‍🚒", "qualified_by", "👩‍👩‍👧 family's owner (72) denied"),
    ]


def test_no_id_comes_twice_in_a_file():
    ids = [
        one["id"]
        for row in rows(doccano.RELATIONS_FILE, document(), wild())
        for one in (*row["entities"], *row["relations"])
    ]
    assert len(set(ids)) == len(ids)


def test_nothing_of_ours_takes_the_place_of_what_doccano_writes():
    for name in (doccano.LABELS_FILE, doccano.RELATIONS_FILE):
        for row in rows(name, document()):
            assert set(row) - {"text", "label", "entities", "relations"} == {doccano.OURS}


def test_our_ids_and_what_doccano_has_no_field_for_come_along():
    (row,) = rows(doccano.LABELS_FILE, document())
    ours = row[doccano.OURS]
    assert (ours["article"], ours["revision"], ours["unit"]) == (7, 1, "code_point")
    assert ours["sha256"] == document().revision.sha256
    claim = ours["annotations"][0]
    assert (claim["id"], claim["label"], claim["spans"]) == (str(CLAIM), "C1", [[30, 42], [55, 74]])
    assert claim["details"]["desk_status"] == "unverified"
    assert claim["details"]["figure_value"] == 12
    assert ours["annotations"][2]["note"] == "Called twice."


def test_pandas_reads_both_files():
    for name, text in files(document(), wild()).items():
        table = pandas.read_json(io.StringIO(text), lines=True)
        assert list(table["text"]) == [TEXT, wild().revision.text]
        spans_of = "label" if name == doccano.LABELS_FILE else "entities"
        assert [len(one) for one in table[spans_of]] == [5, 7]
        ids = [one["id"] for one in table[doccano.OURS][1]["annotations"]]
        assert ids[0] == str(WHOLE)
        assert ids[2] == str(PARTS)


def test_no_document_is_two_empty_files():
    assert files() == {doccano.LABELS_FILE: "", doccano.RELATIONS_FILE: ""}


def test_spans_that_doccano_itself_would_shift_are_told():
    before = annotation(CLAIM, "claim", "C1", part("Harbour fire"), state="draft")
    report = Report()
    files(replace(document(), annotations=[before]), report=report)
    assert "spans after an emoji (doccano's page shows them shifted)" not in report.lost
    files(document(), report=report)
    assert report.lost["spans after an emoji (doccano's page shows them shifted)"] == 5


def test_what_doccano_cannot_hold_is_counted():
    report = Report()
    files(document(), report=report)
    assert report.rows == 1
    assert report.lost == {
        "authors and times of links": 2,
        "authors, times and versions of annotations": 4,
        "blocks": 3,
        "comments": 2,
        "confidential notes of articles": 1,
        "contributors": 1,
        "decisions": 2,
        "evidence": 1,
        "joints of annotations in parts, in the file without relations": 1,
        "links, in the file without relations": 2,
        "original files": 1,
        "spans after an emoji (doccano's page shows them shifted)": 5,
        "submissions": 2,
        "suggested edits": 1,
        "who added articles and texts, and when": 1,
    }


@given(tagged())
def test_any_document_comes_back(given):
    for name in (doccano.LABELS_FILE, doccano.RELATIONS_FILE):
        (row,) = rows(name, given)
        assert found(checked(row)) == [one[1:] for one in spans(given)]
