"""The desk's main job in Chromium: annotate, hand in, decide, mend, hand in again, take out."""

import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse
from playwright.sync_api import Page, expect

from annotations.models import Annotation, Article, Event, Membership, User
from tests.browser.hands import drag, hand_in, saved
from tests.story import CLAIMS, MARKER, RIGHT_NUMBER, SOURCES, TEXT

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

WIDE = {"width": 1440, "height": 1400}


@pytest.fixture
def person(sign_in, new_context):
    """The window of somebody, signed in, in a browser of their own."""
    pages: dict[int, Page] = {}

    def of(user) -> Page:
        if user.pk not in pages:
            pages[user.pk] = sign_in(user, within=new_context())
            pages[user.pk].set_viewport_size(WIDE)
        return pages[user.pk]

    return of


@pytest.fixture
def at(person, live_server):
    """Open a page of the article as somebody."""

    def opened(user, name: str, article: Article) -> Page:
        page = person(user)
        page.goto(live_server.url + reverse(f"article-{name}", args=[article.pk]))
        if page.locator("#article").count():  # and not a refusal
            page.wait_for_selector("body[data-ready]")
        return page

    return opened


def add_story(page: Page, address: str) -> Article:
    """Paste the text, look at the preview, keep it."""
    page.goto(address)
    page.locator("textarea[name=text]").fill(TEXT)
    page.get_by_role("button", name="Look at the preview").click()
    expect(page.locator("ol.blocks li.b-boilerplate")).to_have_count(2)  # breadcrumb, "Read more"
    page.get_by_role("button", name="Keep this text").click()
    page.wait_for_url("**/annotate")
    return Article.objects.get()


def add_tag(page: Page, key: str, label: str, first: str, second: str = "") -> None:
    """Select words and tag them with a key; the words of a second part are added with f."""
    words = first.split()
    drag(page, " ".join(words[:2]), " ".join(words[-2:]))
    page.keyboard.press(key)
    expect(page.locator("#inspector h2")).to_contain_text(label)
    expect(page.locator("#inspector blockquote").first).to_have_text(first)
    if second:
        drag(page, second, second)
        page.keyboard.press("f")
        expect(page.locator("#inspector blockquote").first).to_have_text(f"{first} … {second}")
    saved(page)


def link(page: Page, label: str) -> None:
    page.locator("#inspector [data-command=link]").click()
    expect(page.locator("#chooser input")).to_be_focused()
    page.keyboard.type(label)
    page.keyboard.press("Enter")
    expect(page.locator("#chooser")).to_be_hidden()
    expect(page.locator("#inspector .linkchip", has_text=label)).to_be_visible()


def annotate(page: Page) -> None:
    """Three sources, one marker, six claims; the first claim's source is forgotten."""
    for number, words in enumerate(SOURCES, 1):
        add_tag(page, "2", f"S{number}", words)
    add_tag(page, "3", "V1", MARKER)
    for number, (parts, source) in enumerate(CLAIMS, 1):
        add_tag(page, "1", f"C{number}", *parts)
        page.locator("#inspector [name=desk_status]").select_option("unverified")
        saved(page)  # the card is drawn anew by then
        link(page, "V1")
        saved(page)
        if number > 1:
            link(page, f"S{source + 1}")
        saved(page)


def open_card(page: Page, label: str) -> None:
    if page.locator("body.annotate").count():  # before its script runs, a chip leads to a page
        page.wait_for_selector("body.annotate[data-ready]")
    page.locator(".chip", has=page.locator(f"b:text-is('{label}')")).click()
    expect(page.locator("#inspector h2")).to_contain_text(label)


def states() -> list[str]:
    rows = Annotation.objects.filter(kind="claim").order_by("ordinal")
    return [row.state or "" for row in rows]


def approve(page: Page, *labels: str) -> None:
    for label in labels:
        expect(page.locator("#inspector h2")).to_have_text(f"Claim {label}")
        expect(page.locator("#inspector button", has_text="Approve")).to_be_visible()
        page.keyboard.press("a")
        expect(page.locator("#live")).to_have_text(f"{label} is approved.")


def refuse(page: Page, key: str, label: str, reason: str, words: str = "") -> None:
    expect(page.locator("#inspector h2")).to_have_text(f"Claim {label}")
    page.keyboard.press(key)
    part = page.locator("#inspector details[data-verdict][open]")
    part.get_by_label(reason).check()
    part.get_by_label("In words").fill(words)
    part.locator("button").first.click()
    expect(page.locator("#live")).to_contain_text(label)


def dataset(folder: Path) -> dict:
    path = folder / "dataset.jsonl"
    call_command("export_dataset", project="harbour", format="jsonl", output=str(path))
    lines = [json.loads(line) for line in path.read_text("utf-8").splitlines()]
    path.unlink()
    return lines[0] if lines else {}


