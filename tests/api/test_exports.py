"""Exports by API."""

import hashlib
import json

import pytest

from annotations.formats.releases import SCRIPT
from annotations.services.exports import run_export


@pytest.fixture
def queued(as_rita, claim):
    answered = as_rita.post("projects/harbour/exports/", {"format": "jsonl", "state": "all"})
    assert answered.status_code == 202
    return answered.json()


@pytest.mark.django_db(transaction=True)  # the worker reads by another connection
def test_an_export_is_queued_written_and_taken(as_rita, queued):
    assert queued["state"] == "queued"
    where = f"exports/{queued['id']}/"
    assert as_rita.get(f"{where}file").status_code == 409
    run_export(queued["id"])
    ready = as_rita.get(where).json()
    assert ready["state"] == "ready"
    assert ready["progress"]["done"] == ready["progress"]["of"] == 1
    file = as_rita.get(f"{where}file")
    data = b"".join(file.streaming_content)
    assert hashlib.sha256(data).hexdigest() == ready["sha256"]
    assert data.count(b"\n") == ready["rows"] == 1
    assert file.headers["Content-Disposition"].startswith('attachment; filename="harbour-')
    assert file.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert file.headers["X-Content-Type-Options"] == "nosniff"
    assert as_rita.get(f"{where}put_text_back.py").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_an_export_keeps_texts_back_where_asked(as_rita, claim):
    body = {"format": "jsonl", "state": "all", "texts": "none", "boilerplate": False}
    job = as_rita.post("projects/harbour/exports/", body).json()
    run_export(job["id"])
    line = b"".join(as_rita.get(f"exports/{job['id']}/file").streaming_content)
    assert set(json.loads(line)["revision"]["text"]) == {"█", "\n"}
    script = as_rita.get(f"exports/{job['id']}/put_text_back.py")
    assert b"".join(script.streaming_content) == SCRIPT.read_bytes()
    assert script.headers["Content-Disposition"] == 'attachment; filename="put_text_back.py"'
    assert script.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    kept = as_rita.get(f"exports/{job['id']}/").json()["parameters"]
    assert (kept["texts"], kept["boilerplate"]) == ("none", False)


def test_an_export_is_cancelled(as_rita, queued):
    assert as_rita.delete(f"exports/{queued['id']}/").json()["state"] == "cancelled"
    assert as_rita.delete(f"exports/{queued['id']}/").status_code == 409
    assert [one["id"] for one in as_rita.get("projects/harbour/exports/").json()["results"]] == [
        queued["id"]
    ]


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"format": "docx"}, 422, "unknown_format"),
        ({"format": "jsonl", "state": "true"}, 422, "unknown_state"),
        ({"state": "all"}, 400, "required"),
        ({"format": "jsonl", "unmasked": True}, 403, "not_allowed"),
        ({"format": "../../etc/passwd"}, 422, "unknown_format"),
    ],
)
def test_an_export_that_does_not_fit_is_refused(as_rita, project, body, status, code):
    refused = as_rita.post("projects/harbour/exports/", body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_editors_and_other_desks_take_nothing(as_edda, as_otto, queued):
    assert as_edda.get(f"exports/{queued['id']}/").status_code == 403
    assert as_edda.get("projects/harbour/exports/").status_code == 403
    assert as_otto.get(f"exports/{queued['id']}/").status_code == 404
    assert as_otto.get(f"exports/{queued['id']}/file").status_code == 404
