"""Train, dev and test: what belongs together stays together, and nothing changes its side."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.sides import SIDES, Cut, Story, divide, groups_of

DAY = date(2024, 1, 1)
HASH = Cut("hash")
pairs = st.lists(st.tuples(st.integers(1, 40), st.integers(1, 40)), max_size=30)


def stories(count: int = 40, story: str = "") -> list[Story]:
    return [Story(number, DAY, story) for number in range(1, count + 1)]


def test_a_group_is_called_after_its_oldest_article():
    given_stories = [Story(2, DAY, "fire"), Story(5, DAY, "fire"), Story(7, DAY), Story(9, DAY)]
    assert groups_of(given_stories, [(9, 5)]) == {2: 2, 5: 2, 7: 7, 9: 2}


@given(pairs)
def test_joined_articles_are_on_one_side(joined):
    found = divide(stories(), joined, HASH, {})
    assert all(found.sides[left] == found.sides[right] for left, right in joined)
    assert found.torn == 0


@given(pairs, pairs)
def test_no_article_ever_changes_its_side(before, later):
    first = divide(stories(30), [(a, b) for a, b in before if max(a, b) <= 30], HASH, {})
    second = divide(stories(), [*before, *later], HASH, first.sides)
    assert {article: second.sides[article] for article in first.sides} == first.sides


def test_the_side_does_not_depend_on_what_else_there_is():
    few, many = divide(stories(5), [], HASH, {}), divide(stories(), [], HASH, {})
    assert {article: many.sides[article] for article in few.sides} == few.sides


def test_about_80_10_and_10_of_a_hundred_groups_are_on_each_side():
    found = list(divide(stories(5000), [], HASH, {}).sides.values())
    shares = [round(100 * found.count(side) / len(found)) for side in SIDES]
    assert all(abs(share - wanted) <= 2 for share, wanted in zip(shares, (80, 10, 10), strict=True))


def test_groups_that_were_joined_too_late_are_counted():
    found = divide(stories(3), [(1, 2), (2, 3)], HASH, {1: "train", 2: "test"})
    assert (found.sides[1], found.sides[2], found.torn) == ("train", "test", 1)


def test_by_date_a_group_goes_where_its_oldest_article_does():
    given_stories = [
        Story(1, date(2021, 1, 1), "flood"),
        Story(2, date(2024, 6, 1), "flood"),
        Story(3, date(2023, 12, 31)),
        Story(4, date(2024, 1, 1)),
    ]
    cut = Cut("date", dev_from=date(2023, 1, 1), test_from=date(2024, 1, 1))
    found = divide(given_stories, [], cut, {})
    assert found.sides == {1: "train", 2: "train", 3: "dev", 4: "test"}
