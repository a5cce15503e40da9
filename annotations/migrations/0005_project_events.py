"""Finding what happened to a project itself, among millions of events about its articles."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("annotations", "0004_working_together_triggers")]

    operations = [
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                fields=["project_id", "-id"],
                condition=Q(article_id=None),
                name="event_of_project_alone",
            ),
        ),
    ]
