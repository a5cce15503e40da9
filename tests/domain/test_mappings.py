"""What people may say that another tool's words become."""

import pytest

from annotations.domain.mappings import (
    IGNORE,
    LONGEST,
    MOST,
    BadMapping,
    Choices,
    Meaning,
    Relation,
    meaning_of,
    read_pairs,
    relation_of,
    usual_label,
    usual_link,
)
from annotations.domain.vocabulary import KINDS, LINKS

SLUGS = {"polarity": {"not_verified": 1}, "desk_status": {"unverified": 2}}


@pytest.mark.parametrize(
    ("written", "meaning"),
    [
        ("claim", Meaning("claim")),
        ("claim:desk_status=unverified", Meaning("claim", "desk_status", "unverified")),
        ("status:polarity=not_verified", Meaning("status", "polarity", "not_verified")),
        ("ignore", Meaning(IGNORE)),
    ],
)
def test_a_label_becomes_a_kind_with_one_detail_or_nothing(written, meaning):
    assert meaning_of(written, "Foreign", SLUGS) == meaning


@pytest.mark.parametrize(
    "written",
    [
        *("", "truth", "Claim", "ignore:x", "claim:desk_status", "claim:desk_status=false"),
        *("claim:polarity=not_verified", "source:desk_status=unverified", "claim:=unverified"),
    ],
)
def test_a_label_becomes_nothing_that_is_not_there(written):
    with pytest.raises(BadMapping, match="Foreign"):
        meaning_of(written, "Foreign", SLUGS)


def test_a_relation_becomes_a_link_in_either_direction():
    assert relation_of("attributed_to", "attr") == Relation("attributed_to")
    assert relation_of("attributed_to:reversed", "attr") == Relation("attributed_to", reversed=True)
    assert relation_of("ignore", "attr").type == IGNORE


@pytest.mark.parametrize("written", ["", "knows", "attributed_to:back", "claim"])
def test_a_relation_becomes_no_link_that_is_not_there(written):
    with pytest.raises(BadMapping, match="attr"):
        relation_of(written, "attr")


@pytest.mark.parametrize("label", ["claim", "Claim", " CLAIM ", "claim."])
def test_our_own_words_need_no_choice(label):
    assert usual_label(label) == "claim"
    assert usual_label("person") == ""


@pytest.mark.parametrize("relation", ["attributed_to", "Attributed-To", "attributed to"])
def test_our_own_links_need_no_choice(relation):
    assert usual_link(relation) == "attributed_to"
    assert usual_link("knows") == ""


def test_new_choices_go_before_those_of_last_time():
    old = Choices({"a": "claim", "b": "source"}, {"r": "repeats"})
    both = Choices({"a": "ignore"}).over(old)
    assert both == Choices({"a": "ignore", "b": "source"}, {"r": "repeats"})


@pytest.mark.parametrize(
    "choices",
    [
        Choices({"x" * (LONGEST + 1): "claim"}),
        Choices({"": "claim"}),
        Choices({str(number): "claim" for number in range(MOST + 1)}),
        Choices({}, {"attr": "knows"}),
    ],
)
def test_choices_that_nobody_could_follow_are_refused(choices):
    with pytest.raises(BadMapping):
        choices.check(SLUGS)


def test_pairs_are_read_as_a_shell_gives_them_even_where_the_label_has_an_equals_sign():
    polarity = "status:polarity=not_verified"
    given = ["attribution=claim", f"cue={polarity}", "a=b; c=ignore", f"x=claim={polarity}"]
    assert read_pairs(given) == {
        "attribution": "claim",
        "cue": polarity,
        "a=b; c": "ignore",
        "x=claim": polarity,
    }


@pytest.mark.parametrize("pair", ["", "claim", "=claim", "a=", "a=truth"])
def test_a_pair_that_says_nothing_is_refused(pair):
    with pytest.raises(BadMapping, match="does not say"):
        read_pairs([pair])


def test_blanks_and_case_of_our_words_do_not_matter():
    given = [" Attribution = CLAIM ", "two words = Status:polarity=not_verified\n"]
    assert read_pairs(given) == {
        "Attribution": "claim",
        "two words": "status:polarity=not_verified",
    }


def test_a_refusal_lists_what_is_possible():
    with pytest.raises(BadMapping, match=r"claim, source, status, ignore; .*status:polarity="):
        read_pairs(["Attribution=foo"], KINDS)
    with pytest.raises(BadMapping, match=r"attributed_to, .*denied_by, .*ignore; .*:reversed"):
        read_pairs(["attr=foo"], LINKS)
    with pytest.raises(BadMapping, match="say which desk_status it has, as in claim:desk_status=u"):
        meaning_of("claim:desk_status", "Foreign", SLUGS)
