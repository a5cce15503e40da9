"""Guesses about language and direction: right on plain cases, silent without a clue."""

import pytest

from annotations.domain.languages import direction, guess_language

SENTENCES = {
    "en": "The harbour master said that none of the figures had been checked.",
    "de": "Die Hafenmeisterin sagte, die Zahlen seien nicht von der Behörde geprüft.",
    "fr": "La capitaine du port a dit que les chiffres ne sont pas dans le rapport.",
    "es": "La capitana del puerto dijo que las cifras no se han comprobado con los datos.",
    "uk": "Начальниця порту сказала, що цифри не перевірені та їх ще уточнюють.",
    "ru": "Начальница порта сказала, что цифры не проверены и их ещё уточняют.",
    "ar": "قالت مديرة الميناء إن الأرقام لم يتم التحقق منها من مصدر مستقل",
    "fa": "رئیس بندر گفت که این ارقام را با هیچ گزارشی نسنجیده است",
    "he": "מנהלת הנמל אמרה כי המספרים לא אומתו",
    "ja": "港の責任者は数字が確認されていないと述べた。",
    "zh": "港口负责人表示数字尚未核实。",
    "ko": "항만 책임자는 수치가 확인되지 않았다고 말했다.",
    "el": "Η λιμενάρχης είπε ότι οι αριθμοί δεν έχουν επαληθευτεί.",
}


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_language(language):
    assert guess_language(SENTENCES[language]) == language


@pytest.mark.parametrize("text", ["", "12:40 – 13:05", "🧊🧊", "Norland Vesterby"])
def test_without_a_clue_the_language_stays_open(text):
    assert guess_language(text) == "und"


@pytest.mark.parametrize("language", SENTENCES)
def test_a_sentence_tells_its_direction(language):
    assert direction(SENTENCES[language]) == ("rtl" if language in {"ar", "fa", "he"} else "ltr")


def test_a_foreign_name_does_not_turn_a_text_round():
    assert direction("قالت Norland Radio إن الأرقام غير مؤكدة") == "rtl"


@pytest.mark.parametrize(("language", "expected"), [("ar-EG", "rtl"), ("en", "ltr"), ("", "ltr")])
def test_without_letters_the_language_decides(language, expected):
    assert direction("1 234", language) == expected
