"""Names are found however they are written, and where they stand is said of the true text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.names import Names

NAME = "Ilse O’Brandt"

ALIKE = [
    "Ilse O’Brandt",
    "ILSE O’BRANDT",
    "Ilse\u00a0O’Brandt",
    "Ilse  O’Brandt",
    "Ilse\nO’Brandt",
    "Ilse \r\n\t O’Brandt",
    "Ilse-O’Brandt",
    "Ilse – O’Brandt",
    "Ilse_O’Brandt",
    "Ilse+O’Brandt",
    "Ilse\u200bO’Brandt",
    "Ilse\u2011O’Brandt",
    "Ilse O'Brandt",
    "Ilse O‘Brandt",
    "Ilse O`Brandt",
    "Ilse O´Brandt",
    "Ilse OʼBrandt",
    "Ilse O′Brandt",
    "Ilse O’Bra\u00adndt",
    "Il\u200dse O’Bra\u2060ndt",
    "Ilse \u2067O’Brandt",
    "Il\ufe0fse\ufeff O’Brandt",
    "\uff29lse \uff2f\uff07\uff22randt",
    "Ílsé O’Brändt",
    "I\u0301lse O’Brandt\u0301",
    "Ilse%20O%E2%80%99Brandt",
    "%49%6C%73%65%20O%27Brandt",
]


@pytest.mark.parametrize("written", ALIKE)
@pytest.mark.parametrize(
    ("before", "after"), [("", ""), ("(", "’s)"), ("_", "_"), ("e\u0301 ", " é")]
)
def test_a_name_is_found_however_it_is_written(written, before, after):
    (span,) = Names([NAME]).spans(before + written + after)
    assert (span.start, span.end) == (len(before), len(before + written))


@pytest.mark.parametrize("written", ALIKE)
def test_however_the_name_itself_was_written_it_finds_the_usual_form(written):
    assert Names([written.replace("\u200b", " ")]).stand_in(f"So says {NAME}.")


@pytest.mark.parametrize(
    "other",
    [
        "Ilse Brandt",
        "IlseO’Brandt",
        "Else O’Brandt",
        "Ilse O’Brandts",
        "Lilse O’Brandt",
        "Ilse. O’Brandt",
    ],
)
def test_another_name_is_left_alone(other):
    assert Names([NAME]).spans(other) == []


def test_a_hyphen_and_a_blank_are_the_same():
    assert Names(["Per Olin"]).stand_in("Per-Olin")
    assert Names(["Per-Olin"]).stand_in("Per Olin")


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Weiß", "WEISS"),
        ("Işıl Aydın", "IŞIL AYDIN"),
        ("Søren Łuk", "soren luk"),
        ("Ægir ﬁn", "ægir FIN"),
        ("Γιώργος", "ΓΙΩΡΓΟΣ"),
        ("イルゼ・ブラント", "ｲﾙｾﾞ ﾌﾞﾗﾝﾄ"),
        ("الميناء", "المِيناء"),
        ("김구라", "김구라".encode().decode()),
    ],
)
def test_scripts_fold_as_their_readers_read(name, written):
    (span,) = Names([name]).spans(f"a {written} b")
    assert (span.start, span.end) == (2, 2 + len(written))


@pytest.mark.parametrize(("name", "other"), [("はらだ", "ばらだ"), ("김구가", "김구각")])
def test_marks_that_make_another_letter_count(name, other):
    assert not Names([name]).stand_in(other)


@pytest.mark.parametrize("short", ["", "he", " - ", "——————", "“”", "h\u00ade", "가구"])
def test_what_is_too_short_is_never_looked_for(short):
    assert not Names([short]).stand_in(f"so {short} said he - 가구 “”")


def test_names_that_overlap_are_found_whole():
    (span,) = Names(["Ilse Brandt", "Brandt Olsen"]).spans("Ilse Brandt Olsen")
    assert (span.start, span.end) == (0, 17)


def test_the_longest_of_two_names_is_hidden():
    (span,) = Names(["Ilse", "Ilse Brandt"]).spans("Ilse Brandt")
    assert (span.start, span.end) == (0, 11)


@given(st.text(max_size=60), st.lists(st.text(max_size=6), max_size=4))
def test_places_lie_in_the_text_in_order(text, names):
    past = 0
    for span in Names(names).spans(text):
        assert past <= span.start < span.end <= len(text)
        past = span.end


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_name_is_found_where_it_stands_as_it_is(before, after):
    text = f"{before} Ilse O’Brandt {after}"
    place = len(before) + 1
    spans = Names([NAME]).spans(text)
    assert any(span.start <= place and place + len(NAME) <= span.end for span in spans)
