"""Exports on the page: what is shown, who may, and how the file is handed out."""

import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.formats import FORMATS, jsonl
from annotations.models import Job, User
from annotations.services import exports
from annotations.services.annotations import update_annotation
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORTS_DIR = tmp_path
    return tmp_path


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_rita(rita) -> Client:
    return browser(rita)


def ask(client: Client, **fields: str) -> Job:
    given = {"project": "harbour", "format": "jsonl", "state": "all"} | fields
    response = client.post(reverse("export-create"), given)
    job = Job.objects.get()
    assert response.headers["Location"] == reverse("export-read", args=[job.pk])
    return job


def test_the_page_shows_a_sample_of_what_would_come_out(as_rita, edda, rita, claim):
    decide(edda, rita, claim)
    page = as_rita.get(reverse("export-list")).content.decode()
    assert "12 crates" in page
    assert "1 article." in page
    assert page.count("<pre") == 1
    assert "/claimreview/?project=harbour" in page


def test_the_sample_follows_format_and_state(as_rita, claim):
    asked = {"project": "harbour", "format": "csv", "state": "draft"}
    part = as_rita.get(reverse("export-sample"), asked).content.decode()
    assert "<html" not in part
    assert "source_identities" in part
    assert "Drafts, CSV" in part
    assert "article texts" in part


def test_texts_and_boilerplate_stay_back_in_sample_and_file(as_rita, claim):
    asked = {"state": "all", "texts": "none", "boilerplate": "hidden"}
    page = as_rita.get(reverse("export-list"), asked).content.decode()
    assert '<option value="none" selected>' in page
    assert '<option value="hidden" selected>' in page
    assert "notes and normalised claims stay" in page
    assert "quote_sha256" in page.partition("<pre")[2].partition("</pre>")[0]
    job = ask(as_rita, **asked)
    assert (job.parameters["texts"], job.parameters["boilerplate"]) == ("none", False)
    exports.run_export(job.pk)
    response = as_rita.get(reverse("export-file", args=[job.pk]))
    document = jsonl.decode(response.getvalue())
    assert set(document.revision.text) == {"█", "\n"}


def test_a_script_that_puts_the_texts_back_lies_beside_such_an_export(
    as_rita, claim, files, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("reader")
    job = ask(as_rita, texts="none")
    address = reverse("export-script", args=[job.pk])
    assert as_rita.get(address).status_code == 404
    exports.run_export(job.pk)
    page = as_rita.get(reverse("export-read", args=[job.pk])).content.decode()
    assert f'href="{address}" download' in page
    script = as_rita.get(address)
    assert script.headers["Content-Disposition"] == 'attachment; filename="put_text_back.py"'
    assert script.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    (folder / "put_text_back.py").write_bytes(script.getvalue())
    file = as_rita.get(reverse("export-file", args=[job.pk])).getvalue()
    (folder / "file.jsonl").write_bytes(file)
    (folder / "copies").mkdir()
    (folder / "copies" / "story.txt").write_text(claim.revision.text)
    command = [sys.executable, "-I", "put_text_back.py", "copies", "file.jsonl"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "1 text put back, 0 without a copy\n")
    whole = jsonl.decode((folder / "file.whole.jsonl").read_bytes())
    assert whole.revision.text == claim.revision.text
    assert claim.quote in {one.quote for one in whole.annotations}


@pytest.mark.parametrize("asked", [{"texts": "all"}, {"texts": "none", "format": "csv"}], ids=str)
def test_no_script_lies_beside_an_export_that_it_has_nothing_to_do_with(as_rita, claim, asked):
    job = ask(as_rita, **asked)
    exports.run_export(job.pk)
    assert as_rita.get(reverse("export-script", args=[job.pk])).status_code == 404
    page = as_rita.get(reverse("export-read", args=[job.pk])).content.decode()
    assert "put_text_back" not in page


def test_a_sample_can_be_asked_for_without_scripts(as_rita, claim):
    given = {
        "project": "harbour",
        "format": "csv",
        "state": "draft",
        "texts": "none",
        "look": "yes",
    }
    answer = as_rita.post(reverse("export-create"), given)
    assert not Job.objects.exists()
    page = as_rita.get(answer.headers["Location"]).content.decode()
    assert "Drafts, CSV" in page
    assert '<option value="none" selected>' in page


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_has_a_sample(as_rita, claim, name):
    asked = {"project": "harbour", "format": name, "state": "all"}
    part = as_rita.get(reverse("export-sample"), asked)
    assert part.status_code == 200
    assert "<pre" in part.content.decode()


def test_a_hostile_text_is_shown_and_not_run(as_rita, edda, claim):
    update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, note="<script>alert(1)</script>"
    )
    page = as_rita.get(reverse("export-list"), {"state": "all", "format": "csv"}).content.decode()
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_an_export_is_asked_for_watched_and_taken(as_rita, claim):
    job = ask(as_rita)
    running = as_rita.get(reverse("export-progress", args=[job.pk])).content.decode()
    assert "hx-trigger" in running
    exports.run_export(job.pk)
    finished = as_rita.get(reverse("export-progress", args=[job.pk])).content.decode()
    assert "hx-trigger" not in finished
    job.refresh_from_db()
    assert job.sha256 in finished
    response = as_rita.get(reverse("export-file", args=[job.pk]))
    assert sha256(response.getvalue()).hexdigest() == job.sha256


