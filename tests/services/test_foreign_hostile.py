"""Imports of files that are damaged, doubled or odd: all is told, nothing half done, once."""

import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from annotations.domain.text import sha256
from annotations.formats.sources import BadFile
from annotations.models import Annotation, Article, Event
from annotations.models.copying import copy_lines
from annotations.services import import_batches, import_files
from annotations.services.articles import create_article
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from tests.formats.foreign import QUAY, ann, place, stored, tag, zipped
from tests.formats.test_foreign import HERE, entity, note, region, task
from tests.people import tag as tag_here
from tests.services.importing import Tree, written
from tests.services.importing import bring as bring_ours

pytestmark = pytest.mark.django_db(transaction=True)
ROW = {"id": 1, "text": QUAY, "label": [[*place("quay"), "claim"], [*place("Warden"), "source"]]}


@pytest.fixture
def bring(lena, project) -> Any:
    def bring_in(format: str, path: Path, **more: Any) -> ImportReport:
        given = {"unit": "code_point"} | more
        return import_file(actor=lena, project=project, format=format, path=path, **given)

    return bring_in


def told(report: ImportReport) -> dict[str, str]:
    return {one.where: one.reason for one in report.problems}


def everything() -> list[Any]:
    tables = [Annotation, Article, Event]
    return [sorted(table.objects.values_list("pk", flat=True)) for table in tables]


# Twice --------------------------------------------------------------------------------------------


def brought_once(bring: Any, format: str, path: Path, articles: int, tags: int) -> None:
    first = bring(format, path)
    assert (first.counts["articles"], Annotation.objects.count()) == (articles, tags)
    assert not told(first)
    before = everything()
    again = bring(format, path)
    assert +again.counts == {"unchanged": tags}
    assert everything() == before


@pytest.mark.parametrize("times", [2, 3])
def test_a_row_that_a_file_has_again_stays_an_article_of_its_own(times, bring, tmp_path):
    """Its ids are made of its text and its name, which are the same each time."""
    path = stored(tmp_path / "a.jsonl", *[ROW] * times)
    brought_once(bring, "doccano", path, times, 2 * times)


def test_a_task_that_a_file_has_again_stays_an_article_of_its_own(bring, tmp_path):
    one = task(region("a", "quay", labels=["claim"]))
    brought_once(bring, "labelstudio", stored(tmp_path / "a.jsonl", one, one), 2, 2)


def test_what_several_people_made_of_a_text_of_ours_is_kept_apart(bring, tmp_path):
    """Each of their files has the same ids of ours."""
    known = {"id": str(UUID(int=5)), "kind": "claim", "spans": [list(place("quay"))]}
    row = {**ROW, "stetdesk": {"unit": "code_point", "annotations": [known]}}
    files: Any = {f"{who}.jsonl": json.dumps(row) for who in ("ada", "bo", "cy")}
    brought_once(bring, "doccano", zipped(tmp_path / "a.zip", files), 3, 6)


@pytest.mark.parametrize("here", [True, False])
def test_annotations_of_one_text_come_to_one_article_however_they_name_it(
    here, bring, lena, project, tmp_path
):
    """By its address, by its hash, from two files: not a second article of the same text."""
    if here:
        create_article(actor=lena, project=project, text=QUAY, source_url=HERE)
    by_hash = note("a2", "source", "Warden")
    by_hash["target"][0]["state"] = {"schema:sha256": sha256(QUAY)}  # type: ignore[index]
    first = [note("a1", "claim", "nine sheds"), by_hash]
    files: Any = {
        "a.jsonld": json.dumps(first),
        "b.jsonld": json.dumps([note(f"urn:uuid:{UUID(int=7)}", "claim", "quay")]),
        f"{HERE.rpartition('/')[2]}.txt": QUAY,
    }
    path = zipped(tmp_path / "a.zip", files)
    assert not told(bring("webannotation", path))
    article = Article.objects.get()
    assert article.revisions.count() == 1
    assert Annotation.objects.filter(article=article).count() == 3
    assert Annotation.objects.filter(pk=UUID(int=7)).exists()
    before = everything()
    assert +bring("webannotation", path).counts == {"unchanged": 3}
    assert everything() == before


def test_a_line_of_ours_that_a_file_has_again_is_taken_once(edda, revision, project, tmp_path):
    tag_here(edda, revision, "claim", "3 barrels")
    trees: list[Tree] = written(project)
    before = everything()
    report = bring_ours(project, trees * 2, tmp_path)
    assert report.counts["unchanged"] == 1
    assert [(one.line, one.where) for one in report.problems] == [(2, "article")]
    assert everything() == before


def test_a_text_with_more_spans_than_memory_is_for_is_told(bring, tmp_path, monkeypatch):
    monkeypatch.setattr(import_files, "MOST_SPANS", 1)
    few = {**ROW, "label": ROW["label"][:1]}
    report = bring("doccano", stored(tmp_path / "a.jsonl", ROW, few))
    assert "2 spans are about this text; at most 1 come in" in told(report)["text"]
    assert Annotation.objects.count() == Article.objects.count() == 1


