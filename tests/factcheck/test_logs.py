"""Logs that may be shown to anybody: where and what kind, never what was written."""

import json
import logging
import sys

from factcheck import logs


def written(record: logging.LogRecord) -> str:
    """Return the line that an installation would write."""
    recipe = logs.configuration("INFO", as_json=True)["formatters"]["line"]
    return str(recipe.pop("()")(**recipe).format(record))


def test_an_exception_is_logged_as_types_and_places() -> None:
    try:
        try:
            raise KeyError("a confidential sentence")
        except KeyError as error:
            raise ValueError("another confidential sentence") from error
    except ValueError:
        cause = sys.exc_info()
    line = written(logging.LogRecord("desk", logging.ERROR, "", 1, "it failed", None, cause))
    event = json.loads(line)
    assert (event["event"], event["level"]) == ("it failed", "error")
    assert [step["type"] for step in event["exception"]] == ["ValueError", "KeyError"]
    assert "test_logs.py" in event["exception"][0]["at"][0]
    assert "confidential" not in line


def test_a_request_is_logged_without_what_somebody_searched_for() -> None:
    event = logs.without_values(None, "info", {"request": "GET /projects/demo/?q=troops"})
    assert event["request"] == "GET /projects/demo/"