def test_the_main_job(at, person, live_server, edda, rita, tmp_path):
    page = person(edda)
    article = add_story(page, live_server.url + reverse("article-create") + "?project=harbour")
    annotate(page)
    hand_in_past_the_gate(page)
    be_refused_ones_own_work(at(edda, "review", article), edda)
    decide(at(rita, "review", article))
    mend(at(edda, "annotate", article))
    approve_what_was_mended(at(rita, "review", article))
    approved = [parts for parts, _ in CLAIMS[:5]]
    check(dataset(tmp_path), approved)
    edit_the_marker(at(edda, "annotate", article))
    assert dataset(tmp_path) == {}
    hand_in(at(edda, "annotate", article))
    page = at(rita, "review", article)
    page.keyboard.press("n")
    approve(page, "C1", "C2", "C3", "C4", "C5")
    check(dataset(tmp_path), approved)


def hand_in_past_the_gate(page: Page) -> None:
    """The gate refuses the claim without a source, by name, and lets the others through."""
    expect(page.locator("#gate")).to_contain_text("C1 has no source")
    hand_in(page)
    expect(page.locator("#messages")).to_contain_text("5 claims submitted. 1 was held back")
    expect(page.locator("#messages")).to_contain_text("C1 has no source")
    open_card(page, "C1")
    link(page, "S1")
    saved(page)
    hand_in(page)
    expect(page.locator("#messages")).to_contain_text("1 claim submitted.")
    assert states() == ["submitted"] * 6
    stored = Annotation.objects.filter(kind="claim").order_by("ordinal")
    for claim, (parts, _) in zip(stored, CLAIMS, strict=True):
        text = claim.revision.text
        assert [text[span.start : span.end] for span in claim.fragments] == list(parts)
        assert claim.links.filter(type="qualified_by", target__quote=MARKER).exists()


def be_refused_ones_own_work(page: Page, edda: User) -> None:
    """Edda may not review; as a reviewer she still may not decide on what is hers."""
    expect(page.locator("main")).to_contain_text("This needs the role reviewer or lead")
    Membership.objects.filter(user=edda).update(role="reviewer")
    page.reload()
    page.wait_for_selector("body[data-ready]")
    page.keyboard.press("j")
    expect(page.locator("#inspector")).to_contain_text("You worked on this claim")
    expect(page.locator("#inspector button", has_text="Approve")).to_have_count(0)
    Membership.objects.filter(user=edda).update(role="editor")


def decide(page: Page) -> None:
    """Rita approves four, asks changes on one, rejects one."""
    page.keyboard.press("n")
    approve(page, "C1", "C2", "C3")
    refuse(page, "c", "C4", "Wrong normalised claim", "By when?")
    page.keyboard.press("n")
    approve(page, "C5")
    refuse(page, "x", "C6", "Duplicate")
    expect(page.locator("#review-progress")).to_have_text("6 of 6 claims decided")
    assert states() == ["approved"] * 3 + ["changes_requested", "approved", "rejected"]


def mend(page: Page) -> None:
    """Edda sees what came back, mends it and hands it in again."""
    open_card(page, "C4")
    expect(page.locator("#inspector")).to_contain_text("Changes requested")
    expect(page.locator("#inspector .why").first).to_contain_text("Wrong normalised claim")
    expect(page.locator("#inspector .why").first).to_contain_text("By when?")
    page.locator("#inspector [name=normalised_claim]").fill(RIGHT_NUMBER)
    page.locator("#inspector [name=note]").focus()
    saved(page)
    expect(page.locator("#inspector")).to_contain_text("Draft")
    hand_in(page)
    expect(page.locator("#messages")).to_contain_text("1 claim submitted.")
    expect(page.locator(".chip[data-label=C4]")).to_contain_text("Waiting for sign-off")


def approve_what_was_mended(page: Page) -> None:
    """Rita sees what changed since she decided."""
    page.keyboard.press("n")
    expect(page.locator("#inspector ins")).to_have_text(RIGHT_NUMBER)
    approve(page, "C4")


def edit_the_marker(page: Page) -> None:
    """The page says whom the edit concerns; it sends all of them back, and names the cause."""
    open_card(page, "V1")
    page.locator("#inspector [name=modality]").select_option("could_not")
    expect(page.locator("#warning")).to_contain_text("This marker serves 5 claims")
    page.get_by_role("button", name="Change it", exact=True).click()
    saved(page)
    for label in ("C1", "C2", "C3", "C4", "C5"):
        chip = page.locator(".chip", has=page.locator(f"b:text-is('{label}')"))
        expect(chip).to_contain_text("Draft")
    assert states() == ["draft"] * 6
    reopened = Event.objects.filter(action="claim.reopened")
    assert {event.target for event in reopened} == {"V1"}


def check(line: dict, approved: list[tuple[str, ...]]) -> None:
    """Each part of each annotation reads as its quote; the claims are the approved ones."""
    text = line["revision"]["text"]
    found = []
    for one in line["annotations"]:
        quotes = tuple(part["quote"] for part in one["fragments"])
        assert quotes == tuple(text[part["start"] : part["end"]] for part in one["fragments"])
        if one["kind"] == "claim":
            assert one["state"] == "approved"
            found.append(quotes)
    assert sorted(found) == sorted(approved)
    assert len(line["annotations"]) == len(approved) + len(SOURCES) + 1
