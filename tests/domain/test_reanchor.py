"""A tag goes where its sentence went, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.reanchor import Texts
from annotations.domain.spans import Span

OLD = """Ferry lost 12 crates, harbour says

The harbour 🧊 said 40 people were on board. The figures have not been verified.

Mayor Rell said “the ferry was never at risk”. She spoke on Monday.
"""


def spans(text: str, *quotes: str) -> list[Span]:
    places = [text.index(quote) for quote in quotes]
    return [Span(place, place + len(quote)) for place, quote in zip(places, quotes, strict=True)]


def moved(old: str, new: str, *quotes: str) -> list[str] | None:
    found = Texts(old, new).place(spans(old, *quotes))
    return None if found is None else [new[span.start : span.end] for span in found]


def test_a_paragraph_that_was_added_before_shifts_what_follows():
    new = OLD.replace("The harbour", "Update 🇺🇳: the search is over.\n\nThe harbour")
    assert moved(OLD, new, "40 people were on board") == ["40 people were on board"]
    assert moved(OLD, new, "🧊 said") == ["🧊 said"]


@pytest.mark.parametrize(
    ("before", "after", "quote"),
    [
        ("40 people", "400 people", "40 people"),
        ("40 people", "140 people", "40 people"),
        ("40 people", "40,000 people", "40"),
        ("said 40", "denied that 40", "40 people were on board"),
        ("have not been verified", "have been verified", "been verified"),
        ("The figures have", "It is false that the figures have", "not been verified"),
        ("was never at risk", "was at risk", "at risk"),
    ],
)
def test_a_sentence_that_was_touched_keeps_no_tag(before, after, quote):
    assert moved(OLD, OLD.replace(before, after), quote) is None


def test_a_negation_that_appears_is_not_overlooked():
    old = "The figures have been verified. Nobody asked."
    new = "The figures have not been verified. Nobody asked."
    assert moved(old, new, "been verified") is None
    assert moved(old, new, "Nobody asked") == ["Nobody asked"]


def test_a_sentence_that_was_moved_is_found_where_it_stands_once():
    old = "One came. Two left. Three stayed."
    new = "Three stayed. One came. Two left."
    assert moved(old, new, "Three stayed") == ["Three stayed"]


def test_a_repeated_sentence_is_told_by_its_neighbours():
    old = "He denied it. The mayor spoke. He denied it. The guard spoke."
    same = "Early on. He denied it. The mayor spoke. He denied it. The guard spoke."
    second = Span(old.rindex("He denied"), old.rindex("He denied") + 9)
    found = Texts(old, same).place([second])
    assert found == [Span(same.rindex("He denied"), same.rindex("He denied") + 9)]


def test_a_repeated_sentence_of_which_one_is_gone_is_ambiguous():
    old = "He denied it. The mayor spoke. He denied it. The guard spoke."
    new = "The mayor spoke. He denied it. The guard spoke."
    assert moved(old, new, "He denied") is None


def test_all_parts_fit_or_none():
    new = OLD.replace("12 crates", "13 crates")
    assert moved(OLD, new, "12 crates", "40 people") is None
    assert moved(OLD, new, "40 people", "on board") == ["40 people", "on board"]


def test_parts_whose_order_changed_do_not_fit():
    old = "One came. Two left."
    new = "Two left. One came."
    assert moved(old, new, "One", "Two") is None


def test_a_span_over_two_sentences_needs_both_side_by_side():
    quote = "on board. The figures"
    assert moved(OLD, "Later.\n\n" + OLD, quote) == [quote]
    assert moved(OLD, OLD.replace("on board. The", "on board. Later. The"), quote) is None
    assert moved(OLD, OLD.replace("on board. The", "on board.\n\nThe"), quote) is None


def test_scripts_without_spaces_have_sentences_too():
    old = "市长说有四十人。数字未经证实。"
    assert moved(old, "最新消息。" + old, "四十人") == ["四十人"]
    assert moved(old, old.replace("四十人", "四百人"), "未经证实") == ["未经证实"]


SOME = ["a", "b", "40", "400", "not", ".", "\n", "🧊", "He.", "denied"]
WORDS = st.lists(st.sampled_from(SOME), max_size=12)


@given(WORDS, WORDS, st.data())
def test_what_fits_reads_the_same(old_words, new_words, data):
    old, new = " ".join(old_words), " ".join(new_words)
    if not old:
        return
    start = data.draw(st.integers(0, len(old) - 1))
    end = data.draw(st.integers(start + 1, len(old)))
    found = Texts(old, new).place([Span(start, end)])
    if found is not None:
        [span] = found
        assert new[span.start : span.end] == old[start:end]
        assert Texts(old, old).place([Span(start, end)]) in ([Span(start, end)], None)


@given(WORDS)
def test_the_same_text_keeps_what_lies_inside_its_sentences(words):
    text = " ".join(words)
    place = next((i for i, sign in enumerate(text) if not sign.isspace()), None)
    if place is not None:
        assert Texts(text, text).place([Span(place, place + 1)]) == [Span(place, place + 1)]
