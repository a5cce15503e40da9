"""Releases on the page: asked for, watched, listed, and handed out as downloads."""

from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Job, Release
from annotations.services.releases import run_release
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path


@pytest.fixture
def as_lena(lena) -> Client:
    client = Client()
    client.force_login(lena)
    return client


def test_a_release_is_asked_for_built_listed_and_taken(as_lena, emil, rita, claim):
    decide(emil, rita, claim)
    given = {"state": "approved", "texts": "all", "notes": "The <b>first</b>."}
    asked = as_lena.post(reverse("release-create", args=["harbour"]), given)
    job = Job.objects.get()
    where = reverse("release-job", args=["harbour", job.pk])
    assert asked.headers["Location"] == where
    assert "every 2s" in as_lena.get(where).content.decode()
    run_release(job.pk)
    page = as_lena.get(where, follow=True).content.decode()
    assert "Release 1" in page
    assert "<b>first" not in page
    assert "MANIFEST.json" in page
    assert (
        Release.objects.get().sha256[:12]
        in as_lena.get(reverse("release-list", args=["harbour"])).content.decode()
    )
    for path in ("zip", "files/data/all.jsonl", "files/README.md"):
        taken = as_lena.get(f"/projects/harbour/releases/1/{path}")
        assert taken.headers["Content-Disposition"].startswith("attachment")
        assert taken.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
        assert taken.headers["X-Content-Type-Options"] == "nosniff"
        assert b"".join(taken.streaming_content)


def test_what_does_not_go_together_is_said_beside_the_field(as_lena, project):
    given = {"state": "approved", "texts": "all", "split": "date"}
    refused = as_lena.post(reverse("release-create", args=["harbour"]), given)
    assert refused.status_code == 422
    assert "Give a day" in refused.content.decode()
