"""A project's articles as lines of our own jsonl, built by PostgreSQL itself.

PostgreSQL has most of the work, so two of its processes share it: both see one snapshot, each makes
the lines of some articles, and a few such parts are all that piles up.
"""

from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from json import loads
from queue import SimpleQueue
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from annotations.domain.claim_reviews import known_as
from annotations.domain.reviews import STATES
from annotations.domain.spans import Span, quotes_of
from annotations.formats.masking import Secrets
from annotations.formats.records import SCHEMA
from annotations.queries.document_sql import (
    ALONG_INDEXES,
    CONFIDENTIAL,
    COUNT,
    CUT_LINKS,
    IN_BOILERPLATE,
    LINES,
    PARTS,
)

ALL: Final = "all"
CHOICES: Final = (ALL, *STATES)
READERS: Final = 2
PART: Final = 400_000  # code points of text whose lines are made together: some 3 to 10 MB


@dataclass(frozen=True)
class Line:
    """One revision as a line of jsonl; ``noted`` says that it holds the desk's own note."""

    article_id: int
    revision_id: int
    noted: bool
    json: bytes


@dataclass(frozen=True)
class Snapshot:
    """Connections that see the database as it was at one moment, and cannot write."""

    readers: list[BaseDatabaseWrapper]

    def rows(self, query: str, asked: dict[str, Any], reader: int = 0) -> list[tuple[Any, ...]]:
        """Run a query on one of the connections."""
        with self.readers[reader].cursor() as cursor:
            cursor.execute(query, asked)
            found: list[tuple[Any, ...]] = cursor.fetchall()
            return found


@contextmanager
def snapshot(readers: int = 1) -> Iterator[Snapshot]:
    """Yield connections of its own; they are closed at the end."""
    opened: list[BaseDatabaseWrapper] = []
    try:
        taken = None
        for _ in range(readers):
            reader = connection.copy()
            reader.inc_thread_sharing()  # each is used by one thread at a time, but not by ours
            opened.append(reader)
            with reader.cursor() as cursor:
                cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
                if taken is None:
                    cursor.execute("SELECT pg_export_snapshot()")
                    taken = cursor.fetchone()[0]
                else:
                    cursor.execute("SET TRANSACTION SNAPSHOT %s", [taken])
                cursor.execute(ALONG_INDEXES)
        yield Snapshot(opened)
    finally:
        for reader in opened:
            reader.close()


def lines(seen: Snapshot, project_id: int, state: str) -> Iterator[Line]:
    """Yield the project's revisions that have claims in ``state``, or all, oldest article first."""
    ends = [end for (end,) in seen.rows(PARTS, {"project": project_id, "part": PART})]
    free: SimpleQueue[int] = SimpleQueue()
    for reader in range(len(seen.readers)):
        free.put(reader)

    def part(after: int, upto: int) -> list[Line]:
        reader = free.get()
        try:
            return _part(seen, project_id, state, reader=reader, after=after, upto=upto)
        finally:
            free.put(reader)

    with ThreadPoolExecutor(len(seen.readers)) as pool:
        waiting: deque[Future[list[Line]]] = deque()
        for after, upto in pairwise([0, *ends]):
            waiting.append(pool.submit(part, after, upto))
            if len(waiting) > len(seen.readers):
                yield from waiting.popleft().result()
        while waiting:
            yield from waiting.popleft().result()


def first_lines(seen: Snapshot, project_id: int, state: str, limit: int) -> list[Line]:
    """The first ``limit`` of what ``lines`` yields."""
    return _part(seen, project_id, state, limit=limit)


def _part(
    seen: Snapshot,
    project_id: int,
    state: str,
    *,
    reader: int = 0,
    after: int = 0,
    upto: int = 2**63 - 1,
    limit: int | None = None,
) -> list[Line]:
    ((slug,),) = seen.rows("SELECT slug FROM project WHERE id = %(id)s", {"id": project_id}, reader)
    asked = {
        "schema": SCHEMA,
        "project": project_id,
        "slug": slug,
        "state": state,
        "after": after,
        "upto": upto,
        "limit": limit,
    }
    return [
        Line(article_id, revision_id, noted, json.encode() + b"\n")
        for article_id, revision_id, noted, json in seen.rows(LINES, asked, reader)
    ]


def count(seen: Snapshot, project_id: int, state: str) -> int:
    """How many lines ``lines`` will yield."""
    return _number(seen, COUNT, project_id, state)


def cut_links(seen: Snapshot, project_id: int, state: str) -> int:
    """How many links leave the chosen claims for claims that are not among them."""
    return 0 if state == ALL else _number(seen, CUT_LINKS, project_id, state)


def in_boilerplate(seen: Snapshot, project_id: int) -> frozenset[UUID]:
    """The claims in boilerplate to which claims of other revisions are linked."""
    return frozenset(id_ for (id_,) in seen.rows(IN_BOILERPLATE, {"project": project_id}))


@dataclass(frozen=True)
class _Source:
    """A confidential source; ``parts`` are [start, end) in its revision."""

    revision_id: int
    identity: str
    type: str
    quote: str
    parts: list[list[int]]

    @property
    def quotes(self) -> list[str]:
        return quotes_of(self.quote, [Span(start, end) for start, end in self.parts])


class Confidential:
    """The confidential sources of a project, by article."""

    def __init__(self, seen: Snapshot, project_id: int) -> None:
        self._of: dict[int, list[_Source]] = {}
        rows = seen.rows(CONFIDENTIAL, {"project": project_id})
        for article_id, revision_id, quote, identity, type_, parts in rows:
            source = _Source(revision_id, identity, type_, quote, loads(parts))
            self._of.setdefault(article_id, []).append(source)

    def hides(self, line: Line) -> bool:
        """Whether ``line`` cannot leave the house as it is."""
        return line.noted or line.article_id in self._of

    def secrets(self, line: Line) -> Secrets:
        """What to hide in the revision of ``line``: its own sources, and their words anywhere."""
        words: list[str] = []
        places: list[tuple[int, int]] = []
        for source in self._of.get(line.article_id, []):
            words += [source.identity, *source.quotes]
            if source.revision_id == line.revision_id:
                places.extend((start, end) for start, end in source.parts)
        return Secrets(words, places)

    def names(self) -> list[str]:
        """What the sources are called outside their own articles."""
        return [
            word
            for sources in self._of.values()
            for source in sources
            for word in known_as(source.identity, source.type, source.quotes)
        ]


def _number(seen: Snapshot, query: str, project_id: int, state: str) -> int:
    ((number,),) = seen.rows(query, {"project": project_id, "state": state})
    return int(number)
