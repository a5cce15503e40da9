"""Splits, merges, the ruler and hit-testing, with mouse and keyboard."""

import pytest
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article
from annotations.services.articles import create_article
from annotations.services.long_articles import make_long_article
from annotations.services.people import system_actor
from tests.browser.hands import clean, drag, saved
from tests.browser.storm import *  # noqa: F403
from tests.browser.storm import show
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

ARABIC = """قال مسؤولون محليون إن 1,900 منزل على الأقل فقدت الكهرباء والمياه.

لم يتم التحقق من هذه الأرقام بشكل مستقل.
"""


# Split and merge ----------------------------------------------------------------------------------


def more(page: Page, name: str) -> None:
    part = page.locator("#inspector details.card-more")
    if part.get_attribute("open") is None:
        part.locator("summary").click()
    part.get_by_role("button", name=name).click()


def test_selected_words_become_a_claim_of_their_own(annotating, storm, edda, text):
    whole = tag(edda, text, "claim", "12 tugs, 4 ferries and 9 barges have been sunk")
    page = annotating(storm)
    show(page, whole)
    drag(page, "4 ferries", "4 ferries")
    more(page, "Split…")
    dialog = page.locator("#split")
    pieces = dialog.locator("li")
    expect(pieces).to_have_count(3)
    expect(dialog.get_by_role("radio", name="new claim").nth(1)).to_be_checked()
    dialog.get_by_role("button", name="Split").click()
    expect(page.locator("#inspector h2")).to_have_text("Claim C2")
    saved(page)
    whole.refresh_from_db()
    assert whole.quote == "12 tugs … and 9 barges have been sunk"
    assert Annotation.objects.latest("created_at").quote == "4 ferries"
    page.keyboard.press("u")
    expect(page.locator("#article .chip")).to_have_count(1)
    saved(page)
    whole.refresh_from_db()
    assert whole.quote == "12 tugs, 4 ferries and 9 barges have been sunk"


def test_parts_are_divided_and_a_verb_stays_with_both(annotating, storm, edda, text):
    whole = tag(edda, text, "claim", "12 tugs 🧊", "4 ferries", "have been sunk")
    page = annotating(storm)
    show(page, whole)
    more(page, "Split…")
    dialog = page.locator("#split")
    dialog.locator("li", has_text="12 tugs").get_by_label("stays").check()
    dialog.locator("li", has_text="4 ferries").get_by_label("new claim").check()
    dialog.locator("li", has_text="have been").get_by_label("both").check()
    clean(page)
    dialog.get_by_role("button", name="Split").click()
    expect(page.locator("#inspector h2")).to_have_text("Claim C2")
    saved(page)
    quotes = Annotation.objects.order_by("ordinal").values_list("quote", flat=True)
    assert list(quotes) == ["12 tugs 🧊 … have been sunk", "4 ferries … have been sunk"]


def test_both_claims_need_words_of_their_own(annotating, storm, fleet):
    page = annotating(storm)
    show(page, fleet[0])
    more(page, "Split…")
    dialog = page.locator("#split")
    for radio in dialog.get_by_label("new claim").all():
        radio.check()
    expect(dialog.get_by_role("button", name="Split")).to_be_disabled()
    expect(dialog).to_contain_text("Each claim needs words of its own")


def test_a_claim_in_one_piece_says_how_it_is_split(annotating, storm, mole):
    page = annotating(storm)
    show(page, mole)
    more(page, "Split…")
    expect(page.locator("#split")).to_be_hidden()
    expect(page.locator("#messages")).to_contain_text("Select the words inside C1")


def test_two_claims_are_merged_and_undo_makes_them_two_again(annotating, storm, fleet, mole):
    page = annotating(storm)
    show(page, fleet[1])
    more(page, "Merge with…")
    dialog = page.locator("#claims")
    expect(dialog).to_contain_text("The finding of C2 stays")
    dialog.get_by_role("option", name="9 barges").click()
    clean(page)
    dialog.get_by_role("button", name="Merge C3 into C2").click()
    words = page.locator("#inspector blockquote")
    expect(words).to_have_text("4 ferries … 9 barges have been sunk")
    expect(page.locator("#article .chip")).to_have_count(3)
    saved(page)
    fleet[2].refresh_from_db()
    assert fleet[2].deleted_at
    page.keyboard.press("u")
    expect(page.locator("#article .chip")).to_have_count(4)
    saved(page)
    fleet[2].refresh_from_db()
    assert fleet[2].deleted_at is None


# Hit-testing --------------------------------------------------------------------------------------


def clicked(page: Page, words: str, times: int) -> list[str]:
    """Labels of the tags that become the active one by clicking so often at ``words``."""
    labels = []
    for _ in range(times):
        page.locator("mark.m", has_text=words).first.click()
        label = page.locator(".chip[aria-current] b")
        labels.append(label.inner_text())
    return labels


def test_a_click_takes_the_smallest_of_three_nested_spans_and_goes_round(
    annotating, storm, edda, text
):
    for words in ("said 12 tugs, 4 ferries and 9 barges", "12 tugs, 4 ferries", "4 ferries"):
        tag(edda, text, "claim", words)
    page = annotating(storm)
    assert clicked(page, "4 ferries", 5) == ["C3", "C2", "C1", "C3", "C2"]
    page.locator("mark.m", has_text="and 9 barges").click()
    expect(page.locator(".chip[aria-current] b")).to_have_text("C1")
    assert clicked(page, "4 ferries", 1) == ["C3"]


