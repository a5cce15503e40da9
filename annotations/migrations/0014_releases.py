"""Numbered releases of a project's dataset. Their rows are written once."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

KEPT = """
create trigger release_kept before update or delete on release
  for each row execute function refuse_change();
create trigger release_not_emptied before truncate on release
  for each statement execute function refuse_change();
"""
BACK = """
drop trigger release_not_emptied on release;
drop trigger release_kept on release;
"""


class Migration(migrations.Migration):
    dependencies = [("annotations", "0013_import_mappings")]

    operations = [
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[("export", "Export"), ("import", "Import"), ("release", "Release")],
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Release",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("options", models.JSONField(default=dict)),
                ("figures", models.JSONField(default=dict)),
                ("lost", models.JSONField(default=dict)),
                ("files", models.JSONField(default=list)),
                ("file", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField()),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "job",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="release",
                        to="annotations.job",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="releases",
                        to="annotations.project",
                    ),
                ),
            ],
            options={
                "db_table": "release",
                "ordering": ["-number"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("project", "number"), name="release_number_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number__gt", 0)), name="release_from_1"
                    ),
                ],
            },
        ),
        migrations.RunSQL(KEPT, BACK),
    ]
