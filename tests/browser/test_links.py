"""Links with mouse and keyboard: many at once, to other stories, and what they mean."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from annotations.models import Annotation, Link
from annotations.services.articles import create_article
from annotations.services.links import add_link
from tests.browser.hands import clean, saved
from tests.browser.storm import *  # noqa: F403
from tests.browser.storm import linked_to, show
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_a_marker_is_linked_with_many_claims_by_ticks(annotating, storm, fleet, mole, marker):
    page = annotating(storm)
    show(page, marker)
    page.get_by_role("button", name="Link to claims…").click()
    dialog = page.locator("#claims")
    expect(dialog).to_contain_text("Link V1 to claims")
    for words in ("12 tugs", "the mole"):
        dialog.get_by_role("option", name=words).click()
    dialog.get_by_role("button", name="Link 2 claims").click()
    expect(page.locator("#inspector .linkchip")).to_have_count(2)
    saved(page)
    assert linked_to(marker) == {"C1", "C4"}
    expect(page.locator(".chip.is-peer")).to_have_count(2)
    page.keyboard.press("u")
    expect(page.locator("#inspector .linkchip")).to_have_count(0)
    saved(page)
    assert linked_to(marker) == set()


def test_by_keyboard_a_number_and_enter_tick_and_ctrl_enter_links(
    annotating, storm, fleet, mole, marker
):
    page = annotating(storm)
    show(page, marker)
    page.locator("#inspector [data-command=link-many]").press("Enter")
    field = page.get_by_role("combobox", name="Words or number of the claim")
    expect(field).to_be_focused()
    for number in ("C2", "C3"):
        page.keyboard.type(number)
        page.keyboard.press("Enter")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#inspector .linkchip")).to_have_count(2)
    saved(page)
    assert linked_to(marker) == {"C2", "C3"}


def test_shift_ticks_all_claims_between_here_and_there(annotating, storm, fleet, mole, marker):
    page = annotating(storm)
    show(page, marker)
    page.locator("[data-command=link-many]").click()
    options = page.locator("#claims [role=option]")
    options.nth(0).click()
    options.nth(2).click(modifiers=["Shift"])
    expect(page.locator("#claims [data-go]")).to_have_text("Link 3 claims")
    page.get_by_role("button", name="None").click()
    expect(page.locator("#claims [data-go]")).to_be_disabled()
    options.nth(1).click()
    options.nth(3).click()
    page.get_by_role("button", name="All in between").click()
    expect(page.locator("#claims [data-go]")).to_have_text("Link 3 claims")


def test_a_source_is_linked_with_the_claims_of_its_paragraph_by_one_type(
    annotating, storm, edda, text, fleet, mole
):
    office = tag(edda, text, "source", "The harbour office")
    page = annotating(storm)
    show(page, office)
    page.locator("[data-command=link-many]").click()
    page.locator("#claims select").select_option("denied_by")
    page.get_by_role("button", name="This paragraph").click()
    page.locator("#claims [data-go]").click()
    expect(page.locator("#inspector .linkchip")).to_have_count(2)
    saved(page)
    assert linked_to(office) == {"C2", "C3"}
    assert set(Link.objects.values_list("type", flat=True)) == {"denied_by"}


def test_claims_that_are_linked_already_cannot_be_ticked(annotating, storm, fleet, marker, edda):
    add_link(actor=edda, annotation_id=fleet[1].pk, type="qualified_by", target_id=marker.pk)
    page = annotating(storm)
    show(page, marker)
    page.locator("[data-command=link-many]").click()
    option = page.get_by_role("option", name="4 ferries")
    expect(option).to_have_attribute("aria-disabled", "true")
    expect(option).to_contain_text("linked already")
    page.get_by_role("button", name="All", exact=True).click()
    expect(page.locator("#claims [data-go]")).to_have_text("Link 2 claims")


def test_from_the_end_of_a_source_a_link_leaves_the_claim(annotating, storm, edda, text, mole):
    pilot = tag(edda, text, "source", "A pilot")
    page = annotating(storm)
    show(page, pilot)
    page.keyboard.press("l")
    expect(page.locator("#chooser [role=option]")).to_have_count(1)
    page.keyboard.type("mole")
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .linkchip")).to_have_count(1)
    saved(page)
    link = Link.objects.get()
    assert (link.origin, link.type, link.target) == (mole, "attributed_to", pilot)


@pytest.fixture
def far(edda, lena, project) -> Annotation:
    """A claim of another story."""
    text = "Pilots speak\n\nThe mole was closed."
    other = create_article(actor=lena, project=project, text=text, headline="Pilots speak")
    return tag(edda, other.revision, "claim", "The mole was closed")


def test_a_claim_of_another_story_is_found_by_words_and_linked_by_keyboard(
    annotating, storm, mole, marker, far
):
    page = annotating(storm)
    show(page, mole)
    page.keyboard.press("l")
    options = page.locator("#chooser [role=option]")
    expect(options).to_have_count(1)
    page.keyboard.type("mole clo")
    expect(options).to_have_count(1)
    expect(options).to_contain_text("C1 The mole was closed")
    expect(options).to_contain_text("Pilots speak")
    expect(options).to_have_attribute("aria-selected", "true")
    types = page.locator("#chooser option:not([disabled])")
    assert types.evaluate_all("all => all.map(one => one.value)") == [
        "contradicts",
        "updates",
        "repeats",
    ]
    clean(page)
    page.keyboard.press("Enter")
    expect(page.locator("#inspector .linkchip")).to_contain_text("The mole was closed")
    saved(page)
    link = Link.objects.get()
    assert (link.origin, link.type, link.target) == (mole, "repeats", far)


def test_tags_of_this_story_come_first_and_stay_chosen(
    annotating, storm, mole, marker, far, edda, text
):
    pilot = tag(edda, text, "claim", "A pilot said the mole was never closed")
    page = annotating(storm)
    show(page, mole)
    page.keyboard.press("l")
    page.keyboard.type("mole")
    options = page.locator("#chooser [role=option]")
    expect(options).to_have_count(2)
    expect(options.nth(0)).to_contain_text("A pilot said")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    page.keyboard.type(" closed")
    expect(options).to_have_count(2)
    page.keyboard.press("Enter")
    saved(page)
    assert Link.objects.get().target == pilot
    page.keyboard.press("l")
    page.keyboard.type("nothing of the sort")
    expect(page.locator("#chooser [data-nothing]")).to_be_visible()


def test_from_a_source_no_other_story_is_searched(annotating, storm, edda, text, mole, far):
    pilot = tag(edda, text, "source", "A pilot")
    page = annotating(storm)
    asked = []
    page.on("request", lambda request: asked.append(request.url))
    show(page, pilot)
    page.keyboard.press("l")
    page.keyboard.type("closed")
    expect(page.locator("#chooser [role=option]")).to_have_count(1)
    page.keyboard.press("Enter")
    saved(page)
    assert not [url for url in asked if "/api/" in url]


def test_a_claim_of_another_story_is_linked_by_its_address(
    annotating, storm, mole, far, live_server
):
    page = annotating(storm)
    show(page, mole)
    page.keyboard.press("l")
    address = live_server.url + reverse("annotation-read", args=[far.pk])
    page.locator("#chooser input").fill(address)
    expect(page.locator("#chooser [role=option]")).to_contain_text("The claim of another story")
    types = page.locator("#chooser option:not([disabled])")
    assert types.evaluate_all("all => all.map(one => one.value)") == [
        "contradicts",
        "updates",
        "repeats",
    ]
    page.locator("#chooser select").select_option("contradicts")
    page.locator("#chooser input").press("Enter")
    expect(page.locator("#inspector .linkchip")).to_contain_text("The mole was closed")
    saved(page)
    link = Link.objects.get()
    assert (link.origin, link.type, link.target) == (mole, "contradicts", far)


def test_what_a_link_means_is_changed_in_its_chip(annotating, storm, edda, text, mole):
    pilot = tag(edda, text, "source", "A pilot")
    page = annotating(storm)
    show(page, mole)
    page.keyboard.press("l")
    page.keyboard.press("Enter")
    choice = page.get_by_role("combobox", name="What the link with S1 means")
    choice.select_option("relayed_by")
    expect(page.locator("#gate")).to_contain_text("has no finding")
    saved(page)
    expect(choice).to_have_value("relayed_by")
    assert Link.objects.get(origin=mole, target=pilot).type == "relayed_by"
    page.keyboard.press("u")
    expect(choice).to_have_value("attributed_to")
