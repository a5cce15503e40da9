"""Which words stay, which go: code points, end exclusive."""

import pytest

from annotations.domain.reshaping import BadSplit, remainder, united
from annotations.domain.spans import Span

TEXT = "198 tanks, 29 planes 🧊 and 3 boats have been lost"


def at(words: str) -> Span:
    start = TEXT.index(words)
    return Span(start, start + len(words))


def words(spans: list[Span]) -> list[str]:
    return [TEXT[span.start : span.end] for span in spans]


def test_a_cut_drops_the_comma_and_the_space_that_belonged_to_the_list():
    left = remainder(TEXT, [at(TEXT)], [at("29 planes 🧊")], [])
    assert words(left) == ["198 tanks", "and 3 boats have been lost"]


def test_a_shared_verb_stays_with_both():
    gone = [at("29 planes 🧊"), at("have been lost")]
    left = remainder(TEXT, [at(TEXT)], gone, [at("have been lost")])
    assert words(left) == ["198 tanks", "and 3 boats have been lost"]


def test_whole_parts_can_go():
    parts = [at("198 tanks"), at("3 boats")]
    assert words(remainder(TEXT, parts, [at("3 boats")], [])) == ["198 tanks"]


@pytest.mark.parametrize(
    ("spans", "gone", "shared"),
    [
        (["198 tanks"], ["198 tanks"], []),
        (["198 tanks,"], ["198 tanks"], []),
        (["198 tanks"], ["198 tanks"], ["198 tanks"]),
        (["198 tanks"], ["29 planes"], []),
        (["198 tanks", "3 boats"], ["tanks, 29"], []),
        (["198 tanks", "3 boats"], ["3 boats"], ["198 tanks"]),
    ],
)
def test_both_claims_have_words_and_all_of_them_were_the_claims(spans, gone, shared):
    with pytest.raises(BadSplit):
        remainder(TEXT, *([at(quote) for quote in quotes] for quotes in (spans, gone, shared)))


def test_spans_that_touch_or_overlap_become_one():
    spans = [Span(7, 9), Span(0, 3), Span(3, 5), Span(8, 12), Span(9, 10)]
    assert united(spans) == [Span(0, 5), Span(7, 12)]


def test_only_white_space_between_two_spans_joins_them_where_the_text_is_known():
    spans = [at("198 tanks"), at("3 boats"), at("have been lost")]
    assert words(united(spans, TEXT)) == ["198 tanks", "3 boats have been lost"]
    assert united(spans) == spans
