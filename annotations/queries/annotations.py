"""Reads annotations in the one shape that API, pages and scripts share.

``{id, kind, label, revision, article, fragments: [{start, end, quote}], quote, desk_status,
no_source_given, normalised_claim, attributes, note, state, version, author, created_at,
updated_at, deleted, links: [{id, type, target, how}], evidence: [{id, url, …}]}``; offsets in
code points, end exclusive. PostgreSQL builds the JSON: two thousand take 30 ms instead of 360.
"""

import datetime
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import orjson
from django.db import connection

from annotations.domain.claims import approval_hash, gate
from annotations.domain.spans import JOINER, Span
from annotations.models import Annotation, Submission
from annotations.queries import claims
from annotations.queries.reviews import approvals

# Put together from constants of this module only; every value is a parameter.
# ruff: noqa: S608
TIME = """to_char({} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')"""

DOCUMENT = f"""
json_build_object(
  'id', a.id, 'kind', a.kind,
  'label', case a.kind when 'claim' then 'C' when 'source' then 'S' else 'V' end || a.ordinal,
  'revision', a.revision_id, 'article', a.article_id,
  'fragments', case when range_merge(a.fragments)::int4multirange = a.fragments
    then json_build_array(json_build_object(
      'start', lower(a.fragments), 'end', upper(a.fragments), 'quote', a.quote))
    else (
      select json_agg(json_build_object(
        'start', s, 'end', e, 'quote', substring(a.quote, (before + 1)::int, e - s)) order by s)
      from (
        select lower(f) as s, upper(f) as e,
          sum(upper(f) - lower(f) + {len(JOINER)}) over (order by f)
            - (upper(f) - lower(f) + {len(JOINER)}) as before
        from unnest(a.fragments) as f) as part) end,
  'quote', a.quote, 'desk_status', nullif(a.desk_status, ''),
  'no_source_given', a.no_source_given, 'normalised_claim', a.normalised_claim,
  'attributes', a.attributes, 'note', a.note, 'state', a.state, 'version', a.version,
  'author', p.username, 'created_at', {TIME.format("a.created_at")},
  'updated_at', {TIME.format("a.updated_at")}, 'deleted', a.deleted_at is not null,
  'links', coalesce(l.list, '[]'), 'evidence', coalesce(v.list, '[]'))
"""

LINKS = """
select k.origin_id, json_agg(json_build_object(
  'id', k.id, 'type', k.type, 'target', k.target_id, 'how', k.how) order by k.id) as list
from link k join annotation t on t.id = k.target_id
where t.deleted_at is null and k.origin_id in (select id from chosen)
group by k.origin_id
"""

EVIDENCE = f"""
select x.annotation_id, json_agg(json_build_object(
  'id', x.id, 'url', x.url, 'archived_url', x.archived_url,
  'captured_at', {TIME.format("x.captured_at")}, 'capture_sha256', x.capture_sha256,
  'medium', x.medium, 'stance', x.stance, 'excerpt', x.excerpt, 'locator', x.locator,
  'checked_by', x.checked_by, 'author', y.username,
  'created_at', {TIME.format("x.created_at")}) order by x.created_at, x.id) as list
from evidence x join person y on y.id = x.author_id
where x.deleted_at is null and x.annotation_id in (select id from chosen)
group by x.annotation_id
"""

# What is shown is chosen first; links and evidence are then looked up once for all of it.
SHOWN = f"""
select a.place, a.id, {DOCUMENT}::text
from chosen a
join person p on p.id = a.author_id
left join ({LINKS}) as l on l.origin_id = a.id
left join ({EVIDENCE}) as v on v.annotation_id = a.id
order by a.place, a.id
"""

OF_REVISION = f"""
with chosen as materialized (
  select *, lower(fragments) as place from annotation
  where revision_id = %(revision)s and (deleted_at is null or %(deleted)s)
    and (lower(fragments), id) > (%(start)s, %(id)s::uuid)
  order by lower(fragments), id
  limit %(limit)s)
{SHOWN}
"""

OF_IDS = f"""
with chosen as materialized (
  select *, lower(fragments) as place from annotation where id = any(%(ids)s))
{SHOWN}
"""

Cursor = tuple[int, UUID]
FIRST: Cursor = (-1, UUID(int=0))


def of_revision(
    revision_id: int, *, after: Cursor = FIRST, limit: int = 2000, deleted: bool = False
) -> tuple[list[str], Cursor | None]:
    """Annotations of a revision as JSON texts in reading order, and where the next page begins.

    The caller has checked that the revision is visible. One query.
    """
    parameters: dict[str, Any] = {
        "revision": revision_id,
        "start": after[0],
        "id": after[1],
        "limit": limit + 1,
        "deleted": deleted,
    }
    with connection.cursor() as cursor:
        cursor.execute(OF_REVISION, parameters)
        rows = cursor.fetchall()
    page = rows[:limit]
    following = (page[-1][0], page[-1][1]) if len(rows) > limit else None
    return [document for _, _, document in page], following


def document(annotation_id: UUID) -> dict[str, Any]:
    """One annotation, deleted or not. The caller has checked that it is visible. One query."""
    return documents([annotation_id])[annotation_id]


def documents(ids: Sequence[UUID]) -> dict[UUID, dict[str, Any]]:
    """Annotation id → its JSON shape, in reading order. One query."""
    with connection.cursor() as cursor:
        cursor.execute(OF_IDS, {"ids": list(ids)})
        return {identity: orjson.loads(text) for _, identity, text in cursor.fetchall()}


def detail(annotation: Annotation) -> dict[str, Any]:
    """One annotation; a claim with its approval ``hash``, ``approvals`` and ``gaps`` beside it."""
    found = document(annotation.pk)
    if annotation.kind != "claim":
        return found
    content = claims.content(annotation)
    submission = Submission.objects.filter(annotation=annotation).last()
    need = annotation.article.project.required_approvals
    return {
        **found,
        "hash": approval_hash(content),
        "approvals": {"have": len(approvals(annotation, submission)), "need": need},
        "gaps": [{"code": gap.code, "sentence": gap.sentence} for gap in gate(content)],
    }


def new_document(annotation: Annotation) -> dict[str, Any]:
    """The same shape for an annotation that was just made: it has no links and no evidence."""
    return {
        "id": str(annotation.pk),
        "kind": annotation.kind,
        "label": annotation.label,
        "revision": annotation.revision_id,
        "article": annotation.article_id,
        "fragments": fragments(annotation.fragments, annotation.quote),
        "quote": annotation.quote,
        "desk_status": annotation.desk_status or None,
        "no_source_given": annotation.no_source_given,
        "normalised_claim": annotation.normalised_claim,
        "attributes": annotation.attributes,
        "note": annotation.note,
        "state": annotation.state,
        "version": annotation.version,
        "author": annotation.author.username,
        "created_at": iso(annotation.created_at),
        "updated_at": iso(annotation.updated_at),
        "deleted": annotation.deleted_at is not None,
        "links": [],
        "evidence": [],
    }


def fragments(spans: Sequence[Span], quote: str) -> list[dict[str, Any]]:
    """The parts of an annotation with what each reads, taken from its joined ``quote``."""
    found = []
    before = 0
    for span in spans:
        length = span.end - span.start
        part = quote[before : before + length]
        found.append({"start": span.start, "end": span.end, "quote": part})
        before += length + len(JOINER)
    return found


def iso(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
