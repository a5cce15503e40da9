"""A project's articles as lines of our own jsonl, built by PostgreSQL itself.

Every subquery is a short walk along an index from the row around it, so that a line costs the same
in a project of any size, and rows are handed on while the next are made: nothing piles up.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from json import loads
from typing import Final

from django.db import connection
from django.db.backends.base.base import BaseDatabaseWrapper

from annotations.domain.reviews import STATES
from annotations.domain.spans import JOINER
from annotations.formats.masking import Secrets
from annotations.formats.records import SCHEMA

ALL: Final = "all"
CHOICES: Final = (ALL, *STATES)
AT_ONCE: Final = 20  # lines handed on together; one of a very long article has some 2 MB

LINES: Final = """
SELECT revision.article_id, revision.id, article.confidential_note <> '', json_build_object(
    'schema', %(schema)s, 'unit', 'code_point', 'project', project.slug,
    'article', json_strip_nulls(json_build_object(
        'id', article.id, 'headline', article.headline, 'byline', nullif(article.byline, ''),
        'publisher', nullif(article.publisher, ''), 'source_url', nullif(article.source_url, ''),
        'language', article.language, 'direction', article.direction,
        'published_at', article.published_at, 'licence', nullif(article.licence, ''),
        'story', nullif(article.story, ''), 'embargo_until', article.embargo_until,
        'confidential_note', nullif(article.confidential_note, ''),
        'created_by', maker.username, 'created_at', article.created_at)),
    'revision', json_build_object(
        'number', revision.number, 'current', revision.id = article.current_revision_id,
        'sha256', revision.sha256, 'length', revision.length, 'text', revision.text,
        'blocks', (
            SELECT coalesce(json_agg(block || jsonb_build_object(
                'complete', place - 1 = ANY(revision.complete_blocks)) ORDER BY place), '[]')
            FROM jsonb_array_elements(revision.blocks) WITH ORDINALITY AS b(block, place)),
        'repairs', revision.repairs,
        'original', json_strip_nulls(json_build_object(
            'media_type', revision.media_type, 'sha256', revision.original_sha256,
            'data', CASE WHEN revision.original_sha256 <> revision.sha256
                THEN translate(encode(revision.original, 'base64'), E'\\n', '') END)),
        'created_by', author.username, 'created_at', revision.created_at),
    'annotations', coalesce((
        SELECT json_agg(json_strip_nulls(row_to_json(one)) ORDER BY one.created_at, one.id)
        FROM (
            SELECT a.id, a.kind,
                CASE a.kind WHEN 'claim' THEN 'C' WHEN 'source' THEN 'S' ELSE 'V' END
                    || a.ordinal AS label,
                CASE WHEN range_merge(a.fragments)::int4multirange = a.fragments
                    THEN json_build_array(json_build_object(
                        'start', lower(a.fragments), 'end', upper(a.fragments), 'quote', a.quote))
                    ELSE (
                        SELECT json_agg(json_build_object(
                            'start', start, 'end', stop, 'quote',
                            substring(a.quote, past - (stop - start) - 2, stop - start)))
                        FROM (SELECT lower(part) AS start, upper(part) AS stop,
                            sum(upper(part) - lower(part) + 3) OVER (ORDER BY part)::int AS past
                            FROM unnest(a.fragments) AS part) AS parts)
                    END AS fragments,
                a.quote, nullif(a.desk_status, '') AS desk_status, a.state,
                nullif(a.attributes, '{}') AS attributes,
                nullif(a.normalised_claim, '') AS normalised_claim,
                nullif(a.no_source_given, false) AS no_source_given,
                nullif(a.note, '') AS note, a.version, p.username AS author,
                a.created_at, a.updated_at,
                (SELECT json_agg(json_build_object('user', p.username, 'since', c.since)
                    ORDER BY c.id)
                 FROM contributor c JOIN person p ON p.id = c.user_id
                 WHERE c.annotation_id = a.id AND c.user_id <> a.author_id) AS contributors,
                CASE WHEN a.kind = 'claim' THEN (SELECT json_agg(json_build_object(
                    'type', l.type, 'target', l.target_id, 'how', l.how,
                    'author', p.username, 'created_at', l.created_at) ORDER BY l.id)
                 FROM link l JOIN annotation t ON t.id = l.target_id
                 JOIN person p ON p.id = l.author_id
                 WHERE l.origin_id = a.id AND t.deleted_at IS NULL
                    AND (%(state)s = 'all' OR t.kind <> 'claim' OR t.state = %(state)s)
                 ) END AS links,
                CASE WHEN a.kind = 'claim' THEN (SELECT json_agg(json_build_object(
                    'id', e.id, 'medium', e.medium, 'stance', e.stance, 'url', e.url,
                    'archived_url', e.archived_url, 'captured_at', e.captured_at,
                    'capture_sha256', e.capture_sha256, 'excerpt', e.excerpt,
                    'locator', e.locator, 'checked_by', e.checked_by, 'author', p.username,
                    'created_at', e.created_at) ORDER BY e.created_at, e.id)
                 FROM evidence e JOIN person p ON p.id = e.author_id
                 WHERE e.annotation_id = a.id AND e.deleted_at IS NULL) END AS evidence,
                (SELECT json_agg(json_build_object(
                    'id', c.id, 'text', c.text, 'author', p.username,
                    'created_at', c.created_at) ORDER BY c.created_at, c.id)
                 FROM comment c JOIN person p ON p.id = c.author_id
                 WHERE c.annotation_id = a.id AND c.deleted_at IS NULL) AS comments,
                CASE WHEN a.kind = 'claim' THEN (SELECT json_agg(json_build_object(
                    'hash', s.hash, 'version', s.version, 'submitted_by', p.username,
                    'created_at', s.created_at) ORDER BY s.id)
                 FROM submission s JOIN person p ON p.id = s.submitted_by_id
                 WHERE s.annotation_id = a.id) END AS submissions,
                CASE WHEN a.kind = 'claim' THEN (SELECT json_agg(json_build_object(
                    'verdict', d.verdict, 'reasons', d.reasons, 'comment', d.comment,
                    'hash', d.hash,
                    'submission', CASE WHEN d.submission_id IS NOT NULL THEN
                        (SELECT count(*) FROM submission s
                         WHERE s.annotation_id = a.id AND s.id < d.submission_id) END,
                    'retracts', CASE WHEN d.retracts_id IS NOT NULL THEN
                        (SELECT count(*) FROM decision e
                         WHERE e.annotation_id = a.id AND e.id < d.retracts_id) END,
                    'imported', d.imported, 'reviewer', p.username,
                    'created_at', d.created_at) ORDER BY d.id)
                 FROM decision d JOIN person p ON p.id = d.reviewer_id
                 WHERE d.annotation_id = a.id) END AS decisions
            FROM annotation a JOIN person p ON p.id = a.author_id
            WHERE a.revision_id = revision.id AND a.deleted_at IS NULL
                AND (%(state)s = 'all' OR a.state = %(state)s
                    OR a.kind <> 'claim' AND EXISTS (
                        SELECT FROM link l JOIN annotation c ON c.id = l.origin_id
                        WHERE l.target_id = a.id AND c.state = %(state)s
                            AND c.deleted_at IS NULL))
        ) AS one), '[]'))::text
