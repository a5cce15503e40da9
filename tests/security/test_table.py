"""docs/security.md says which test holds which line; this holds the document to the tests."""

import re
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
TABLE = (ROOT / "docs" / "security.md").read_text()
ROWS = re.findall(r"^\| (\d+) \|.*\| (.*) \|$", TABLE, re.MULTILINE)
BINDING = [
    *(1, 2, 3, 4, 5, 6, 9, 10, 11, 13, 15, 18, 20, 21, 22, 23, 24, 25, 27, 28, 30, 38, 40, 43),
    *(44, 46, 48, 49, 52, 53, 54, 57, 58, 59, 61),
]


def test_every_binding_line_has_a_row() -> None:
    assert [int(number) for number, _ in ROWS] == BINDING


def test_every_test_that_it_names_is_there_and_names_the_line() -> None:
    for number, named in ROWS:
        paths = re.findall(r"`(tests/[\w/]+\.py)`", named)
        assert paths, number
        for path in paths:
            text = (ROOT / path).read_text()
            if path.startswith("tests/security/"):
                lines = set(re.findall(r"\d+", " ".join(re.findall(r'"""Lines? ([\d, ]+)', text))))
                assert number in lines, f"{path} does not say line {number}"
