"""Reads what waits for an answer on a revision: open threads and open suggested edits."""

from dataclasses import dataclass

from annotations.models import Revision
from annotations.queries import margin_sql


@dataclass(frozen=True, slots=True)
class Open:
    """How many threads and suggested edits of one annotation are open."""

    threads: int = 0
    edits: int = 0


NOTHING = Open()


def open_talk(revision: Revision) -> dict[str, Open]:
    """Annotation id (as text) → what is open on it; nothing is left out. One query."""
    found: dict[str, Open] = {}
    for key, threads, edits in margin_sql.talk(revision.pk):
        before = found.get(key, NOTHING)
        found[key] = Open(before.threads + threads, before.edits + edits)
    return found
