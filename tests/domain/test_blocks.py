"""The story is told from the furniture around it, and no character is lost on the way."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.blocks import Kind, byline, split, title

FERRY = """\
Home / Region / Harbour closed after ferry fire, port says

Harbour closed after ferry fire, port says

By Ines Okafor

Published 4 March, 10:20

Smoke over the outer quay on Monday, seen from the fish market, (Norland Pictures/Vesterby Daily)

The port of Vesterby has closed its outer quay after a fire on the ferry Saga, it has been claimed.

“Nobody was hurt,” harbour master Tove Brandt told the Vesterby Daily. “We have numerous witnesses.”

Read more: Owner of the Saga sold two ships in spring, register shows

Brandt's account has not been independently verified.

Crew speak of a second fire

Two sailors said a smaller fire had broken out in the galley, although this is unverified.

This map shows the quays that are closed

(Pictures of the Norland Press Office)

Also on Monday:

  • The coast guard said it had found no oil in the water.
  • A café owner asked the town for help. “We live from the ferry,” she said.

Watch: The Saga leaves the yard

The Daily has stood by its harbour for a hundred years. Click here to stand by the Daily.

Leave a comment

Save my name, email and website for the next time.

Name *

The first reader to comment was wrong."""

EXPECTED = [
    *("boilerplate", "heading", "boilerplate", "boilerplate", "caption", "paragraph"),
    *("paragraph", "boilerplate", "paragraph", "heading", "paragraph", "caption", "caption"),
    *("paragraph", "list_item", "list_item", "boilerplate", "boilerplate", "boilerplate"),
    *("boilerplate", "boilerplate", "boilerplate"),
]

lines = st.text(st.sampled_from("ab .#>•-*()“”/:1\t\u00a0\u2028שم🧊"), max_size=30)
texts = st.lists(lines, max_size=12).map("\n".join)


def kinds(text, headline=""):
    return [str(block.kind) for block in split(text, headline)]


def in_a_story(line):
    """Return the kind of ``line`` in the middle of a plain story."""
    story = "The ferry was late again on Monday, the port said."
    return kinds(f"Ferry late again\n\n{story}\n\n{line}\n\n{story} Nobody knew why.")[2]


def test_a_page_as_pasted_is_sorted_line_by_line():
    assert kinds(FERRY) == EXPECTED


def test_headline_and_byline_are_read_from_the_page():
    blocks = split(FERRY)
    assert title(FERRY, blocks) == "Harbour closed after ferry fire, port says"
    assert byline(FERRY, blocks) == "Ines Okafor"


@given(texts)
def test_every_character_but_line_feeds_lies_in_one_block(text):
    blocks = split(text)
    inside = "".join(text[block.start : block.end] for block in blocks)
    assert inside.replace("\n", "") == text.replace("\n", "")
    assert all(left.end < right.start for left, right in pairwise(blocks))
    assert all(block.start < block.end for block in blocks)


@given(texts)
def test_between_blocks_there_are_only_line_feeds(text):
    blocks = split(text)
    assert all(not text[left.end : right.start].strip("\n") for left, right in pairwise(blocks))


@given(texts)
def test_a_line_never_runs_over_two_blocks(text):
    for block in split(text):
        assert "\n" not in text[block.start : block.end].strip()


def test_white_space_alone_belongs_to_the_line_beside_it():
    text = " \n\none\n \t\ntwo\n "
    assert [text[block.start : block.end] for block in split(text)] == [" \n\none\n \t", "two\n "]


@pytest.mark.parametrize(
    "line",
    [
        "Home / Region / Ferry",
        "Startseite » Region » Fähre",
        "Головна › Новини",
        "Region | Ferry late again",
        "Ferry late again",
        "FERRY LATE AGAIN",
        "Read more: Ferry sold",
        "READ MORE – Ferry sold",
        "Lesen Sie auch: Fähre verkauft",
        "Читайте також: Пором продано",
        "اقرأ أيضا: بيع العبارة",
        "اقرأ أيضاً: بيع العبارة",
        "أضف تعليقاً",
        "لن يُنشر بريدك الإلكتروني",
        "2 comments",
        "Watch: Ferry leaves",
        "Advertisement",
        "Share this article",
        "Updated: 5 March, 09:00",
        "© Vesterby Daily",
        "* * *",
        "Sign up for our newsletter and read it first.",
        "Sign the petition here.",
        "To help the crew, click here.",
    ],
)
def test_furniture_of_the_page_is_boilerplate(line):
    assert in_a_story(line) == "boilerplate"


@pytest.mark.parametrize(
    "line",
    [
        "The Saga at the quay (Getty)",
        "The Saga at the quay (Pool)",
        "The Saga at the quay, Monday, Feb. 22. (AP Photo/Ana Lind, Pool)",
        "The Saga at the quay (Photo: Ana Lind)",
        "(Pictures of the Norland Press Office)",
        "Photo: Ana Lind",
        "Фото: Ана Лінд",
        "This map shows the closed quays",
        "The Saga at the quay. Photograph: Ana Lind/Vesterby Daily",
    ],
)
def test_words_about_a_picture_are_a_caption(line):
    assert in_a_story(line) == "caption"


@pytest.mark.parametrize(
    "line",
    [
        "“Click here,” the forged letter told the sailors.",
        "Workers were asked to sign the petition on Monday, the union said.",
        "She said the share price fell. Readers may comment on it.",
        "The town (population 4,000) said the harbour authority (NHA) was told.",
        "He drove at 80 km/h, the report (page 3) says.",
        "– Vi vet ikke, sa hun.",
        "— Ми не знаємо, — сказала вона.",
        "24. Februar war der letzte Tag der alten Fähre.",
        "Watch the harbour, she told them.",
        "Also on Monday:",
        "“It was a calm night. Nobody saw the smoke.”",
        "Home is where the ferry lands, the sailors said.",
        "By midnight, the fire was out.",
    ],
)
def test_sentences_of_the_story_stay_paragraphs(line):
    assert in_a_story(line) == "paragraph"


@pytest.mark.parametrize("line", ["• One ferry", "- One ferry", "* One ferry", "  ◦ One ferry"])
def test_bullets_are_list_items(line):
    assert in_a_story(line) == "list_item"


def test_numbered_lines_are_a_list_only_together():
    assert kinds("Ferries\n\nTwo ships:\n\n1. Saga\n2. Freya")[2:] == ["list_item"] * 2
    assert in_a_story("1. Saga was the first of them.") == "paragraph"


def test_markdown_is_understood():
    text = "# Ferry late\n\nIt was late.\n\n## Why\n\n> “Fog,” she said.\n\n- one\n\n---\n\nMore."
    assert kinds(text) == [
        *("heading", "paragraph", "heading", "quote", "list_item", "boilerplate", "paragraph")
    ]
    assert title(text, split(text)) == "Ferry late"


def test_a_short_line_alone_between_paragraphs_is_a_heading():
    assert in_a_story("A second fire") == "heading"
    assert in_a_story("A second fire?") == "paragraph"


def test_hard_wrapped_text_has_no_headings_in_its_middle():
    text = (
        "The ferry was late again on Monday.\nThe port did not\nsay why it was\nlate. It never did."
    )
    assert kinds(text) == ["paragraph"] * 4


def test_a_known_headline_is_found_in_the_text_and_its_repeat_is_furniture():
    text = "Ferry late again\n\nFerry Late Again!\n\nIt was late."
    assert kinds(text, "Ferry late again") == ["heading", "boilerplate", "paragraph"]


def test_a_known_headline_that_the_text_does_not_hold_makes_no_heading():
    assert kinds("It was late.\n\nNobody knew.", "Ferry late again") == ["paragraph"] * 2


def test_a_text_without_a_heading_is_titled_by_its_first_words():
    text = "Advertisement\n\nIt was late.\n\nNobody knew."
    assert title(text, split(text)) == "It was late."
    long = "word " * 400
    assert len(title(long, split(long))) <= 161
    assert title("", split("")) == ""


def test_one_line_is_a_paragraph():
    assert kinds("Ferry late again") == ["paragraph"]


def test_what_follows_an_invitation_to_comment_is_not_the_story():
    text = "Ferry late\n\nIt was late.\n\nЗалишити відповідь\n\nIt was never late before, I say."
    assert kinds(text) == ["heading", "paragraph", "boilerplate", "boilerplate"]


def test_kinds_are_the_words_that_are_stored():
    assert {str(kind) for kind in Kind} == {
        *("heading", "paragraph", "list_item", "quote", "caption", "boilerplate")
    }