def test_an_article_that_the_database_refuses_is_told_and_the_others_come_in(
    bring, tmp_path, monkeypatch
):
    """What COPY refuses is refused like anything else."""

    def spoilt(line: str, place: int) -> str:
        values = line.split("\t")
        return "\t".join([*values[:place], "rumour", *values[place + 1 :]])

    def spoil(model: Any, columns: Any, lines: Any) -> None:
        place = columns.index("kind") if model is Annotation else 0
        wrong = (spoilt(line, place) if place and "Warden" in line else line for line in lines)
        copy_lines(model, columns, wrong)

    monkeypatch.setattr(import_batches, "copy_lines", spoil)
    good = {**ROW, "label": ROW["label"][:1]}
    report = bring("doccano", stored(tmp_path / "a.jsonl", ROW, good))
    assert list(told(report)) == ["article"]
    assert "annotation_kind_known" in told(report)["article"]
    assert [one.quote for one in Annotation.objects.all()] == ["quay"]


# Odd ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format", ["doccano", "labelstudio", "webannotation", "jsonl"])
@pytest.mark.parametrize("content", ["", "\n \n", "[]"])
def test_a_file_with_nothing_in_it_is_refused(format, content, bring, tmp_path):
    path = tmp_path / "a.json"
    path.write_text(content)
    if (format, content) != ("jsonl", "[]"):
        with pytest.raises(BadFile, match="no article in this file"):
            bring(format, path)


def test_what_else_was_in_the_zip_is_in_the_report(bring, tmp_path):
    files: Any = {"a.jsonl": json.dumps(ROW), "b.zip": "PK", "notes.md": "", "../c.jsonl": "{}"}
    report = bring("doccano", zipped(tmp_path / "a.zip", files))
    assert {one.file for one in report.problems} == {"b.zip", "../c.jsonl"}
    assert report.as_dict()["left_out"] == {"other files in the zip": 1}


@pytest.mark.parametrize("unit", ["code_point", "utf16"])
def test_words_tell_the_unit_where_carriage_returns_were_not_counted(unit, bring, tmp_path):
    text = f"{QUAY}\n\nThe end."
    start, end = place("The end", text)
    moved = unit == "utf16"  # by the emoji; were the line ends counted, by three or four
    rows = ann(f"T1\tclaim {start + moved} {end + moved}\tThe end")
    files: Any = {"a.txt": text.replace("\n", "\r\n"), "a.ann": rows}
    report = bring("brat", zipped(tmp_path / "a.zip", files), unit="")
    assert not told(report)
    assert Annotation.objects.get().quote == "The end"
    assert report.as_dict()["units"] == {unit: 1}


def test_a_text_whose_tags_cannot_be_read_does_not_come_in_half(bring, tmp_path):
    files: Any = {"a.txt": QUAY, "a.ann": "T1\tclaim 0 4\té".encode("latin-1")}
    report = bring("brat", zipped(tmp_path / "a.zip", files))
    assert "a.ann" in told(report)
    assert not Article.objects.exists()


def test_a_detail_that_is_too_long_costs_the_detail_and_a_note_the_tag(bring, tmp_path):
    rows = ann(
        tag("T1", "claim", "quay"),
        tag("T2", "claim", "Warden"),
        f"#1\thedge T1\t{'h' * 501}",
        f"#2\tAnnotatorNotes T2\t{'n' * 10_001}",
    )
    report = bring("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows}))
    assert [one.quote for one in Annotation.objects.all()] == ["quay"]
    assert list(told(report)) == ["T1 hedge", "T2"]
    assert not any("Nothing was changed" in reason for reason in told(report).values())


# Figures ------------------------------------------------------------------------------------------


def test_figures_come_in_from_flat_details(bring, tmp_path):
    rows = ann(
        tag("T1", "claim", "nine sheds"),
        "#1\tfigure_value T1\t9",
        "#2\tfigure_unit T1\tsheds",
        "#3\tfigure_value_to T1\t9.5",
        "A1\tfigure_bound T1 at_least",
        "#4\tfigure_as_of_date T1\t2026-11-02",
    )
    report = bring("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows}))
    assert not told(report)
    assert Annotation.objects.get().attributes == {
        "figure": {
            "value": 9,
            "unit": "sheds",
            "value_to": 9.5,
            "bound": "at_least",
            "as_of_date": "2026-11-02",
        }
    }


def test_a_figure_that_is_no_number_is_told(bring, tmp_path):
    rows = ann(tag("T1", "claim", "nine sheds"), "#1\tfigure_value T1\tnine")
    report = bring("brat", zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": rows}))
    assert told(report) == {"T1 figure_value": "“nine” is no number. This detail was left out."}
    assert Annotation.objects.get().attributes == {}


def test_an_id_that_two_entities_have_is_told(bring, tmp_path):
    row = {"text": QUAY, "entities": [entity(1, "claim", "quay"), entity(1, "claim", "Warden")]}
    report = bring("doccano", stored(tmp_path / "a.jsonl", row))
    assert "Another row" in told(report)["1"]
    assert Annotation.objects.get().quote == "quay"
