"""A text is stored once; people stay, and are looked for once a statement.

See docs/decisions/0022-less-to-store.md.
"""

from django.conf import settings
from django.db import migrations, models
from django.db.models.deletion import PROTECT

TEXT = "alter table revision alter column text set storage external"
TEXT_BACK = "alter table revision alter column text set storage extended"

PEOPLE = """
create trigger person_never_deleted before delete or update of id on person
  for each row execute function refuse_change();

create function check_somebody() returns trigger language plpgsql as $$
declare
  nobody boolean;
begin
  execute format(
    'select exists (select from (select distinct %I as id from changed) c
       left join person p on p.id = c.id where p.id is null)', tg_argv[0]) into nobody;
  if nobody then
    raise exception '% of % is nobody', tg_argv[0], tg_table_name
      using errcode = 'foreign_key_violation', constraint = tg_name;
  end if;
  return null;
end $$;
-- Nobody contributes to an annotation before it is there, so there is no conflict to look for.
create or replace function contribute_as_author() returns trigger language plpgsql as $$
begin
  insert into contributor (annotation_id, user_id, since)
  select id, author_id, created_at from changed;
  return null;
end $$;

create trigger annotation_by_somebody after insert on annotation
  referencing new table as changed for each statement execute function check_somebody('author_id');
create trigger contributor_is_somebody after insert on contributor
  referencing new table as changed for each statement execute function check_somebody('user_id');
create trigger link_by_somebody after insert on link
  referencing new table as changed for each statement execute function check_somebody('author_id');
create trigger link_still_by_somebody after update on link
  referencing new table as changed for each statement execute function check_somebody('author_id');
"""

PEOPLE_BACK = """
drop trigger link_still_by_somebody on link;
drop trigger link_by_somebody on link;
drop trigger contributor_is_somebody on contributor;
drop trigger annotation_by_somebody on annotation;
drop function check_somebody();
drop trigger person_never_deleted on person;
"""


def _key(model: str, name: str, **less: bool) -> migrations.AlterField:
    field = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=PROTECT, related_name="+", db_constraint=False, **less
    )
    return migrations.AlterField(model, name, field)


class Migration(migrations.Migration):
    dependencies = [("annotations", "0017_less_for_each_row")]

    operations = [
        migrations.AlterField("revision", "original", models.BinaryField(null=True)),
        migrations.RunSQL(TEXT, TEXT_BACK),
        migrations.RunSQL(PEOPLE, PEOPLE_BACK),
        _key("annotation", "author"),
        _key("contributor", "user", db_index=False),
        _key("link", "author", db_index=False),
    ]
