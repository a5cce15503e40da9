"""Zips are read in memory, counted while they inflate, and never unpacked by their names."""

import io
import json
import re
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotations.formats import sources
from annotations.formats import values as json_values
from annotations.formats.sources import BadFile, opened
from annotations.formats.values import values
from tests.formats.foreign import zipped


def names(path: Path) -> list[str]:
    with opened(path) as source:
        return [one.name for one in source.members]


def content(path: Path) -> list[bytes]:
    with opened(path) as source:
        found = []
        for member in source.members:
            with source.open(member) as file:
                found.append(file.read())
        return found


def rows(text: str) -> list[object]:
    return [value for _, value in values(io.BytesIO(text.encode()))]


def test_a_file_alone_is_its_own_member(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"{}")
    assert (names(path), content(path)) == ([""], [b"{}"])


def test_shared_folders_and_what_archivers_add_are_left_out(tmp_path):
    files = {"a/b/1.txt": "1", "a/b/c/2.txt": "2", "__MACOSX/a/._1.txt": "x", "a/.DS_Store": "x"}
    assert names(zipped(tmp_path / "a.zip", files)) == ["1.txt", "c/2.txt"]


def test_a_name_that_climbs_writes_nothing_anywhere(tmp_path):
    path = zipped(tmp_path / "a.zip", {"../../evil.txt": "x", "/a/evil.txt": "y", "b/ok.txt": "z"})
    assert content(path) == [b"y", b"z"]
    assert [one.name for one in tmp_path.iterdir()] == ["a.zip"]
    assert not (tmp_path.parent / "evil.txt").exists()


def test_a_bomb_is_stopped_while_it_inflates(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {"a.txt": b"0" * 3_000_000})
    monkeypatch.setattr(sources, "FREE", 1_000_000)
    with pytest.raises(BadFile, match="unpacks to far more"):
        content(path)


def test_a_zip_may_unpack_to_no_more_than_the_limit(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {"a.txt": "0123456789" * 10, "b.txt": "0123456789" * 10})
    monkeypatch.setattr(sources, "LARGEST_UNPACKED", 150)
    with pytest.raises(BadFile):
        content(path)


def test_too_many_files_are_refused(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {f"{number}.txt": "" for number in range(4)})
    monkeypatch.setattr(sources, "MOST_MEMBERS", 3)
    with pytest.raises(BadFile, match="more than 3 files"):
        names(path)


def test_a_long_list_of_files_is_refused_before_it_is_read(tmp_path, monkeypatch):
    path = zipped(tmp_path / "a.zip", {f"{number}.txt": "" for number in range(4)})
    monkeypatch.setattr(sources, "LARGEST_DIRECTORY", 100)
    monkeypatch.setattr(zipfile, "ZipFile", None)
    with pytest.raises(BadFile):
        names(path)


