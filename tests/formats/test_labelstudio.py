"""Label Studio: the converter of its own SDK reads our tasks by our configuration."""

import json
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from label_studio_sdk.converter import Converter
from label_studio_sdk.converter.utils import parse_config
from msgspec.structs import replace

from annotations.formats import labelstudio
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from tests.formats.documents import CLAIM, SOURCE, annotation, document, part
from tests.formats.tagged import tagged
from tests.formats.wild import PARTS, spans, wild
from tests.formats.zips import golden, unzipped

Task = dict[str, Any]


def files(*given: DocumentRecord, report: Report | None = None) -> dict[str, str]:
    return unzipped(b"".join(labelstudio.write(given, report or Report())))


def tasks(*given: DocumentRecord) -> list[Task]:
    return json.loads(files(*given)[labelstudio.TASKS_FILE])


def results(task: Task) -> list[Task]:
    (one,) = task["annotations"]
    return one["result"]


def converted(*given: DocumentRecord, format: str = "JSON_MIN", file: str = "result.json") -> str:
    """What the converter makes of our zip."""
    written = files(*given)
    with tempfile.TemporaryDirectory() as name:
        source, target = Path(name) / "tasks.json", Path(name) / "out"
        source.write_bytes(written[labelstudio.TASKS_FILE].encode())
        converter = Converter(written[labelstudio.CONFIG_FILE], name)
        converter.convert(source, target, format, is_dir=False)
        return (target / file).read_bytes().decode()


def found(task: Task) -> list[tuple[str, int, int, str]]:
    """Kind, start, end and words of every span that the converter found."""
    return [
        (*one["labels"], one["start"], one["end"], task["text"][one["start"] : one["end"]])
        for one in task.get("kind", [])
    ]


def test_the_golden_files_are_what_is_written():
    assert files(document(), wild()) == golden("labelstudio")


def test_the_converter_finds_every_span_at_its_code_points():
    whole = (document(), wild())
    for task, origin in zip(json.loads(converted(*whole)), whole, strict=True):
        assert task["text"] == origin.revision.text
        assert found(task) == [row[1:] for row in spans(origin)]
        assert [one["text"] for one in task["kind"]] == [row[4] for row in spans(origin)]


def test_the_converter_tags_the_words_of_our_spans():
    rows = [
        line.split(" ")
        for line in converted(document(), format="CONLL2003", file="result.conll").splitlines()
    ]
    tagged_words = [(row[0], row[-1]) for row in rows if len(row) == 4 and row[-1] != "O"]
    assert tagged_words[:2] == [("Twelve", "B-claim"), ("boats", "I-claim")]
    assert ("harbour", "B-source") in tagged_words
    assert tagged_words[-1] == ("figures", "I-status")


def test_the_configuration_has_each_control_and_value_of_the_tasks():
    written = files(document(), wild())
    controls = parse_config(written[labelstudio.CONFIG_FILE])
    sorts = {"labels": "Labels", "choices": "Choices", "textarea": "TextArea"}
    for result in (one for task in tasks(document(), wild()) for one in results(task)):
        if result["type"] == "relation":
            assert f'<Relation value="{result["labels"][0]}" />' in written[labelstudio.CONFIG_FILE]
            continue
        control = controls[result["from_name"]]
        assert control["type"] == sorts[result["type"]]
        assert control["to_name"] == [result["to_name"]]
        if result["type"] != "textarea":
            assert set(result["value"][result["type"]]) <= set(control["labels"])
    assert controls["kind"]["inputs"] == [{"type": "Text", "value": "text"}]


def test_a_region_is_named_as_our_annotation_and_what_is_said_of_it_shares_the_name():
    task, _ = tasks(document(), wild())
    about = {one["from_name"]: one["value"] for one in results(task) if one.get("id") == str(CLAIM)}
    assert about["kind"] == {"start": 30, "end": 42, "text": "Twelve boats", "labels": ["claim"]}
    assert about["desk_status"]["choices"] == ["unverified"]
    assert about["figure_value"]["text"] == ["12"]
    assert about["label"]["text"] == ["C1"]
    assert about["note"]["text"] == ["-1 on the first draft"]


def test_a_flag_has_one_choice():
    one = annotation(CLAIM, "claim", "C1", part("boats"), state="draft", no_source_given=True)
    (task,) = tasks(replace(document(), annotations=[one]))
    told = [
        row["value"]["choices"] for row in results(task) if row["from_name"] == "no_source_given"
    ]
    assert told == [["true"]]


def test_links_and_joints_are_relations():
    plain, hard = tasks(document(), wild())
    related = [row for row in results(plain) if row["type"] == "relation"]
    ends = [(row["from_id"], row["labels"], row["to_id"]) for row in related]
    assert ends[:2] == [
        (str(CLAIM), ["continued_by"], f"{CLAIM}-2"),
        (str(CLAIM), ["attributed_to"], str(SOURCE)),
    ]
    assert {row["direction"] for row in related} == {"right"}
    joints = [row for row in results(hard) if row.get("labels") == ["continued_by"]]
    assert [(row["from_id"], row["to_id"]) for row in joints] == [
        (str(PARTS), f"{PARTS}-2"),
        (f"{PARTS}-2", f"{PARTS}-3"),
    ]


def test_a_task_says_which_text_it_has():
    _, task = tasks(document(), wild())
    ours = task["data"][labelstudio.OURS]
    assert (ours["article"], ours["revision"], ours["unit"]) == (8, 2, "code_point")
    assert ours["sha256"] == wild().revision.sha256


@pytest.mark.parametrize("given", [(), (document(),), (document(), wild())])
def test_tasks_are_one_list(given):
    assert [task["id"] for task in tasks(*given)] == list(range(1, len(given) + 1))


def test_no_document_is_no_task_and_a_configuration_that_can_be_read():
    assert json.loads(converted()) == []


def test_what_label_studio_cannot_hold_is_counted():
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
        "original files": 1,
        "submissions": 2,
        "suggested edits": 1,
        "who added articles and texts, and when": 1,
    }


@given(tagged())
def test_any_document_comes_back(given):
    (task,) = json.loads(converted(given))
    assert found(task) == [one[1:] for one in spans(given)]
