"""Releases on the page: asked for, watched, listed, and handed out as downloads."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from annotations.formats.releases.facts import Options
from annotations.models import Job, Release, User
from annotations.services.releases import make_release, run_release
from tests.people import tag
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path


@pytest.fixture
def as_lena(lena) -> Client:
    return browser(lena)


def test_a_release_is_asked_for_built_listed_and_taken(as_lena, emil, rita, claim):
    decide(emil, rita, claim)
    given = {"state": "approved", "texts": "all", "notes": "The <b>first</b>."}
    asked = as_lena.post(reverse("release-create", args=["harbour"]), given)
    job = Job.objects.get()
    where = reverse("release-job", args=["harbour", job.pk])
    assert asked.headers["Location"] == where
    assert "hx-trigger" in as_lena.get(where).content.decode()
    run_release(job.pk)
    page = as_lena.get(where, follow=True).content.decode()
    assert "Release 1" in page
    assert "<b>first" not in page
    assert "MANIFEST.json" in page
    listed = as_lena.get(reverse("release-list", args=["harbour"])).content.decode()
    assert Release.objects.get().sha256[:12] in listed
    assert "Not independently verified 1" in listed
    for path in ("zip", "files/data/all.jsonl", "files/README.md"):
        taken = as_lena.get(f"/projects/harbour/releases/1/{path}")
        assert taken.headers["Content-Disposition"].startswith("attachment")
        assert taken.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert taken.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(taken.streaming_content)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_release_on_its_way_is_cancelled(as_lena, rita, project, claim):
    as_lena.post(reverse("release-create", args=["harbour"]), {"state": "all", "texts": "none"})
    job = Job.objects.get()
    asked = ["harbour", job.pk]
    watched = browser(rita).get(reverse("release-progress", args=asked)).content.decode()
    assert "hx-trigger" in watched
    assert "Cancel" not in watched
    assert browser(rita).post(reverse("release-cancel", args=asked)).status_code == 403
    assert "Cancel" in as_lena.get(reverse("release-progress", args=asked)).content.decode()
    gone = as_lena.post(reverse("release-cancel", args=asked), follow=True).content.decode()
    assert "hx-trigger" not in gone
    run_release(job.pk)
    assert not Release.objects.exists()


def test_reviewers_take_releases_and_only_leads_make_them(lena, rita, edda, project, claim):
    make_release(actor=lena, project=project, options=Options(state="all"))
    make_release(actor=lena, project=project, options=Options(state="all", unmasked=True))
    as_rita = browser(rita)
    page = as_rita.get(reverse("release-list", args=["harbour"])).content.decode()
    assert reverse("release-read", args=["harbour", 2]) in page
    assert reverse("release-create", args=["harbour"]) not in page
    assert as_rita.get(reverse("release-create", args=["harbour"])).status_code == 403
    assert as_rita.get(reverse("release-zip", args=["harbour", 1])).status_code == 200
    assert as_rita.get(reverse("release-zip", args=["harbour", 2])).status_code == 403
    unmasked = as_rita.get(reverse("release-read", args=["harbour", 2])).content.decode()
    assert "only leads may take it" in unmasked
    assert reverse("release-zip", args=["harbour", 2]) not in unmasked
    assert browser(edda).get(reverse("release-list", args=["harbour"])).status_code == 403


def test_a_list_asks_as_much_for_many_as_for_one(as_lena, lena, project, claim):
    address = reverse("release-list", args=["harbour"])
    as_lena.get(address)  # what is asked once for all pages
    asked = []
    for _ in range(2):
        make_release(actor=lena, project=project, options=Options(state="all"))
        with CaptureQueriesContext(connection) as queries:
            as_lena.get(address)
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_what_does_not_go_together_is_said_beside_the_field(as_lena, project):
    given = {"state": "approved", "texts": "all", "split": "date"}
    refused = as_lena.post(reverse("release-create", args=["harbour"]), given)
    assert refused.status_code == 422
    assert "Give a day" in refused.content.decode()


def test_what_is_counted_stands_in_a_readers_order_with_a_bar(as_lena, lena, edda, project, claim):
    for quote in ("Monday", "never at risk"):
        tag(edda, claim.revision, "claim", quote, desk_status="disputed")
    make_release(actor=lena, project=project, options=Options(state="all", texts="all"))
    page = as_lena.get("/projects/harbour/releases/1").content.decode()
    names = ["Articles", "Claims", "Sources", "Decisions", "Annotators", "Blocks"]
    places = [page.index(f"<dt>{name}</dt>") for name in names]
    assert places == sorted(places)
    more, fewer = (
        page.index(f"<dt>{label}") for label in ("Disputed (denied", "Not independently verified")
    )
    assert more < fewer
    assert 'viewBox="0 0 2 8"' in page


def test_the_history_tells_who_took_a_release(as_lena, lena, project, claim):
    make_release(actor=lena, project=project, options=Options(state="all", texts="all"))
    as_lena.get("/projects/harbour/releases/1/zip")
    as_lena.get("/projects/harbour/releases/1/files/README.md")
    page = as_lena.get("/projects/harbour/history").content.decode()
    assert page.count("took release 1") == 2
    assert "README.md" in page


def test_who_would_release_nothing_is_told_so_before(as_lena, emil, rita, claim):
    where = reverse("release-create", args=["harbour"])
    assert "Approved claims: 0 claims in 0 articles" in as_lena.get(where).content.decode()
    refused = as_lena.post(where, {"state": "approved", "texts": "all"})
    assert refused.status_code == 422
    assert "the release would be empty" in refused.content.decode()
    assert not Job.objects.exists()
    decide(emil, rita, claim)
    page = as_lena.get(where).content.decode()
    assert "Approved claims: 1 claim in 1 article<" in page
    assert "Everything: 1 claim in 1 article<" in page