def test_equal_spans_of_three_kinds_are_all_reached(annotating, storm, edda, text):
    for kind in ("claim", "source", "status"):
        tag(edda, text, kind, "9 barges")
    page = annotating(storm)
    labels = clicked(page, "9 barges", 6)
    assert set(labels[:3]) == {"C1", "S1", "V1"}
    assert labels[:3] == labels[3:]


def test_overlapping_and_discontinuous_spans_are_hit_where_they_lie(annotating, storm, edda, text):
    tag(edda, text, "claim", "12 tugs, 4 ferries", "have been sunk")
    tag(edda, text, "claim", "4 ferries and 9 barges have been sunk by Monday")
    page = annotating(storm)
    assert clicked(page, "4 ferries", 2) == ["C1", "C2"]
    assert clicked(page, "have been sunk", 2) == ["C1", "C2"]
    page.locator("mark.m", has_text="by Monday").click()
    expect(page.locator(".chip[aria-current] b")).to_have_text("C2")


def test_the_label_of_many_that_end_together_goes_round_them(annotating, storm, edda, text):
    for words in ("9 barges", "4 ferries and 9 barges", "12 tugs, 4 ferries and 9 barges"):
        tag(edda, text, "claim", words)
    page = annotating(storm)
    label = page.locator(".ref[data-n='+3']")
    seen = []
    for _ in range(4):
        label.click()
        seen.append(page.locator(".chip[aria-current] b").inner_text())
    assert seen == ["C1", "C2", "C3", "C1"]


# The ruler ----------------------------------------------------------------------------------------


def bars(page: Page, name: str) -> int:
    drawn = page.locator(f"#ruler path.{name}").get_attribute("d") or ""
    return drawn.count("M")


def test_the_ruler_has_a_bar_for_every_part_and_follows_what_changes(
    annotating, storm, fleet, marker
):
    page = annotating(storm)
    page.wait_for_selector("#ruler path.claim[d]")
    assert (bars(page, "claim"), bars(page, "source"), bars(page, "status")) == (5, 0, 1)
    show(page, marker)
    page.locator("[data-command=link-many]").click()
    page.get_by_role("button", name="All", exact=True).click()
    page.locator("#claims [data-go]").click()
    saved(page)
    page.wait_for_function(
        "() => (document.querySelector('#ruler .peers').getAttribute('d') ?? '').length > 50"
    )
    assert (bars(page, "active"), bars(page, "peers")) == (1, 5)
    drag(page, "A pilot", "A pilot")
    page.keyboard.press("2")
    page.wait_for_function(
        "() => document.querySelector('#ruler path.source').getAttribute('d').includes('M')"
    )


@pytest.fixture
def long_story(project, db) -> Article:
    return make_long_article(actor=system_actor(), project=project, words=3200, annotations=300)


IN_VIEW = """(label) => {
  const chip = Array.from(document.querySelectorAll(".chip")).find((one) =>
    one.dataset.label === label);
  const mark = document.querySelector(`mark[data-a~="${chip.dataset.a}"]`);
  const { top, bottom } = mark.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}"""


def test_a_press_on_the_ruler_goes_to_the_place_and_shows_where_one_is(annotating, long_story):
    page = annotating(long_story)
    page.wait_for_selector("#ruler path.claim[d]")
    last = long_story.annotations.filter(kind="status").order_by("-ordinal").first()
    assert not page.evaluate(IN_VIEW, last.label)
    top = page.locator("#ruler .view").get_attribute("y")
    share = last.fragments[0].start / len(last.revision.text)
    box = page.locator("#ruler svg").bounding_box()
    page.mouse.click(box["x"] + 9.5, box["y"] + share * box["height"])
    page.wait_for_function(IN_VIEW, arg=last.label)
    page.wait_for_function(
        "(top) => document.querySelector('#ruler .view').getAttribute('y') !== top", arg=top
    )
    expect(page.locator("#article")).to_be_visible()


def test_in_an_arabic_story_the_ruler_lies_on_the_left_mirrored(annotating, project, lena, edda):
    made = create_article(
        actor=lena, project=project, text=ARABIC, language="ar", direction="rtl", headline="سد"
    ).article
    tag(edda, made.current_revision, "status", "لم يتم التحقق من هذه الأرقام")
    page = annotating(made)
    page.wait_for_selector("#ruler path.status[d]")
    ruler = page.locator("#ruler").bounding_box()
    assert ruler["x"] == 0
    lane = page.locator("#ruler path.status").bounding_box()
    drawing = page.locator("#ruler svg").bounding_box()
    assert lane["x"] < drawing["x"] + drawing["width"] / 2


def test_on_a_narrow_screen_there_is_no_ruler(annotating, storm, fleet):
    page = annotating(storm, width=390, height=844)
    expect(page.locator("#ruler")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken_in_the_dialogs(
    annotating, storm, fleet, mole, marker, scheme
):
    page = annotating(storm)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    show(page, marker)
    page.locator("[data-command=link-many]").click()
    page.locator("#claims [role=option]").nth(1).click()
    clean(page)
    page.get_by_role("button", name="Cancel").click()
    show(page, fleet[0])
    more(page, "Split…")
    clean(page)


def test_the_dialogs_fit_a_phone(annotating, storm, fleet, marker):
    page = annotating(storm, width=390, height=844)
    show(page, marker)
    page.locator("[data-command=link-many]").click()
    expect(page.locator("#claims [role=option]")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    clean(page)
