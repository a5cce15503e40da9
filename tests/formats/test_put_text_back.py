"""The script of a release, run as a reader runs it: the text is there again, and checked."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from annotations.formats import jsonl
from annotations.formats.masking import Secrets
from annotations.formats.records import DocumentRecord
from annotations.formats.redaction import Redaction, redact
from annotations.formats.releases import put_text_back
from annotations.formats.report import Report
from tests.formats.documents import TEXT, document

SCRIPT = Path(put_text_back.__file__)
NAME = "harbour master Ilse Brandt"
PLACE = TEXT.index(NAME)
SECRETS = Secrets(words=[NAME], places=[(PLACE, PLACE + len(NAME))])


def kept_back(secrets: Secrets | None = None) -> bytes:
    given = redact(document(), Redaction(texts="none"), secrets, (), Report())
    return jsonl.encode(given)


def run(folder: Path, *lines: bytes) -> tuple[int, str, list[DocumentRecord]]:
    """Run the script in ``folder``; return exit code, what it says, and what it wrote."""
    (folder / "train.jsonl").write_bytes(b"".join(lines))
    command = [
        sys.executable,
        "-I",
        str(SCRIPT),
        str(folder / "copies"),
        str(folder / "train.jsonl"),
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    written = folder / "train.whole.jsonl"
    found = list(jsonl.read(written.open("rb"))) if written.exists() else []
    return done.returncode, done.stderr, found


@pytest.fixture
def copies(tmp_path: Path) -> Path:
    folder = tmp_path / "copies" / "deeper"
    folder.mkdir(parents=True)
    (folder / "other.txt").write_text("Another text.")
    (folder / "picture.png").write_bytes(b"\x89PNG\xff\xfe\x00")
    return folder


@pytest.mark.parametrize(
    "raw",
    [
        TEXT.encode(),
        f"{TEXT}\n\n".encode(),
        b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode(),
    ],
)
def test_a_copy_puts_text_and_quotes_back(tmp_path, copies, raw):
    (copies / "any name.txt").write_bytes(raw)
    code, said, (found,) = run(tmp_path, kept_back())
    assert (code, said) == (0, "1 texts put back, 0 without a copy\n")
    given = document()
    assert not found.masked
    assert found.revision.text == TEXT
    assert found.revision.sha256 == given.revision.sha256
    assert (found.revision.full_sha256, found.revision.hidden) == (None, [])
    assert [(one.quote, one.fragments) for one in found.annotations] == [
        (one.quote, one.fragments) for one in given.annotations
    ]


def test_what_is_confidential_stays_hidden(tmp_path, copies):
    (copies / "a.txt").write_text(TEXT)
    code, _, (found,) = run(tmp_path, kept_back(SECRETS))
    assert code == 0
    assert found.masked
    assert found.revision.text == TEXT.replace(NAME, "█" * len(NAME))
    (place,) = found.revision.hidden
    assert found.revision.text[place.start : place.end] == "█" * len(NAME)


def test_another_text_of_the_same_length_is_not_taken(tmp_path, copies):
    (copies / "a.txt").write_text(TEXT.replace("12", "13"))
    code, said, (found,) = run(tmp_path, kept_back())
    assert code == 1
    assert "no copy of article 7, https://courier.example/harbour" in said
    assert set(found.revision.text) == {"█", "\n"}


def test_whole_documents_pass_as_they_are(tmp_path, copies):
    whole = replace(document(), masked=False)
    code, _, (found,) = run(tmp_path, jsonl.encode(whole))
    assert (code, found) == (0, whole)


def test_it_says_how_it_is_used(tmp_path):
    code, said, _ = run(tmp_path)
    assert code == 2
    assert "COPIES is a folder" in said
