"""Corpora of other tools, written by hand, come in mapped, checked row by row, and once."""

import json
from pathlib import Path
from typing import Any

import pytest

from annotations.domain.mappings import BadMapping, Choices
from annotations.formats.sources import BadFile
from annotations.models import Annotation, Article, Contributor, Event, ImportMapping, Link
from annotations.permissions import NotAllowed
from annotations.services.articles import create_article, update_article
from annotations.services.import_files import UnitUnknown, UnknownUnit
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from tests.formats.foreign import QUAY, TAVRA, ann, corpus, place, stored, tag, zipped
from tests.formats.test_foreign import HERE, linking, note

pytestmark = pytest.mark.django_db(transaction=True)

CHOICES = Choices(
    {"Attribution": "claim", "cue": "status:polarity=not_verified", "Place": "ignore"},
    {"attr": "attributed_to:reversed"},
)


@pytest.fixture
def bring(lena, project, tmp_path) -> Any:
    def bring_in(format: str, path: Path, **more: Any) -> ImportReport:
        return import_file(actor=lena, project=project, format=format, path=path, **more)

    return bring_in


@pytest.fixture
def quay(tmp_path) -> Path:
    return zipped(tmp_path / "quay.zip", corpus())


def told(report: ImportReport) -> list[tuple[str, int, str]]:
    return [(one.file, one.line, one.where) for one in report.problems]


def test_a_corpus_of_brat_becomes_articles_claims_sources_and_links(bring, quay, lena):
    report = bring("brat", quay, choices=CHOICES)
    assert not told(report)
    assert dict(report.counts) == {
        "articles": 2,
        "revisions": 2,
        "claim": 2,
        "source": 1,
        "status": 1,
        "links": 2,
        "evidence": 0,
        "comments": 0,
    }
    claim, other = Annotation.objects.filter(kind="claim").order_by("article")
    assert (claim.label, claim.quote, claim.state) == ("C1", "nine sheds burned", "draft")
    assert (claim.desk_status, claim.note) == ("unverified", "Call the warden.")
    assert (claim.author, other.quote) == (lena, "القارب غرق")
    marker = Annotation.objects.get(kind="status")
    assert marker.quote == "nobody … check it"
    assert marker.attributes == {"polarity": "not_verified", "modality": "could_not"}
    assert sorted(Link.objects.values_list("type", "origin__kind", "target__kind")) == [
        ("attributed_to", "claim", "source"),
        ("qualified_by", "claim", "status"),
    ]
    assert [Article.objects.get(pk=one.article_id).direction for one in (claim, other)] == [
        "ltr",
        "rtl",
    ]


def test_what_became_nothing_is_counted(bring, quay):
    told = bring("brat", quay, choices=CHOICES).as_dict()
    assert told["units"] == {"code_point": 1, "either": 1}
    assert told["unmapped_relations"] == {"near": 1}
    assert told["unmapped_attributes"] == {"certain": 1}
    assert told["ignored"] == {"Place": 1}
    assert told["left_out"] == {"events": 1}
    assert told["unmapped_labels"] == {}


def test_labels_that_nobody_chose_anything_for_are_counted_and_left_out(bring, quay):
    report = bring("brat", quay)
    assert report.as_dict()["unmapped_labels"] == {"Attribution": 1, "cue": 1, "Place": 1}
    assert (report.counts["claim"], report.counts["source"]) == (1, 1)
    assert told(report) == [("1/quay.ann", 6, "qualified_by T1 T3")]


def test_the_same_file_twice_changes_nothing_the_second_time(bring, quay):
    bring("brat", quay, choices=CHOICES)
    tables = [Annotation, Article, Link, Contributor, Event]
    before = [table.objects.count() for table in tables]
    again = bring("brat", quay, choices=CHOICES)
    assert again.counts == {
        "unchanged": 4,
        "articles": 0,
        "revisions": 0,
        "links": 0,
        "evidence": 0,
        "comments": 0,
    }
    assert [table.objects.count() for table in tables] == before


