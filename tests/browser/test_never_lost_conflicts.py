"""Somebody else was faster: both versions are shown, and nothing is decided without its maker."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Link
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.fragments import Part
from tests.browser.hands import reconnect, saved, tag
from tests.people import tag as tagged

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def crates(edda, revision) -> Annotation:
    return tagged(edda, revision, "claim", "12 crates and 3 barrels")


@pytest.fixture
def page(open_over, article, edda, crates) -> Page:
    """Edda's page with the card of her claim open."""
    page = open_over(edda, article)
    page.locator(f"#chip-{crates.pk}").click()
    expect(page.locator("#inspector [name=note]")).to_be_visible()
    return page


def write(page: Page, note: str) -> None:
    page.locator("#inspector [name=note]").fill(note)
    page.locator("#article").focus()


def by_emil(emil, crates, version=1, **values) -> None:
    update_annotation(actor=emil, annotation_id=crates.pk, version=version, **values)


def test_both_versions_are_marked_word_by_word(page, crates, emil):
    by_emil(emil, crates, note="Ask the harbour office", desk_status="unverified")
    write(page, "Ask the ferry office today")
    dialog = page.locator("#conflict")
    expect(dialog.get_by_role("heading", level=2)).to_have_text(
        "Claim C1 changed while you were editing"
    )
    mine, theirs = dialog.locator(".version").all()
    assert mine.locator("ins").all_text_contents() == ["ferry", " today"]
    assert theirs.locator("ins").all_text_contents() == ["harbour"]
    expect(theirs).to_contain_text("Saved by Emil")
    expect(dialog).to_contain_text("12 crates and 3 barrels")
    meanwhile = dialog.locator(".meanwhile")
    expect(meanwhile).to_contain_text("Not independently verified")
    expect(page.get_by_role("button", name="Keep mine")).to_be_visible()


def test_mine_is_kept_and_what_else_they_changed_stays(page, crates, emil):
    by_emil(emil, crates, note="Theirs", desk_status="unverified")
    write(page, "Mine")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    expect(page.locator("#inspector [name=desk_status]")).to_have_value("unverified")
    crates.refresh_from_db()
    assert (crates.note, crates.desk_status) == ("Mine", "unverified")


def test_theirs_is_taken_and_shown(page, crates, emil):
    by_emil(emil, crates, note="Theirs")
    write(page, "Mine")
    page.get_by_role("button", name="Take theirs").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("Theirs")
    expect(page.locator("#saved")).not_to_contain_text("decide")
    crates.refresh_from_db()
    assert (crates.note, crates.version) == ("Theirs", 2)


def test_both_are_merged_by_hand(page, crates, emil):
    by_emil(emil, crates, note="Theirs")
    write(page, "Mine")
    box = page.get_by_label("Note, merged by hand")
    expect(box).to_have_value("Mine\nTheirs")
    box.fill("Mine and theirs")
    page.get_by_role("button", name="Save the merged words").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("Mine and theirs")
    saved(page)
    crates.refresh_from_db()
    assert crates.note == "Mine and theirs"


def test_deciding_later_survives_a_reload_and_a_third_version(page, crates, emil):
    by_emil(emil, crates, note="Theirs")
    write(page, "Mine")
    page.get_by_role("button", name="Decide later").click()
    expect(page.locator("#undecided")).to_contain_text("1 change waits for your decision.")
    page.reload()
    expect(page.locator("#undecided")).to_contain_text("1 change waits for your decision.")
    expect(page.locator("#conflict")).to_have_count(0)
    by_emil(emil, crates, version=2, note="Theirs again")
    page.get_by_role("button", name="Decide now").click()
    expect(page.locator("#conflict .version").nth(1)).to_contain_text("Theirs again")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    expect(page.locator("#undecided")).to_be_hidden()
    crates.refresh_from_db()
    assert crates.note == "Mine"


def test_what_comes_after_it_for_the_same_tag_waits_for_the_decision(page, crates, emil, wire):
    by_emil(emil, crates, note="Theirs")
    wire.cut()
    write(page, "Mine")
    page.locator("#inspector [name=desk_status]").select_option("disputed")
    tag(page, "Monday", "2")
    reconnect(page, wire)
    expect(page.locator("#conflict")).to_be_visible()
    expect(page.locator("#article .chip:not(.is-local)")).to_have_count(2)
    crates.refresh_from_db()
    assert (crates.note, crates.desk_status) == ("Theirs", "unassessed")
    page.get_by_role("button", name="Take theirs").click()
    saved(page)
    crates.refresh_from_db()
    assert (crates.note, crates.desk_status) == ("Theirs", "disputed")


def test_a_field_that_both_changed_is_never_overwritten_unseen(page, crates, emil, wire):
    by_emil(emil, crates, note="Theirs", desk_status="unverified")
    wire.cut()
    write(page, "Mine")
    page.locator("#inspector [name=desk_status]").select_option("disputed")
    reconnect(page, wire)
    expect(page.locator("#conflict .version").first).to_contain_text("Mine")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#conflict .version").first).to_contain_text("Disputed")
    expect(page.locator("#conflict .version").nth(1)).to_contain_text("Not independently verified")
    page.get_by_role("button", name="Take theirs").click()
    expect(page.locator("#conflict")).to_have_count(0)
    saved(page)
    crates.refresh_from_db()
    assert (crates.note, crates.desk_status) == ("Mine", "unverified")


def test_the_same_on_both_sides_is_no_conflict(page, crates, emil):
    by_emil(emil, crates, note="The same")
    write(page, "The same")
    saved(page)
    expect(page.locator("#conflict")).to_have_count(0)
    crates.refresh_from_db()
    assert crates.version == 2


