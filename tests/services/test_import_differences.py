"""What comes back otherwise than it is here is told, and nothing of it is written."""

import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace

from annotations.formats import FORMATS
from annotations.formats.records import DocumentRecord
from annotations.formats.report import Report
from annotations.models import Annotation, Article, Event, Link
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from tests.formats.documents import CLAIM, SOURCE, document
from tests.formats.foreign import QUAY, ann, place, tag, zipped
from tests.formats.wild import wild
from tests.services.importing import Tree
from tests.services.importing import bring as bring_ours

pytestmark = pytest.mark.django_db(transaction=True)
Change = Callable[[str], str]


@pytest.fixture
def bring(lena, project) -> Any:
    def bring_in(format: str, path: Path, **more: Any) -> ImportReport:
        return import_file(actor=lena, project=project, format=format, path=path, **more)

    return bring_in


@pytest.fixture
def here(bring, tmp_path) -> None:
    """Two articles of ours, with everything."""
    bring("jsonl", exported("jsonl", tmp_path))


def exported(format: str, folder: Path) -> Path:
    path = folder / f"{format}{FORMATS[format].SUFFIX}"
    path.write_bytes(b"".join(FORMATS[format].write([document(), alone(wild())], Report())))
    return path


def alone(given: DocumentRecord) -> DocumentRecord:
    """The document without its links to other articles."""
    here = {one.id for one in given.annotations}
    return replace(
        given,
        annotations=[
            replace(one, links=[link for link in one.links if link.target in here])
            for one in given.annotations
        ],
    )


def changed(path: Path, change: Change) -> Path:
    """The same file, or zip of files, with ``change`` made to its words."""
    if not zipfile.is_zipfile(path):
        path.write_text(change(path.read_text()))
        return path
    with zipfile.ZipFile(path) as archive:
        files: Any = {name: archive.read(name).decode() for name in archive.namelist()}
    return zipped(path, {name: change(words) for name, words in files.items()})


def told(report: ImportReport) -> list[tuple[str, str]]:
    return [(one.where, one.reason) for one in report.problems]


def left_alone(bring: Any, format: str, path: Path) -> list[tuple[str, str]]:
    """Import it, see that nothing was written, and hand on what was told."""
    tables = [Annotation, Link, Event]
    before = [list(table.objects.order_by("pk").values()) for table in tables]
    report = bring(format, path)
    assert [list(table.objects.order_by("pk").values()) for table in tables] == before
    assert set(+report.counts) <= {"unchanged", "different"}
    assert report.counts["different"] == len(told(report))
    assert report.counts["different"] + report.counts["unchanged"] == 9
    return told(report)


@pytest.mark.parametrize("format", ["jsonl", "brat", "doccano", "labelstudio", "webannotation"])
def test_what_we_wrote_is_the_same_when_it_comes_back(format, here, bring, tmp_path):
    assert left_alone(bring, format, exported(format, tmp_path)) == []


def test_a_tag_that_was_moved_in_another_tool_is_told_with_both_places(here, bring, tmp_path):
    claim = Annotation.objects.get(pk=SOURCE)
    [part] = claim.fragments
    old = f"source {part.start} {part.end}\t{claim.quote}"
    new = f"source {part.start + 5} {part.end}\t{claim.quote[5:]}"
    path = changed(exported("brat", tmp_path), lambda words: words.replace(old, new))
    [(where, reason)] = left_alone(bring, "brat", path)
    assert where.startswith("T")
    place_here, place_there = (f"{part.start + by}–{part.end}" for by in (0, 5))
    assert f"In our text it lies at {place_here}, the file says {place_there}." in reason
    assert "left as it is here" in reason


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("\tstatus ", "\tsource ", "here it is a status, in the file a source"),
        (" unverified\n", " attributed_only\n", "is “unverified” here, “attributed_only” in"),
        ("\tIlse Brandt\n", "\tIlse B.\n", "its identity is “Ilse Brandt” here, “Ilse B.” in"),
        ("on the first draft", "on the last draft", "its note is"),
    ],
    ids=["kind", "finding", "detail", "note"],
)
def test_what_was_changed_in_another_tool_is_told(old, new, said, here, bring, tmp_path):
    path = changed(exported("brat", tmp_path), lambda words: words.replace(old, new))
    report = bring("brat", path)
    assert report.counts["different"] >= 1
    assert any(said.lower() in reason.lower() for _, reason in told(report)), told(report)


