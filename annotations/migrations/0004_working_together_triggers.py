"""What the database refuses of threads, suggested edits and finished reviews."""

from django.db import migrations

KEPT = """
create trigger finished_review_kept before update or delete on finished_review
  for each row execute function refuse_change();
create trigger suggested_edit_never_deleted before delete on suggested_edit
  for each row execute function refuse_change();
create trigger suggested_edit_kept before update of
    annotation_id, author_id, version, changes, comment, body_sha256, created_at on suggested_edit
  for each row execute function refuse_change();
"""

THREADS = """
create function check_reply() returns trigger language plpgsql as $$
begin
  if not exists (
    select from comment c
    where c.id = new.reply_to_id and c.annotation_id = new.annotation_id and c.reply_to_id is null)
  then
    raise exception 'a reply belongs to a thread of the same annotation'
      using errcode = 'check_violation', constraint = 'comment_replies_in_its_thread';
  end if;
  return null;
end $$;
create trigger comment_reply_checked after insert or update of reply_to_id, annotation_id on comment
  for each row when (new.reply_to_id is not null) execute function check_reply();
"""

BACK = """
drop trigger comment_reply_checked on comment;
drop function check_reply();
drop trigger suggested_edit_kept on suggested_edit;
drop trigger suggested_edit_never_deleted on suggested_edit;
drop trigger finished_review_kept on finished_review;
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0003_working_together")]

    operations = [migrations.RunSQL(KEPT + THREADS, BACK)]
