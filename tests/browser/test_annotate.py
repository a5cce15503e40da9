"""The annotate page in Chromium, with mouse and keyboard: stored is what was selected."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article, Link
from annotations.services.annotations import update_annotation
from annotations.services.articles import create_article
from annotations.services.reviews import submit_claim
from tests.browser.hands import clean, drag, hand_in, saved
from tests.people import tag

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = """Farmers 👩🏽‍🌾🇺🇳 count 1,900 lost sheep, they say

Two farmers 👩🏽‍🌾 who spoke to us said the dam had been opened on purpose 🧊 before dawn.

The figures e\u0301te\u0301 have not been independently verified.

29 planes and 3 helicopters have been lost.
"""
ARABIC = """قال مسؤولون محليون إن 1,900 منزل على الأقل فقدت الكهرباء والمياه.

لم يتم التحقق من هذه الأرقام بشكل مستقل.
"""


@pytest.fixture
def farm(project, lena) -> Article:
    return create_article(actor=lena, project=project, text=TEXT, language="en").article


def tagged(page: Page, key: str) -> Annotation:
    before = Annotation.objects.count()
    page.keyboard.press(key)
    expect(page.locator("#article .chip")).to_have_count(before + 1)
    saved(page)
    return Annotation.objects.latest("created_at")


def reads(annotation: Annotation) -> list[str]:
    text = annotation.revision.text
    return [text[span.start : span.end] for span in annotation.fragments]


def test_a_drag_over_emoji_is_stored_in_code_points(annotating, farm):
    page = annotating(farm)
    drag(page, "farmers 👩🏽‍🌾 who", "purpose")
    claim = tagged(page, "1")
    assert reads(claim) == [
        "farmers 👩🏽‍🌾 who spoke to us said the dam had been opened on purpose"
    ]
    assert claim.quote == reads(claim)[0]


def test_a_drag_inside_words_takes_the_whole_words(annotating, farm):
    page = annotating(farm)
    drag(page, "armers 👩🏽‍🌾 wh", "spok")
    assert reads(tagged(page, "2")) == ["farmers 👩🏽‍🌾 who spoke"]


def test_with_alt_the_characters_count_but_never_half_of_one(annotating, farm):
    page = annotating(farm)
    page.evaluate(
        """() => {
          const node = document.querySelector("#row-2 .blk").firstChild;
          const place = node.data.indexOf("te\u0301 have");
          const range = document.createRange();
          range.setStart(node, place);
          range.setEnd(node, place + 2);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }"""
    )
    expect(page.locator("#selection-bar")).to_be_visible()
    assert reads(tagged(page, "1")) == ["e\u0301te\u0301"]


def test_a_drag_over_two_paragraphs_is_one_span(annotating, farm):
    page = annotating(farm)
    drag(page, "before dawn", "verified")
    [words] = reads(tagged(page, "1"))
    assert words.startswith("before dawn.\n\nThe figures")
    assert words.endswith("independently verified")


def test_a_triple_click_selects_the_paragraph_and_nothing_else(annotating, farm, edda):
    tag(edda, farm.current_revision, "status", "not been independently verified")
    page = annotating(farm)
    page.locator("#row-1 .blk").click(click_count=3, position={"x": 30, "y": 15})
    block = farm.current_revision.blocks[1]
    words = farm.current_revision.text[block["start"] : block["end"]]
    assert reads(tagged(page, "1")) == [words]


def test_a_selection_over_existing_marks_is_exact(annotating, farm, edda):
    tag(edda, farm.current_revision, "source", "Two farmers 👩🏽‍🌾 who spoke to us")
    tag(edda, farm.current_revision, "claim", "the dam had been opened on purpose")
    page = annotating(farm)
    drag(page, "Two", "purpose")
    assert reads(tagged(page, "1")) == [
        "Two farmers 👩🏽‍🌾 who spoke to us said the dam had been opened on purpose"
    ]
    texts = page.eval_on_selector_all("#article .blk", "all => all.map(one => one.textContent)")
    expected = [
        farm.current_revision.text[block["start"] : block["end"]]
        for block in farm.current_revision.blocks
    ]
    assert texts == expected


def test_arabic_is_selected_and_labelled_outside_words(annotating, project, lena):
    made = create_article(
        actor=lena, project=project, text=ARABIC, language="ar", direction="rtl", headline="سد"
    )
    page = annotating(made.article)
    page.evaluate(
        """() => {
          const node = document.querySelector(".blk").firstChild;
          const range = document.createRange();
          range.setStart(node, node.data.indexOf("1,900"));
          range.setEnd(node, node.data.indexOf("على") + 2);
          getSelection().addRange(range);
        }"""
    )
    expect(page.locator("#selection-bar")).to_be_visible()
    assert reads(tagged(page, "1")) == ["1,900 منزل على"]


def test_three_quick_tags_are_all_stored(annotating, farm):
    page = annotating(farm)
    for words in ("1,900", "dam", "planes"):
        drag(page, words, words)
        page.keyboard.press("1")
    expect(page.locator("#article .chip")).to_have_count(3)
    saved(page)
    assert set(Annotation.objects.values_list("quote", flat=True)) == {"1,900", "dam", "planes"}


def test_a_second_part_makes_a_discontinuous_claim(annotating, farm):
    page = annotating(farm)
    drag(page, "29 planes", "planes")
    claim = tagged(page, "1")
    expect(page.locator("#inspector h2")).to_have_text("Claim C1")
    drag(page, "have been lost", "have been lost")
    page.keyboard.press("f")
    expect(page.locator("#inspector blockquote")).to_have_text("29 planes … have been lost")
    saved(page)
    claim.refresh_from_db()
    assert reads(claim) == ["29 planes", "have been lost"]
    expect(page.locator(".gap")).to_have_attribute("data-n", "C1…")


def test_edges_move_by_words(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "dam had been opened")
    page = annotating(farm)
    page.locator("mark.m").click()
    expect(page.locator("#inspector h2")).to_be_visible()
    for key, words in (
        ("[", "the dam had been opened"),
        ("}", "the dam had been opened on"),
        ("]", "dam had been opened on"),
        ("{", "dam had been opened"),
    ):
        page.keyboard.press(key)
        expect(page.locator("#inspector blockquote")).to_have_text(words)
    saved(page)
    claim.refresh_from_db()
    assert reads(claim) == ["dam had been opened"]


def test_a_click_takes_the_smallest_span_and_the_next_click_the_next(annotating, farm, edda):
    tag(edda, farm.current_revision, "claim", "the dam had been opened on purpose")
    tag(edda, farm.current_revision, "claim", "opened on purpose")
    page = annotating(farm)
    inner = page.locator("mark.m", has_text="opened on purpose")
    inner.click()
    expect(page.locator("#inspector h2")).to_have_text("Claim C2")
    inner.click()
    expect(page.locator("#inspector h2")).to_have_text("Claim C1")


def test_linking_by_keyboard_alone(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "the dam had been opened on purpose")
    source = tag(edda, farm.current_revision, "source", "Two farmers")
    marker = tag(edda, farm.current_revision, "status", "not been independently verified")
    page = annotating(farm)
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#inspector h2")).to_have_text("Claim C1")
    for links, typed in enumerate(("S1", "verified"), start=1):
        page.keyboard.press("l")
        expect(page.locator("#chooser input")).to_be_focused()
        page.keyboard.type(typed)
        page.keyboard.press("Enter")
        expect(page.locator("#chooser")).to_be_hidden()
        expect(page.locator("#inspector .linkchip")).to_have_count(links)
    saved(page)
    links = Link.objects.filter(origin=claim).values_list("type", "target_id")
    assert set(links) == {("attributed_to", source.pk), ("qualified_by", marker.pk)}
    expect(page.locator("mark.is-peer")).to_have_count(2)


def test_a_tag_can_be_pointed_at_in_the_text(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "the dam had been opened on purpose")
    tag(edda, farm.current_revision, "source", "Two farmers")
    page = annotating(farm)
    page.locator("mark.k-claim").click()
    page.locator("#inspector [data-command=link]").click()
    page.locator("[data-point]").click()
    page.locator("mark.k-source").click()
    expect(page.locator("#inspector .linkchip")).to_have_count(1)
    saved(page)
    assert Link.objects.get(origin=claim).type == "attributed_to"


def test_while_pointing_a_new_tag_is_linked_at_once(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "the dam had been opened on purpose")
    page = annotating(farm)
    page.locator("mark.k-claim").click()
    page.locator("#inspector [data-command=link]").click()
    page.locator("[data-point]").click()
    drag(page, "Two farmers", "Two farmers")
    source = tagged(page, "2")
    assert Link.objects.get(origin=claim).target == source


def test_the_focus_stays_in_the_card_or_goes_to_the_text(annotating, revision, claim):
    page = annotating(revision.article)
    page.locator("mark.k-claim").first.click()
    page.get_by_role("button", name="Remove the link with V1").press("Enter")
    expect(page.locator("#inspector .linkchip")).to_have_count(1)
    assert page.evaluate("document.activeElement.id") == "inspector"
    page.locator("#inspector").get_by_role("button", name="Delete").press("Enter")
    expect(page.locator("#inspector")).to_be_hidden()
    assert page.evaluate("document.activeElement.id") == "article"


def test_each_field_is_saved_when_it_is_left(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "1,900 lost sheep")
    page = annotating(farm)
    page.locator("mark.m").click()
    page.locator("[name=desk_status]").select_option("unverified")
    page.locator("[name=note]").fill("Ask the registry.\nTwice.")
    page.locator("[name=no_source_given]").check()
    expect(page.locator("#gate")).to_contain_text("Every claim has a source and a finding")
    saved(page)
    claim.refresh_from_db()
    assert (claim.desk_status, claim.no_source_given) == ("unverified", True)
    assert claim.note == "Ask the registry.\nTwice."
    assert claim.version == 4


def test_evidence_is_added_from_the_card(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "1,900 lost sheep")
    page = annotating(farm)
    page.locator("mark.m").click()
    page.locator("summary", has_text="Evidence").first.click()
    page.locator("summary", has_text="Add evidence").click()
    page.locator("[name=url]").fill("https://example.org/count")
    page.locator("[name=stance]").select_option("refutes")
    page.get_by_role("button", name="Add this evidence").click()
    expect(page.locator(".evidence")).to_contain_text("https://example.org/count")
    saved(page)
    assert claim.evidence.get().stance == "refutes"
    expect(page.locator("[name=url]")).to_have_value("")


def test_delete_and_undo(annotating, farm, edda):
    claim = tag(edda, farm.current_revision, "claim", "1,900 lost sheep")
    page = annotating(farm)
    page.locator("mark.m").click()
    expect(page.locator("#inspector h2")).to_be_visible()
    page.keyboard.press("Delete")
    expect(page.locator("mark.m")).to_have_count(0)
    expect(page.locator("#inspector")).to_be_hidden()
    page.keyboard.press("u")
    expect(page.locator("mark.m")).to_have_count(1)
    saved(page)
    claim.refresh_from_db()
    assert claim.deleted_at is None


def test_a_shared_source_is_changed_only_after_a_warning(annotating, revision, claim, edda):
    update_annotation(
        actor=edda, annotation_id=claim.pk, version=claim.version, desk_status="attributed_only"
    )
    submit_claim(actor=edda, annotation_id=claim.pk)
    page = annotating(revision.article)
    page.locator("mark.k-source").click()
    page.locator("[name=identity]").fill("The harbour")
    page.locator("[name=affiliation]").focus()
    expect(page.locator("#warning")).to_contain_text("serves 1 claim")
    page.get_by_role("button", name="Leave it as it is").click()
    expect(page.locator("[name=identity]")).to_have_value("")
    claim.refresh_from_db()
    assert claim.state == "submitted"
    page.locator("[name=identity]").fill("The harbour")
    page.locator("[name=affiliation]").focus()
    page.get_by_role("button", name="Change it", exact=True).click()
    saved(page)
    claim.refresh_from_db()
    assert claim.state == "draft"


def test_a_conflict_shows_both_versions_and_mine_can_be_kept(annotating, farm, edda, emil):
    claim = tag(edda, farm.current_revision, "claim", "1,900 lost sheep")
    page = annotating(farm)
    page.locator("mark.m").click()
    expect(page.locator("[name=note]")).to_be_visible()
    update_annotation(actor=emil, annotation_id=claim.pk, version=1, note="From Emil")
    page.locator("[name=note]").fill("From Edda")
    page.locator("[name=desk_status]").focus()
    dialog = page.locator("#conflict")
    expect(dialog).to_contain_text("Claim C1 changed while you were editing")
    expect(dialog).to_contain_text("From Emil")
    page.get_by_role("button", name="Keep mine").click()
    expect(page.locator("#inspector [name=note]")).to_have_value("From Edda")
    saved(page)
    claim.refresh_from_db()
    assert claim.note == "From Edda"


def test_without_a_connection_changes_wait_and_are_sent_later(annotating, farm, context):
    page = annotating(farm)
    context.set_offline(True)
    for words in ("1,900", "dam"):
        drag(page, words, words)
        page.keyboard.press("1")
    expect(page.locator("#connection")).to_contain_text("2 changes are kept on this device")
    assert not Annotation.objects.exists()
    context.set_offline(False)
    expect(page.locator("#article .chip")).to_have_count(2)
    expect(page.locator("#connection")).to_be_hidden()
    assert Annotation.objects.count() == 2


def test_signed_out_means_waiting_not_losing(annotating, farm, context, live_server):
    page = annotating(farm)
    kept = context.cookies()
    context.clear_cookies()
    drag(page, "1,900", "1,900")
    page.keyboard.press("1")
    expect(page.locator("#connection")).to_contain_text("You have been signed out")
    context.add_cookies([cookie for cookie in kept if "session" in cookie["name"]])
    page.get_by_role("button", name="Try now").click()
    expect(page.locator("#article .chip")).to_have_count(1)


def test_submitting_says_what_was_held_back(annotating, revision, claim, edda):
    bare = tag(edda, revision, "claim", "Monday")
    page = annotating(revision.article)
    hand_in(page)
    expect(page.locator("#messages")).to_contain_text("1 claim submitted. 1 was held back")
    expect(page.locator(f"#chip-{claim.pk}")).to_contain_text("Waiting for sign-off")
    expect(page.locator(f"#chip-{bare.pk}")).to_contain_text("Draft")


def test_the_paragraphs_do_not_move_while_tags_are_walked_through(annotating, revision, claim):
    page = annotating(revision.article)
    place = "() => document.querySelector('#row-3 .blk').getBoundingClientRect().top + scrollY"
    before = page.evaluate(place)
    for _ in range(6):
        page.keyboard.press("j")
        expect(page.locator("#inspector")).to_be_visible()
        assert page.evaluate(place) == before


def test_on_a_narrow_screen_the_card_is_a_sheet_at_the_bottom(annotating, revision, claim):
    page = annotating(revision.article, width=390, height=844)
    page.locator("mark.k-source").click()
    card = page.locator("#inspector")
    expect(card).to_be_visible()
    box = card.bounding_box()
    assert box is not None
    assert (round(box["x"]), round(box["width"])) == (0, 390)
    assert round(box["y"] + box["height"]) == 844
    assert page.evaluate("document.documentElement.scrollWidth") == 390


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_accessibility_rule_is_broken(annotating, revision, claim, context, scheme):
    page = annotating(revision.article)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    clean(page)
    page.locator("mark.k-claim").first.click()
    expect(page.locator("#inspector h2")).to_be_visible()
    for part in page.locator("#inspector summary").all():
        part.click()
    clean(page)
    page.keyboard.press("l")
    clean(page)
    page.keyboard.press("Escape")
    drag(page, "Mayor", "Rell")
    clean(page)


def test_the_note_of_a_source_is_signed_by_nobody_and_costs_no_sign_off(
    annotating, revision, claim, edda, source
):
    submit_claim(actor=edda, annotation_id=claim.pk)
    page = annotating(revision.article)
    page.locator("mark.k-source").click()
    page.locator("[name=note]").fill("Ask the harbour")
    page.locator("[name=identity]").focus()
    expect(page.locator("#saved")).to_contain_text("Saved ")
    expect(page.locator("#warning")).to_be_hidden()
    source.refresh_from_db()
    claim.refresh_from_db()
    assert (source.note, claim.state) == ("Ask the harbour", "submitted")


def test_words_that_are_not_saved_yet_are_not_left_in_silence(annotating, revision, claim):
    page = annotating(revision.article)
    page.locator("mark.k-source").click()
    page.locator("[name=note]").click()
    page.keyboard.type("Ask")
    with page.expect_event("dialog") as asked:
        page.close(run_before_unload=True)
    assert asked.value.type == "beforeunload"
    asked.value.accept()


def test_no_accessibility_rule_is_broken_on_a_phone(annotating, revision, claim):
    page = annotating(revision.article, width=390, height=844)
    page.locator("mark.k-source").click()
    expect(page.locator("#inspector h2")).to_be_visible()
    clean(page)


def test_no_accessibility_rule_is_broken_in_a_conflict(annotating, farm, edda, emil):
    claim = tag(edda, farm.current_revision, "claim", "1,900 lost sheep")
    page = annotating(farm)
    page.locator("mark.m").click()
    expect(page.locator("[name=note]")).to_be_visible()
    update_annotation(actor=emil, annotation_id=claim.pk, version=1, note="From Emil")
    page.locator("[name=note]").fill("From Edda")
    page.locator("[name=desk_status]").focus()
    expect(page.locator("#conflict")).to_be_visible()
    clean(page)
    page.get_by_role("button", name="Decide later").click()
    expect(page.locator("#undecided")).to_contain_text("1 change waits for your decision")
    clean(page)
    page.get_by_role("button", name="Decide now").click()
    page.get_by_role("button", name="Take theirs").click()
    expect(page.locator("[name=note]")).to_have_value("From Emil")


def test_no_accessibility_rule_is_broken_on_the_pages_without_scripts(
    sign_in, edda, claim, live_server
):
    page = sign_in(edda)
    for url in (
        reverse("annotation-read", args=[claim.pk]),
        reverse("annotation-create", args=[claim.article_id]),
    ):
        page.goto(live_server.url + url)
        clean(page)