FROM revision
JOIN article ON article.id = revision.article_id
JOIN project ON project.id = revision.project_id
JOIN person maker ON maker.id = article.created_by_id
JOIN person author ON author.id = revision.created_by_id
WHERE revision.project_id = %(project)s AND (%(state)s = 'all' OR EXISTS (
    SELECT FROM annotation a
    WHERE a.revision_id = revision.id AND a.state = %(state)s AND a.deleted_at IS NULL))
ORDER BY revision.article_id, revision.number
LIMIT %(limit)s
"""

COUNT: Final = """
SELECT count(*) FROM revision
WHERE revision.project_id = %(project)s AND (%(state)s = 'all' OR EXISTS (
    SELECT FROM annotation a
    WHERE a.revision_id = revision.id AND a.state = %(state)s AND a.deleted_at IS NULL))
"""

CUT_LINKS: Final = """
SELECT count(*) FROM annotation o
JOIN link l ON l.origin_id = o.id JOIN annotation t ON t.id = l.target_id
WHERE o.project_id = %(project)s AND o.kind = 'claim' AND o.state = %(state)s
    AND o.deleted_at IS NULL AND t.deleted_at IS NULL AND t.state <> %(state)s
"""

CONFIDENTIAL: Final = """
SELECT article_id, revision_id, quote, coalesce(attributes ->> 'identity', ''),
    (SELECT json_agg(json_build_array(lower(part), upper(part)) ORDER BY part)::text
     FROM unnest(fragments) AS part)