def test_a_value_that_nobody_knows_is_told_once(here, bring, tmp_path):
    path = changed(exported("brat", tmp_path), lambda words: words.replace(" unverified\n", " x\n"))
    assert {reason[:3] for _, reason in told(bring("brat", path))} == {"“x”"}


def test_what_was_taken_away_in_another_tool_is_told(here, bring, tmp_path):
    def without_links_and_notes(words: str) -> str:
        rows = words.splitlines(keepends=True)
        return "".join(row for row in rows if row[0] != "R" and "AnnotatorNotes" not in row)

    path = changed(exported("brat", tmp_path), without_links_and_notes)
    reasons = str(left_alone(bring, "brat", path))
    assert "not set in the file" in reasons
    assert "ere is a link attributed_to to T" in reasons


def test_a_link_that_was_added_in_another_tool_is_told(here, bring, tmp_path):
    line = "R99\trepeats Arg1:T1 Arg2:T2\n"

    def with_link(words: str) -> str:
        return words + line if words.startswith("T1\tclaim") and "\nT2\tclaim" in words else words

    path = changed(exported("brat", tmp_path), with_link)
    reason = dict(left_alone(bring, "brat", path))["T1"]
    assert "The file has a link repeats to T2 that is not here" in reason


def test_a_region_that_was_moved_in_label_studio_is_told(here, bring, tmp_path):
    def moved(words: str) -> str:
        tasks = json.loads(words) if words.startswith("[") else []
        for task in tasks:
            for result in task["annotations"][0]["result"]:
                if result.get("id") == str(SOURCE) and result["type"] == "labels":
                    result["value"]["start"] += 5
                    result["value"]["text"] = result["value"]["text"][5:]
        return json.dumps(tasks) if tasks else words

    path = changed(exported("labelstudio", tmp_path), moved)
    [(where, reason)] = left_alone(bring, "labelstudio", path)
    assert where == str(SOURCE)
    assert "In our text it lies at" in reason


def test_a_web_annotation_that_was_moved_is_told(here, bring, tmp_path):
    def moved(words: str) -> str:
        whole = json.loads(words)
        for node in whole["first"]["items"]:
            if node["id"] == f"urn:uuid:{SOURCE}":
                [position, quote] = node["target"][0]["selector"]
                position["start"] += 5
                quote["exact"] = quote["exact"][5:]
        return json.dumps(whole)

    path = changed(exported("webannotation", tmp_path), moved)
    [(where, reason)] = left_alone(bring, "webannotation", path)
    assert where == f"urn:uuid:{SOURCE}"
    assert "In our text it lies at" in reason


def test_a_span_that_was_moved_in_doccano_is_new_and_the_old_one_is_told(here, bring, tmp_path):
    with zipfile.ZipFile(exported("doccano", tmp_path)) as archive:
        row = json.loads(archive.read("sequence_labeling.jsonl").splitlines()[0])
    for label in row["label"]:
        if label[2] == "source":
            label[0] += 5
    path = tmp_path / "moved.jsonl"
    path.write_text(json.dumps(row))
    report = bring("doccano", path)
    assert report.counts["source"] == 1
    assert "left as it is here" in dict(told(report))["S1"]


def test_divided_tags_are_known_again_where_doccano_joins_nothing(here, bring, tmp_path):
    """The shape without relations has each part by itself."""
    with zipfile.ZipFile(exported("doccano", tmp_path)) as archive:
        path = tmp_path / "alone.jsonl"
        path.write_bytes(archive.read("sequence_labeling.jsonl"))
    report = bring("doccano", path)
    assert (report.counts["claim"], report.counts["source"], report.counts["status"]) == (0, 0, 0)
    assert all("that the file has not" in reason for _, reason in told(report))  # but links


def test_what_was_changed_here_since_is_told_as_well(here, bring, lena, tmp_path):
    claim = Annotation.objects.get(pk=CLAIM)
    update_annotation(actor=lena, annotation_id=CLAIM, version=claim.version, note="Called again.")
    for name in ("jsonl", "brat"):
        [(_, reason)] = left_alone(bring, name, exported(name, tmp_path))
        assert reason.startswith("Its note is")


def test_what_was_deleted_here_since_is_told_and_stays_deleted(here, bring, lena, tmp_path):
    source = Annotation.objects.get(pk=SOURCE)
    delete_annotation(actor=lena, annotation_id=SOURCE, version=source.version)
    [(where, reason)] = left_alone(bring, "jsonl", exported("jsonl", tmp_path))
    assert where == "S1"
    assert "stays so" in reason


