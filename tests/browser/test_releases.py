"""Making a release in Chromium: options, job, figures, files; readable for all."""

import hashlib
from pathlib import Path

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import expect

from annotations.models import Job, Release
from annotations.services.releases import run_release
from tests.browser.test_pages import check
from tests.signoff import decide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lead_makes_a_release_and_takes_it(
    sign_in, live_server, lena, edda, rita, claim, settings, tmp_path
):
    settings.EXPORTS_DIR = tmp_path
    decide(edda, rita, claim)
    page = sign_in(lena)
    page.goto(live_server.url + reverse("release-list", args=["harbour"]))
    check(page)
    page.get_by_role("link", name="New release").click()
    page.get_by_label("What is new").fill("The *first*.")
    page.get_by_label("Train, dev and test").select_option("hash")
    check(page)
    page.get_by_role("button", name="Make the release").click()
    expect(page.locator("#release")).to_contain_text("Queued")
    check(page)
    run_release(Job.objects.get().pk)  # the worker's part; the page finds out by itself
    page.get_by_role("link", name="Open release 1").click(timeout=20_000)
    expect(page.get_by_role("heading", name="Release 1", exact=True)).to_be_visible()
    check(page)
    with page.expect_download() as started:
        page.get_by_role("link", name="Download all").click()
    taken = Path(started.value.path()).read_bytes()
    assert hashlib.sha256(taken).hexdigest() == Release.objects.get().sha256
    page.goto(live_server.url + reverse("release-list", args=["harbour"]))
    expect(page.get_by_role("link", name="Release 1")).to_be_visible()
    check(page)
    connection.close()
