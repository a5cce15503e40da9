"""CoNLL: seqeval reads every column in its strict scheme and finds our spans."""

from dataclasses import dataclass, field
from pathlib import Path

import pytest
from hypothesis import given
from msgspec.structs import replace
from seqeval.scheme import IOB2, Entities

from annotations.formats import conll
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, SHEDS, annotation, document, part
from tests.formats.tagged import tagged
from tests.formats.wild import spans, wild

GOLDEN = Path(__file__).parents[1] / "data" / "golden.conll"
KINDS = ("claim", "source", "status")
Found = set[tuple[str, int, int, str]]


@dataclass
class Read:
    """A document as it stands in the file."""

    id: str
    lines: list[list[list[str]]] = field(default_factory=lambda: [[]])


def written(*given: DocumentRecord, report: Report | None = None) -> str:
    return b"".join(conll.write(given, report or Report())).decode()


def read(data: str) -> list[Read]:
    found: list[Read] = []
    for row in data.split("\n"):
        if row.startswith("# newdoc id = "):
            found.append(Read(row.removeprefix("# newdoc id = ")))
        elif found and row == "":
            found[-1].lines.append([])
        elif found and not row.startswith("# "):
            found[-1].lines[-1].append(row.split("\t"))
    for one in found:
        one.lines = [line for line in one.lines if line]
    return found


def entities(one: Read, text: str) -> Found:
    """What seqeval finds in each column, as kind, start, end and words."""
    found = set()
    for column, kind in enumerate(KINDS, start=3):
        tags = [[row[column] for row in line] for line in one.lines]
        assert not any(
            tag.startswith("I-") and (place == 0 or line[place - 1] == "O")
            for line in tags
            for place, tag in enumerate(line)
        )
        for entity in (entity for line in Entities(tags, IOB2).entities for entity in line):
            line = one.lines[entity.sent_id]
            start, end = int(line[entity.start][1]), int(line[entity.end - 1][2])
            assert entity.tag == kind
            found.add((entity.tag, start, end, text[start:end]))
    return found


def found_in(given: DocumentRecord, report: Report | None = None) -> Found:
    (one,) = read(written(given, report=report))
    return entities(one, given.revision.text)


def retagged(*claims: str) -> DocumentRecord:
    ids = (CLAIM, SHEDS)
    made = [
        annotation(id_, "claim", f"C{number}", part(words), state="draft")
        for number, (id_, words) in enumerate(zip(ids, claims, strict=False), start=1)
    ]
    return replace(document(), annotations=made)


def test_the_golden_file_is_what_is_written():
    assert written(document(), wild()).encode() == GOLDEN.read_bytes()


def test_every_token_is_the_text_at_its_code_points():
    whole = (document(), wild())
    for one, origin in zip(read(written(*whole)), whole, strict=True):
        assert one.id == f"article-{origin.article.id}-revision-{origin.revision.number}"
        text = origin.revision.text
        for word, start, end, *tags in (row for line in one.lines for row in line):
            assert text[int(start) : int(end)] == word
            assert len(tags) == 3
        assert len(one.lines) == 3


def test_seqeval_finds_every_span_that_shares_no_word_with_one_of_its_kind():
    report = Report()
    lost = {"احترقت 🚢", "12 قاربا احترقت"}
    assert found_in(wild(), report) == {row[1:] for row in spans(wild()) if row[4] not in lost}
    assert report.lost["passages that share a word with another claim"] == len(lost)
    assert report.lost["annotations in parts (each part is a span)"] == 1


def test_spans_of_two_kinds_may_overlap_and_neighbours_stay_two():
    claims = [annotation(CLAIM, "claim", "C1", part("Twelve boats"), state="draft")]
    source = annotation(SHEDS, "source", "S1", part("boats and"))
    given = replace(document(), annotations=[*claims, source])
    assert {row[3] for row in found_in(given)} == {"Twelve boats", "boats and"}
    assert {row[3] for row in found_in(retagged("Twelve", "boats and"))} == {"Twelve", "boats and"}


def test_what_begins_first_and_is_longest_is_kept():
    report = Report()
    found = found_in(retagged("3 sheds", "3 sheds have been destroyed"), report)
    assert {row[3] for row in found} == {"3 sheds have been destroyed"}
    assert report.lost["passages that share a word with another claim"] == 1


def test_an_edge_within_a_word_is_moved_to_its_edge():
    report = Report()
    assert {row[3] for row in found_in(retagged("welve boa"), report)} == {"Twelve boats"}
    assert report.lost["edges within words (moved to the word's edge)"] == 1


def test_a_span_over_several_lines_is_cut_at_each():
    report = Report()
    found = found_in(retagged("lost\nTwelve boats"), report)
    assert {row[3] for row in found} == {"lost", "Twelve boats"}
    assert report.lost["passages over several lines (cut at each)"] == 1


def test_a_span_without_a_word_is_told():
    report = Report()
    assert not found_in(retagged("\n"), report)
    assert report.lost["passages without a word"] == 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("She said: “12.5 %!”", ["She", "said", ":", "“", "12.5", "%", "!", "”"]),
        ("don't e\u0301dda's", ["don't", "e\u0301dda's"]),
        ("👩‍👩‍👧 🇺🇦🇵🇱", ["👩‍👩‍👧", "🇺🇦", "🇵🇱"]),
        ("قال: 12 قاربا", ["قال", ":", "12", "قاربا"]),
        ("a\u00a0b\tc\u2028d", ["a", "b", "c", "d"]),
        ("# not a comment", ["#", "not", "a", "comment"]),
    ],
)
def test_words_are_those_of_unicode(text, words):
    assert [text[a:b] for line in conll.tokens_of(text) for a, b in line] == words


def test_a_sign_that_comments_begin_with_is_a_row_like_any_other():
    text = "# boats"
    revision = replace(document().revision, text=text, length=len(text), blocks=[])
    (one,) = read(written(replace(document(), revision=revision, annotations=[])))
    assert one.lines == [[["#", "0", "1", "O", "O", "O"], ["boats", "2", "7", "O", "O", "O"]]]


def test_no_document_is_a_head_alone():
    head = "# global.columns = token start end claim source status\n# unit = code_point\n\n"
    assert written() == head


def test_what_conll_cannot_hold_is_counted():
    report = Report()
    written(document(), report=report)
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
        "details of articles": 1,
        "evidence": 1,
        "ids, labels, authors, times and versions of annotations": 4,
        "links": 2,
        "normalised claims": 1,
        "notes": 2,
        "original files": 1,
        "passages that share a word with another claim": 1,
        "states of claims": 2,
        "submissions": 2,
        "suggested edits": 1,
        "who added articles and texts, and when": 1,
    }


@given(tagged())
def test_whatever_is_not_told_comes_back(given):
    report = Report()
    found = found_in(given, report)
    whole = {
        (one.kind, part.start, part.end) for one in given.annotations for part in one.fragments
    }
    told = {
        name: report.lost[name]
        for name in (
            "passages without a word",
            "edges within words (moved to the word's edge)",
            "passages over several lines (cut at each)",
            *(f"passages that share a word with another {kind}" for kind in KINDS),
        )
    }
    missing = whole - {row[:3] for row in found}
    assert len(missing) <= sum(told.values())
