"""Taking a dataset out in Chromium: sample, job, progress, download; offsets that hold."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import Page, Route, expect

from annotations.models import Job, User
from annotations.services.exports import run_export
from tests.browser.test_pages import check
from tests.signoff import decide

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def page_of(sign_in, live_server, edda, rita, claim, settings, tmp_path) -> Callable[[User], Page]:
    """Opens the page of exports for somebody, of a project with one approved claim."""
    settings.EXPORTS_DIR = tmp_path
    decide(edda, rita, claim)

    def opened(user: User) -> Page:
        page = sign_in(user)
        page.goto(f"{live_server.url}/exports/")
        return page

    return opened


def test_a_reviewer_takes_the_approved_claims_out(page_of, rita):
    page = page_of(rita)
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


def test_what_stands_in_the_fields_is_exported(page_of, rita):
    """However late the sample comes, and after the browser's Back."""
    page = page_of(rita)
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


def test_the_sample_follows_the_fields_and_leaves_them_alone(page_of, lena):
    page = page_of(lena)
    page.get_by_label("Leave confidential sources readable").check()
    page.get_by_label("Format").select_option("csv")
    expect(page.locator("#sample summary")).to_contain_text("Approved claims, CSV")
    expect(page.get_by_label("Leave confidential sources readable")).to_be_checked()
    expect(page.get_by_label("Format")).to_have_value("csv")
