"""Values of JSON, read one at a time however large the file is."""

import codecs
import json
import re
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, Final

from annotations.formats.json_words import why_not_json
from annotations.formats.sources import NOT_UTF8, PIECE, BadFile

LARGEST_VALUE: Final = 16 * 1024 * 1024  # code points of one value of JSON
SEND_AGAIN: Final = (
    "Nothing was changed. See whether the format is the right one and the file is whole, "
    "then send it again."
)

Decode = Callable[[str, int], tuple[Any, int]]

_BLANK: Final = re.compile(r"[\s,]*")
_SUSPECT: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


def values(
    file: BinaryIO, around: re.Pattern[str] | None = None, aside: Callable[[str], object] = str
) -> Iterator[tuple[int, Any]]:
    """Yield the values of JSON Lines, of one JSON list, or the one value of a file, each with
    its number: the line for JSON Lines, else the place in the list, from 1.

    ``around`` matches what may stand before a list, which is then read value by value too; what
    stands around it is told as ``aside``. Only one value is in memory at a time. Raises BadFile.
    """
    decode = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once).raw_decode
    buffer = _Buffer(file)
    buffer.skip()
    match = around.match(buffer.text, buffer.at) if around else None
    if match:
        aside(match[0])
        buffer.at = match.end()
    listed = buffer.text.startswith("[", buffer.at)
    buffer.at += listed
    number = 0
    while True:
        buffer.skip()
        if listed and buffer.text.startswith("]", buffer.at):
            _end(buffer, number, aside if match else None)
            return
        if buffer.at == len(buffer.text):
            if listed:
                raise BadFile(f"The file ends within its list, after row {number}. {SEND_AGAIN}")
            return
        number = number + 1 if listed else buffer.line
        value, end = _decoded(decode, buffer, number)
        if _SUSPECT.search(buffer.text, buffer.at, end):
            _look_through(value, number)
        buffer.at = end
        yield number, value


def _end(buffer: "_Buffer", number: int, aside: Callable[[str], object] | None) -> None:
    """Read what follows a list: the end of what is around it, or nothing. Raises BadFile."""
    buffer.at += 1
    buffer.skip()
    if aside:
        while len(buffer.text) - buffer.at < PIECE and buffer.more():
            pass
        aside(buffer.text[buffer.at :])
    elif buffer.at < len(buffer.text):
        raise BadFile(f"Something follows the list of {number} rows. {SEND_AGAIN}")


def _decoded(decode: Decode, buffer: "_Buffer", number: int) -> tuple[Any, int]:
    """The value that begins here, and its end; reads on until it is whole. Raises BadFile."""
    while True:
        try:
            value, end = decode(buffer.text, buffer.at)
        except RecursionError:
            raise BadFile(f"Row {number} is nested too deeply. {SEND_AGAIN}") from None
        except ValueError as error:
            if not buffer.more():
                why = why_not_json(error)
                raise BadFile(f"Row {number} is not JSON ({why}). {SEND_AGAIN}") from None
            continue
        if end < len(buffer.text) or not buffer.more():  # else a number may go on
            return value, end


class _Buffer:
    """The text of a file from ``at`` on, as far as it was read."""

    def __init__(self, file: BinaryIO) -> None:
        self.file, self.text, self.at, self.line = file, "", 0, 1
        self.decoder = codecs.getincrementaldecoder("utf-8-sig")()
        self.ended = False

    def skip(self) -> None:
        """Pass over what stands between values."""
        while True:
            match = _BLANK.match(self.text, self.at)
            end = match.end() if match else self.at
            self.line += self.text.count("\n", self.at, end)
            self.at = end
            if self.at < len(self.text) or not self.more():
                return

    def more(self) -> bool:
        """Read on, as much as is there already; say whether there was anything. Raises BadFile."""
        waiting = len(self.text) - self.at
        if waiting > LARGEST_VALUE:
            raise BadFile(
                "One value of the file is too large. Nothing was changed. Send one document a line."
            )
        if self.ended:
            return False
        data = self.file.read(max(PIECE, waiting))
        self.ended = not data
        try:
            read = self.decoder.decode(data, self.ended)
        except UnicodeDecodeError as error:
            before = error.object[: error.start].count(b"\n")
            line = self.line + self.text.count("\n", self.at) + before
            raise BadFile(NOT_UTF8.format(f"Line {line} of the file")) from None
        self.text, self.at = self.text[self.at :] + read, 0
        return bool(read) or self.more()


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object whose keys are there once each: the library would keep the last, and not say so."""
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"“{twice[:80]}” is there twice")
    return fields


def _look_through(value: Any, number: int) -> None:
    """Raises BadFile for text that no database stores."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            waiting += [*one, *one.values()]
        elif isinstance(one, list):
            waiting += one
        elif isinstance(one, str) and ("\0" in one or re.search("[\ud800-\udfff]", one)):
            raise BadFile(
                f"Row {number} has a NUL, or half a character, which no text can have. "
                "Nothing was changed. Take it out and send the file again."
            )
