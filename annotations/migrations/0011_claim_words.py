"""Claims are found by their words, also from other stories."""

import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models
from django.db.models.functions import Left


class Migration(migrations.Migration):
    dependencies = [("annotations", "0010_numbers_of_retyped")]

    operations = [
        migrations.AddIndex(
            model_name="annotation",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.search.SearchVector(
                    Left("quote", 2000), Left("normalised_claim", 2000), config="simple"
                ),
                condition=models.Q(deleted_at=None, kind="claim"),
                name="annotation_words",
            ),
        ),
    ]
