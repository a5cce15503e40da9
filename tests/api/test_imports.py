"""Imports by API."""

import pytest

from annotations.api import imports
from annotations.models import Annotation, Job
from annotations.services.exports import run_export
from annotations.services.import_jobs import run_import

FILE = {"Content-Type": imports.FILE}


@pytest.mark.django_db(transaction=True)  # the worker reads by another connection
def test_what_one_desk_takes_out_another_takes_in(as_lena, as_otto, claim):
    order = {"format": "jsonl", "state": "all", "unmasked": True}
    export = as_lena.post("projects/harbour/exports/", order).json()
    run_export(export["id"])
    data = b"".join(as_lena.get(f"exports/{export['id']}/file").streaming_content)
    queued = as_otto.send("POST", "projects/other/imports/?format=jsonl", data, **FILE)
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    run_import(queued.json()["id"])
    done = as_otto.get(f"imports/{queued.json()['id']}/").json()
    assert (done["state"], done["rows"], done["result"]["problems"]) == ("ready", 1, [])
    assert Annotation.objects.filter(project__slug="other", kind="claim").count() == 1
    listed = as_otto.get("projects/other/imports/").json()["results"]
    assert [one["id"] for one in listed] == [done["id"]]


@pytest.mark.parametrize(
    ("query", "sent", "status", "code"),
    [
        ("format=yaml", imports.FILE, 422, "unknown_format"),
        ("dry_run=1", imports.FILE, 400, "bad_parameter"),
        ("file=/etc/passwd", imports.FILE, 400, "unknown_parameter"),
        ("", "application/json", 415, "unsupported_media_type"),
        ("", "application/x-yaml", 415, "unsupported_media_type"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(as_lena, project, query, sent, status, code):
    refused = as_lena.send(
        "POST", f"projects/harbour/imports/?{query}", b"{}", **{"Content-Type": sent}
    )
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Job.objects.exists()


def test_a_file_over_the_limit_is_refused(as_lena, project, monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_FILE", 10)
    refused = as_lena.send("POST", "projects/harbour/imports/", b"x" * 11, **FILE)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert not Job.objects.exists()


def test_only_leads_import(as_rita, as_otto, project):
    for api, status in ((as_rita, 403), (as_otto, 404)):
        refused = api.send("POST", "projects/harbour/imports/", b"{}", **FILE)
        assert refused.status_code == status
        assert api.get("projects/harbour/imports/").status_code == status
