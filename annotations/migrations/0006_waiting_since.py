"""What the queue is ordered by, and what the mail is looked up by."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0005_project_events")]

    operations = [
        migrations.AddField(
            model_name="article",
            name="waiting_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="article",
            index=models.Index(
                condition=models.Q(("waiting_since__isnull", False)),
                fields=["project", "waiting_since", "-id"],
                name="article_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("due__isnull", False), ("ended_at", None)),
                fields=["due", "id"],
                name="assignment_due",
            ),
        ),
        migrations.AddIndex(
            model_name="notice",
            index=models.Index(
                condition=models.Q(("mailed_at", None), ("read_at", None)),
                fields=["told_at"],
                name="notice_to_mail",
            ),
        ),
    ]
