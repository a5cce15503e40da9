"""Many rows at once by COPY: an import of 40,000 spans takes seconds, not a minute."""

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import orjson
from django.db import connection, models
from psycopg import Copy, sql

LINES_AT_ONCE: Final = 200

_ESCAPED: Final = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"}
_SPECIAL: Final = re.compile(r"[\\\t\n\r]")


def reserve(model: type[models.Model], count: int) -> list[int]:
    """Take ``count`` new primary keys of ``model``, so that rows can name each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table_of(model), count],
        )
        return [row[0] for row in cursor.fetchall()]


def copy_rows(
    model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[object]]
) -> None:
    """Append ``rows`` to the table of ``model``; its triggers and constraints hold as always.

    PostgreSQL stores the first while the next are made, which therefore may not ask it anything.
    Raises IntegrityError or DataError.
    """
    waiting = iter(rows)
    for first in waiting:
        with _copying(model, columns) as copy:
            for row in itertools.chain([first], waiting):
                copy.write_row(row)


def copy_lines(model: type[models.Model], columns: Sequence[str], lines: Iterable[str]) -> None:
    """As copy_rows, of rows that are written as COPY reads them: values with tabs between."""
    waiting = iter(lines)
    for first in waiting:
        with _copying(model, columns) as copy:
            rest = itertools.chain([first], waiting)
            while some := list(itertools.islice(rest, LINES_AT_ONCE)):
                copy.write("\n".join([*some, ""]))


@contextmanager
def _copying(model: type[models.Model], columns: Sequence[str]) -> Iterator[Copy]:
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table_of(model)), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    # The driver raises at the end of the COPY, where Django's cursor does not translate.
    translated = connection.wrap_database_errors
    with translated, connection.cursor() as cursor, cursor.copy(statement) as copy:
        yield copy


def as_text(text: str) -> str:
    """A text value within a line of COPY."""
    if text and _SPECIAL.search(text):
        for special, escaped in _ESCAPED.items():  # the backslash comes first
            text = text.replace(special, escaped)
    return text


def as_bytes(data: bytes) -> str:
    """A bytea value within a line of COPY."""
    return rf"\\x{data.hex()}"


def as_json(value: object) -> str:
    """A jsonb value as COPY reads it: sooner than by way of the driver's types."""
    try:
        return orjson.dumps(value).decode()
    except TypeError:  # a whole number of more than 64 bits, which jsonb holds
        return json.dumps(value)


def as_array(numbers: Iterable[int]) -> str:
    """An integer[] value as COPY reads it."""
    return f"{{{','.join(map(str, numbers))}}}"


def table_of(model: type[models.Model]) -> str:
    return model._meta.db_table  # noqa: SLF001 (Django documents it)
