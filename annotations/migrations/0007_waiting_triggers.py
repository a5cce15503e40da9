"""The database keeps since when an article waits: see docs/decisions/0010-waiting-since.md."""

from django.db import migrations

# A claim waits from its last submission on. Its article waits since the first of those.
WAITING = """
create function waits_since(wanted bigint) returns timestamptz language sql stable as $$
  select min((
    select s.created_at from submission s where s.annotation_id = a.id order by s.id desc limit 1))
  from annotation a
  where a.project_id = (select project_id from article where id = wanted)
    and a.article_id = wanted and a.kind = 'claim' and a.state = 'submitted'
    and a.deleted_at is null
$$;
create function keep_waiting_since() returns trigger language plpgsql as $$
declare
  handed_in timestamptz := (
    select created_at from submission where annotation_id = new.id order by id desc limit 1);
begin
  if new.state = 'submitted' and new.deleted_at is null then
    update article set waiting_since = handed_in
    where id = new.article_id and (waiting_since is null or waiting_since > handed_in);
  else
    update article set waiting_since = waits_since(id)
    where id = new.article_id and (handed_in is null or waiting_since >= handed_in);
  end if;
  return null;
end $$;
create trigger annotation_waits after update of state, deleted_at on annotation
  for each row when (
    (old.state = 'submitted' and old.deleted_at is null)
    is distinct from (new.state = 'submitted' and new.deleted_at is null))
  execute function keep_waiting_since();
create function keep_waiting_since_of_submitted() returns trigger language plpgsql as $$
begin
  update article set waiting_since = waits_since(id)
  where id in (
    select a.article_id from changed c join annotation a on a.id = c.annotation_id
    where a.state = 'submitted' and a.deleted_at is null);
  return null;
end $$;
create trigger submission_waits after insert on submission
  referencing new table as changed
  for each statement execute function keep_waiting_since_of_submitted();
"""

BACK = """
drop trigger submission_waits on submission;
drop function keep_waiting_since_of_submitted();
drop trigger annotation_waits on annotation;
drop function keep_waiting_since();
drop function waits_since(bigint);
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0006_waiting_since")]

    operations = [migrations.RunSQL(WAITING, BACK)]
