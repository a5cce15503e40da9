"""Mojibake is proposed back, real typography is left alone, and nothing happens unasked."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.domain.errors import Overlapping, QuoteMismatch
from annotations.domain.repair import MISREADINGS, Repair, apply, propose

# Clean words of many scripts and habits of punctuation.
CLEAN = [
    *(
        "The",
        "harbour",
        "“calm”",
        "minister’s",
        "‘no’",
        "café",
        "naïve",
        "–",
        "—",
        "…",
        "£5",
        "€7m",
    ),
    *("„Spaß“", "»Äpfel«", "Füße", "l’été", "“Été”", "À", "cœur", "«Ça»", "¿Qué?", "mañana", "ÇA"),
    *("“AÇÃO”", "NAÏVE", "CAFÉ®", "½", "10°", "±3", "5×4", "µm", "√2", "≈3", "∆x", "ÑANDÚ", "Łódź"),
    *(
        "“Świat”",
        "žluťoučký",
        "»Ål«",
        "ığdır",
        "“цифри”",
        "—",
        "Міністерство",
        "їжак",
        "ПІРІВ",
        "Сё",
    ),
    *(
        "«Войска»",
        "№5",
        "الوزارة",
        "«مؤكد»",
        "שלום",
        "ה־20",
        "港の",
        "「数字」",
        "한국",
        "ไทย",
        "क्षि",
    ),
    *("👨‍👩‍👧‍👦", "👍🏽", "🇺🇦", "1️⃣", "Ελλάδα", "«Ωδή»", "e\u0301", "100%", "a/b", "©2021", "X™"),
]
clean_text = st.lists(st.sampled_from(CLEAN), max_size=25).map(" ".join)
glued_text = st.lists(st.sampled_from(CLEAN), max_size=12).map("".join)

DAMAGED = ["’", "“", "”", "‘", "é", "–", "—", "…", "ö", "ñ", "ç", "£", "€", "É", "«", "™"]


def misread(text, codec):
    return text.encode().decode(codec)


@given(st.one_of(clean_text, glued_text))
def test_clean_text_gets_no_proposal(text):
    assert propose(text) == []


@given(
    st.lists(st.sampled_from(CLEAN[:12]), max_size=6).map(" ".join),
    st.sampled_from(["{}s ice", "said {}so it is", "caf{} now", "2019{}20"]),
    st.sampled_from(DAMAGED),
    st.sampled_from(["sloppy-windows-1252", "mac-roman"]),
)
def test_damage_beside_real_typography_is_proposed_back(around, pattern, character, codec):
    whole = f"{around} {pattern.format(character)} {around}"
    damaged = f"{around} {pattern.format(misread(character, codec))} {around}"
    repairs = propose(damaged)
    assert [repair.after for repair in repairs] == [character]
    assert MISREADINGS[codec] in repairs[0].reason
    assert apply(damaged, repairs) == whole


@pytest.mark.parametrize("codec", MISREADINGS)
@pytest.mark.parametrize(
    "text",
    ["Влада міста не підтвердила втрати, повідомило міністерство.", "Русские – «здесь», ёж."],
)
def test_a_whole_text_that_was_misread_comes_back(text, codec):
    damaged = misread(text, codec)
    assert apply(damaged, propose(damaged)) == text


def test_a_proposal_says_where_what_and_why():
    text = "“Norland‚Äôs ferry”"
    assert propose(text) == [Repair(8, 11, "‚Äô", "’", "UTF-8 read as MacRoman")]


def test_one_proposal_can_be_taken_and_another_left():
    text = "cafÃ© and Norland‚Äôs"
    first, second = propose(text)
    assert apply(text, [second]) == "cafÃ© and Norland’s"
    assert apply(text, [first]) == "café and Norland‚Äôs"
    assert apply(text, []) == text


def test_a_repair_that_does_not_fit_the_text_is_refused():
    [repair] = propose("cafÃ©")
    with pytest.raises(QuoteMismatch):
        apply("the café", [repair])


def test_two_repairs_of_one_place_are_refused():
    [repair] = propose("cafÃ©")
    with pytest.raises(Overlapping):
        apply("cafÃ©", [repair, repair])


@given(st.text(st.sampled_from("aÃ©‚Äô√â€™“” ðŸ\x9f\x8d¤ÐÑ\x81РС ѓвЂ™–—≈")))
def test_proposals_fit_the_text_and_never_overlap(text):
    repairs = propose(text)
    assert repairs == sorted(repairs)
    assert all(text[repair.start : repair.end] == repair.before for repair in repairs)
    assert len(apply(text, repairs)) == len(text) - sum(
        len(repair.before) - len(repair.after) for repair in repairs
    )
