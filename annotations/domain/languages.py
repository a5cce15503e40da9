"""What language a text seems to be in, and which way it runs: guesses, to be shown as such."""

from collections import Counter
from typing import Final

import regex

SAMPLE: Final = 32_768  # code points that a guess looks at: one page tells
RTL_LANGUAGES: Final = frozenset(
    ("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "syr", "ug", "ur", "yi")
)
UNDETERMINED: Final = "und"
FEWEST_HINTS: Final = 15  # a language that is not listed has fewer than one hint in so many words
# Scripts that nearly always mean one language here.
SCRIPT_LANGUAGES: Final = {
    "Hebrew": "he", "Greek": "el", "Thai": "th", "Hangul": "ko", "Devanagari": "hi",
    "Bengali": "bn", "Tamil": "ta", "Georgian": "ka", "Armenian": "hy", "Ethiopic": "am",
    "Khmer": "km", "Myanmar": "my", "Lao": "lo", "Han": "zh",
}  # fmt: skip
# Scripts shared by many: telling letters, and words that every page of the language has.
LANGUAGE_HINTS: Final = {
    "Latin": {
        "en": ("", "the of and to in that is was for with by are has said"),
        "de": ("üß", "der die und das den von nicht mit ist auf dem ein eine"),
        "fr": ("çèêœ", "le les des et est une dans que pour sur pas qui"),
        "es": ("ñ¿¡", "el los las que del por una con se su"),
        "it": ("", "il che di della per gli sono nel non un è"),
        "pt": ("ãõ", "os que da do não uma com em um para"),
        "nl": ("", "de het een en van niet op dat zijn voor"),
        "pl": ("ąęłśźż", "na że się nie do jest od przez oraz"),
        "cs": ("ěřů", "se na že je by ve jsou podle není"),
        "ro": ("ășț", "și în la că nu cu din pe o"),
        "sv": ("å", "och att det som på är en av för inte"),
        "tr": ("ğış", "ve bir bu için ile olarak da de"),
    },
    "Cyrillic": {
        "uk": ("іїєґ", "та що не на у в за від про це"),
        "ru": ("ыэё", "и что не на в с по как это из"),
        "bg": ("", "се да че от на за са по и е"),
        "sr": ("јљњћђџ", "је да се у на и од су за"),
        "be": ("іўыэ", "і што не на ў з па гэта"),
    },
    "Arabic": {
        "ar": ("ةىيك", "في من على أن إلى التي عن مع"),
        "fa": ("پچژگیک", "در به از که این را با است"),
        "ur": ("ٹڈڑےں", "کے کی میں ہے نے سے اور کہ"),
    },
}  # fmt: skip

_LEFT_TO_RIGHT: Final = regex.compile(r"\p{Bidi_Class=L}")
_RIGHT_TO_LEFT: Final = regex.compile(r"[\p{Bidi_Class=R}\p{Bidi_Class=AL}]")
_WORD: Final = regex.compile(r"\w+")


def direction(text: str, language: str = "") -> str:
    """Return ``ltr`` or ``rtl``: what most letters are, else what ``language`` (a tag) is."""
    sample = text[:SAMPLE]
    left, right = len(_LEFT_TO_RIGHT.findall(sample)), len(_RIGHT_TO_LEFT.findall(sample))
    if left == right:
        return "rtl" if language.lower().partition("-")[0] in RTL_LANGUAGES else "ltr"
    return "rtl" if right > left else "ltr"


def guess_language(text: str) -> str:
    """Return a language tag for ``text``, ``und`` without a clue. A guess: show it as one."""
    sample = text[:SAMPLE].lower()
    if _count(r"[\p{Hiragana}\p{Katakana}]", sample) * 10 > _count(r"\p{Han}", sample):
        return "ja"
    scripts = {
        script: _count(rf"\p{{{script}}}", sample)
        for script in [*SCRIPT_LANGUAGES, *LANGUAGE_HINTS]
    }
    script = max(scripts, key=lambda name: scripts[name])
    if not scripts[script]:
        return UNDETERMINED
    return SCRIPT_LANGUAGES.get(script) or _by_hints(sample, LANGUAGE_HINTS[script])


def _count(pattern: str, text: str) -> int:
    return len(regex.findall(pattern, text))


def _by_hints(sample: str, hints: dict[str, tuple[str, str]]) -> str:
    words = Counter(_WORD.findall(sample))
    letters = Counter(sample)
    scores = {
        language: sum(words[word] for word in common.split()) + sum(letters[x] for x in telling)
        for language, (telling, common) in hints.items()
    }
    best = max(scores, key=lambda language: scores[language])
    return best if scores[best] * FEWEST_HINTS > words.total() else UNDETERMINED
