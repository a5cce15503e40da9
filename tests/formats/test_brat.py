"""brat: another reader of its files finds our spans, at the same code points, and our links."""

import re

import brat_parser as reader
import pytest
from hypothesis import assume, given
from msgspec.structs import replace

from annotations.formats import brat
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, annotation, document, part
from tests.formats.tagged import tagged
from tests.formats.wild import TEXT, spans, wild
from tests.formats.zips import golden, unzipped


def archive(*given: DocumentRecord, report: Report | None = None) -> dict[str, str]:
    return unzipped(b"".join(brat.write(given, report or Report())))


def parsed(given: DocumentRecord, report: Report | None = None) -> tuple[str, reader.Document]:
    """Text and annotations of the only document."""
    text, ann, _ = archive(given, report=report).values()
    return text, reader.parse_string(ann)


def retagged(*parts: str, **more) -> DocumentRecord:
    """The plain document with one claim on ``parts`` of it."""
    one = annotation(CLAIM, "claim", "C1", *map(part, parts), state="draft", **more)
    return replace(document(), annotations=[one])


def test_the_golden_files_are_what_is_written():
    assert archive(document(), wild()) == golden("brat")


@pytest.mark.parametrize("given", [document(), wild()], ids=["plain", "wild"])
def test_the_reader_finds_every_span_at_its_code_points(given):
    text, found = parsed(given)
    assert text == given.revision.text
    assert [
        (one.type, start, end, text[start:end]) for one in found.entities for start, end in one.span
    ] == [row[1:] for row in spans(given)]
    assert [one.text for one in found.entities] == [
        " ".join(part.quote for part in one.fragments) for one in given.annotations
    ]


def test_the_reader_finds_links_between_spans_of_the_article():
    _, found = parsed(wild())
    assert [(one.type, one.subj, one.obj) for one in found.relations] == [
        ("attributed_to", "T1", "T4"),
        ("qualified_by", "T3", "T5"),
    ]


def test_terms_and_flags_are_attributes():
    _, found = parsed(document())
    told = {(one.target, one.type, one.values) for one in found.attributes}
    assert ("T1", "desk_status", ("unverified",)) in told
    assert ("T1", "figure_bound", ("exactly",)) in told
    assert ("T2", "state", ("changes_requested",)) in told
    _, found = parsed(retagged("boats", no_source_given=True))
    assert [(one.type, one.values) for one in found.attributes][1:] == [("no_source_given", ())]


def test_ids_notes_and_free_details_are_lines_about_a_span():
    lines = archive(document())["article-7-revision-1.ann"].splitlines()
    notes = {line.partition("\t")[2] for line in lines if line.startswith("#")}
    assert f"AnnotationId T1\t{CLAIM}" in notes
    assert "AnnotationLabel T3\tS1" in notes
    assert "AnnotatorNotes T3\tCalled twice." in notes
    assert "identity T3\tIlse Brandt" in notes
    assert "figure_value T2\t-3.5" in notes


def test_a_span_is_split_at_the_end_of_a_line_and_its_parts_are_told_apart():
    text, found = parsed(retagged("12 boats lost\nTwelve boats", "3 sheds"))
    (one,) = found.entities
    assert [text[a:b] for a, b in one.span] == ["12 boats lost", "Twelve boats", "3 sheds"]
    assert one.text == "12 boats lost Twelve boats 3 sheds"


def test_line_ends_at_an_edge_and_in_notes_are_told():
    report = Report()
    _, found = parsed(retagged("\nTwelve", note="One\u2028two\tthree\n"), report)
    assert found.entities[0].text == "Twelve"
    assert report.lost["line ends at the edge of an annotation"] == 1
    assert report.lost["line ends and tabs in notes (a space instead)"] == 3


def test_a_span_of_line_ends_alone_is_left_out_with_its_links():
    report = Report()
    bare = annotation(wild().annotations[3].id, "source", "S1", part("\n", TEXT))
    given = replace(wild(), annotations=[wild().annotations[0], bare])
    _, found = parsed(given, report)
    assert (len(found.entities), found.relations) == (1, [])
    assert report.lost["annotations of line ends only, with their links"] == 1


def test_a_configuration_names_all_that_the_files_have():
    files = archive(document(), wild())
    conf = files.pop("annotation.conf")
    assert re.findall(r"^\[(\w+)\]", conf, re.MULTILINE) == [
        "entities",
        "relations",
        "events",
        "attributes",
    ]
    known = {line.split("\t")[0] for line in conf.splitlines()}
    for name in files:
        if name.endswith(".ann"):
            found = reader.parse_string(files[name])
            for one in (*found.entities, *found.relations, *found.attributes):
                assert one.type in known
    assert "type\tArg:claim|source, Value:named_person|numerical" in conf


def test_no_document_is_a_configuration_alone():
    assert list(archive()) == ["annotation.conf"]


def test_what_brat_cannot_hold_is_counted():
    report = Report()
    b"".join(brat.write([document()], report))
    assert report.rows == 1
    assert report.lost == {
        "authors and times of links": 2,
        "authors, times and versions of annotations": 4,
        "blocks": 3,
        "comments": 2,
        "confidential notes of articles": 1,
        "contributors": 1,
        "decisions": 2,
        "details of articles": 1,
        "evidence": 1,
        "original files": 1,
        "submissions": 2,
        "suggested edits": 1,
        "who added articles and texts, and when": 1,
    }
    report = Report()
    b"".join(brat.write([wild()], report))
    assert report.lost["links to claims of other articles"] == 1
    assert report.lost["how a claim repeats another"] == 1


@given(tagged())
def test_any_document_comes_back_but_for_its_line_ends(given):
    assume(all(one.quote.strip() for one in given.annotations))  # the reader strips its lines
    text, found = parsed(given)
    written = [
        (one.kind, _without_line_ends(" ".join(part.quote for part in one.fragments)))
        for one in given.annotations
    ]
    assert [
        (one.type, _without_line_ends(" ".join(text[a:b] for a, b in one.span)))
        for one in found.entities
    ] == [row for row in written if row[1]]
    assert not any(brat.BREAKS.search(text, a, b) for one in found.entities for a, b in one.span)


def _without_line_ends(words: str) -> str:
    return brat.BREAKS.sub("", words).replace(" ", "")
