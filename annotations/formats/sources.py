"""Files that are read: one alone, or those in a zip, which is never unpacked to the disk.

No path is made of a name in a zip. Bytes are counted as they inflate, whatever it says of sizes.
"""

import re
import struct
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
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
LONGEST: Final = 64 * 1024 * 1024  # bytes of one line
PIECE: Final = 256 * 1024  # bytes read at once
METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
PACKED: Final = {
    b"\x1f\x8b": "gzip",
    b"Rar!": "RAR",
    b"7z\xbc\xaf": "7z",
    b"BZh": "bzip2",
    b"\xfd7zXZ": "xz",
}
"""How files begin that are packed in ways that are not unpacked here."""
NOT_UTF8: Final = (
    "{} is not UTF-8, so its characters could only be guessed. Nothing was changed. "
    "Save it as UTF-8 and send it again."
)
UNREADABLE: Final = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(ValueError, OSError, struct.error),  # sizes and names that cannot be
)
"""What the library raises for zips that are damaged, or were made to hurt."""
FURNITURE: Final = ("Thumbs.db", "desktop.ini")
CHOOSE_FORMAT: Final = "See whether the format is the right one."
INNER: Final = "A zip inside the zip is not read. Unpack it, and send what is in it."
OUTSIDE: Final = "Its name leads out of the zip, so it is not read. Rename it and send it again."


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
    """A file, or a zip of files, that is open for reading.

    ``taken`` are the names of members that were read, or that need not be.
    """

    def __init__(self, path: Path, archive: zipfile.ZipFile | None) -> None:
        self.path, self.archive = path, archive
        self.unpacked = 0
        self.packed = path.stat().st_size
        self.outside: list[str] = []
        self.members = self._members()
        self.taken: set[str] = set()

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
            why = OUTSIDE if self.outside else CHOOSE_FORMAT
            why = INNER if any(map(_is_zip, self.members)) else why
            wanted = " or ".join(suffixes)
            raise BadFile(f"There is no {wanted} in this zip. Nothing was changed. {why}")
        return found

    def untold(self) -> Iterator[tuple[str, str]]:
        """Names in the zip that nothing was read of, and why: empty where it is no matter."""
        yield from ((name, OUTSIDE) for name in self.outside)
        for one in self.members:
            if one.name not in self.taken:
                yield one.name, INNER if _is_zip(one) else ""

    @contextmanager
    def open(self, member: Member) -> Iterator[BinaryIO]:
        """Yield the bytes of a member. Raises BadFile, also later, while they are read."""
        self.taken.add(member.name)
        if self.archive is None or member.entry is None:
            with self.path.open("rb") as file:
                yield file
            return
        if member.entry.flag_bits & 1:
            raise BadFile(
                f"“{member.name}” is locked by a password. Nothing was changed. "
                "Send the zip without one."
            )
        if member.entry.compress_type not in METHODS:
            raise BadFile(
                f"“{member.name}” is packed in a way that is not read here. Nothing was changed. "
                "Send an ordinary zip."
            )
        with _readable(member.name):
            packed = self.archive.open(member.entry)
        with packed:
            yield BufferedReader(_Counted(self, member.name, packed), PIECE)

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
            if not one.is_dir() and (_is_outside(one.filename) or not _is_furniture(one.filename))
        ]
        self.outside = [one.filename for one in entries if _is_outside(one.filename)]
        entries = [one for one in entries if not _is_outside(one.filename)]
        if len(entries) > MOST_MEMBERS:
            raise _too_many()
        parts = [one.filename.split("/") for one in entries]
        shared = _shared([names[:-1] for names in parts])
        members = [
            Member("/".join(names[shared:]), entry)
            for names, entry in zip(parts, entries, strict=True)
        ]
        names = Counter(one.name for one in members)
        if len(names) < len(members):
            twice = names.most_common(1)[0][0]
            raise BadFile(
                f"Two files of the zip are called “{twice}”. Nothing was changed. "
                "Give each a name of its own and send it again."
            )
        return sorted(members, key=lambda one: one.name)


class _Counted(RawIOBase):
    """A member as it inflates; tells the source how much came out."""

    def __init__(self, source: Source, name: str, file: IO[bytes]) -> None:
        self.source, self.name, self.file = source, name, file

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _readable(self.name):
            data = self.file.read(len(buffer))
        self.source.count(len(data))
        buffer[: len(data)] = data
        return len(data)


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Yield the file or zip at ``path``. Raises OSError or BadFile."""
    with path.open("rb") as file:
        first = file.read(5)
        packed = next((name for begin, name in PACKED.items() if first.startswith(begin)), "")
        if packed:
            raise BadFile(
                f"This file is packed with {packed}, which is not unpacked here. Nothing was "
                "changed. Send it as it is, or in a zip."
            )
        if not first.startswith(b"PK"):
            yield Source(path, None)
            return
        if _directory_size(file) > LARGEST_DIRECTORY:
            raise _too_many()
    with _readable("the zip"):
        archive = zipfile.ZipFile(path)
    with archive:
        yield Source(path, archive)


def lines(file: BinaryIO) -> Iterator[tuple[int, bytes]]:
    """Yield the lines with their numbers, from 1. Raises BadFile."""
    number = 0
    while line := file.readline(LONGEST + 1):
        number += 1
        if len(line) > LONGEST:
            raise BadFile(
                f"Line {number} is longer than {LONGEST:,} bytes. Nothing was changed. "
                "Send one article a line."
            )
        yield number, line


def _is_furniture(name: str) -> bool:
    """What archivers and systems add on their own."""
    return any(
        part == "__MACOSX" or (part.startswith(".") and part.strip(".")) or part in FURNITURE
        for part in name.split("/")
    )


def _too_many() -> BadFile:
    return BadFile(
        f"The zip says that it has more than {MOST_MEMBERS:,} files. Nothing was changed. "
        "Send it in parts."
    )


def _is_outside(name: str) -> bool:
    return ".." in re.split(r"[/\\]", name)


def _is_zip(member: Member) -> bool:
    return member.name.lower().endswith(".zip")


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
    except UNREADABLE as error:
        raise BadFile(
            f"“{what}” cannot be unpacked. Nothing was changed. Send it again."
        ) from error
