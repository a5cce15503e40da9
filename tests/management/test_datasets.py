"""Datasets from the shell: streams, whole files, reports, and exit with an error."""

import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path
from secrets import token_urlsafe
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from annotations.formats import jsonl
from annotations.formats.redaction import TEXTS_CHANGED, TEXTS_KEPT_BACK
from annotations.models import Annotation, Article, Event, Project
from annotations.services.articles import create_article
from annotations.services.people import system_actor
from annotations.services.projects import create_project

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def copy(db: None) -> Project:
    return create_project(actor=system_actor(), slug="copy", name="The copy")


def export(output: Path | str, **options: Any) -> dict[str, Any]:
    """Run the command; return what it says on standard error."""
    errors = StringIO()
    given = {"project": "harbour", "format": "jsonl", "state": "all", "stderr": errors}
    call_command("export_dataset", output=str(output), **given | options)
    return json.loads(errors.getvalue().splitlines()[-1])


def bring(path: Path, **options: Any) -> tuple[dict[str, Any], str]:
    """Run the command; return what it says on standard output and on standard error."""
    out, errors = StringIO(), StringIO()
    given = {"project": "copy", "format": "jsonl", "stdout": out, "stderr": errors}
    call_command("import_dataset", str(path), **given | options)
    return json.loads(out.getvalue()), errors.getvalue()


def test_a_dataset_goes_out_and_comes_in(claim, copy, tmp_path):
    path = tmp_path / "out.jsonl"
    told = export(path)
    assert (told["rows"], told["bytes"], told["lost"]) == (1, path.stat().st_size, {})
    assert [file.name for file in tmp_path.iterdir()] == ["out.jsonl"]
    summary, errors = bring(path)
    assert (summary["articles"], summary["claim"], summary["problems"]) == (1, 1, 0)
    assert not errors
    assert Annotation.objects.filter(project=copy).count() == 3


def test_a_dash_streams_to_standard_output(claim, capfdbinary):
    export("-")
    (line,) = capfdbinary.readouterr().out.splitlines()
    assert jsonl.decode(line).project == "harbour"


def test_texts_and_boilerplate_stay_back_where_asked(lena, project, tmp_path):
    text = "A ferry sank.\n\nRead more: How ferries float\n"
    create_article(actor=lena, project=project, text=text, language="en")
    told = export(tmp_path / "hidden.jsonl", no_boilerplate=True)
    assert told["lost"][TEXTS_CHANGED] == 1
    written = (tmp_path / "hidden.jsonl").read_text()
    assert "ferry sank" in written
    assert "How ferries" not in written
    told = export(tmp_path / "none.jsonl", texts="none")
    assert told["lost"][TEXTS_KEPT_BACK] == 1
    assert "put_text_back.py" not in " ".join(told["lost"])
    document = jsonl.decode((tmp_path / "none.jsonl").read_bytes())
    assert set(document.revision.text) == {"█", "\n"}


def test_an_export_is_told_in_the_history_with_who_did_it(lena, claim, tmp_path):
    export(tmp_path / "out.jsonl", actor="lena", unmasked=True)
    event = Event.objects.get(action="export.taken")
    assert event.actor_id == lena.pk
    assert event.changes["unmasked"] == [None, True]


@pytest.mark.parametrize(
    "wrong",
    [{"project": "nowhere"}, {"actor": "nobody"}, {"actor": "vera"}, {"actor": "otto"}],
    ids=["project", "person", "viewer", "another desk"],
)
def test_what_cannot_be_exported_ends_with_an_error_and_no_file(wrong, vera, otto, claim, tmp_path):
    with pytest.raises(CommandError):
        export(tmp_path / "out.jsonl", **wrong)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("output", "words"),
    [("", "is a folder. Name a file in it."), ("no/such.jsonl", "There is no folder .*no”")],
)
def test_a_place_that_cannot_be_written_is_named(claim, tmp_path, output, words):
    with pytest.raises(CommandError, match=words):
        export(tmp_path / output)
    assert not list(tmp_path.iterdir())


def test_a_format_whose_package_is_missing_ends_with_what_to_install(claim, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "spacy", None)
    with pytest.raises(CommandError, match=r"-r requirements/spacy\.in"):
        export(tmp_path / "claims.zip", format="spacy")
    assert not list(tmp_path.iterdir())


def test_rows_that_do_not_fit_are_told_with_their_line_and_in_the_report(claim, copy, tmp_path):
    path, report = tmp_path / "out.jsonl", tmp_path / "report.json"
    export(path)
    tree = json.loads(path.read_bytes())
    tree["annotations"][0]["fragments"][0]["quote"] = "something else"
    path.write_text(json.dumps(tree))
    summary, errors = bring(path, report=str(report))
    assert summary["problems"] == len(errors.splitlines()) > 0
    assert f"{path}:1: annotations[0]" in errors
    assert json.loads(report.read_text())["problems"][0]["line"] == 1


