"""The statements that build the lines of our jsonl.

Every subquery is a short walk along an index from the row around it, so that a line costs the same
in a project of any size.
"""

from typing import Final

# Right after an import the planner knows nothing of the new rows, and would read whole tables. For
# the same reason names come by subquery: a join could begin with all that one person ever made.
ALONG_INDEXES: Final = """
SET LOCAL enable_seqscan = off; SET LOCAL enable_hashjoin = off; SET LOCAL enable_mergejoin = off
"""

# The keys are those of annotations.formats.records; what is null there is left out. Annotations are
# put together as text: PostgreSQL takes twice as long to make rows, make JSON of them and strip it
# of nulls. What few annotations have is asked for only where it is there.
LINES: Final = """
SELECT revision.article_id, revision.id, article.confidential_note <> '', concat(
    '{"schema" : ', to_json(%(schema)s::text), ', "unit" : "code_point", "project" : ',
    to_json(%(slug)s::text), ', "article" : ', json_strip_nulls(json_build_object(
        'id', article.id, 'headline', article.headline, 'byline', nullif(article.byline, ''),
        'publisher', nullif(article.publisher, ''), 'source_url', nullif(article.source_url, ''),
        'language', article.language, 'direction', article.direction,
        'published_at', article.published_at, 'licence', nullif(article.licence, ''),
        'story', nullif(article.story, ''), 'embargo_until', article.embargo_until,
        'confidential_note', nullif(article.confidential_note, ''),
        'created_by', (SELECT username FROM person WHERE id = article.created_by_id),
        'created_at', article.created_at)),
    ', "revision" : ', json_build_object(
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
        'created_by', (SELECT username FROM person WHERE id = revision.created_by_id),
        'created_at', revision.created_at),
    ', "annotations" : [', (
        SELECT string_agg(concat(
            '{"id":"', a.id, '","kind":"', a.kind, '","label":"',
            CASE a.kind WHEN 'claim' THEN 'C' WHEN 'source' THEN 'S' ELSE 'V' END, a.ordinal,
            '","fragments":[',
            CASE WHEN range_merge(a.fragments)::int4multirange = a.fragments
                THEN concat('{"start":', lower(a.fragments), ',"end":', upper(a.fragments),
                    ',"quote":', to_json(a.quote), '}')
                ELSE (
                    SELECT string_agg(concat('{"start":', start, ',"end":', stop, ',"quote":',
                        to_json(substring(a.quote, past - (stop - start) - 2, stop - start)), '}'),
                        ',')
                    FROM (SELECT lower(part) AS start, upper(part) AS stop,
                        sum(upper(part) - lower(part) + 3) OVER (ORDER BY part)::int AS past
                        FROM unnest(a.fragments) AS part) AS parts)
                END,
            '],"quote":', to_json(a.quote),
            ',"desk_status":' || to_json(nullif(a.desk_status, ''))::text,
            ',"state":"' || a.state || '"',
            CASE WHEN a.attributes <> '{}' THEN
                concat(',"attributes":', json_strip_nulls(a.attributes::json)) END,
            ',"normalised_claim":' || to_json(nullif(a.normalised_claim, ''))::text,
            CASE WHEN a.no_source_given THEN ',"no_source_given":true' END,
            ',"note":' || to_json(nullif(a.note, ''))::text,
            ',"version":', a.version,
            ',"author":', to_json((SELECT username FROM person WHERE id = a.author_id)),
            ',"created_at":', to_json(a.created_at), ',"updated_at":', to_json(a.updated_at),
            CASE WHEN EXISTS (
                SELECT FROM contributor WHERE annotation_id = a.id AND user_id <> a.author_id) THEN
                ',"contributors":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'user', (SELECT username FROM person WHERE id = c.user_id),
                    'since', c.since) ORDER BY c.id)
                 FROM contributor c
                 WHERE c.annotation_id = a.id AND c.user_id <> a.author_id))::text END,
            CASE WHEN a.kind = 'claim' THEN (
                SELECT ',"links":[' || string_agg(concat(
                    '{"type":"', l.type, '","target":"', l.target_id,
                    '","how":', to_json(l.how), ',"author":',
                    to_json((SELECT username FROM person WHERE id = l.author_id)),
                    ',"created_at":', to_json(l.created_at), '}'), ',' ORDER BY l.id) || ']'
                FROM link l
                WHERE l.origin_id = a.id AND (
                    SELECT t.deleted_at IS NULL
                        AND (%(state)s = 'all' OR t.kind <> 'claim' OR t.state = %(state)s)
                    FROM annotation t WHERE t.id = l.target_id)) END,
            CASE WHEN a.kind = 'claim'
                AND EXISTS (SELECT FROM evidence WHERE annotation_id = a.id) THEN
                ',"evidence":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'id', e.id, 'medium', e.medium, 'stance', e.stance, 'url', e.url,
                    'archived_url', e.archived_url, 'captured_at', e.captured_at,
                    'capture_sha256', e.capture_sha256, 'excerpt', e.excerpt,
                    'locator', e.locator, 'checked_by', e.checked_by,
                    'author', (SELECT username FROM person WHERE id = e.author_id),
                    'created_at', e.created_at) ORDER BY e.created_at, e.id)
                 FROM evidence e
                 WHERE e.annotation_id = a.id AND e.deleted_at IS NULL))::text END,
            CASE WHEN EXISTS (SELECT FROM comment WHERE annotation_id = a.id) THEN
                ',"comments":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'id', said.id, 'text', said.text,
                    'author', (SELECT username FROM person WHERE id = said.author_id),
                    'created_at', said.created_at,
                    'reply_to', nullif(said.first, said.id),
                    'resolved_at', CASE WHEN said.first = said.id THEN said.resolved_at END,
                    'resolved_by', CASE WHEN said.first = said.id THEN
                        (SELECT username FROM person WHERE id = said.resolved_by_id) END)
                    ORDER BY said.created_at, said.id)
                 FROM (SELECT c.id, c.text, c.author_id, c.created_at,
                    r.resolved_at, r.resolved_by_id,
                    first_value(c.id) OVER (PARTITION BY r.id
                        ORDER BY c.reply_to_id IS NOT NULL, c.created_at, c.id) AS first
                    FROM comment c JOIN comment r ON r.id = coalesce(c.reply_to_id, c.id)
                    WHERE c.annotation_id = a.id AND c.deleted_at IS NULL) AS said))::text END,
            CASE WHEN EXISTS (SELECT FROM suggested_edit WHERE annotation_id = a.id) THEN
                ',"suggested_edits":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'id', e.id, 'version', e.version, 'changes', e.changes,
                    'comment', e.comment, 'state', e.state,
                    'author', (SELECT username FROM person WHERE id = e.author_id),
                    'created_at', e.created_at,
                    'settled_by', (SELECT username FROM person WHERE id = e.settled_by_id),
                    'settled_at', e.settled_at) ORDER BY e.created_at, e.id)
                 FROM suggested_edit e WHERE e.annotation_id = a.id))::text END,
            CASE WHEN a.kind = 'claim'
                AND EXISTS (SELECT FROM submission WHERE annotation_id = a.id) THEN
                ',"submissions":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'hash', s.hash, 'version', s.version,
                    'submitted_by', (SELECT username FROM person WHERE id = s.submitted_by_id),
                    'created_at', s.created_at) ORDER BY s.id)
                 FROM submission s
                 WHERE s.annotation_id = a.id))::text END,
            CASE WHEN a.kind = 'claim'
                AND EXISTS (SELECT FROM decision WHERE annotation_id = a.id) THEN
                ',"decisions":' || json_strip_nulls((SELECT json_agg(json_build_object(
                    'verdict', d.verdict, 'reasons', d.reasons, 'comment', d.comment,
                    'hash', d.hash,
                    'submission', CASE WHEN d.submission_id IS NOT NULL THEN
                        (SELECT count(*) FROM submission s
                         WHERE s.annotation_id = a.id AND s.id < d.submission_id) END,
                    'retracts', CASE WHEN d.retracts_id IS NOT NULL THEN
                        (SELECT count(*) FROM decision e
                         WHERE e.annotation_id = a.id AND e.id < d.retracts_id) END,
                    'imported', d.imported,
                    'reviewer', (SELECT username FROM person WHERE id = d.reviewer_id),
                    'created_at', d.created_at) ORDER BY d.id)
                 FROM decision d
                 WHERE d.annotation_id = a.id))::text END,
            CASE WHEN a.kind = 'claim'
                AND EXISTS (SELECT FROM claim_review WHERE annotation_id = a.id
                    AND ((claimant, claimant_type, url) <> ('', '', '')
                        OR claim_date IS NOT NULL)) THEN
                ',"claim_review":' || json_strip_nulls((SELECT json_build_object(
                    'claimant', nullif(r.claimant, ''),
                    'claimant_type', nullif(r.claimant_type, ''),
                    'claim_date', r.claim_date, 'url', nullif(r.url, ''),
                    'label', t.label, 'rating', t.rating,
                    'organisation', nullif(p.organisation_name, ''),
                    'organisation_url', nullif(p.organisation_url, ''),
                    'organisation_logo', nullif(p.organisation_logo, ''))
                 FROM claim_review r JOIN project p ON p.id = a.project_id
                 LEFT JOIN (term t JOIN vocabulary v
                    ON v.id = t.vocabulary_id AND v.name = 'desk_status') ON t.id = ANY(a.terms)
                 WHERE r.annotation_id = a.id))::text END,
            '}'), ', ' ORDER BY a.created_at, a.id)
        FROM annotation a
        WHERE a.revision_id = revision.id AND a.deleted_at IS NULL
            AND (%(state)s = 'all' OR a.state = %(state)s
                OR a.kind <> 'claim' AND EXISTS (
                    SELECT FROM link l JOIN annotation c ON c.id = l.origin_id
                    WHERE l.target_id = a.id AND c.state = %(state)s
                        AND c.deleted_at IS NULL))), ']}')
FROM revision
JOIN article ON article.id = revision.article_id
WHERE revision.project_id = %(project)s AND (%(state)s = 'all' OR EXISTS (
    SELECT FROM annotation a
    WHERE a.revision_id = revision.id AND a.state = %(state)s AND a.deleted_at IS NULL))
    AND revision.article_id > %(after)s AND revision.article_id <= %(upto)s
ORDER BY revision.article_id, revision.number
LIMIT %(limit)s
"""

PARTS: Final = """
SELECT max(article_id) FROM (
    SELECT article_id, sum(length) OVER (ORDER BY article_id) / %(part)s AS part
    FROM revision WHERE project_id = %(project)s) AS parted
GROUP BY part ORDER BY 1
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
    coalesce(attributes ->> 'type', ''),
    (SELECT json_agg(json_build_array(lower(part), upper(part)) ORDER BY part)::text
     FROM unnest(fragments) AS part)
FROM annotation
WHERE project_id = %(project)s AND kind = 'source' AND deleted_at IS NULL
    AND attributes @> '{"confidential": true}'
"""

# The rules of annotations.formats.redaction, for the ends of links that leave a document.
IN_BOILERPLATE: Final = """
SELECT DISTINCT t.id FROM link l
JOIN annotation o ON o.id = l.origin_id JOIN annotation t ON t.id = l.target_id
JOIN revision r ON r.id = t.revision_id
WHERE l.project_id = %(project)s AND o.revision_id <> t.revision_id AND EXISTS (
    SELECT FROM jsonb_array_elements(r.blocks) AS block
    WHERE block ->> 'kind' = 'boilerplate'
        AND t.fragments && int4range((block ->> 'start')::int, (block ->> 'end')::int))
"""