def test_the_file_is_a_download_and_never_a_page(as_rita, claim):
    job = ask(as_rita)
    exports.run_export(job.pk)
    headers = as_rita.get(reverse("export-file", args=[job.pk])).headers
    assert headers["Content-Disposition"] == f'attachment; filename="harbour-all-{job.pk}.jsonl"'
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert headers["Content-Type"] == "application/jsonl"


def test_the_history_tells_who_took_what_out(as_rita, lena, claim):
    as_lena = browser(lena)
    job = ask(as_lena, texts="none", unmasked="on")
    exports.run_export(job.pk)
    as_lena.get(reverse("export-file", args=[job.pk]))
    page = as_rita.get(reverse("project-read", args=["harbour"])).content.decode()
    told = page.partition("History of the project")[2]
    assert f"asked for export {job.pk}" in told
    assert f"took the export {job.pk}" in told
    assert told.count('<dt>Confidential sources readable</dt><dd><ins dir="auto">yes</ins>') == 2
    assert '<dt>Claims</dt><dd><ins dir="auto">all</ins>' in told
    assert '<dt>Texts</dt><dd><ins dir="auto">none</ins>' in told
    assert '<dt>Format</dt><dd><ins dir="auto">JSON Lines</ins>' in told
    assert "Sign-off" not in told


def test_a_projects_history_is_turned_page_by_page(as_rita, rita, claim, monkeypatch):
    monkeypatch.setattr("annotations.web.projects.EVENTS", 2)
    monkeypatch.setattr("annotations.web.projects.EVENTS_A_PAGE", 2)
    for _ in range(3):
        exports.request_export(actor=rita, project=claim.project, format="csv", state="all")
    where = reverse("project-history", args=["harbour"])
    assert where in as_rita.get(reverse("project-read", args=["harbour"])).content.decode()
    first = as_rita.get(where)
    older = first.context["older_url"]
    assert older == f"?before={first.context['events'][-1].event.pk}"
    assert "asked for export" in as_rita.get(where + older).content.decode()


def test_a_file_that_is_not_ready_is_not_there_yet(as_rita, claim):
    job = ask(as_rita)
    assert as_rita.get(reverse("export-file", args=[job.pk])).status_code == 409


def test_past_exports_tell_who_what_and_how_much(as_rita, rita, claim):
    job = ask(as_rita, format="csv")
    exports.run_export(job.pk)
    page = as_rita.get(reverse("export-list")).content.decode()
    job.refresh_from_db()
    for told in ("Everything, CSV, one claim a row", "Rita", "Ready", job.sha256[:12]):
        assert told in page


def test_an_export_can_be_cancelled(as_rita, claim):
    job = ask(as_rita)
    as_rita.post(reverse("export-cancel", args=[job.pk]))
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED


