"""What the database itself refuses, whoever asks: see docs/decisions/0002-database-refuses.md."""

from django.db import migrations

APPEND_ONLY = """
create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% of % is refused: its rows are kept as they were written', tg_op, tg_table_name
    using errcode = 'restrict_violation';
end $$;
create trigger event_kept before update or delete on event
  for each row execute function refuse_change();
create trigger event_not_emptied before truncate on event
  for each statement execute function refuse_change();
create trigger contributor_kept before update or delete on contributor
  for each row execute function refuse_change();
create trigger contributor_not_emptied before truncate on contributor
  for each statement execute function refuse_change();
create trigger decision_kept before update or delete on decision
  for each row execute function refuse_change();
create trigger decision_not_emptied before truncate on decision
  for each statement execute function refuse_change();
create trigger submission_kept before update or delete on submission
  for each row execute function refuse_change();
create trigger term_kept before update or delete on term
  for each row execute function refuse_change();
create trigger annotation_never_deleted before delete on annotation
  for each row execute function refuse_change();
create trigger annotation_not_emptied before truncate on annotation
  for each statement execute function refuse_change();
create trigger revision_never_deleted before delete on revision
  for each row execute function refuse_change();
create trigger revision_not_emptied before truncate on revision
  for each statement execute function refuse_change();
create trigger revision_text_kept before update of
    text, sha256, length, blocks, original, original_sha256, media_type, repairs, article_id,
    project_id, number on revision
  for each row execute function refuse_change();
"""

# Statement triggers with transition tables: one set-based check however many rows came.
ANNOTATIONS = """
create function check_annotations() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed c left join revision r
      on r.id = c.revision_id and r.article_id = c.article_id and r.project_id = c.project_id
    where r.id is null or isempty(c.fragments) or lower(c.fragments) < 0
      or upper(c.fragments) > r.length or lower_inf(c.fragments) or upper_inf(c.fragments))
  then
    raise exception 'fragments are empty or outside the text of their revision'
      using errcode = 'check_violation', constraint = 'annotation_fits_its_revision';
  end if;
  if exists (
    select from changed c cross join lateral unnest(c.terms) as used
      left join term t on t.id = used and t.project_id = c.project_id
    where t.id is null)
  then
    raise exception 'a term of another project, or of none'
      using errcode = 'foreign_key_violation', constraint = 'annotation_terms_of_its_project';
  end if;
  return null;
end $$;
create trigger annotation_checked_on_insert after insert on annotation
  referencing new table as changed for each statement execute function check_annotations();
create trigger annotation_checked_on_update after update on annotation
  referencing new table as changed for each statement execute function check_annotations();

create function keep_annotation_place() returns trigger language plpgsql as $$
begin
  raise exception 'an annotation stays on its revision, with its number and its author'
    using errcode = 'restrict_violation';
end $$;
create trigger annotation_place_kept before update on annotation
  for each row when (
    old.revision_id is distinct from new.revision_id or old.id is distinct from new.id
    or old.article_id is distinct from new.article_id
    or old.project_id is distinct from new.project_id
    or old.ordinal is distinct from new.ordinal or old.author_id is distinct from new.author_id)
  execute function keep_annotation_place();
"""

LINKS = """
create function link_fits(kind_of_link text, from_kind text, to_kind text) returns boolean
language sql immutable as $$
  select from_kind = 'claim' and (kind_of_link, to_kind) in (
    ('attributed_to', 'source'), ('relayed_by', 'source'), ('qualified_by', 'status'),
    ('denied_by', 'source'), ('supported_by', 'claim'), ('supported_by', 'source'),
    ('contradicts', 'claim'), ('updates', 'claim'), ('repeats', 'claim'))
$$;
create function check_links() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed l
      join annotation o on o.id = l.origin_id join annotation t on t.id = l.target_id
    where not link_fits(l.type, o.kind, t.kind)
      or l.project_id <> o.project_id or l.project_id <> t.project_id
      or (o.revision_id <> t.revision_id and l.type not in ('contradicts', 'updates', 'repeats')))
  then
    raise exception 'this link does not join these kinds, revisions or projects'
      using errcode = 'check_violation', constraint = 'link_joins_what_it_may';
  end if;
  return null;
end $$;
create trigger link_checked_on_insert after insert on link
  referencing new table as changed for each statement execute function check_links();
create trigger link_checked_on_update after update on link
  referencing new table as changed for each statement execute function check_links();
create function check_links_of_retyped() returns trigger language plpgsql as $$
begin
  if exists (
    select from link l
      join annotation o on o.id = l.origin_id join annotation t on t.id = l.target_id
    where new.id in (l.origin_id, l.target_id) and not link_fits(l.type, o.kind, t.kind))
  then
    raise exception 'this kind cannot have the links that are there'
      using errcode = 'check_violation', constraint = 'link_joins_what_it_may';
  end if;
  return null;
end $$;
create trigger annotation_retyped after update of kind on annotation
  for each row when (old.kind is distinct from new.kind) execute function check_links_of_retyped();
"""

FOUR_EYES = """
create function check_four_eyes() returns trigger language plpgsql as $$
begin
  if new.verdict <> 'retract' and (
    exists (select from contributor c
      where c.annotation_id = new.annotation_id and c.user_id = new.reviewer_id)
    or exists (select from annotation a
      where a.id = new.annotation_id and a.author_id = new.reviewer_id)
    or exists (select from link l join contributor c on c.annotation_id = l.target_id
      join annotation t on t.id = l.target_id
      where l.origin_id = new.annotation_id and t.kind <> 'claim' and t.deleted_at is null
        and c.user_id = new.reviewer_id))
  then
    raise exception 'nobody decides on a claim that they contributed to'
      using errcode = 'check_violation', constraint = 'decision_needs_four_eyes';
  end if;
  if exists (select from annotation a where a.id = new.annotation_id and a.kind <> 'claim') then
    raise exception 'only claims are decided on'
      using errcode = 'check_violation', constraint = 'decision_on_claims_only';
  end if;
  return new;
end $$;
create trigger decision_four_eyes before insert on decision
  for each row execute function check_four_eyes();
create function check_approved_by_somebody() returns trigger language plpgsql as $$
begin
  if exists (select from annotation a where a.id = new.id and a.state = 'approved')
    and not exists (select from decision d
    where d.annotation_id = new.id and d.verdict = 'approve'
      and not exists (select from decision r where r.retracts_id = d.id))
  then
    raise exception 'a claim is approved by a decision'
      using errcode = 'check_violation', constraint = 'annotation_approved_by_decision';
  end if;
  return null;
end $$;
create constraint trigger annotation_approved_by_decision
  after insert or update of state on annotation deferrable initially deferred
  for each row when (new.state = 'approved') execute function check_approved_by_somebody();
"""

BACK = """
drop trigger annotation_approved_by_decision on annotation;
drop function check_approved_by_somebody();
drop trigger decision_four_eyes on decision;
drop function check_four_eyes();
drop trigger annotation_retyped on annotation;
drop function check_links_of_retyped();
drop trigger link_checked_on_update on link;
drop trigger link_checked_on_insert on link;
drop function check_links();
drop function link_fits(text, text, text);
drop trigger annotation_place_kept on annotation;
drop function keep_annotation_place();
drop trigger annotation_checked_on_update on annotation;
drop trigger annotation_checked_on_insert on annotation;
drop function check_annotations();
drop function refuse_change() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0001_tables")]

    operations = [migrations.RunSQL(APPEND_ONLY + ANNOTATIONS + LINKS + FOUR_EYES, BACK)]
