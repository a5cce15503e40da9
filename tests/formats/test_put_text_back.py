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
    code, said = call(folder, "copies", "train.jsonl")
    written = folder / "train.whole.jsonl"
    found = list(jsonl.read(written.open("rb"))) if written.exists() else []
    return code, said, found


def call(folder: Path, *names: str) -> tuple[int, str]:
    """Run the script on ``names`` in ``folder``; return exit code and what it says."""
    command = [sys.executable, "-I", str(SCRIPT), *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=folder)
    return done.returncode, done.stderr


def inside(folder: Path) -> list[str]:
    """The names of the files in ``folder``, those in folders not counted."""
    return sorted(path.name for path in folder.iterdir() if path.is_file())


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
    assert (code, said) == (0, "1 text put back, 0 without a copy\n")
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
    code, said = call(tmp_path, "copies")
    assert code == 2
    assert "COPIES is a folder" in said


def test_a_missing_folder_is_named(tmp_path):
    code, said, _ = run(tmp_path, kept_back())
    assert code == 2
    assert said.startswith("copies: there is no such folder. Nothing was written.\n")


def test_files_of_other_kinds_and_what_it_wrote_itself_are_passed_over(tmp_path, copies):
    (copies / "a.txt").write_text(TEXT)
    (tmp_path / "train.parquet").write_bytes(b"PAR1\xff\xfe")
    run(tmp_path, kept_back())
    before = (tmp_path / "train.whole.jsonl").read_bytes()
    names = ["train.jsonl", "train.parquet", "train.whole.jsonl"]
    code, said = call(tmp_path, "copies", *names)
    assert code == 0
    assert said.splitlines() == [
        "train.parquet: passed over, texts are put back into .jsonl files only.",
        "train.whole.jsonl: passed over, an earlier run wrote it.",
        "1 text put back, 0 without a copy",
    ]
    assert inside(tmp_path) == names
    assert (tmp_path / "train.whole.jsonl").read_bytes() == before
    code, said = call(tmp_path, "copies", "train.parquet")
    assert code == 2
    assert "There is no data file to put texts into. Nothing was written." in said


@pytest.mark.parametrize(
    "line",
    [
        *(b'{"text": "of a kind of its own"}\n', b"[1]\n", b"words\n", b"PAR1\xff\xfe\n"),
        *(b'{"article": {"id": 1, "headline": ""}, "revision": {"full_sha256": 1}}\n', b"\n"),
        b'{"article": {"id": 1, "headline": ""}, "revision": null}\n',
    ],
)
def test_a_file_of_another_kind_is_told_and_leaves_nothing_behind(tmp_path, copies, line):
    (copies / "a.txt").write_text(TEXT)
    (tmp_path / "other.jsonl").write_bytes(kept_back() + line)
    (tmp_path / "train.jsonl").write_bytes(kept_back())
    code, said = call(tmp_path, "copies", "other.jsonl", "train.jsonl", "gone.jsonl")
    assert code == 1
    other, gone, last = said.splitlines()
    assert other.startswith("other.jsonl: ")
    assert other.endswith(" No other.whole.jsonl was written.")
    assert gone.startswith("gone.jsonl: ")
    assert last == "1 text put back, 0 without a copy"
    assert inside(tmp_path) == ["other.jsonl", "train.jsonl", "train.whole.jsonl"]


def test_what_was_written_before_stays_until_the_new_one_is_complete(tmp_path, copies):
    (copies / "a.txt").write_text(TEXT)
    run(tmp_path, kept_back())
    before = (tmp_path / "train.whole.jsonl").read_bytes()
    (tmp_path / "train.jsonl").write_bytes(kept_back() + b"[]\n")
    assert call(tmp_path, "copies", "train.jsonl")[0] == 1
    assert (tmp_path / "train.whole.jsonl").read_bytes() == before
