"""What is written in a guide, and how its rules are called."""

import pytest

from annotations.domain.guides import Piece, anchor, numbered, pieces, verdict


def test_brackets_are_a_highlight_of_a_claim():
    assert pieces("She said [the quay held]") == [
        Piece("She said "),
        Piece("the quay held", ("claim",), begins=True),
    ]


def test_a_kind_may_stand_before_the_words():
    assert pieces("[source: Ona Rell]") == [Piece("Ona Rell", ("source",), begins=True)]
    assert pieces("[status:unverified]") == [Piece("unverified", ("status",), begins=True)]
    assert pieces("[note: not a kind]") == [Piece("note: not a kind", ("claim",), begins=True)]


def test_highlights_nest():
    assert pieces("[he said [source: Rell] was [wrong]]") == [
        Piece("he said ", ("claim",), begins=True),
        Piece("Rell", ("claim", "source"), begins=True),
        Piece(" was ", ("claim",)),
        Piece("wrong", ("claim", "claim"), begins=True),
    ]


@pytest.mark.parametrize("text", ["no brackets", "a] b", "[a", "[a] ]", "[]", "", "[source:]"])
def test_what_is_no_highlight_stays_as_it_is(text):
    assert pieces(text) is None


def test_a_rules_anchor_is_made_of_its_words_not_of_its_place():
    assert anchor("1. Tag the content") == anchor("7) Tag the content!") == "rule-tag-the-content"
    assert anchor("The paper’s own voice") == "rule-the-papers-own-voice"
    assert anchor("١ الادعاء في الخبر") == "rule-١-الادعاء-في-الخبر"
    assert anchor("…") == "rule"


def test_anchors_of_one_guide_differ():
    taken: list[str] = []
    for _ in range(3):
        taken.append(anchor("Sources", taken))
    assert taken == ["rule-sources", "rule-sources-2", "rule-sources-3"]


def test_a_long_title_is_cut_between_words():
    assert anchor("word " * 40) == "rule-" + "-".join(["word"] * 12)
    assert len(anchor("w" * 400)) == len("rule-") + 60


def test_a_number_is_told_from_the_title():
    assert numbered("12. Several findings fit") == ("12", "Several findings fit")
    assert numbered("2026 was a year") == ("", "2026 was a year")


def test_a_verdict_is_known_by_its_words():
    assert [verdict(words) for words in ("Good", "Not so:", "WRONG", "Maybe")] == [
        "good", "bad", "bad", None,
    ]  # fmt: skip
