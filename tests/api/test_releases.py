"""Releases by API."""

import hashlib

import pytest

from annotations.services.releases import run_release

pytestmark = pytest.mark.django_db(transaction=True)
RELEASES = "projects/harbour/releases/"


@pytest.fixture(autouse=True)
def kept(settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path


def test_a_release_is_asked_for_watched_read_and_taken(as_lena, claim):
    asked = as_lena.post(RELEASES, {"state": "all", "texts": "none", "notes": "The first."})
    assert asked.status_code == 202
    where = asked.headers["Location"].removeprefix("/api/v1/")
    assert as_lena.get(where).json()["state"] == "queued"
    run_release(asked.json()["id"])
    number = as_lena.get(where).json()["result"]["release"]
    release = as_lena.get(f"{RELEASES}{number}/").json()
    assert release["figures"]["counts"]["claims"] == 1
    assert as_lena.get(RELEASES).json() == {"results": [release], "next": None}
    files = {one["path"]: one for one in release["files"]}
    taken = [(f"files/{path}", one["sha256"]) for path, one in files.items()]
    for path, digest in [("zip", release["sha256"]), *taken]:
        answered = as_lena.get(f"{RELEASES}{number}/{path}")
        assert hashlib.sha256(b"".join(answered.streaming_content)).hexdigest() == digest
        assert answered.headers["Content-Disposition"].startswith("attachment")
        assert answered.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert answered.headers["X-Content-Type-Options"] == "nosniff"
    assert as_lena.get(f"{RELEASES}{number}/files/../zip").status_code == 404


def test_releases_are_listed_page_by_page(as_lena, claim):
    for notes in ("one", "two", "three"):
        run_release(as_lena.post(RELEASES, {"state": "all", "notes": notes}).json()["id"])
    first = as_lena.get(f"{RELEASES}?limit=2").json()
    assert [one["number"] for one in first["results"]] == [3, 2]
    further = as_lena.get(first["next"].split("/api/v1/")[1]).json()
    assert ([one["number"] for one in further["results"]], further["next"]) == ([1], None)


def test_an_empty_release_is_refused_in_words(as_lena, claim):
    refused = as_lena.post(RELEASES, {"state": "withdrawn"})
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_release")
    assert "the release would be empty" in refused.json()["detail"]


def test_a_release_is_cancelled_once(as_lena, claim):
    job = as_lena.post(RELEASES, {"state": "all"}).json()
    assert as_lena.delete(f"{RELEASES}jobs/{job['id']}/").json()["state"] == "cancelled"
    assert as_lena.delete(f"{RELEASES}jobs/{job['id']}/").status_code == 409


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"split": "date"}, "bad_release"),
        ({"texts": "some"}, "unknown_texts"),
        ({"state": "lost"}, "unknown_state"),
    ],
)
def test_what_does_not_go_together_is_refused(as_lena, project, body, code):
    refused = as_lena.post(RELEASES, body)
    assert (refused.status_code, refused.json()["code"]) == (422, code)


def test_reviewers_read_and_only_leads_ask(as_rita, as_edda, as_otto, project):
    assert as_rita.post(RELEASES, {}).status_code == 403
    assert as_rita.get(RELEASES).status_code == 200
    assert as_edda.get(RELEASES).status_code == 403
    assert as_otto.get(RELEASES).status_code == 404
