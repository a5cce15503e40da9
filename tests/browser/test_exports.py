"""Taking a dataset out in Chromium: sample, job, progress, download; offsets that hold."""

import json
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Route, expect

from annotations.models import Job
from annotations.services.exports import run_export
from tests.browser.test_pages import check
from tests.signoff import decide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_reviewer_takes_the_approved_claims_out(
    sign_in, live_server, edda, rita, claim, settings, tmp_path
):
    settings.EXPORTS_DIR = tmp_path
    decide(edda, rita, claim)
    page = sign_in(rita)
    page.goto(f"{live_server.url}/exports/")
    check(page)
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.locator("#export")).to_contain_text("Queued")
    check(page)
    run_export(Job.objects.get().pk)  # the worker's part; the page finds out by itself
    download = page.get_by_role("link", name="Download")
    expect(download).to_be_visible(timeout=20_000)
    check(page)
    with page.expect_download() as started:
        download.click()
    line = json.loads(Path(started.value.path()).read_text(encoding="utf-8"))
    text = line["revision"]["text"]
    parts = [part for tag in line["annotations"] for part in tag["fragments"]]
    assert len(parts) == 4  # two of the claim, its source and its marker
    assert all(text[part["start"] : part["end"]] == part["quote"] for part in parts)
    connection.close()


def test_what_stands_in_the_fields_is_exported(
    sign_in, live_server, edda, rita, claim, settings, tmp_path
):
    """However late the sample comes, and after the browser's Back."""
    settings.EXPORTS_DIR = tmp_path
    decide(edda, rita, claim)
    page = sign_in(rita)
    page.goto(f"{live_server.url}/exports/")
    held: list[Route] = []
    page.route("**/exports/sample*", lambda route: held.append(route))  # noqa: PLW0108 (it wants a function) never answered
    page.get_by_label("Texts", exact=True).select_option("none")
    page.get_by_label("Format").select_option("csv")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.locator("#export")).to_contain_text("Queued")
    assert held
    page.go_back()
    expect(page.get_by_label("Format")).to_have_value("csv")
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.locator("#export")).to_contain_text("Queued")
    asked = [(job.parameters["format"], job.parameters["texts"]) for job in Job.objects.all()]
    assert asked == [("csv", "none")] * 2
    connection.close()


def test_the_sample_follows_the_fields_and_leaves_them_alone(
    sign_in, live_server, edda, lena, rita, claim
):
    decide(edda, rita, claim)
    page = sign_in(lena)
    page.goto(f"{live_server.url}/exports/")
    page.get_by_label("Leave confidential sources readable").check()
    page.get_by_label("Format").select_option("csv")
    expect(page.locator("#sample summary")).to_contain_text("Approved claims, CSV")
    expect(page.get_by_label("Leave confidential sources readable")).to_be_checked()
    expect(page.get_by_label("Format")).to_have_value("csv")
