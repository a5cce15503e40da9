"""Every format keeps the same promises, and is described."""

import io
import re
from pathlib import Path

import pytest

from annotations.formats import FORMATS, READERS, jsonl, translate
from annotations.formats.report import Report
from tests.formats.documents import document
from tests.formats.wild import wild

DOCS = Path(__file__).parents[2] / "docs" / "formats"


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_is_described(name):
    assert f"`{name}`" in (DOCS / f"{name}.md").read_text().splitlines()[0]


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_has_the_names_that_pages_and_commands_list(name):
    module = FORMATS[name]
    assert name == module.NAME
    assert module.LABEL
    assert re.fullmatch(r"\.[a-z]+", module.SUFFIX)
    assert "/" in module.MEDIA_TYPE


@pytest.mark.parametrize("name", FORMATS)
def test_a_lossless_format_can_be_read_back_and_loses_nothing(name):
    report = Report()
    written = b"".join(FORMATS[name].write([document()], report))
    if FORMATS[name].LOSSLESS:
        assert list(READERS[name](io.BytesIO(written))) == [document()]
        assert not report.lost
    else:
        assert report.lost


@pytest.mark.parametrize("name", FORMATS)
def test_lines_from_the_database_are_translated_as_documents_are_written(name):
    written, translated = Report(), Report()
    direct = b"".join(FORMATS[name].write([document(), wild()], written))
    lines = [jsonl.encode(document()), jsonl.encode(wild())]
    assert b"".join(translate(name, lines, translated)) == direct
    assert translated == written
