"""Invented articles: as long as asked for, and every tag lies on the words that it means."""

import pytest

from annotations.domain.fiction import article
from annotations.domain.vocabulary import DEFAULT_LINK, check_link


@pytest.mark.parametrize(("words", "tags"), [(20, 0), (300, 30), (20_000, 2_000)])
def test_it_has_so_many_words_and_exactly_so_many_tags(words, tags):
    made = article(words, tags)
    assert len(made.tags) == tags
    assert words <= len(made.text.split()) < words + 150
    assert made.text.startswith(f"{made.headline}\n\n")


def test_the_same_seed_writes_the_same():
    assert article(400, 40, seed=3) == article(400, 40, seed=3)
    assert article(400, 40, seed=3).text != article(400, 40, seed=4).text


def test_tags_lie_on_whole_words_and_overlap_as_in_real_reports():
    made = article(2_000, 200)
    for tag in made.tags:
        for part in tag.parts:
            words = made.text[part.start : part.end]
            assert words == words.strip()
            assert "\n" not in words
    assert any(len(tag.parts) == 2 for tag in made.tags)
    places = [(tag.parts[0].start, tag.parts[-1].end) for tag in made.tags]
    assert any(a < c and d <= b for a, b in places for c, d in places)


def test_every_link_leaves_a_claim_and_is_one_that_may_be():
    made = article(2_000, 200)
    links = [(tag, made.tags[number]) for tag in made.tags for number in tag.links]
    assert links
    for origin, target in links:
        check_link(DEFAULT_LINK[target.kind], origin.kind, target.kind)
