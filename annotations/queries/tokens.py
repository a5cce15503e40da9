"""Whose token it is: asked on every request of a program, so a statement and not the ORM.

(Compiling the same query for every request took longer than PostgreSQL took to answer it.)
"""

import datetime
from dataclasses import dataclass
from typing import Final

import orjson
from django.db import connection

from annotations.models import User

PERSON: Final = (
    "id",
    "is_superuser",
    "username",
    "first_name",
    "last_name",
    "is_active",
    "is_system",
)
"""Read of the person, in the order of the model; the rest is read when it is asked for."""

USABLE: Final = """
select t.id, t.scopes, t.last_used_at, p.id, p.is_superuser, p.username, p.first_name,
  p.last_name, p.is_active, p.is_system
from api_token t join person p on p.id = t.user_id
where t.sha256 = %(sha256)s and t.revoked_at is null and t.expires_at > now()
  and p.is_active and not p.is_system
"""


@dataclass(frozen=True)
class Usable:
    """A token that counts: neither revoked nor expired, and its owner may sign in."""

    id: int
    last_used_at: datetime.datetime | None
    user: User


def usable_token(sha256: str) -> Usable | None:
    """The token with this hash, its user carrying its scopes. One query."""
    with connection.cursor() as cursor:
        cursor.execute(USABLE, {"sha256": sha256})
        row = cursor.fetchone()
    if row is None:
        return None
    user = User.from_db(connection.alias, PERSON, row[3:])
    user.token_scopes = frozenset(orjson.loads(row[1]))
    user.token_id = row[0]
    return Usable(row[0], row[2], user)
