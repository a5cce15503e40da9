"""Rows of an import come in as they were written, and leave Python as it was."""

import gc
import json

import pytest

from annotations.domain.mappings import Choices
from annotations.models import Annotation, Article, Contributor
from annotations.services.import_reports import ImportReport
from annotations.services.imports import import_file
from annotations.services.people import system_actor
from tests.formats.foreign import QUAY, ann, tag, zipped
from tests.people import person
from tests.services.importing import *  # noqa: F403
from tests.services.importing import Tree, bring, written

pytestmark = pytest.mark.django_db(transaction=True)

ODD = "C:\\new\ttab\nline\r\n\\.\n\\N"


def notes(trees: list[Tree]) -> list[Tree]:
    return [note for tree in trees for note in tree["annotations"]]


def test_tabs_line_ends_and_backslashes_come_in_as_they_are(claim, project, copy, files):
    trees = written(project)
    for note in notes(trees):
        note["note"] = ODD
        if note["kind"] == "source":
            note["attributes"] = {"identity": ODD}
    bring(copy, trees, files)
    came = Annotation.objects.filter(project=copy)
    assert {one.note for one in came} == {ODD}
    assert [one.attributes for one in came if one.kind == "source"] == [{"identity": ODD}]


def test_each_contributor_comes_in_once_with_the_author_and_whoever_imports(
    edda, emil, claim, project, copy, files
):
    nora = person("nora", copy, "lead")
    trees = written(project)
    since = notes(trees)[0]["created_at"]
    for note in notes(trees):
        note["contributors"] = [
            {"user": name, "since": since} for name in ("emil", "edda", "emil", "nora")
        ]
    bring(copy, trees, files, actor=nora)
    for one in Annotation.objects.filter(project=copy):
        workers = Contributor.objects.filter(annotation=one)
        assert {row.user for row in workers} == {edda, emil, nora}
        assert workers.get(user=edda).since == one.created_at


def test_the_collector_rests_while_rows_are_stored_and_works_again_whatever_happens(
    claim, project, copy, files
):
    path, seen, usual = files / "some.jsonl", [], gc.get_threshold()
    path.write_text("".join(f"{json.dumps(tree)}\n" for tree in written(project)))

    def fail(_stored: int, _of: int) -> None:
        seen.append(gc.get_threshold())
        raise RuntimeError("stopped")

    with pytest.raises(RuntimeError, match="stopped"):
        import_file(actor=system_actor(), project=copy, format="jsonl", path=path, told=fail)
    assert seen[0] > usual
    assert gc.get_threshold() == usual


# The article that a row is about --------------------------------------------------------------


def articles_of(report: ImportReport) -> list[int | None]:
    return [problem.article for problem in report.problems]


def test_a_row_that_was_left_out_names_the_article_that_came_in_without_it(
    claim, project, copy, files
):
    trees = written(project)
    tag_of_it = next(note for note in notes(trees) if note["kind"] == "claim")
    tag_of_it["fragments"][0]["quote"] = "something else"
    assert articles_of(bring(copy, trees, files, dry_run=True)) == [None]
    report = bring(copy, trees, files)
    [article] = Article.objects.filter(project=copy)
    assert articles_of(report) == [article.pk]
    assert report.as_dict()["problems"][0]["article"] == article.pk
    head, row = b"".join(report.problems.as_csv()).decode("utf-8-sig").splitlines()
    assert head == "file,line,where,reason,article"
    assert row.endswith(f",{article.pk}")
    assert articles_of(bring(copy, trees, files, dry_run=True)) == [article.pk]


def test_an_article_that_did_not_come_in_is_not_named(claim, project, copy, files):
    trees = written(project)
    trees[0]["article"]["headline"] = " "
    report = bring(copy, trees, files)
    assert articles_of(report) == [None]
    assert b"".join(report.problems.as_csv()).endswith(b",\r\n")


def test_what_is_otherwise_here_names_the_article_that_it_is_in(claim, project, files):
    trees = written(project)
    notes(trees)[0]["note"] = "Another note."
    assert articles_of(bring(project, trees, files)) == [claim.article_id]


def test_rows_of_another_tool_name_their_article_and_those_of_no_text_none(lena, project, tmp_path):
    wrong = "T3\tclaim 0 4\tFlood"
    rows = ann(tag("T2", "source", "Warden"), wrong, "nonsense", "R4\tattr Arg1:T2 Arg2:T9")
    files = {"quay.txt": QUAY, "quay.ann": rows, "b.txt": QUAY + "More.", "b.ann": ann(wrong)}
    path = zipped(tmp_path / "quay.zip", files | {"gone.ann": ann(wrong)})
    report = import_file(
        actor=lena,
        project=project,
        format="brat",
        path=path,
        choices=Choices(links={"attr": "attributed_to"}),
    )
    articles = dict(Article.objects.values_list("current_revision__text", "pk"))
    told = {(one.file, one.article) for one in report.problems}
    assert told == {
        ("quay.ann", articles[QUAY]),
        ("b.ann", articles[QUAY + "More."]),
        ("gone.ann", None),
    }
    assert len(report.problems) == 5
