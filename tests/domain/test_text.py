"""Bytes become text once, exactly, and what cannot be seen is said."""

import json
from operator import itemgetter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.errors import (
    DomainError,
    EmptyDocument,
    LoneSurrogate,
    NulNotAllowed,
    TooLarge,
    Undecodable,
)
from annotations.domain.text import (
    LARGEST,
    clean,
    decode,
    invisible_characters,
    sha256,
)

DATA = Path(__file__).parent.parent / "data" / "bad_inputs.jsonl"
PASTED = [
    row
    for row in map(json.loads, DATA.read_text().splitlines())
    if row["kind"] == "text" and "hex" not in row
]

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def given_text(row):
    word, times = row.get("repeat", [row.get("input"), 1])
    return word * times


@pytest.mark.parametrize("row", [row for row in PASTED if "code" in row], ids=itemgetter("id"))
def test_hostile_text_is_refused_by_name(row):
    with pytest.raises(DomainError) as caught:
        clean(given_text(row))
    assert caught.value.code == row["code"]


@pytest.mark.parametrize("row", [row for row in PASTED if "code" not in row], ids=itemgetter("id"))
def test_unusual_text_is_stored_as_given(row):
    assert clean(given_text(row)) == row.get("stored", given_text(row))


@pytest.mark.parametrize(
    ("text", "error", "position"),
    [
        ("ab\0c", NulNotAllowed, 2),
        ("🧊\r\n\0", NulNotAllowed, 3),
        ("ab\ud800c", LoneSurrogate, 2),
        ("\udc00\ud800", LoneSurrogate, 0),
    ],
)
def test_the_position_of_a_forbidden_character_is_named_in_what_was_given(text, error, position):
    with pytest.raises(error) as caught:
        clean(text)
    assert caught.value.extra == {"position": position}
    assert f"position {position}" in caught.value.detail


@pytest.mark.parametrize("text", ["", " \n\t", "\u00a0\u3000", "\u00ad", "\u3164\u2800", "\ufeff"])
def test_a_text_without_anything_to_see_is_empty(text):
    with pytest.raises(EmptyDocument):
        clean(text)


def test_form_and_file_and_api_give_the_same_text():
    assert clean("one\r\ntwo\rthree") == clean("one\ntwo\nthree") == "one\ntwo\nthree"


def test_only_one_leading_mark_is_dropped_and_inner_ones_stay():
    assert clean("\ufeffone\ufefftwo") == "one\ufefftwo"


@given(texts.filter(lambda text: "\r" not in text and not text.startswith("\ufeff")))
def test_cleaning_changes_nothing_else(text):
    assert clean(f"{text}.") == f"{text}."


@given(texts)
def test_cleaning_twice_is_cleaning_once(text):
    once = clean(f".{text}")
    assert clean(once) == once


def test_the_limit_counts_bytes_of_utf8():
    assert clean("a" * LARGEST)
    with pytest.raises(TooLarge) as caught:
        clean("é" * (LARGEST // 2 + 1))
    assert caught.value.extra == {"limit": LARGEST}


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [
        ("utf-8", "efbbbf"),
        ("utf-16-le", "fffe"),
        ("utf-16-be", "feff"),
        ("utf-32-le", "fffe0000"),
        ("utf-32-be", "0000feff"),
    ],
)
def test_a_byte_order_mark_decides_and_disappears(encoding, mark):
    decoded = decode(bytes.fromhex(mark) + "Миколаїв 🧊".encode(encoding), "windows-1251")
    assert (decoded.text, decoded.encoding) == ("Миколаїв 🧊", encoding)


def test_the_declared_encoding_goes_before_utf8():
    assert decode("Füße".encode("cp1252"), "Windows-1252").text == "Füße"


def test_a_declaration_that_does_not_fit_is_said_and_passed_over():
    decoded = decode("Füße".encode(), "ascii")
    assert (decoded.text, decoded.encoding) == ("Füße", "utf-8")
    assert decoded.notes == ("Byte 1 does not fit the declared encoding ascii.",)


@pytest.mark.parametrize("name", ["unicode_escape", "rot13", "idna", "zip", "no-such", "a\0b", ""])
def test_only_encodings_of_text_can_be_declared(name):
    assert decode(rb"\u0041", name).text == r"\u0041"


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("La préfète a déclaré que dix personnes étaient blessées à Orléans.", "cp1252"),
        ("Российская сторона заявила, что потери неизвестны.", "cp1251"),
        ("Российская сторона заявила, что потери неизвестны.", "koi8_r"),
        ("政府は水曜日、死者の数は確認されていないと発表した。", "cp932"),
    ],
)
def test_other_encodings_are_guessed_and_the_guess_is_said(text, encoding):
    decoded = decode(text.encode(encoding))
    assert (decoded.text, decoded.encoding) == (text, encoding)
    assert encoding in decoded.notes[0]


@pytest.mark.parametrize(
    ("data", "position"),
    [
        ("636166c3a920636166e9", 9),  # UTF-8, then one byte of Latin-1
        ("eda080", 0),  # half a surrogate pair in the shape of UTF-8
        ("c3a9c3a9c3", 4),  # cut off within a character
        ("fffe6800d8", 4),  # UTF-16 with an odd byte
    ],
)
def test_bytes_that_do_not_fit_are_named_and_never_replaced(data, position):
    with pytest.raises(Undecodable) as caught:
        decode(bytes.fromhex(data))
    assert caught.value.extra["position"] == position
    assert f"Byte {position} " in caught.value.detail


@given(texts)
def test_utf8_comes_back_as_it_was(text):
    assert decode(f"a{text}".encode()).text == f"a{text}"


def test_the_fingerprint_tells_apart_what_looks_alike():
    assert len({sha256(text) for text in ("\u212b", "\u00c5", "A\u030a", "fi", "\ufb01")}) == 5


@pytest.mark.parametrize(
    ("text", "offset", "kind", "name"),
    [
        ("ab\u202ec", 2, "direction", "U+202E RIGHT-TO-LEFT OVERRIDE"),
        ("🧊\u200bb", 1, "zero_width", "U+200B ZERO WIDTH SPACE"),
        ("a\u200db", 1, "zero_width", "U+200D ZERO WIDTH JOINER"),
        ("a\u00adb", 1, "zero_width", "U+00AD SOFT HYPHEN"),
        ("a\ufeffb", 1, "zero_width", "U+FEFF ZERO WIDTH NO-BREAK SPACE"),
        ("a\U000e0041", 1, "zero_width", "U+E0041 TAG LATIN CAPITAL LETTER A"),
        ("a\x1b[", 1, "control", "U+001B ESCAPE"),
        ("a\u2028b", 1, "control", "U+2028 LINE SEPARATOR"),
    ],
)
def test_what_nobody_sees_is_listed_with_its_place(text, offset, kind, name):
    [found] = invisible_characters(text)
    assert (found.offset, found.character, found.kind) == (offset, text[offset], kind)
    assert found.name == name


@pytest.mark.parametrize(
    "text",
    [
        "plain\ttext\nof two lines",
        "👨‍👩‍👧‍👦 👍🏽 1\ufe0f\u20e3 🏴\U000e0067\U000e0062\U000e007f",
        "می\u200cخواهم",
        "क्\u200dष",
    ],
)
def test_joiners_that_spell_a_word_or_an_emoji_are_no_surprise(text):
    assert invisible_characters(text) == []
