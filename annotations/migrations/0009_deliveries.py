"""What pages sent and the server did, by the keys that the pages made."""

from django.db import migrations, models
from django.db.models.functions import Now


class Migration(migrations.Migration):
    dependencies = [("annotations", "0008_waiting_data")]

    operations = [
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("actor_id", models.BigIntegerField()),
                ("annotation_id", models.UUIDField(null=True)),
                ("version", models.PositiveIntegerField(null=True)),
                ("at", models.DateTimeField(db_default=Now())),
            ],
            options={
                "db_table": "delivery",
                "verbose_name_plural": "deliveries",
                "indexes": [models.Index(fields=["at"], name="delivery_at")],
            },
        ),
    ]
