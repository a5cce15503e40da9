"""Our own JSON Lines: nothing is lost, and every line is what the published schema says."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from annotations.formats import jsonl
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, document, documents

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "data" / "golden.jsonl"
SCHEMA = ROOT / "docs" / "schema" / "jsonl-1.json"


def line() -> dict:
    return json.loads(jsonl.encode(document()))


def refusal(tree: dict) -> str:
    with pytest.raises(jsonl.BadLine) as caught:
        jsonl.decode(json.dumps(tree).encode(), 3)
    assert caught.value.extra == {"line": 3}
    return caught.value.detail


def test_the_golden_file_is_what_is_written():
    report = Report()
    assert b"".join(jsonl.write([document()], report)) == GOLDEN.read_bytes()
    assert report.rows == 1
    assert not report.lost


def test_the_golden_file_reads_as_what_was_written():
    with GOLDEN.open("rb") as lines:
        assert list(jsonl.read(lines)) == [document()]


def test_offsets_in_the_file_cut_out_the_quotes():
    for annotation in line()["annotations"]:
        for fragment in annotation["fragments"]:
            text = line()["revision"]["text"]
            assert text[fragment["start"] : fragment["end"]] == fragment["quote"]


def test_the_unit_is_said_in_every_line():
    assert line()["unit"] == "code_point"


def test_the_published_schema_is_the_schema_of_the_records():
    assert json.loads(SCHEMA.read_text()) == jsonl.json_schema()


def test_the_published_schema_accepts_the_golden_file():
    Draft202012Validator(json.loads(SCHEMA.read_text())).validate(json.loads(GOLDEN.read_bytes()))


@given(documents)
def test_any_document_survives_the_round_trip_and_fits_the_schema(given: DocumentRecord):
    written = jsonl.encode(given)
    assert written.count(b"\n") == 1
    assert jsonl.decode(written) == given
    Draft202012Validator(jsonl.json_schema()).validate(json.loads(written))


def test_blank_lines_are_passed_over_and_lines_are_counted_from_one():
    lines = [b"\n", jsonl.encode(document()), b"{}\n"]
    reader = jsonl.read(lines)
    assert next(reader) == document()
    with pytest.raises(jsonl.BadLine, match="Line 3"):
        next(reader)


def test_an_unknown_field_is_refused_and_not_dropped():
    assert "colour" in refusal(line() | {"colour": "red"})


def test_another_schema_version_is_refused():
    assert "“schema” is" in refusal(line() | {"schema": "stetdesk-jsonl-9"})


def test_another_unit_is_refused():
    assert "“unit” is" in refusal(line() | {"unit": "utf16"})


def test_a_wrong_type_is_refused_with_its_place():
    tree = line()
    tree["annotations"][0]["fragments"][0]["start"] = "31"
    assert "“annotations[0].fragments[0].start” should" in refusal(tree)


def test_a_time_without_zone_is_refused():
    tree = line()
    tree["annotations"][0]["created_at"] = "2026-03-01T08:30:00"
    assert "created_at" in refusal(tree)


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"[]",
        b"nonsense",
        b"\xff\xfe{}",
        b'{"schema": "\\ud800"}',
        b'{"a": ' * 100_000,
        b'{"schema": NaN}',
        str(CLAIM).encode(),
    ],
    ids=["empty", "list", "words", "utf-16", "half a character", "deep", "NaN", "id"],
)
def test_what_is_no_document_is_refused(raw):
    with pytest.raises(jsonl.BadLine):
        jsonl.decode(raw)