def test_unmasked_files_are_offered_to_leads_only(as_rita, lena, claim):
    as_lena = browser(lena)
    assert 'name="unmasked"' in as_lena.get(reverse("export-list")).content.decode()
    assert 'name="unmasked"' not in as_rita.get(reverse("export-list")).content.decode()
    job = ask(as_lena, unmasked="on")
    exports.run_export(job.pk)
    assert as_lena.get(reverse("export-file", args=[job.pk])).status_code == 200
    assert as_rita.get(reverse("export-file", args=[job.pk])).status_code == 403
    response = as_rita.post(
        reverse("export-create"),
        {"project": "harbour", "format": "jsonl", "state": "all", "unmasked": "on"},
    )
    assert response.status_code == 403


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("edda", 403), ("otto", 404)])
def test_others_see_no_exports(name, status, request, as_rita, claim):
    job = ask(as_rita)
    exports.run_export(job.pk)
    client = browser(request.getfixturevalue(name))
    assert client.get(reverse("export-list"), {"project": "harbour"}).status_code == status
    for view in ("export-read", "export-progress", "export-file"):
        assert client.get(reverse(view, args=[job.pk])).status_code == status
    assert client.post(reverse("export-cancel", args=[job.pk])).status_code == status


@pytest.mark.parametrize("wrong", [{"format": "xls"}, {"state": "done"}])
def test_what_the_form_does_not_know_is_refused(as_rita, claim, wrong):
    assert as_rita.get(reverse("export-list"), wrong).status_code == 400
    given = {"project": "harbour", "format": "jsonl", "state": "all"} | wrong
    assert as_rita.post(reverse("export-create"), given).status_code == 400
    assert not Job.objects.exists()


def test_a_format_whose_package_is_missing_is_shown_and_cannot_be_chosen(
    as_rita, claim, monkeypatch
):
    assert "disabled" not in as_rita.get(reverse("export-list")).content.decode()
    monkeypatch.setitem(sys.modules, "spacy", None)
    page = as_rita.get(reverse("export-list")).content.decode()
    assert '<option value="spacy" disabled>' in page
    assert "spaCy DocBin (needs spacy, not installed here)" in page
    given = {"project": "harbour", "format": "spacy", "state": "all"}
    response = as_rita.post(reverse("export-create"), given)
    assert response.status_code == 422
    assert "requirements/spacy.in" in response.content.decode()


def test_queries_do_not_grow_with_exports(as_rita, claim, rita, django_assert_num_queries):
    as_rita.get(reverse("export-list"))
    with CaptureQueriesContext(connection) as few:
        as_rita.get(reverse("export-list"))
    for _ in range(3):
        job = exports.request_export(actor=rita, project=claim.project, format="csv", state="all")
        exports.run_export(job.pk)
    with django_assert_num_queries(len(few)):
        as_rita.get(reverse("export-list"))


def test_exports_is_a_place_only_for_those_who_may_export(client, edda, rita, project):
    client.force_login(rita)
    assert b'href="/exports/"' in client.get("/").content
    client.force_login(edda)
    assert b'href="/exports/"' not in client.get("/").content
    project.editors_may_export = True
    project.save()
    assert b'href="/exports/"' in client.get("/").content


def test_past_exports_say_what_was_asked_for_in_the_words_of_the_form(lena, rita, project, claim):
    asked = {"actor": lena, "project": project, "format": "csv"}
    exports.request_export(**asked, state="all")
    whole = browser(rita).get(reverse("export-list")).content.decode().split("<tbody>")[1]
    assert "Everything, CSV, one claim a row" in whole
    assert "No texts" not in whole
    assert "Boilerplate hidden" not in whole
    exports.request_export(**asked, state="draft", texts="none", boilerplate=False)
    rows = browser(rita).get(reverse("export-list")).content.decode().split("<tbody>")[1]
    assert "Drafts, CSV, one claim a row" in rows
    assert "No article texts: offsets and hashes" in rows
    assert "Boilerplate hidden" in rows


def test_older_exports_are_on_further_pages(as_rita, rita, project, claim, monkeypatch):
    monkeypatch.setattr("annotations.web.exports.A_PAGE", 2)
    jobs = [
        exports.request_export(actor=rita, project=project, format="csv", state="all").pk
        for _ in range(3)
    ]
    first = as_rita.get(reverse("export-list")).content.decode()
    links = [reverse("export-read", args=[pk]) for pk in jobs]
    assert [link in first for link in links] == [False, True, True]
    older = as_rita.get(f"{reverse('export-list')}?project=harbour&before={jobs[1]}")
    page = older.content.decode()
    assert [link in page for link in links] == [True, False, False]
    assert "?project=harbour#past" in page
    assert f"?project=harbour&amp;before={jobs[1]}#past" in first
    assert as_rita.get(f"{reverse('export-list')}?before=x").status_code == 400
