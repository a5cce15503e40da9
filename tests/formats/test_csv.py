"""CSV: one claim a row, no cell that a spreadsheet would run, and a count of what has no column."""

import csv as reader
import io
from pathlib import Path

import pandas
import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats import csv
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, document, documents

GOLDEN = Path(__file__).parents[1] / "data" / "golden.csv"
SIGNS = "=+-@＝＋－＠\t\r\0"


def rows(*given: DocumentRecord) -> list[dict[str, str]]:
    written = b"".join(csv.write(given, Report())).decode("utf-8-sig")
    return list(reader.DictReader(io.StringIO(written, newline="")))


def test_the_golden_file_is_what_is_written():
    assert b"".join(csv.write([document()], Report())) == GOLDEN.read_bytes()


def test_a_claim_stands_with_its_sources_and_markers_in_one_row():
    first = rows(document())[0]
    assert first["claim"] == str(CLAIM)
    assert first["quote"] == "Twelve boats … have been destroyed"
    assert first["fragments"] == "30-42;55-74"
    assert first["unit"] == "code_point"
    assert first["sources"] == "harbour master Ilse Brandt"
    assert first["markers"] == "could not verify the figures"
    assert first["reviewers"] == "rita"


def test_rows_are_counted_without_the_header():
    report = Report()
    list(csv.write([document(), document()], report))
    assert report.rows == 4


def test_what_has_no_column_is_counted():
    report = Report()
    list(csv.write([document()], report))
    assert report.lost["comments"] == 2
    assert report.lost["suggested edits"] == 1
    assert report.lost["article texts"] == 1
    assert report.lost["notes of sources and markers"] == 1


def test_pandas_reads_numbers_as_numbers_and_words_as_words():
    table = pandas.read_csv(GOLDEN)
    assert list(table["figure_value"]) == [12.0, -3.5]
    assert list(table["version"]) == [4, 1]
    assert table["hedge"][0] == "'=SUM(A1)"
    assert list(table.columns) == list(csv.COLUMNS)


@pytest.mark.parametrize("sign", SIGNS)
@pytest.mark.parametrize("before", ["", " ", "\u00a0", "\u200b ", "'", "\n"])
def test_a_cell_that_begins_like_a_formula_gets_a_quote(sign, before):
    assert csv.escape(f"{before}{sign}cmd|'/c calc'!A1").startswith("'")


@pytest.mark.parametrize("text", ["", "12 boats", "a=b", "'tis so", "x@y.example", "№ 5"])
def test_other_cells_stay_as_they_are(text):
    assert csv.escape(text) == text


@given(st.text() | st.text(SIGNS + "' a"))
def test_escaping_can_be_taken_back_exactly(text):
    assert csv.unescape(csv.escape(text)) == text


@given(documents)
def test_no_document_yields_a_cell_that_a_spreadsheet_would_run(given):
    for row in rows(given):
        for name, cell in row.items():
            if not name.startswith("figure_"):
                assert not cell.startswith(tuple(SIGNS))


@given(documents)
def test_every_claim_is_one_row_and_keeps_its_words(given):
    claims = [one for one in given.annotations if one.kind == "claim"]
    assert [csv.unescape(row["quote"]) for row in rows(given)] == [one.quote for one in claims]
