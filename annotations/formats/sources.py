"""Files that are read: one alone, or those in a zip, which is never unpacked to the disk.

No path is made of a name in a zip. Bytes are counted as they inflate, whatever it says of sizes.
"""

import codecs
import json
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BufferedReader, RawIOBase
from pathlib import Path
from typing import IO, Any, BinaryIO, Final, NamedTuple

from annotations.domain.errors import DomainError

MOST_MEMBERS: Final = 100_000
LARGEST_DIRECTORY: Final = 8 * 1024 * 1024  # bytes of a zip's list of its members
LARGEST_UNPACKED: Final = 2 * 1024 * 1024 * 1024  # bytes of all members together
RATIO: Final = 100  # unpacked to packed; text comes to 10, a bomb to 1,000
FREE: Final = 10 * 1024 * 1024  # bytes that may unpack at any ratio: small files of one letter
LONGEST: Final = 64 * 1024 * 1024  # bytes of one line, code points of one value of JSON
PIECE: Final = 256 * 1024  # bytes read at once
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)

Decode = Callable[[str, int], tuple[Any, int]]

_BLANK: Final = re.compile(r"[\s,]*")
_SUSPECT: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")


class BadFile(DomainError):
    """The file cannot be read as what it was said to be; nothing of it was stored."""

    code = "bad_file"


class Origin(NamedTuple):
    """Where a row stands: a line, or a place in a list, from 1; and the file inside a zip."""

    line: int
    file: str = ""


@dataclass(frozen=True)
class Member:
    """One file. ``name`` leaves out folders that all share; a file alone has no name."""

    name: str
    entry: zipfile.ZipInfo | None = None


class Source:
    """A file, or a zip of files, that is open for reading."""

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.path, self.archive = path, archive
        self.unpacked = 0
        self.packed = path.stat().st_size
        self.members = self._members()

    def named(self, *suffixes: str) -> list[Member]:
        """The members with one of these suffixes, by name; the file itself where it is no zip."""
        return [
            one
            for one in self.members
            if self.archive is None or one.name.lower().endswith(suffixes)
        ]

    def datasets(self, *suffixes: str) -> list[Member]:
        """The same, but there must be one. Raises BadFile."""
        found = self.named(*suffixes)
        if not found:
            raise BadFile(f"There is no {' or '.join(suffixes)} in this zip. Nothing was changed.")
        return found

    @contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """Yield the bytes of a member. Raises BadFile, also later, while they are read."""
        if self.archive is None or member.entry is None:
            with self.path.open("rb") as file:
                yield file
            return
        if member.entry.flag_bits & 1:
            raise BadFile(f"“{member.name}” is locked by a password. Nothing was changed.")
        if member.entry.compress_type not in METHODS:
            raise BadFile(f"“{member.name}” is packed in a way that is not read here.")
        with _readable(member.name), self.archive.open(member.entry) as file:
            yield BufferedReader(_Counted(self, file), PIECE)

    def count(self, size: int) -> None:
        """Say that ``size`` more bytes came out. Raises BadFile when it is too much."""
        self.unpacked += size
        if self.unpacked > min(LARGEST_UNPACKED, max(FREE, RATIO * self.packed)):
            raise BadFile(
                "The zip unpacks to far more than a dataset would. Nothing was changed. "
                "Send it in parts, or unpacked."
            )

    def _members(self) -> list[Member]:
        if self.archive is None:
            return [Member("")]
        entries = [
            one
            for one in self.archive.infolist()
            if not one.is_dir() and not _is_furniture(one.filename)
        ]
        if len(entries) > MOST_MEMBERS:
            raise BadFile(f"The zip has more than {MOST_MEMBERS:,} files. Send it in parts.")
        parts = [one.filename.split("/") for one in entries]
        shared = _shared([names[:-1] for names in parts])
        members = [
            Member("/".join(names[shared:]), entry)
            for names, entry in zip(parts, entries, strict=True)
        ]
        if len({one.name for one in members}) < len(members):
            raise BadFile("Two files of the zip have the same name. Nothing was changed.")
        return sorted(members, key=lambda one: one.name)


