"""From bytes to the text that is frozen: decode, clean, fingerprint, and say what is unusual.

Positions in text are code points; positions in bytes are said to be bytes. Text is never
normalised (no NFC, no NFKC): what the outlet wrote is what the desk quotes.
"""

import codecs
import hashlib
import unicodedata
from dataclasses import dataclass
from typing import Final

import regex
from charset_normalizer import from_bytes

from annotations.domain.errors import (
    EmptyDocument,
    LoneSurrogate,
    NulNotAllowed,
    TooLarge,
    Undecodable,
)

# UTF-32 first: its little-endian mark begins with that of UTF-16.
MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# What newsrooms send. A closed list: Python also knows "encodings" such as unicode_escape.
LEGACY: Final = (
    *("cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258"),
    *("koi8-r", "koi8-u", "cp866", "mac-roman", "mac-cyrillic", "iso8859-15"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949", "cp874"),
)
COMMON: Final = ("cp1252", "cp1251")  # taken where several encodings read a sample alike
DECLARABLE: Final = frozenset(
    codecs.lookup(name).name
    for name in (
        *LEGACY,
        *("ascii", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"),
        *("utf-32-le", "utf-32-be", "gbk", "gb2312", "shift_jis", "iso2022_jp", "euc_kr"),
        *(f"iso8859-{part}" for part in range(1, 17) if part != 12),
    )
)
LARGEST: Final = 2 * 1024 * 1024  # bytes of UTF-8 in one text, about 400,000 English words
SAMPLE: Final = 32_768  # bytes that the detection looks at: one page tells

# Nothing of these is seen on a page. Separators and direction controls are not among them: they
# are shown with a sign of their own, and a text of only those is odd but can be looked at.
_BLANK: Final = (
    r"[\s\u00AD\u034F\u115F\u1160\u180E\u200B-\u200D\u2060-\u2064\u2800\u3164\uFEFF\uFFA0]"
)
_VISIBLE: Final = regex.compile(rf"[\u0085\u2028\u2029]|(?!{_BLANK}).", regex.DOTALL)
_SURROGATE: Final = regex.compile(r"[\uD800-\uDFFF]")
_LINE_END: Final = regex.compile(r"\r\n?")
_UTF8_SEQUENCE: Final = regex.compile(
    rb"[\xC2-\xDF][\x80-\xBF]|[\xE0-\xEF][\x80-\xBF]{2}|[\xF0-\xF4][\x80-\xBF]{3}"
)
# Inside an emoji, or between letters of a script that is written with joiners, they are spelling.
_HIDDEN: Final = regex.compile(
    r"""(?:\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}\U000E0020-\U000E007F]*+
          (?:\u200D\p{Extended_Pictographic}[\p{M}\p{Emoji_Modifier}]*+)*+
        | (?<=[\p{Arabic}\p{Syriac}\p{Mongolian}\p{InSC=Virama}\p{InSC=Consonant}\p{M}])
          [\u200C\u200D](?=[\p{L}\p{M}])
        )(*SKIP)(*FAIL)
      | (?![\u0600-\u0605\u06DD\u070F\u08E2])\p{Cf}
      | [\p{Zl}\p{Zp}\u0000-\u0008\u000B-\u001F\u007F-\u009F]
      | (?!\p{Variation_Selector})\p{Default_Ignorable_Code_Point}""",
    regex.VERBOSE,
)
_DIRECTION_CONTROLS: Final = frozenset(
    "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
)
_CONTROL_NAMES: Final = {"\x07": "BELL", "\x1b": "ESCAPE", "\x7f": "DELETE", "\x85": "NEXT LINE"}


@dataclass(frozen=True, slots=True)
class DecodedText:
    """``text`` as decoded, not yet cleaned; ``notes`` are sentences for the person ingesting."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Invisible:
    """A character that no reader sees, kept, and shown with a sign: code point ``offset``.

    ``kind`` is ``direction``, ``zero_width`` or ``control``.
    """

    offset: int
    character: str
    kind: str
    name: str


def decode(data: bytes, declared: str | None = None) -> DecodedText:
    """Return the text of ``data``: by its mark, else as declared, else UTF-8, else by detection.

    Raises Undecodable with the position of the first byte that does not fit.
    """
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return DecodedText(_decode_strictly(data, encoding, skip=len(mark)), encoding)
    notes: list[str] = []
    if declared:
        name = _declarable(declared)
        try:
            if name:
                return DecodedText(data.decode(name), name)
            notes.append(f"The declared encoding “{declared[:40]}” is not known here.")
        except UnicodeDecodeError as error:
            notes.append(f"Byte {error.start} does not fit the declared encoding {name}.")
    try:
        return DecodedText(data.decode("utf-8"), "utf-8", tuple(notes))
    except UnicodeDecodeError as error:
        encoding = _detect(data, error.start)
        text = _decode_strictly(data, encoding)
    notes.append(f"The encoding was guessed: {encoding}. Check the letters before you go on.")
    return DecodedText(text, encoding, tuple(notes))


def clean(text: str) -> str:
    """Return ``text`` ready to be frozen: one leading mark dropped, line ends as line feeds.

    Everything else stays as given. Raises TooLarge, NulNotAllowed or LoneSurrogate with the
    position in ``text``, EmptyDocument if there is nothing to see.
    """
    check_size(len(text))
    nul = text.find("\0")
    if nul >= 0:
        raise NulNotAllowed.at(nul)
    if half := _SURROGATE.search(text):
        raise LoneSurrogate.at(half.start())
    check_size(len(text.encode()))
    cleaned = _LINE_END.sub("\n", text.removeprefix("\ufeff"))
    if not _VISIBLE.search(cleaned):
        raise EmptyDocument
    return cleaned


def check_size(size: int) -> None:
    """Raise TooLarge if ``size`` (bytes) is over the limit of one text."""
    if size > LARGEST:
        raise TooLarge(
            f"The text is larger than {LARGEST:,} bytes. Nothing was stored. Send it in parts.",
            extra={"limit": LARGEST},
        )


def sha256(text: str) -> str:
    """Return the SHA-256 of ``text`` in UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()


def invisible_characters(text: str) -> list[Invisible]:
    """List what a reader cannot see: direction controls, zero-width and control characters.

    Joiners that belong to an emoji or to the spelling of a word are not listed.
    """
    return [
        Invisible(match.start(), match[0], _kind_of(match[0]), _name_of(match[0]))
        for match in _HIDDEN.finditer(text)
    ]


def _kind_of(character: str) -> str:
    if character in _DIRECTION_CONTROLS:
        return "direction"
    return "control" if unicodedata.category(character) in {"Cc", "Zl", "Zp"} else "zero_width"


def _name_of(character: str) -> str:
    name = unicodedata.name(character, "") or _CONTROL_NAMES.get(character, "CONTROL CHARACTER")
    return f"U+{ord(character):04X} {name}"


def _declarable(declared: str) -> str | None:
    try:
        name = codecs.lookup(declared.strip()).name
    except (LookupError, ValueError):
        return None
    return name if name in DECLARABLE else None


def _decode_strictly(data: bytes, encoding: str, *, skip: int = 0) -> str:
    try:
        return data[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        raise Undecodable.at(error.start + skip, encoding) from None


def _detect(data: bytes, bad_byte: int) -> str:
    """Return the legacy encoding that ``data`` is most likely in; it is not valid UTF-8."""
    if _is_broken_utf8(data):
        raise Undecodable.at(bad_byte, "utf-8")
    start = data.rfind(b"\n", 0, bad_byte) + 1
    best = from_bytes(data[start : start + SAMPLE], cp_isolation=list(LEGACY)).best()
    if best is None:
        raise Undecodable.at(bad_byte, "utf-8")
    alike = best.could_be_from_charset
    return next((name for name in COMMON if name in alike), best.encoding)


def _is_broken_utf8(data: bytes) -> bool:
    """Whether most bytes above ASCII are UTF-8 (or its surrogates): then no other encoding is."""
    whole = _UTF8_SEQUENCE.sub(b"", data)
    in_sequences = len(data) - len(whole)
    strays = sum(byte > 0x7F for byte in whole)
    return in_sequences > strays
