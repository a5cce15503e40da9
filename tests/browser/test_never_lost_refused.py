"""What the server refuses is not dropped: it says why, and stays until somebody lets it go."""

import pytest
from playwright.sync_api import expect

from annotations.models import Annotation, Membership
from tests.browser.hands import saved, tag
from tests.people import tag as tagged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ALTER = """(words) => {
  const walker = document.createTreeWalker(
    document.getElementById("article"), NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    walker.currentNode.data = walker.currentNode.data.replace(...words);
  }
}"""


def test_words_that_do_not_stand_there_are_refused_in_words(open_over, article, edda):
    page = open_over(edda, article)
    page.evaluate(ALTER, ["12 crates and", "13 crates and"])
    tag(page, "13 crates")
    expect(page.locator("#messages")).to_have_text(
        "The text at this place no longer reads as you selected it. Select it again."
    )
    expect(page.locator("#saved")).to_have_text("1 change refused")
    assert page.evaluate("CSS.highlights.has('pending')") is False
    page.locator("#saved").click()
    row = page.locator("#device li")
    expect(row).to_contain_text("Claim 13 crates")
    expect(row).to_contain_text("no longer reads as you selected it")
    row.get_by_role("button", name="Discard").click()
    expect(page.locator("#device")).to_contain_text("Nothing waits here.")
    page.keyboard.press("Escape")
    expect(page.locator("#saved")).not_to_contain_text("refused")


def test_a_field_keeps_what_was_typed_when_a_rule_refuses_it(open_over, article, edda, revision):
    claim = tagged(edda, revision, "claim", "12 crates")
    page = open_over(edda, article)
    page.locator("mark.m").click()
    page.locator("summary", has_text="Wording and figure").click()
    figure = page.locator("#inspector [name=figure_value]")
    figure.fill("a dozen")
    page.locator("#article").focus()
    expect(page.locator("#messages")).to_contain_text("Write the figure in digits")
    expect(figure).to_have_value("a dozen")
    expect(figure).to_have_attribute("aria-invalid", "true")
    page.locator("#saved").click()
    expect(page.locator("#device li")).to_contain_text("Figure of C1 a dozen")
    page.keyboard.press("Escape")
    figure.fill("12")
    page.locator("#article").focus()
    saved(page)
    expect(figure).not_to_have_attribute("aria-invalid", "true")
    page.locator("#saved").click()
    expect(page.locator("#device li")).to_have_count(1)  # mended, so the refused one is gone
    claim.refresh_from_db()
    assert claim.attributes["figure"]["value"] == 12


def test_who_may_not_is_told_who_may_and_the_field_is_rolled_back(
    open_over, article, edda, revision, context
):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    tagged(edda, revision, "claim", "12 crates", note="Stored")
    page = open_over(edda, article)
    page.locator("mark.m").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("Stored")
    Membership.objects.filter(user=edda).update(role="viewer")
    page.locator("#inspector [name=note]").fill("Typed with care")
    page.locator("#article").focus()
    expect(page.locator("#messages")).to_have_text(
        "This needs the role editor or reviewer or lead. Nothing was changed. Ask your lead for it."
    )
    expect(page.locator("#inspector [name=note]")).to_have_value("Stored")
    page.reload()  # a viewer may not open the page again, but a lead can give the role back
    Membership.objects.filter(user=edda).update(role="editor")
    page.reload()
    expect(page.locator("#saved")).to_have_text("1 change refused")
    page.locator("#saved").click()
    row = page.locator("#device li")
    expect(row).to_contain_text("Note of C1 Typed with care")
    expect(row).to_contain_text("This needs the role editor")
    row.get_by_role("button", name="Copy").click()
    expect(page.locator("#live")).to_have_text("Copied.")
    assert page.evaluate("navigator.clipboard.readText()") == "Typed with care"
    row.get_by_role("button", name="Try again").click()
    expect(row).to_contain_text("Saved")
    assert Annotation.objects.get().note == "Typed with care"


def test_who_left_the_project_is_told_and_loses_nothing(open_over, article, edda):
    page = open_over(edda, article)
    Membership.objects.filter(user=edda).delete()
    tag(page, "12 crates")
    expect(page.locator("#messages")).to_contain_text("no longer a member of its project")
    expect(page.locator("#saved")).to_have_text("1 change refused")