def test_other_words_are_compared_as_words(page, crates, emil, revision):
    start = revision.text.index("12 crates")
    by_emil(emil, crates, fragments=[Part(start, start + 9, "12 crates")])
    page.keyboard.press("{")
    expect(page.locator("#conflict h2")).to_be_visible()
    mine, theirs = page.locator("#conflict .version").all()
    expect(mine).to_contain_text("12 crates and 3")
    assert mine.locator("ins").all_text_contents() == [" and 3"]
    expect(theirs).to_contain_text("12 crates")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    crates.refresh_from_db()
    assert crates.quote == "12 crates and 3"


def test_another_kind_and_a_deletion_are_asked_about(page, crates, emil):
    by_emil(emil, crates, note="Theirs")
    page.keyboard.press("2")
    expect(page.locator("#conflict .version").first).to_contain_text("Source")
    expect(page.locator("#conflict .version").nth(1)).to_contain_text("Claim")
    page.get_by_role("button", name="Take theirs").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("Theirs")
    by_emil(emil, crates, version=2, note="Theirs again")
    page.keyboard.press("Delete")
    expect(page.locator("#conflict .version").first).to_contain_text("delete it")
    expect(page.locator("#conflict .meanwhile")).to_contain_text("Theirs again")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#article .chip")).to_have_count(0)
    crates.refresh_from_db()
    assert crates.deleted_at is not None


def test_a_tag_that_was_deleted_comes_back_with_mine(page, crates, emil):
    delete_annotation(actor=emil, annotation_id=crates.pk, version=1)
    write(page, "Mine")
    dialog = page.locator("#conflict")
    expect(dialog.get_by_role("heading", level=2)).to_have_text(
        "Claim C1 was deleted while you were editing"
    )
    expect(dialog).to_contain_text("Emil deleted it")
    expect(dialog.locator(".version")).to_contain_text("Mine")
    page.get_by_role("button", name="Bring it back with mine").click()
    expect(page.locator("#conflict")).to_have_count(0)
    saved(page)
    crates.refresh_from_db()
    assert (crates.note, crates.deleted_at) == ("Mine", None)


def test_a_tag_that_was_changed_and_deleted_is_asked_about_twice(page, crates, emil):
    by_emil(emil, crates, note="Theirs")
    delete_annotation(actor=emil, annotation_id=crates.pk, version=2)
    write(page, "Mine")
    page.get_by_role("button", name="Bring it back with mine").click()
    expect(page.locator("#conflict .version").nth(1)).to_contain_text("Theirs")
    page.get_by_role("button", name="Take theirs").click()
    saved(page)
    crates.refresh_from_db()
    assert (crates.note, crates.deleted_at) == ("Theirs", None)


def test_a_tag_that_was_deleted_can_be_let_go(page, crates, emil):
    delete_annotation(actor=emil, annotation_id=crates.pk, version=1)
    write(page, "Mine")
    page.get_by_role("button", name="Let it go").click()
    expect(page.locator("#conflict")).to_have_count(0)
    expect(page.locator("#undecided")).to_be_hidden()
    crates.refresh_from_db()
    assert crates.deleted_at is not None


def test_deleting_what_is_deleted_is_done(page, crates, emil):
    delete_annotation(actor=emil, annotation_id=crates.pk, version=1)
    page.keyboard.press("Delete")
    expect(page.locator("#article .chip")).to_have_count(0)
    saved(page)
    expect(page.locator("#conflict")).to_have_count(0)


def test_a_link_to_what_was_deleted_brings_it_back(page, crates, emil, edda, revision):
    source = tagged(edda, revision, "source", "The harbour office")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.locator(f"#chip-{crates.pk}").click()
    expect(page.locator("#inspector [name=note]")).to_be_visible()
    delete_annotation(actor=emil, annotation_id=source.pk, version=1)
    page.keyboard.press("l")
    page.keyboard.type("S1")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Bring it back with mine").click()
    expect(page.locator("#inspector .linkchip")).to_contain_text("S1")
    saved(page)
    assert Link.objects.get(origin=crates).target == source


def test_two_conflicts_come_one_after_the_other(page, crates, emil, edda, revision, wire):
    other = tagged(edda, revision, "claim", "on Monday")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    wire.answer("503 Service Unavailable", to="POST")
    for each in (crates, other):
        page.keyboard.press("j")
        expect(page.locator("#inspector h2")).to_have_text(f"Claim {each.label}")
        expect(page.locator("#inspector [name=note]")).to_be_visible()
        write(page, f"Mine {each.label}")
        by_emil(emil, each, note="Theirs")
    reconnect(page, wire)
    heading = page.locator("#conflict h2")
    expect(heading).to_have_text("Claim C1 changed while you were editing")
    page.get_by_role("button", name="Keep mine").click()
    expect(heading).to_have_text("Claim C2 changed while you were editing")
    page.get_by_role("button", name="Keep mine").click()
    saved(page)
    for each in (crates, other):
        each.refresh_from_db()
        assert each.note == f"Mine {each.label}"


def test_what_i_did_elsewhere_myself_beside_the_claim_is_no_conflict(
    page, crates, edda, revision, wire
):
    """Editing a source voids the claim's sign-off and so adds a version to it: by the same hand."""
    source = tagged(edda, revision, "source", "The harbour office")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.locator(f"#chip-{crates.pk}").click()
    expect(page.locator("#inspector [name=note]")).to_be_visible()
    wire.cut()
    page.keyboard.press("l")
    page.keyboard.type("S1")
    page.keyboard.press("Enter")
    write(page, "After the link")
    reconnect(page, wire)
    saved(page)
    expect(page.locator("#conflict")).to_have_count(0)
    crates.refresh_from_db()
    assert (crates.note, crates.links.get().target) == ("After the link", source)
