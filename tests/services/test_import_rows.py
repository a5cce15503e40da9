"""Rows of an import come in as they were written, and leave Python as it was."""

import gc
import json

import pytest

from annotations.models import Annotation, Contributor
from annotations.services.imports import import_file
from annotations.services.people import system_actor
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
