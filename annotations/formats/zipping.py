"""Zip archives that are written as they are read, and are the same bytes for the same content."""

import zipfile
from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import Final

EPOCH: Final = (1980, 1, 1, 0, 0, 0)  # the earliest time that a zip can hold


class _Taken(RawIOBase):
    """Keeps what was written until somebody takes it; cannot go back."""

    def __init__(self) -> None:
        self.waiting: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, data: bytes | bytearray | memoryview) -> int:  # type: ignore[override]
        self.waiting.append(bytes(data))
        return len(data)

    def take(self) -> bytes:
        taken = b"".join(self.waiting)
        self.waiting.clear()
        return taken


def zipped(files: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Yield a zip of ``files``, each a path inside it and its bytes in pieces.

    A file's pieces are asked for when its turn comes, so a large archive never sits in memory.
    """
    sink = _Taken()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, pieces in files:
            entry = zipfile.ZipInfo(name, EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            with archive.open(entry, "w", force_zip64=True) as file:
                for piece in pieces:
                    file.write(piece)
                    yield sink.take()
            yield sink.take()
    yield sink.take()