@pytest.mark.parametrize("cut", [10, 60, 100])
def test_a_broken_zip_is_told(cut, tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.txt": "some words " * 20})
    path.write_bytes(path.read_bytes()[:cut])
    with pytest.raises(BadFile):
        content(path)


def test_a_damaged_member_is_told(tmp_path):
    path = zipped(tmp_path / "a.zip", {"a.txt": "some words " * 20})
    data = bytearray(path.read_bytes())
    data[40:44] = b"\xff\xff\xff\xff"
    path.write_bytes(data)
    with pytest.raises(BadFile, match="cannot be unpacked"):
        content(path)


def test_a_locked_member_and_another_packing_are_told(tmp_path):
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_LZMA) as archive:
        archive.writestr("a.txt", "x")
    with pytest.raises(BadFile, match="packed in a way"):
        content(path)
    path = zipped(tmp_path / "b.zip", {"a.txt": "x"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    with pytest.raises(BadFile, match="password"):
        content(path)


def test_two_files_of_one_name_are_refused(tmp_path):
    path = tmp_path / "a.zip"
    zipped(path, {"a.txt": "1", "b.txt": "2"})
    path.write_bytes(path.read_bytes().replace(b"b.txt", b"a.txt"))
    with pytest.raises(BadFile, match=r"are called “a\.txt”"):
        names(path)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", []),
        (" \n", []),
        ("[]", []),
        ('{"a": 1}', [{"a": 1}]),
        ('\ufeff{"a": 1}\n\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        ('[{"a": [1]}, {"a": "]"}\n]', [{"a": [1]}, {"a": "]"}]),
        ('{\n "a": 1\n}', [{"a": 1}]),
    ],
)
def test_values_come_from_lines_from_a_list_and_alone(text, expected):
    assert rows(text) == expected


def test_values_have_the_number_of_their_line_or_place():
    lines = io.BytesIO(b'\n{"a":1}\n\n{"a":2}\n')
    assert [number for number, _ in values(lines)] == [2, 4]
    listed = io.BytesIO(b'[{"a":1},\n\n{"a":2}]')
    assert [number for number, _ in values(listed)] == [1, 2]


@given(
    st.lists(st.dictionaries(st.text(max_size=3), st.text(max_size=9)), max_size=9), st.booleans()
)
def test_values_are_the_same_however_small_the_pieces(objects, listed):
    text = json.dumps(objects) if listed else "".join(f"{json.dumps(one)}\n" for one in objects)
    before, json_values.PIECE = json_values.PIECE, 5
    try:
        if "\\u0000" not in text and "\\ud" not in text:
            assert rows(text) == objects
    finally:
        json_values.PIECE = before


@pytest.mark.parametrize(
    "text",
    [
        '{"a": 1',
        '{"a": NaN}',
        '[{"a": 1} nonsense]',
        '{"a": "\\u0000"}',
        '[{"a": ["\\ud800"]}]',
        "[" * 100_000,
        '{"a":' * 100_000,
    ],
    ids=["cut", "NaN", "nonsense", "NUL", "half", "deep list", "deep object"],
)
def test_what_is_no_json_or_cannot_be_stored_is_refused(text):
    with pytest.raises(BadFile):
        rows(text)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[{"a": "b', "words in it begin with a quotation mark and do not end"),
        ('{"a": "b\nc"}', "a line break or tab as it is"),
        ('{"a": "\\x"}', "a backslash in it"),
        ("{a: 1}", "no name in quotation marks"),
        ('{"a": }', "a value in it is missing"),
        ('{"a" 1}', "a comma or a colon"),
        (f'{{"a": {"9" * 5000}}}', "a number in it is too long"),
        ('{"a": 1, "b": {"c": 2, "c": 3}}', "“c” is there twice"),
    ],
)
def test_what_is_wrong_with_json_is_told_in_words(text, said):
    with pytest.raises(BadFile, match=re.escape(said)):
        rows(text)


@pytest.mark.parametrize("before", [b"", b'{"b": 1}\n' * 2, b'{"b": "%s"}\n' % (b"x" * 300_000)])
def test_bytes_that_are_not_utf8_are_refused_with_their_line(before):
    line = before.count(b"\n") + 1
    with pytest.raises(BadFile, match=f"Line {line} of the file is not UTF-8"):
        list(values(io.BytesIO(before + b'{"a": "\xff"}')))


def test_a_value_larger_than_the_memory_allows_is_refused(monkeypatch):
    monkeypatch.setattr(json_values, "LARGEST_VALUE", 100)
    monkeypatch.setattr(json_values, "PIECE", 50)
    with pytest.raises(BadFile, match="too large"):
        rows(json.dumps({"a": "x" * 500}))


def test_a_zip_without_a_file_of_the_format_is_refused(tmp_path):
    path = zipped(tmp_path / "a.zip", {"readme.md": "x"})
    with opened(path) as source, pytest.raises(BadFile, match=r"no \.jsonl or \.json"):
        source.datasets(".jsonl", ".json")
