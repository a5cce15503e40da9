"""Bringing a dataset in, in Chromium: file, choices, progress, result; on a phone as well."""

import pytest
from django.db import connection
from playwright.sync_api import expect

from annotations.models import Annotation, Job
from annotations.services.import_jobs import run_import
from tests.browser.test_pages import check
from tests.web.test_imports import doccano

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_lead_brings_a_dataset_in(sign_in, live_server, lena, project, settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path
    page = sign_in(lena)
    page.goto(f"{live_server.url}/imports/?project=harbour")
    check(page)
    page.get_by_label("Format").select_option("doccano")
    file = {"name": "in.jsonl", "mimeType": "application/jsonl", "buffer": doccano()}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator("#import")).to_contain_text("Queued")
    run_import(Job.objects.get().pk)  # the worker's part; the page finds out by itself
    fact = page.get_by_label("Fact")
    expect(fact).to_be_visible(timeout=20_000)
    check(page)
    fact.select_option("claim")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#import")).to_contain_text("Queued")
    run_import(Job.objects.order_by("-pk")[0].pk)
    expect(page.get_by_role("link", name="Report (JSON)")).to_be_visible(timeout=20_000)
    check(page)
    assert Annotation.objects.filter(kind="claim").count() == 2
    connection.close()
