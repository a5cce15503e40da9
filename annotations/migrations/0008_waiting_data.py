"""Since when the articles wait that wait already."""

from django.db import migrations

FILL = """
update article set waiting_since = waits_since(id)
where id in (
  select article_id from annotation
  where kind = 'claim' and state = 'submitted' and deleted_at is null)
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0007_waiting_triggers")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