def test_what_the_desk_added_to_a_foreign_tag_is_no_difference(bring, lena, tmp_path):
    """A foreign corpus says nothing of findings: there, silence is not “none”."""
    path = zipped(tmp_path / "a.zip", {"a.txt": QUAY, "a.ann": ann(tag("T1", "claim", "quay"))})
    bring("brat", path)
    claim = Annotation.objects.get()
    update_annotation(actor=lena, annotation_id=claim.pk, version=1, note="Ours.")
    again = bring("brat", path)
    assert +again.counts == {"unchanged": 1}
    assert told(again) == []


def test_a_foreign_tag_that_was_moved_since_is_told(bring, tmp_path):
    """Other tools keep ids: the second file has the same one elsewhere."""
    files: Any = {"a.txt": QUAY, "a.ann": ann(tag("T1", "claim", "nine sheds"))}
    bring("brat", zipped(tmp_path / "a.zip", files))
    files["a.ann"] = ann(tag("T1", "claim", "nine sheds burned"), tag("T2", "source", "Warden"))
    report = bring("brat", zipped(tmp_path / "a.zip", files))
    assert report.counts["source"] == 1
    (start, end), (_, later) = place("nine sheds"), place("nine sheds burned")
    assert f"lies at {start}–{end}, the file says {start}–{later}" in dict(told(report))["T1"]


def test_our_own_lines_are_compared_whole(here, bring, project, tmp_path):
    trees: list[Tree] = [json.loads(line) for line in exported("jsonl", tmp_path).open()]
    [claim] = [one for one in trees[0]["annotations"] if one["id"] == str(CLAIM)]
    claim["note"] = ""
    claim["normalised_claim"] = "Something else was burnt."
    report = bring_ours(project, trees, tmp_path)
    assert report.counts["different"] == 1
    assert "its normalised claim differs; its note is" in dict(told(report))["C1"].lower()


OTHERWISE = {
    "headline": "Another headline",
    "byline": "By somebody",
    "publisher": "Another paper",
    "source_url": "https://other.example/a",
    "licence": "CC0-1.0",
    "story": "another-story",
    "published_at": "2031-02-03T04:05:06Z",
    "embargo_until": "2032-02-03T04:05:06Z",
}


@pytest.mark.parametrize("name", OTHERWISE)
def test_what_an_article_is_called_otherwise_is_told(name, here, bring, project, tmp_path):
    trees: list[Tree] = [json.loads(line) for line in exported("jsonl", tmp_path).open()]
    trees[0]["article"][name] = OTHERWISE[name]
    before = list(Article.objects.order_by("pk").values())
    [(where, reason)] = told(bring_ours(project, trees, tmp_path))
    assert where == "article"
    assert name.replace("_", " ") in reason
    assert "left as it is here" in reason
    assert OTHERWISE[name][:10] in reason or "differs" in reason
    assert list(Article.objects.order_by("pk").values()) == before


def test_that_the_confidential_note_differs_is_told_and_not_how(here, project, tmp_path):
    trees: list[Tree] = [json.loads(line) for line in exported("jsonl", tmp_path).open()]
    trees[0]["article"]["confidential_note"] = "Met at the ferry."
    [(_, reason)] = told(bring_ours(project, trees, tmp_path))
    assert reason.startswith("Its confidential note differs. ")
    trees[0] |= {"masked": True}
    trees[0]["article"] |= {"confidential_note": "", "byline": "█████"}
    assert told(bring_ours(project, trees, tmp_path)) == []


def test_a_row_that_does_not_fit_says_that_it_was_left_out(project, tmp_path):
    trees: list[Tree] = [json.loads(line) for line in exported("jsonl", tmp_path).open()]
    [claim] = [one for one in trees[0]["annotations"] if one["id"] == str(CLAIM)]
    claim["fragments"][0]["quote"] = "Something else"
    report = bring_ours(project, trees, tmp_path)
    reasons = [reason for where, reason in told(report) if where.startswith("annotations[")]
    assert reasons
    assert all(one.endswith("It was left out.") for one in reasons)


def test_a_text_that_is_not_in_the_file_says_both_why_it_may_be(project, tmp_path):
    trees: list[Tree] = [json.loads(line) for line in exported("jsonl", tmp_path).open()]
    trees[0]["revision"]["full_sha256"] = "0" * 64
    [reason] = [one for _, one in told(bring_ours(project, trees, tmp_path)) if "kept back" in one]
    assert "licence, or asked for without texts" in reason
