"""Zip archives in pieces."""

import io
import zipfile

from annotations.formats.zipping import zipped

FILES = {"story-1/text.txt": [b"One ", "пожежа".encode()], "story-1/text.ann": [], "b": [b"x" * 9]}


def test_any_reader_gets_back_what_went_in():
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zipped(FILES.items()))))
    assert archive.testzip() is None
    assert {name: archive.read(name) for name in archive.namelist()} == {
        name: b"".join(pieces) for name, pieces in FILES.items()
    }


def test_the_same_content_is_the_same_bytes():
    assert b"".join(zipped(FILES.items())) == b"".join(zipped(FILES.items()))


def test_a_file_is_asked_for_in_its_turn():
    asked = []

    def pieces(name):
        asked.append(name)
        yield b"content of " + name.encode()

    chunks = zipped((name, pieces(name)) for name in ("one", "two"))
    next(chunks)
    assert asked == ["one"]
    assert b"".join(chunks)
    assert asked == ["one", "two"]
