"""What other tools' labels and relations mean in a project."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("annotations", "0012_claim_reviews")]

    operations = [
        migrations.CreateModel(
            name="ImportMapping",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="import_mapping",
                        serialize=False,
                        to="annotations.project",
                    ),
                ),
                ("labels", models.JSONField(default=dict)),
                ("links", models.JSONField(default=dict)),
                (
                    "changed_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("changed_at", models.DateTimeField(auto_now=True)),
            ],
            options={"db_table": "import_mapping"},
        ),
    ]
