"""Django's cache table with JSON in it, so that nothing read from the database is ever run."""

import json
from datetime import UTC, datetime
from typing import Any, Final

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.db import BaseDatabaseCache
from django.db import connection
from django.utils import timezone

GET: Final = "select value from {table} where cache_key = %(key)s and expires > %(now)s"
SET: Final = """
insert into {table} as kept (cache_key, value, expires) values (%(key)s, %(value)s, %(expires)s)
on conflict (cache_key) do update set value = excluded.value, expires = excluded.expires
"""
ADD: Final = f"{SET} where kept.expires <= %(now)s"
DELETE: Final = "delete from {table} where cache_key = %(key)s and expires > %(now)s"
SWEEP: Final = """
delete from {table} where cache_key in
  (select cache_key from {table} where expires <= %(now)s limit 100 for update skip locked)
"""
NEVER: Final = datetime.max.replace(tzinfo=UTC)
CLEAR: Final = "delete from {table}"


class JSONCache(BaseDatabaseCache):
    """Keeps what JSON can say, such as numbers and lists of them. A value that is none is absent.

    Times are those of this process, to the second that a row is kept for.
    """

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        _, found = self._execute(GET, key, version)
        try:
            return json.loads(found) if found is not None else default
        except ValueError:
            return default

    def set(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._execute(SWEEP, key, version)
        self._execute(SET, key, version, value, timeout)

    def add(
        self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._execute(ADD, key, version, value, timeout)[0] > 0

    def delete(self, key: Any, version: int | None = None) -> bool:
        return self._execute(DELETE, key, version)[0] > 0

    def clear(self) -> None:
        self._execute(CLEAR, "", None)

    def _execute(
        self,
        statement: str,
        key: Any,
        version: int | None,
        value: Any = None,
        timeout: Any = DEFAULT_TIMEOUT,
    ) -> tuple[int, Any]:
        """Return how many rows there were, and the value of the first."""
        until = self.get_backend_timeout(timeout)
        parameters: dict[str, Any] = {
            "key": self.make_and_validate_key(key, version=version),
            "value": json.dumps(value),
            "expires": NEVER if until is None else datetime.fromtimestamp(until, UTC),
            "now": timezone.now(),
        }
        with connection.cursor() as cursor:
            table = connection.ops.quote_name(self._table)  # type: ignore[attr-defined]
            cursor.execute(statement.format(table=table), parameters)
            row = cursor.fetchone() if statement is GET else None
            return cursor.rowcount, row[0] if row else None
