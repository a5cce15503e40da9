"""Many rows at once by COPY: an import of 40,000 spans takes seconds, not a minute."""

import json
from collections.abc import Iterable, Sequence

import orjson
from django.db import connection, models
from psycopg import sql


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

    Raises IntegrityError or DataError.
    """
    waiting = list(rows)
    if not waiting:
        return
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table_of(model)), sql.SQL(", ").join(map(sql.Identifier, columns))
    )
    # The driver raises at the end of the COPY, where Django's cursor does not translate.
    translated = connection.wrap_database_errors
    with translated, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in waiting:
            copy.write_row(row)


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