class _Counted(RawIOBase):
    """A member as it inflates; tells the source how much came out."""

    def __init__(self, source: Source, file: IO[bytes]) -> None:
        self.source, self.file = source, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        data = self.file.read(len(buffer))
        self.source.count(len(data))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Yield the file or zip at ``path``. Raises OSError or BadFile."""
    with path.open("rb") as file:
        if file.read(2) != b"PK":
            yield Source(path, None)
            return
        if _directory_size(file) > LARGEST_DIRECTORY:
            raise BadFile(f"The zip has more than {MOST_MEMBERS:,} files. Send it in parts.")
    with _readable("the zip"):
        archive = zipfile.ZipFile(path)
    with archive:
        yield Source(path, archive)


def values(file: BinaryIO, around: re.Pattern[str] | None = None) -> Iterator[tuple[int, Any]]:
    """Yield the values of JSON Lines, of one JSON list, or the one value of a file, each with
    its number: the line for JSON Lines, else the place in the list, from 1.

    ``around`` matches what may stand before a list, which is then read value by value too. Only
    one value is in memory at a time. Raises BadFile.
    """
    decode = json.JSONDecoder(parse_constant=_refuse).raw_decode
    buffer = _Buffer(file)
    buffer.skip()
    match = around.match(buffer.text, buffer.at) if around else None
    buffer.at = match.end() if match else buffer.at
    listed = buffer.text.startswith("[", buffer.at)
    buffer.at += listed
    number = 0
    while True:
        buffer.skip()
        if buffer.at == len(buffer.text) or (listed and buffer.text[buffer.at] == "]"):
            return
        number = number + 1 if listed else buffer.line
        value, end = _decoded(decode, buffer, number)
        if _SUSPECT.search(buffer.text, buffer.at, end):
            _look_through(value, number)
        buffer.at = end
        yield number, value


def _decoded(decode: Decode, buffer: "_Buffer", number: int) -> tuple[Any, int]:
    """The value that begins here, and its end; reads on until it is whole. Raises BadFile."""
    while True:
        try:
            value, end = decode(buffer.text, buffer.at)
        except RecursionError:
            raise BadFile(f"Row {number} is nested too deeply. Nothing was changed.") from None
        except ValueError as error:
            if not buffer.more():
                raise BadFile(f"Row {number} is not JSON: {error}. Nothing was changed.") from None
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
        if waiting > LONGEST:
            raise BadFile("One value of the file is too large. Write one document a line.")
        if self.ended:
            return False
        data = self.file.read(max(PIECE, waiting))
        self.ended = not data
        try:
            read = self.decoder.decode(data, self.ended)
        except UnicodeDecodeError as error:
            raise BadFile(f"The file is not UTF-8 ({error.reason}). Nothing was changed.") from None
        self.text, self.at = self.text[self.at :] + read, 0
        return bool(read) or self.more()


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers, from 1. Raises BadFile."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise BadFile(f"Line {number} is longer than {LONGEST:,} bytes. Nothing was changed.")
        yield number, line


def _refuse(name: str) -> None:
    raise ValueError(f"{name} is no number")


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
            raise BadFile(f"Row {number} has a NUL, or half a character. Nothing was changed.")


def _is_furniture(name: str) -> bool:
    """What archivers add on their own."""
    return any(part.startswith(".") or part == "__MACOSX" for part in name.split("/"))


def _shared(folders: Iterable[list[str]]) -> int:
    """How many folders all have in common at their beginning."""
    found: list[str] | None = None
    for folder in folders:
        if found is None:
            found = folder
        same = 0
        while same < min(len(found), len(folder)) and found[same] == folder[same]:
            same += 1
        found = found[:same]
    return len(found or [])


def _directory_size(file: BinaryIO) -> int:
    """Bytes of a zip's list of members, as its end says: read at once when it is opened."""
    size = file.seek(0, 2)
    file.seek(max(0, size - 65_557))
    end = file.read()
    place = end.rfind(b"PK\x05\x06")
    if place < 0 or len(end) < place + 22:
        raise BadFile("The zip is cut off, or none. Nothing was changed. Send it again.")
    claimed = int.from_bytes(end[place + 12 : place + 16], "little")
    if claimed == 0xFFFFFFFF:
        large = end.rfind(b"PK\x06\x06", 0, place)
        claimed = int.from_bytes(end[large + 40 : large + 48], "little") if large >= 0 else claimed
    return claimed


@contextmanager
def _readable(what: str) -> Iterator[None]:
    """Tell what is wrong with a zip as a BadFile."""
    try:
        yield
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError) as error:
        raise BadFile(
            f"“{what}” cannot be unpacked. Nothing was changed. Send it again."
        ) from error