def test_the_same_corpus_in_another_folder_changes_nothing_either(bring, quay, tmp_path):
    bring("brat", quay, choices=CHOICES)
    moved = {f"elsewhere/{name}": content for name, content in corpus().items()}
    again = bring("brat", zipped(tmp_path / "moved.zip", moved), choices=CHOICES)
    assert again.counts["unchanged"] == 4


def test_a_dry_run_tells_everything_and_writes_nothing(bring, quay, project):
    report = bring("brat", quay, choices=CHOICES, dry_run=True)
    assert (report.counts["claim"], report.counts["links"]) == (2, 2)
    assert not Annotation.objects.exists()
    assert not ImportMapping.objects.exists()


def test_a_mapping_is_remembered_by_the_project(bring, quay, project, lena):
    bring("brat", quay, choices=CHOICES)
    kept = ImportMapping.objects.get(project=project)
    assert (kept.labels, kept.links, kept.changed_by) == (CHOICES.labels, CHOICES.links, lena)
    assert bring("brat", quay).counts["unchanged"] == 4
    bring("brat", quay, choices=Choices({"Place": "source"}))
    kept.refresh_from_db()
    assert kept.labels == {**CHOICES.labels, "Place": "source"}


@pytest.mark.parametrize(
    "wrong",
    [
        Choices({"cue": "marker"}),
        Choices({"cue": "status:polarity=odd"}),
        Choices({"cue": "source:polarity=not_verified"}),
        Choices({"cue": "ignore:x"}),
        Choices({}, {"attr": "knows"}),
        Choices({}, {"attr": "attributed_to:backwards"}),
        Choices({"x" * 201: "claim"}),
    ],
)
def test_a_mapping_to_what_is_not_there_is_refused(wrong, bring, quay):
    with pytest.raises(BadMapping):
        bring("brat", quay, choices=wrong)
    assert not Article.objects.exists()


def test_rows_that_do_not_fit_the_text_are_told_with_file_line_and_reason(bring, tmp_path):
    start, end = place("nine sheds")
    rows = ann(
        f"T1\tclaim {start} {end}\tten sheds",
        "T2\tclaim 5 6\t🔥",
        "T3\tclaim 0 9999\tFire",
        "T4\tclaim 9 9\t",
        tag("T5", "claim", "quay"),
        tag("T6", "claim", "Warden"),
        "A1\tdesk_status T6 perhaps",
        "R1\tattributed_to Arg1:T5 Arg2:T1",
        "R2\tattributed_to Arg1:T5 Arg2:T6",
        "R3\trepeats Arg1:T5 Arg2:T6",
        "R4\trepeats Arg1:T5 Arg2:T6",
    )
    files = {"a.txt": QUAY, "a.ann": rows, "b.txt": "\n", "b.ann": ""}
    report = bring("brat", zipped(tmp_path / "a.zip", files))
    assert sorted(told(report)) == [
        *(("a.ann", 1, "T1"), ("a.ann", 3, "T3"), ("a.ann", 4, "T4")),
        *(("a.ann", 6, "T6 desk_status"), ("a.ann", 8, "attributed_to T5 T1")),
        *(("a.ann", 9, "attributed_to T5 T6"), ("a.ann", 11, "repeats T5 T6")),
        ("b.txt", 1, "text"),
    ]
    assert sorted(Annotation.objects.values_list("quote", flat=True)) == ["Warden", "quay", "🔥"]
    assert Link.objects.count() == 1
    [reason] = [one.reason for one in report.problems if one.where == "T1"]
    assert "ten sheds" in reason


def test_an_edge_inside_a_character_people_see_is_told(bring, tmp_path):
    text = "A family 👨‍👩‍👧 left."
    row = {"text": text, "label": [[9, 10, "claim"], [9, 14, "claim"]]}
    report = bring("doccano", stored(tmp_path / "a.jsonl", row), unit="code_point")
    assert [one.where for one in report.problems] == ["9-10-claim#0"]
    assert Annotation.objects.get().quote == "👨‍👩‍👧"


