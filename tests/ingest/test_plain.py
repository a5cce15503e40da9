"""A file or a paste becomes a draft: nothing is lost, repaired or believed without saying so."""

import hashlib
import json
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.errors import (
    DomainError,
    EmptyDocument,
    NulNotAllowed,
    QuoteMismatch,
    TooLarge,
    UnsupportedMediaType,
)
from annotations.domain.repair import Repair
from annotations.domain.text import LARGEST
from annotations.ingest import READERS, plain, read
from annotations.ingest.drafts import accept

DATA = Path(__file__).parent.parent / "data" / "bad_inputs.jsonl"
FILES = [row for row in map(json.loads, DATA.read_text().splitlines()) if "hex" in row]
STORY = """\
Norland‚Äôs ferry is late

By Ines Okafor

The port said “six boats” were late. Its figures have not been verified.
"""


@pytest.mark.parametrize("row", [row for row in FILES if "code" in row], ids=itemgetter("id"))
def test_hostile_files_are_refused_by_name(row):
    with pytest.raises(DomainError) as caught:
        read(bytes.fromhex(row["hex"]), "story.txt")
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", [row for row in FILES if "code" not in row], ids=itemgetter("id"))
def test_unusual_files_are_decoded(row):
    assert read(bytes.fromhex(row["hex"]), "story.txt").text == row["stored"]


def test_a_draft_tells_what_was_found():
    data = STORY.encode()
    draft = read(data, "Story.TXT", "text/plain; charset=utf-8")
    assert draft.text == STORY
    assert draft.headline == "Norland‚Äôs ferry is late"
    assert draft.byline == "Ines Okafor"
    assert (draft.language, draft.direction) == ("en", "ltr")
    assert [str(block.kind) for block in draft.blocks] == ["heading", "boilerplate", "paragraph"]
    assert draft.repairs == [Repair(7, 10, "‚Äô", "’", "UTF-8 read as MacRoman")]
    assert draft.original_sha256 == hashlib.sha256(data).hexdigest()
    assert (draft.encoding, draft.media_type, draft.notes) == ("utf-8", "text/plain", [])


def test_accepting_a_repair_finds_headline_and_blocks_anew():
    draft = read(STORY.encode(), "story.txt")
    accepted = accept(draft, draft.repairs)
    assert accepted.headline == "Norland’s ferry is late"
    assert accepted.text == STORY.replace("‚Äô", "’")
    assert accepted.repairs == []
    assert accepted.blocks[-1].end == len(accepted.text) - 1
    assert accepted.original_sha256 == draft.original_sha256


def test_accepting_nothing_changes_nothing():
    draft = read(STORY.encode(), "story.txt")
    assert accept(draft, []) == draft


def test_a_repair_of_another_text_is_refused():
    draft = plain.read_text("It is late.")
    with pytest.raises(QuoteMismatch):
        accept(draft, [Repair(0, 3, "‚Äô", "’", "")])


def test_a_headline_that_was_given_outlives_a_repair():
    draft = plain.read_text(STORY, headline="  Ferry \r\n late ")
    assert draft.headline == "Ferry late"
    assert accept(draft, draft.repairs).headline == "Ferry late"


def test_form_and_file_give_the_same_text():
    pasted = plain.read_text(STORY.replace("\n", "\r\n"))
    assert pasted.text == read(STORY.encode(), "story.txt").text
    assert pasted.notes == ["Line ends were made the same throughout."]


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r")))
def test_text_is_frozen_as_it_came(text):
    draft = read(f"a{text}".encode(), "story.md")
    assert draft.text == f"a{text}"
    assert draft.text == plain.read_text(f"a{text}").text


def test_what_nobody_sees_is_counted():
    assert plain.read_text("Hello\ufeff\u202eWorld").notes == [
        "Characters that nobody sees, kept and shown with a sign: 2."
    ]


def test_a_guessed_encoding_is_said():
    draft = read("Начальница порта сказала, что цифры не проверены.".encode("cp1251"), "story.txt")
    assert draft.encoding == "cp1251"
    assert "guessed" in draft.notes[0]


def test_the_charset_of_the_media_type_is_used():
    draft = read("Füße am Kai".encode("cp1252"), "story.txt", 'text/plain; charset="windows-1252"')
    assert (draft.text, draft.encoding, draft.notes) == ("Füße am Kai", "cp1252", [])


def test_markdown_keeps_its_signs_but_not_in_the_headline():
    draft = read(b"# Ferry late\n\n- one\n- two\n", "story.md", "text/markdown")
    assert (draft.headline, draft.media_type) == ("Ferry late", "text/markdown")
    assert draft.text.startswith("# Ferry")


@pytest.mark.parametrize("name", ["story.docx", "story.html", "story", ".txt", "story.txt.exe", ""])
def test_other_suffixes_are_refused_with_what_can_be_read(name):
    with pytest.raises(UnsupportedMediaType) as caught:
        read(b"It is late.", name)
    assert (caught.value.status, caught.value.code) == (415, "unsupported_media_type")
    assert all(suffix in caught.value.detail for suffix in READERS)


@pytest.mark.parametrize(
    ("data", "media_type"),
    [
        (b"It is late.", "image/png"),
        (b"It is late.", "text/html"),
        (b"PK\x03\x04...", "text/plain"),
        (b"{\\rtf1 It is late.}", None),
    ],
)
def test_a_file_that_is_not_what_its_name_says_is_refused(data, media_type):
    with pytest.raises(UnsupportedMediaType):
        read(data, "story.txt", media_type)


@pytest.mark.parametrize("media_type", [None, "", "application/octet-stream", "text/x-markdown"])
def test_what_browsers_say_of_plain_files_is_accepted(media_type):
    assert read(b"It is late.", "story.md", media_type).text == "It is late."


def test_a_book_is_accepted_and_a_longer_one_is_not():
    assert len(plain.read_text("word " * 400_000).blocks) == 1
    with pytest.raises(TooLarge):
        read(b"a" * (LARGEST + 1), "story.txt")
    with pytest.raises(TooLarge):
        plain.read_text("é" * (LARGEST // 2 + 1))


def test_a_bad_headline_is_refused_like_a_bad_text():
    with pytest.raises(NulNotAllowed):
        plain.read_text("It is late.", headline="Late\0")


def test_an_empty_file_is_refused():
    with pytest.raises(EmptyDocument):
        read(b"\r\n \r\n", "story.txt")