def labelled(folder: Path) -> Path:
    path = folder / "in.jsonl"
    path.write_text(json.dumps({"text": "Fire here.", "label": [[0, 4, "Fact"]]}))
    return path


def test_a_file_of_which_nothing_becomes_a_tag_says_so(copy, tmp_path):
    path = labelled(tmp_path)
    summary, errors = bring(path, format="doccano")
    assert summary["texts_only"]
    assert "every label is left out. Say with --map what they become." in errors
    summary, errors = bring(path, format="doccano", map=["Fact=claim"])
    assert "texts_only" not in summary
    assert not errors


def test_a_word_that_the_file_does_not_have_is_told(copy, tmp_path):
    given = {"map": ["Fact=claim", "fact=source"], "map_link": ["said=attributed_to"]}
    summary, errors = bring(labelled(tmp_path), format="doccano", **given)
    assert summary["not_in_file"] == ["fact", "said"]
    assert errors.splitlines() == [
        "“fact” has a meaning, and is not in the file. Small letters and capitals are told apart.",
        "“said” has a meaning, and is not in the file. Small letters and capitals are told apart.",
    ]


def test_a_word_that_is_mapped_twice_is_refused(copy, tmp_path):
    with pytest.raises(CommandError, match="“Fact” is mapped twice: say once what it becomes"):
        bring(labelled(tmp_path), format="doccano", map=["Fact=claim", "Fact=source"])
    assert not Annotation.objects.filter(project=copy).exists()


@pytest.mark.parametrize(
    "given",
    [{"map": ["Fact=claim"]}, {"map_link": ["said=attributed_to"]}, {"unit": "utf16"}],
    ids=str,
)
def test_what_our_own_format_has_no_use_for_is_refused_and_not_passed_over(
    given, claim, copy, tmp_path
):
    export(tmp_path / "out.jsonl")
    with pytest.raises(CommandError, match=r"\(jsonl\) .* Nothing was changed\. Leave .* out, or"):
        bring(tmp_path / "out.jsonl", **given)
    assert not Annotation.objects.filter(project=copy).exists()


def test_a_dry_run_writes_nothing(claim, copy, tmp_path):
    export(tmp_path / "out.jsonl")
    summary, _ = bring(tmp_path / "out.jsonl", dry_run=True)
    assert (summary["dry_run"], summary["claim"]) == (True, 1)
    assert not Annotation.objects.filter(project=copy).exists()


@pytest.mark.parametrize("content", [b"nonsense", b"{}"])
def test_a_file_of_another_kind_ends_with_an_error(content, copy, tmp_path):
    path = tmp_path / "in.jsonl"
    path.write_bytes(content)
    with pytest.raises(CommandError, match="Line 1"):
        bring(path)


def test_a_file_that_is_not_there_ends_with_an_error(copy, tmp_path):
    with pytest.raises(CommandError, match="no file"):
        bring(tmp_path / "gone.jsonl")


def test_a_reader_that_has_had_enough_ends_the_export_quietly(claim, tmp_path):
    reading, writing = os.pipe()
    os.close(reading)
    given = connection.settings_dict
    query = urlencode({"host": given["HOST"], "port": given["PORT"], "user": given["USER"]})
    told = subprocess.run(
        [
            *(sys.executable, ROOT / "manage.py", "export_dataset", "--project", "harbour"),
            *("--format", "jsonl", "--state", "all", "--output", "-"),
        ],
        env={
            **{name: os.environ[name] for name in os.environ if name != "DJANGO_SETTINGS_MODULE"},
            "DATABASE_URL": f"postgresql:///{given['NAME']}?{query}",
            "PGPASSWORD": given["PASSWORD"],
            "FACTCHECK_HOSTS": "localhost",
            "FACTCHECK_SECRET_KEY": token_urlsafe(64),
            "FACTCHECK_DEBUG": "1",
            "FACTCHECK_LOG_LEVEL": "WARNING",
            "FACTCHECK_STATE_DIR": str(tmp_path),
        },
        stdout=writing,
        stderr=subprocess.PIPE,
        text=True,
        timeout=60,
        check=False,
    )
    os.close(writing)
    assert (told.returncode, told.stderr) == (141, "")


def test_what_was_remembered_is_told(copy, tmp_path):
    bring(labelled(tmp_path), format="doccano", map=["Fact=claim"])
    summary, errors = bring(labelled(tmp_path), format="doccano")
    assert summary["remembered_labels"] == {"Fact": "claim"}
    assert errors == "“Fact” became “claim”, as was chosen before.\n"


@pytest.mark.parametrize(
    ("report", "words"),
    [("", "is a folder. Name a file in it."), ("no/such.json", "There is no folder .*no”")],
)
def test_a_report_that_cannot_be_written_is_told_before_anything_is_stored(
    report, words, copy, tmp_path
):
    with pytest.raises(CommandError, match=f"{words}.* Nothing was changed"):
        bring(labelled(tmp_path), format="doccano", report=str(tmp_path / report))
    assert not Article.objects.filter(project=copy).exists()
