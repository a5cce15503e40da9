"""What keys asked once a row is asked once a statement: docs/decisions/0021-once-a-statement.md."""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

TEXTS = """
drop trigger revision_text_kept on revision;
create trigger revision_text_kept before update of
    id, text, sha256, length, blocks, original, original_sha256, media_type, repairs, article_id,
    project_id, number on revision
  for each row execute function refuse_change();

-- Not all of a long text: a tsvector ends at 1 MB.
create function index_revision() returns trigger language plpgsql as $$
begin
  new.search := to_tsvector('simple',
    coalesce((select headline from article where id = new.article_id), '') || E'\\n' ||
    case when octet_length(new.text) > 200000 then left(new.text, 200000) else new.text end);
  return new;
end $$;
create trigger revision_indexed before insert on revision
  for each row execute function index_revision();
"""

ANNOTATIONS = """
create or replace function check_annotations() returns trigger language plpgsql as $$
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
    select from (select distinct project_id, terms from changed) c
      cross join lateral unnest(c.terms) as used
      left join term t on t.id = used and t.project_id = c.project_id
    where t.id is null)
  then
    raise exception 'a term of another project, or of none'
      using errcode = 'foreign_key_violation', constraint = 'annotation_terms_of_its_project';
  end if;
  return null;
end $$;

create function contribute_as_author() returns trigger language plpgsql as $$
begin
  insert into contributor (annotation_id, user_id, since)
  select id, author_id, created_at from changed
  on conflict do nothing;
  return null;
end $$;
create trigger annotation_by_its_author after insert on annotation
  referencing new table as changed for each statement execute function contribute_as_author();

create function check_contributors() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed c left join annotation a on a.id = c.annotation_id where a.id is null)
  then
    raise exception 'a contributor to no annotation'
      using errcode = 'foreign_key_violation', constraint = 'contributor_to_an_annotation';
  end if;
  return null;
end $$;
create trigger contributor_checked after insert on contributor
  referencing new table as changed for each statement execute function check_contributors();
"""

# Left joins: what is not there yet would come in later, and nothing would look at the link then.
LINKS = """
create or replace function check_links() returns trigger language plpgsql as $$
begin
  if exists (
    select from changed l
      left join annotation o on o.id = l.origin_id left join annotation t on t.id = l.target_id
    where (link_fits(l.type, o.kind, t.kind)
      and l.project_id = o.project_id and l.project_id = t.project_id
      and (o.revision_id = t.revision_id or l.type in ('contradicts', 'updates', 'repeats'))
    ) is not true)
  then
    raise exception 'this link does not join these kinds, revisions or projects'
      using errcode = 'check_violation', constraint = 'link_joins_what_it_may';
  end if;
  return null;
end $$;
"""

FOUR_EYES = """
create or replace function check_four_eyes() returns trigger language plpgsql as $$
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
  if not exists (select from annotation a where a.id = new.annotation_id and a.kind = 'claim') then
    raise exception 'only claims are decided on'
      using errcode = 'check_violation', constraint = 'decision_on_claims_only';
  end if;
  return new;
end $$;
"""

# What the old functions let pass is none the better for going back.
BACK = """
drop trigger contributor_checked on contributor;
drop function check_contributors();
drop trigger annotation_by_its_author on annotation;
drop function contribute_as_author();
drop trigger revision_indexed on revision;
drop function index_revision();
"""


def _key(model: str, name: str, to: str, related: str = "+", **less: bool) -> migrations.AlterField:
    field = models.ForeignKey(to, on_delete=PROTECT, related_name=related, **less)
    return migrations.AlterField(model, name, field)


PERSON = settings.AUTH_USER_MODEL
NO_KEY = {"db_constraint": False}
NO_INDEX = {"db_index": False}


class Migration(migrations.Migration):
    dependencies = [("annotations", "0015_webhooks")]

    operations = [
        migrations.RunSQL(TEXTS + ANNOTATIONS + LINKS + FOUR_EYES, BACK),
        migrations.RemoveIndex("annotation", "annotation_revision"),
        _key("annotation", "project", "annotations.project", **NO_KEY),
        _key("annotation", "article", "annotations.article", "annotations", **NO_KEY),
        _key("annotation", "revision", "annotations.revision", "annotations", **NO_KEY),
        _key("link", "project", "annotations.project", **NO_KEY, **NO_INDEX),
        _key("link", "origin", "annotations.annotation", "links", **NO_KEY, **NO_INDEX),
        _key("link", "target", "annotations.annotation", "links_in", **NO_KEY),
        _key(
            "contributor",
            "annotation",
            "annotations.annotation",
            "contributors",
            **NO_KEY,
            **NO_INDEX,
        ),
        _key("link", "author", PERSON, **NO_INDEX),
        _key("contributor", "user", PERSON, **NO_INDEX),
        _key("article", "project", "annotations.project", "articles", **NO_INDEX),
        _key("revision", "project", "annotations.project", **NO_INDEX),
        _key("revision", "article", "annotations.article", "revisions", **NO_INDEX),
    ]
