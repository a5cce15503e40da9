"""A tag of another kind gets a number of that kind, so two tags are never called alike again.

Tags that changed kind before kept their number, and some share it with another tag. They keep it,
as people wrote those labels down: hence no unique constraint, but a trigger that looks at changes
of kind. New tags are numbered by the article's counters, which learn here what is taken.
"""

from django.db import migrations

COUNTERS = """
update article set labels_given = taken.numbers
from (
  select a.id, array[
    greatest(a.labels_given[1], max(t.ordinal) filter (where t.kind = 'claim')),
    greatest(a.labels_given[2], max(t.ordinal) filter (where t.kind = 'source')),
    greatest(a.labels_given[3], max(t.ordinal) filter (where t.kind = 'status'))] as numbers
  from article a join annotation t on t.article_id = a.id
  group by a.id) as taken
where taken.id = article.id and taken.numbers <> article.labels_given;
"""

PLACE = """
drop trigger annotation_place_kept on annotation;
create trigger annotation_place_kept before update on annotation
  for each row when (
    old.revision_id is distinct from new.revision_id or old.id is distinct from new.id
    or old.article_id is distinct from new.article_id
    or old.project_id is distinct from new.project_id
    or (old.ordinal is distinct from new.ordinal and old.kind is not distinct from new.kind)
    or old.author_id is distinct from new.author_id)
  execute function keep_annotation_place();
"""

FREE = """
create function check_number_of_retyped() returns trigger language plpgsql as $$
begin
  if exists (
    select from annotation a
    where a.article_id = new.article_id and a.kind = new.kind and a.ordinal = new.ordinal
      and a.id <> new.id)
  then
    raise exception 'another tag of this article is called so'
      using errcode = 'unique_violation', constraint = 'annotation_label_once';
  end if;
  return new;
end $$;
create trigger annotation_number_free before update of kind on annotation
  for each row when (old.kind is distinct from new.kind)
  execute function check_number_of_retyped();
"""

BACK = """
drop trigger annotation_number_free on annotation;
drop function check_number_of_retyped();
drop trigger annotation_place_kept on annotation;
create trigger annotation_place_kept before update on annotation
  for each row when (
    old.revision_id is distinct from new.revision_id or old.id is distinct from new.id
    or old.article_id is distinct from new.article_id
    or old.project_id is distinct from new.project_id
    or old.ordinal is distinct from new.ordinal or old.author_id is distinct from new.author_id)
  execute function keep_annotation_place();
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0009_deliveries")]

    operations = [migrations.RunSQL(COUNTERS + PLACE + FREE, BACK)]
