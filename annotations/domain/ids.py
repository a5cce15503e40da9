"""Ids that are derived from others: the same every time."""

from uuid import UUID, uuid5


def beside(home: UUID, namespace: UUID, name: str) -> UUID:
    """Return the id of ``name`` in ``namespace``; it begins as ``home`` does (RFC 9562, version 8).

    Rows whose ids begin alike lie together in the database: an export of a million that lie
    anywhere takes twice as long.
    """
    derived = uuid5(namespace, name).bytes
    return UUID(bytes=home.bytes[:6] + bytes([0x80 | derived[6] & 0x0F]) + derived[7:])
