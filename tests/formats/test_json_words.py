"""What is wrong with a line of our own format is said in words, with the field's name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from annotations.formats import jsonl
from annotations.formats.json_words import in_words

LINE = Path("tests/data/golden.jsonl").read_text(encoding="utf-8").splitlines()[0]
Tree = dict[str, Any]


def without(tree: Tree) -> None:
    del tree["revision"]["text"]


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (
            lambda tree: tree.update(extra=1),
            "The line has “extra”, which our format does not have.",
        ),
        (without, "“revision” has no “text”."),
        (lambda tree: tree["article"].update(id="x"), "“article.id” should be a whole number, and"),
        (
            lambda tree: tree["annotations"][0].update(kind="x"),
            "“annotations[0].kind” is “x”, which",
        ),
        (lambda tree: tree["annotations"][0].update(id="x"), "“annotations[0].id” is no UUID."),
        (lambda tree: tree["annotations"][0].update(fragments=[]), "a list in [ ] that is not"),
        (lambda tree: tree["annotations"][0].update(label="x"), "should be C, S or V with a"),
        (lambda tree: tree["revision"].update(sha256="x"), "should be 64 digits or letters"),
        (lambda tree: tree["revision"].update(number=0), "should be a whole number of 1 or more."),
        (lambda tree: tree["revision"].update(created_at="x"), "is no date with time, as 2030-01"),
        (
            lambda tree: tree["revision"].update(created_at="2030-01-31T09:30:00"),
            "should say its time zone",
        ),
        (lambda tree: tree["revision"].update(length="x"), "number, and is a text in quotation"),
        (lambda tree: tree.update(unit="utf16"), "“unit” is “utf16”, which our format"),
    ],
)
def test_a_field_that_does_not_fit_is_named(spoil: Callable[[Tree], None], said):
    tree = json.loads(LINE)
    spoil(tree)
    told = refused(json.dumps(tree).encode())
    assert said in told
    assert told.startswith("Line 3: ")
    assert "Nothing was changed." in told
    assert "`" not in told


def test_a_byte_order_mark_does_no_harm():
    assert jsonl.decode(LINE.encode("utf-8-sig")) == jsonl.decode(LINE.encode())


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (LINE[:200].encode(), "It is cut off"),
        (b"hello", "It is not JSON."),
        (b'{"schema": "\xff"}', "Line 3 of the file is not UTF-8, so its characters could only"),
        (LINE.encode("utf-16"), "Save it as UTF-8 and send it again."),
        (LINE.encode("utf-16-le"), "is not UTF-8"),
        (b"[]", "The line should be fields in { }, and is a list in [ ]."),
        (b'{"text": "a", "label": []}', "It looks like doccano’s JSON Lines: choose that format."),
    ],
)
def test_a_line_that_is_something_else_says_what(line, said):
    assert said in refused(line)


def test_a_line_that_is_nested_too_deeply_says_so():
    assert in_words(RecursionError("maximum depth")) == "It is nested too deeply."


def refused(line: bytes) -> str:
    with pytest.raises(jsonl.BadLine) as told:
        jsonl.decode(line, 3)
    return told.value.detail
