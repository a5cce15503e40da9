"""Bringing a dataset in, in Chromium: file, choices, progress, result; on a phone as well."""

import re

import pytest
from django.db import connection
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Job
from annotations.services.import_jobs import run_import
from tests.browser.test_pages import check
from tests.formats.foreign import corpus, zipped
from tests.web.test_imports import LABELS, TEXT, doccano

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LABELS_AND_ONE = [*LABELS, [30, 900, "Fact"]]
CALLED = """() => {
  const one = document.activeElement;
  return (one.labels?.[0] ?? one).innerText.trim();
}"""


def test_a_lead_brings_a_dataset_in(sign_in, live_server, lena, project, settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path
    page = sign_in(lena)
    page.goto(f"{live_server.url}/imports/?project=harbour")
    check(page)
    page.get_by_label("Format").select_option("doccano")
    data = doccano(labels=LABELS_AND_ONE)
    file = {"name": "in.jsonl", "mimeType": "application/jsonl", "buffer": data}
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
    page.get_by_role("row").get_by_role("link", name=TEXT).click()  # the row that was left out
    expect(page.get_by_role("heading", name=TEXT)).to_be_visible()
    page.goto(f"{live_server.url}/imports/?project=harbour")
    expect(page.get_by_role("row", name="3 new")).to_be_visible()
    check(page)
    connection.close()


def test_a_word_without_end_leaves_the_page_as_narrow_as_the_telephone(
    files, sign_in, live_server, lena, project
):
    page = sign_in(lena)
    page.goto(f"{live_server.url}/imports/?project=harbour")
    page.get_by_label("Format").select_option("doccano")
    data = doccano(labels=[[0, 3, "L" * 200], [4, 9, "claim"]])
    name = "F" * 200
    file = {"name": f"{name}.jsonl", "mimeType": "application/jsonl", "buffer": data}
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at the file").click()
    worked_off()
    expect(page.get_by_label("L" * 200)).to_be_visible(timeout=20_000)
    check(page)
    page.get_by_role("button", name="Import", exact=True).click()
    worked_off()
    expect(page.locator("#import")).to_contain_text("L" * 200, timeout=20_000)
    check(page)
    page.goto(f"{live_server.url}/imports/?project=harbour")
    check(page)
    connection.close()


def press_until(page: Page, wanted: str) -> None:
    """Go on with Tab until what has the focus is called ``wanted``."""
    for _ in range(80):
        page.keyboard.press("Tab")
        if page.evaluate(CALLED) == wanted:
            return
    pytest.fail(f"no way by keys to “{wanted}”")


def worked_off() -> None:
    """The worker's part; the page finds out by itself."""
    run_import(Job.objects.order_by("-pk")[0].pk)


@pytest.fixture
def files(settings, tmp_path) -> None:
    settings.EXPORTS_DIR = tmp_path


@pytest.fixture
def corpus_file(tmp_path) -> str:
    path = tmp_path / "corpus.zip"
    return str(zipped(path, corpus() | {"quay corpus/more.zip": "PK"}))


def test_keys_alone_lead_from_the_file_to_the_report(
    files, corpus_file, sign_in, live_server, lena, project
):
    page = sign_in(lena)
    page.on("filechooser", lambda chooser: chooser.set_files(corpus_file))
    page.goto(f"{live_server.url}/imports/?project=harbour")
    press_until(page, "Format")
    page.keyboard.type("brat")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_label("File", exact=True)).to_have_value(re.compile("corpus.zip"))
    press_until(page, "Look at the file")
    page.keyboard.press("Enter")
    expect(page.locator("#import")).to_contain_text("Queued")
    press_until(page, "Cancel the import")
    with page.expect_response("**/progress"):
        pass
    expect(page.locator("#cancel")).to_be_focused()
    worked_off()
    expect(page.get_by_label("Attribution")).to_be_visible(timeout=20_000)
    press_until(page, "Attribution × 1")
    page.keyboard.type("Claim")
    press_until(page, "Only try it")
    page.keyboard.press("Enter")
    expect(page.locator("#import")).to_contain_text("Only tried")
    worked_off()
    back = page.get_by_role("link", name="Back to the choices, to import it")
    expect(back).to_be_visible(timeout=20_000)
    expect(page.locator("#import")).to_contain_text("A zip inside the zip is not read")
    press_until(page, "Back to the choices, to import it")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Attribution")).to_have_value("claim")
    press_until(page, "Import")
    page.keyboard.press("Enter")
    expect(page.locator("#import")).to_contain_text("Queued")
    worked_off()
    expect(page.get_by_role("link", name="Report (JSON)")).to_be_visible(timeout=20_000)
    press_until(page, "All rows to look at (CSV)")
    with page.expect_download() as download:
        page.keyboard.press("Enter")
    assert download.value.suggested_filename.endswith(".csv")
    assert Annotation.objects.filter(kind="claim").count() == 2
    connection.close()


def test_without_scripts_everything_is_a_page_of_its_own(
    files, corpus_file, browser, sign_in, live_server, lena, project
):
    within = browser.new_context(java_script_enabled=False)
    page = sign_in(lena, within)
    page.goto(f"{live_server.url}/imports/?project=harbour")
    page.get_by_label("Format").select_option("brat")
    page.get_by_label("File").set_input_files(corpus_file)
    page.get_by_role("button", name="Look at the file").click()
    expect(page.locator("#import")).to_contain_text("Queued")
    worked_off()
    page.get_by_role("link", name="Look again").click()
    page.get_by_label("Attribution").select_option("claim")
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.locator("#import")).to_contain_text("Queued")
    worked_off()
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("link", name="Report (JSON)")).to_be_visible()
    assert Annotation.objects.filter(kind="claim").count() == 2
    within.close()
    connection.close()
