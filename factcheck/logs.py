"""Structured logs: one line an event, with its request id, and never a word of an article."""

import logging
import re
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any, Final

import structlog
from structlog.typing import Processor

KEYS: Final = re.compile(r"(/(?:reset/key|confirm-email)/)[^/]+")
"""Addresses that are as good as a password: what a mail said to open."""


def without_values(_logger: Any, _method: str, event: MutableMapping[str, Any]) -> Any:
    """Replace an exception by its types and places, and a request by its path.

    The message is left out: a database error quotes the row, and the row is somebody's article.
    """
    error = event.pop("exc_info", None)
    if error is True:
        error = sys.exc_info()
    if isinstance(error, tuple):
        error = error[1]
    causes = []
    while isinstance(error, BaseException):
        frames = traceback.extract_tb(error.__traceback__)
        places = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
        causes.append({"type": type(error).__qualname__, "at": places})
        error = error.__cause__ or error.__context__
    if causes:
        event["exception"] = causes
    for name in ("request", "at"):
        if name in event:
            path = str(event[name]).partition("?")[0]  # behind it is what somebody searched for
            event[name] = KEYS.sub(r"\1…", path)
    return event


QUIETER: Final = {
    "django.request": "CRITICAL",  # the request middleware says the same in one structured line
    "django.server": "WARNING",
    "uvicorn.access": "WARNING",
    "procrastinate.blueprints": "WARNING",
    "procrastinate.periodic": "WARNING",
}
"""Loggers of others, and what they have to say to be heard."""


def configuration(level: str, *, as_json: bool) -> dict[str, Any]:
    """Configure structlog and return the dictionary for Django's ``LOGGING``."""
    logging.raiseExceptions = False  # a line that cannot be written must not tell its exception
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        without_values,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
    )
    renderer: Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {
            "line": {
                "()": structlog.stdlib.ProcessorFormatter,
                "processors": [
                    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                    renderer,
                ],
                "foreign_pre_chain": shared,
            },
        },
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
        "root": {"handlers": ["stderr"], "level": level},
        "loggers": {
            name: {"level": quieter, "propagate": True} for name, quieter in QUIETER.items()
        },
    }
