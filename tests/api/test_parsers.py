"""Strict JSON."""

import pytest

from annotations.api.parsers import DEEPEST, read
from annotations.domain.errors import DomainError


def nested(levels: int, opening: str, closing: str) -> bytes:
    return (opening * levels + "1" + closing * levels).encode()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "bad_json"),
        (b"{", "bad_json"),
        (b"{'a': 1}", "bad_json"),
        (b'{"a": 1,}', "bad_json"),
        (b'{"a": "\xff"}', "bad_json"),
        (b'\xef\xbb\xbf{"a": 1}', "bad_json"),
        (b'{"a": "\x00"}', "bad_json"),
        (b'{"a": ' + b"1" * 5000 + b"}", "bad_json"),
        (b'{"a": 1, "a": 2}', "duplicate_key"),
        (b'{"b": [{"a": 1, "\\u0061": 2}]}', "duplicate_key"),
        (nested(DEEPEST + 1, '{"a":', "}"), "too_deep"),
        (nested(5000, '{"a":', "}"), "too_deep"),
        (nested(100_000, "[", "]"), "too_deep"),
        (b'{"a": NaN}', "bad_number"),
        (b'{"a": -Infinity}', "bad_number"),
        (b'{"a": 1e999}', "bad_number"),
        (b'{"a": 9223372036854775808}', "bad_number"),
        (b'{"a": "x\\u0000y"}', "nul_not_allowed"),
        (b'{"a\\u0000": 1}', "nul_not_allowed"),
        (b'{"a": "\\ud800"}', "invalid_unicode"),
        (b'{"a": ["\\udc00x"]}', "invalid_unicode"),
    ],
)
def test_what_a_lenient_parser_would_take_is_refused(data, code):
    with pytest.raises(DomainError) as refused:
        read(data)
    assert (refused.value.code, refused.value.status) == (code, 400)


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b'{"a": "\\ud83e\\uddca", "b": "\xf0\x9f\xa7\x8a"}', {"a": "🧊", "b": "🧊"}),
        (b'{"a": "&amp;lt; %252e \\\\u0041"}', {"a": "&amp;lt; %252e \\u0041"}),
        (b'{"a": "  x  "}', {"a": "  x  "}),
        (b'{"a": 9223372036854775807}', {"a": 9223372036854775807}),
        (b'{"a": 1.5}', {"a": 1.5}),
    ],
)
def test_what_is_meant_is_read_once_and_exactly(data, value):
    assert read(data) == value


def test_the_deepest_level_that_is_taken():
    assert read(nested(DEEPEST, '{"a":', "}"))