FROM annotation
WHERE project_id = %(project)s AND kind = 'source' AND deleted_at IS NULL
    AND attributes @> '{"confidential": true}'
"""


@dataclass(frozen=True)
class Line:
    """One revision as a line of jsonl; ``noted`` says that it holds the desk's own note."""

    article_id: int
    revision_id: int
    noted: bool
    json: bytes


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection of its own that sees the database as it is now, and cannot write."""
    reader = connection.copy()
    try:
        with reader.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield reader
    finally:
        reader.close()


def lines(
    reader: BaseDatabaseWrapper, project_id: int, state: str, *, limit: int | None = None
) -> Iterator[Line]:
    """Yield the project's revisions that have claims in ``state``, or all, oldest article first.

    Meanwhile ``reader`` can do nothing else.
    """
    asked = {"schema": SCHEMA, "project": project_id, "state": state, "limit": limit}
    with reader.cursor() as cursor:
        # Django's wrapper hands ``stream`` on to psycopg: rows arrive while the next are made.
        rows: Iterator[tuple[int, int, bool, str]] = cursor.stream(LINES, asked, size=AT_ONCE)
        for article_id, revision_id, noted, json in rows:
            yield Line(article_id, revision_id, noted, json.encode() + b"\n")


def count(reader: BaseDatabaseWrapper, project_id: int, state: str) -> int:
    """How many lines ``lines`` will yield."""
    return _number(reader, COUNT, project_id, state)


def cut_links(reader: BaseDatabaseWrapper, project_id: int, state: str) -> int:
    """How many links leave the chosen claims for claims that are not among them."""
    return 0 if state == ALL else _number(reader, CUT_LINKS, project_id, state)


class Confidential:
    """The confidential sources of a project, by article."""

    def __init__(self, reader: BaseDatabaseWrapper, project_id: int) -> None:
        self._of: dict[int, list[tuple[int, str, str, list[list[int]]]]] = {}
        with reader.cursor() as cursor:
            cursor.execute(CONFIDENTIAL, {"project": project_id})
            for article_id, *source, parts in cursor.fetchall():
                self._of.setdefault(article_id, []).append((*source, loads(parts)))

    def hides(self, line: Line) -> bool:
        """Whether ``line`` cannot leave the house as it is."""
        return line.noted or line.article_id in self._of

    def secrets(self, line: Line) -> Secrets:
        """What to hide in the revision of ``line``: its own sources, and their words anywhere."""
        words: list[str] = []
        places: list[tuple[int, int]] = []
        for revision_id, quote, identity, parts in self._of.get(line.article_id, []):
            words.append(identity)
            past = 0
            for start, end in parts:
                words.append(quote[past : past + end - start])
                past += end - start + len(JOINER)
            if revision_id == line.revision_id:
                places.extend((start, end) for start, end in parts)
        return Secrets(words, places)


def _number(reader: BaseDatabaseWrapper, query: str, project_id: int, state: str) -> int:
    with reader.cursor() as cursor:
        cursor.execute(query, {"project": project_id, "state": state})
        return int(cursor.fetchone()[0])
