"""spaCy: its own DocBin reads our spans, at the same code points where words allow it."""

import io
import subprocess
import sys
import zipfile
from hashlib import sha256
from pathlib import Path

import spacy as reader
from hypothesis import given, settings
from msgspec.structs import replace
from spacy.tokens import Doc, DocBin

from annotations.formats import spacy
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, TEXT, annotation, document, part
from tests.formats.tagged import tagged
from tests.formats.wild import spans, wild

GOLDEN = Path(__file__).parents[1] / "data" / "golden.spacy.zip"


def written(*given: DocumentRecord) -> bytes:
    return b"".join(spacy.write(given, Report()))


def docs(data: bytes) -> list[Doc]:
    archive = zipfile.ZipFile(io.BytesIO(data))
    vocab = reader.blank("xx").vocab
    return [
        doc
        for name in archive.namelist()
        for doc in DocBin().from_bytes(archive.read(name)).get_docs(vocab)
    ]


def found(doc: Doc) -> set[tuple[str, str, int, int, str]]:
    return {
        (span.id_, span.label_, span.start_char, span.end_char, span.text)
        for group in doc.spans.values()
        for span in group
    }


def test_the_golden_file_is_what_is_written():
    golden = GOLDEN.read_bytes()
    assert sha256(written(document(), wild())).hexdigest() == sha256(golden).hexdigest()


def test_docbin_finds_every_span_at_its_code_points():
    first, second = docs(written(wild(), document()))
    assert (first.text, second.text) == (wild().revision.text, TEXT)
    assert found(first) == set(spans(wild()))
    assert found(second) == set(spans(document()))


@given(tagged())
@settings(max_examples=50)
def test_docbin_finds_any_span_at_its_place_or_widened_to_words(given: DocumentRecord):
    report = Report()
    (doc,) = docs(b"".join(spacy.write([given], report)))
    assert doc.text == given.revision.text
    here, there = set(spans(given)), found(doc)
    moved = report.lost.get("edges within words (moved to the word's edge)", 0)
    assert (here == there) == (moved == 0)
    assert len(there) >= len({one[:2] for one in here})
    for id_, kind, start, end, words in here:  # blanks at an edge belong to the word before
        first, last = (
            start + len(words) - len(words.lstrip()),
            end - len(words) + len(words.rstrip()),
        )
        assert any(
            (one[0], one[1]) == (id_, kind) and one[2] <= first and last <= one[3] for one in there
        )


def test_a_kind_is_a_group_and_keeps_the_order_of_the_parts():
    (doc,) = docs(written(wild()))
    assert [span.text for span in doc.spans["claim"]][2:] == [
        "🔥🧑‍🚒",
        "احترقت 🚢",
        "no boat burnt",
    ]
    assert [len(doc.spans[kind]) for kind in ("claim", "source", "status")] == [5, 1, 1]


def test_an_edge_within_a_word_is_moved_to_its_edge_and_told():
    report = Report()
    odd = annotation(CLAIM, "claim", "C1", part("welve boa"), state="draft")
    data = b"".join(spacy.write([replace(document(), annotations=[odd])], report))
    (doc,) = docs(data)
    (span,) = doc.spans["claim"]
    assert span.text == "Twelve boats"
    assert report.lost["edges within words (moved to the word's edge)"] == 1


def test_a_doc_says_where_it_is_from():
    (doc,) = docs(written(wild()))
    assert doc.user_data["unit"] == "code_point"
    assert (doc.user_data["article"], doc.user_data["revision"]) == (8, 2)
    assert doc.user_data["sha256"] == wild().revision.sha256


def test_languages_without_rules_are_cut_all_the_same():
    japanese, invented, british = (
        replace(wild(), article=replace(wild().article, language=language))
        for language in ("ja", "tlh", "en-GB")
    )
    for doc in docs(written(japanese, invented, british)):
        assert found(doc) == set(spans(wild()))


def test_many_articles_are_several_docbins():
    long = replace(
        document(), revision=replace(document().revision, text=TEXT * 4000, length=len(TEXT) * 4000)
    )
    archive = zipfile.ZipFile(io.BytesIO(written(long, long, document())))
    assert archive.namelist() == ["part-00001.spacy", "part-00002.spacy"]
    assert len(docs(written(long, long, document()))) == 3


def test_no_document_makes_an_archive_that_can_be_read():
    assert docs(written()) == []


def test_what_a_docbin_cannot_hold_is_counted():
    report = Report()
    b"".join(spacy.write([document()], report))
    assert report.rows == 1
    assert report.lost == {
        "annotations in parts (each part is a span)": 1,
        "attributes": 9,
        "blocks": 3,
        "comments": 2,
        "confidential notes of articles": 1,
        "contributors": 1,
        "decisions": 2,
        "desk statuses": 2,
        "evidence": 1,
        "links": 2,
        "normalised claims": 1,
        "notes": 2,
        "original files": 1,
        "states of claims": 2,
        "submissions": 2,
        "suggested edits": 1,
        "labels, authors, times and versions of annotations": 4,
        "who added articles and texts, and when": 1,
    }


def test_spacy_is_imported_only_when_a_file_is_written():
    told = subprocess.run(
        [sys.executable, "-c", "import annotations.formats, sys; print('spacy' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).parents[2],
    )
    assert told.stdout == "False\n"
