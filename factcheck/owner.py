"""The owner's connection, for migrations."""

import contextlib
from collections.abc import Iterator

from django.conf import settings
from django.db import connections

WHO = ("USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


@contextlib.contextmanager
def as_owner(alias: str = "default") -> Iterator[None]:
    """Have the connection ``alias`` be the owner's for as long as the block does.

    The database stays the one the app uses: tests give each process its own.
    """
    connection = connections[alias]
    app = {name: connection.settings_dict[name] for name in WHO}
    connection.close()
    connection.settings_dict.update({name: settings.DATABASE_OWNER[name] for name in WHO})
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(app)