@pytest.mark.parametrize(("parts", "kept"), [(100, 1), (101, 0)])
def test_a_tag_has_at_most_a_hundred_parts(parts, kept, bring, tmp_path):
    text = "ab " * 101
    places = ";".join(f"{3 * n} {3 * n + 1}" for n in range(parts))
    row = f"T1\tclaim {places}\t{' '.join('a' * parts)}"
    report = bring("brat", zipped(tmp_path / "a.zip", {"a.txt": text, "a.ann": ann(row)}))
    assert Annotation.objects.count() == kept
    assert told(report) == [("a.ann", 1, "T1")] * (1 - kept)


def test_a_note_that_is_too_long_is_named_with_its_length(bring, tmp_path):
    rows = ann(tag("T1", "claim", "quay"), f"#1\tAnnotatorNotes T1\t{'a' * 10_001}")
    report = bring("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows}))
    assert [one.reason for one in report.problems] == [
        "The note has 10,001 characters; at most 10,000 fit here. It was left out."
    ]


def test_blanks_alone_are_no_tag(bring, tmp_path):
    row = {"text": "Boats  sank.", "label": [[5, 7, "claim"], [0, 5, "claim"]]}
    report = bring("doccano", stored(tmp_path / "a.jsonl", row))
    assert Annotation.objects.get().quote == "Boats"
    assert [one.reason for one in report.problems] == ["5–7 has only blanks. It was left out."]


@pytest.mark.parametrize("before", ["\u200f", "\u200f\n\n", "\u200f \ufeff"])
def test_a_headline_begins_with_something_that_is_seen(before, bring, tmp_path):
    row = {"text": f"{before}{TAVRA}", "label": []}
    bring("doccano", stored(tmp_path / "a.jsonl", row))
    assert Article.objects.get().headline == TAVRA


@pytest.mark.parametrize("words", ["two  boats\nsank", "two boats\\nsank", "two boats sank"])
def test_white_space_of_label_studio_may_be_other_than_the_texts(words, bring, tmp_path):
    value = {"start": 2, "end": 16, "text": words, "labels": ["claim"]}
    result = {"id": "a", "type": "labels", "from_name": "l", "to_name": "text", "value": value}
    text = "🔥 two\u00a0boats\nsank."
    task = {"id": 1, "data": {"text": text}, "annotations": [{"id": 1, "result": [result]}]}
    report = bring("labelstudio", stored(tmp_path / "a.json", [task]))
    assert not told(report)
    assert Annotation.objects.get().quote == "two\u00a0boats\nsank"


def test_words_that_differ_in_what_nobody_sees_are_shown_by_its_number(bring, tmp_path):
    files = {"a.txt": "two\u00a0boats", "a.ann": "T1\tclaim 0 9\ttwo boats\n"}
    report = bring("brat", zipped(tmp_path / "a.zip", files))
    assert "is “two[U+00A0]boats”, not “two[U+0020]boats”" in report.problems[0].reason


# Units --------------------------------------------------------------------------------------------


@pytest.fixture
def silent(tmp_path) -> Path:
    """A file in which nothing tells whether 🔥 is one or two."""
    start, end = place("the quay")
    return stored(tmp_path / "a.jsonl", {"id": 1, "text": QUAY, "label": [[start, end, "claim"]]})


def test_a_unit_that_nothing_tells_is_asked_for(bring, silent):
    with pytest.raises(UnitUnknown, match="the first is “#1”"):
        bring("doccano", silent)
    assert not Article.objects.exists()


@pytest.mark.parametrize(("unit", "quote"), [("code_point", "the quay"), ("utf16", " the qua")])
def test_a_unit_is_taken_as_said(unit, quote, bring, silent):
    report = bring("doccano", silent, unit=unit)
    assert Annotation.objects.get().quote == quote
    assert report.as_dict()["units"] == {unit: 1}


def test_offsets_in_utf16_are_found_out_by_quotes(bring, tmp_path):
    start, end = place("nine sheds")
    value = {"start": start + 1, "end": end + 1, "text": "nine sheds", "labels": ["claim"]}
    result = {"id": "a", "type": "labels", "from_name": "l", "to_name": "text", "value": value}
    task = {"id": 1, "data": {"text": QUAY}, "annotations": [{"id": 1, "result": [result]}]}
    report = bring("labelstudio", stored(tmp_path / "a.json", [task]))
    assert Annotation.objects.get().quote == "nine sheds"
    assert report.as_dict()["units"] == {"utf16": 1}


@pytest.mark.parametrize(
    ("unit", "text", "label", "quotes"),
    [
        (
            "utf16",
            "😀 The port said 12 boats sank.",
            [[17, 25, "claim"], [3, 11, "source"], [40, 50, "claim"]],
            ["12 boats", "The port"],
        ),
        (
            "code_point",
            "😀 The port said 12 boats sank today.",
            [[16, 24, "claim"], [2, 10, "source"], [0, 37, "claim"]],
            ["12 boats", "The port"],
        ),
    ],
)
def test_one_stray_span_is_refused_alone(unit, text, label, quotes, bring, tmp_path):
    path = stored(tmp_path / "a.jsonl", {"text": text, "label": label})
    report = bring("doccano", path, unit=unit)
    assert sorted(Annotation.objects.values_list("quote", flat=True)) == quotes
    assert [one.where for one in report.problems] == ["-".join(map(str, label[2])) + "#2"]
    assert report.as_dict()["units"] == {unit: 1}


def test_quotes_that_show_another_unit_than_was_said_count_and_that_is_told(bring, tmp_path):
    files = {"a.txt": QUAY, "a.ann": ann(tag("T1", "claim", "the quay"))}
    report = bring("brat", zipped(tmp_path / "a.zip", files), unit="utf16").as_dict()
    assert Annotation.objects.get().quote == "the quay"
    assert report["units_against_what_was_said"] == {"code_point": 1}


def test_there_are_two_units(bring, silent):
    with pytest.raises(UnknownUnit):
        bring("doccano", silent, unit="bytes")


# Texts --------------------------------------------------------------------------------------------


def test_web_annotations_come_to_the_article_with_the_address(bring, lena, project, tmp_path):
    made = create_article(actor=lena, project=project, text=QUAY, source_url=HERE)
    rows = [
        linking("a1", "a2"),
        note("a1", "claim", "nine sheds", "burned"),
        note("a2", "source", "Warden"),
        note("b", "claim", "quay", source=f"{HERE}2"),
    ]
    report = bring("webannotation", stored(tmp_path / "a.jsonl", *rows))
    assert report.counts["articles"] == 0
    assert set(Annotation.objects.values_list("revision", "quote")) == {
        (made.revision.pk, "nine sheds … burned"),
        (made.revision.pk, "Warden"),
    }
    assert Link.objects.get().type == "attributed_to"
    assert told(report) == [("", 4, "text")]


def test_an_address_of_two_articles_names_none(bring, lena, project, tmp_path):
    for text in (QUAY, TAVRA):
        create_article(actor=lena, project=project, text=text, source_url=HERE)
    report = bring("webannotation", stored(tmp_path / "a.jsonl", note("a", "claim", "quay")))
    assert told(report) == [("", 1, "text")]


def test_tags_on_an_article_that_is_there_are_numbered_on(bring, lena, project, tmp_path):
    article = create_article(actor=lena, project=project, text=QUAY).article
    update_article(actor=lena, article_id=article.pk, version=article.version, headline="Ours")
    rows = ann(tag("T1", "claim", "quay"))
    path = zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows})
    bring("brat", path)
    assert Article.objects.get().headline == "Ours"


# Files --------------------------------------------------------------------------------------------


def test_a_file_that_breaks_in_the_middle_writes_nothing(bring, tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text(json.dumps({"text": QUAY, "label": []}) + '\n{"text": ')
    with pytest.raises(BadFile, match="Row 2"):
        bring("doccano", path, unit="code_point")
    assert not Article.objects.exists()


def test_texts_that_are_the_same_stay_two_articles(bring, tmp_path):
    rows = ann(tag("T1", "claim", "quay"))
    files = {"a.txt": QUAY, "a.ann": rows, "b.txt": QUAY, "b.ann": rows}
    path = zipped(tmp_path / "a.zip", files)
    assert bring("brat", path).counts["articles"] == 2
    assert bring("brat", path).counts["unchanged"] == 2


def test_only_leads_import(quay, project, rita):
    with pytest.raises(NotAllowed):
        import_file(actor=rita, project=project, format="brat", path=quay)
