"""Who made an approved claim, when, and where its review stands; who publishes it."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("annotations", "0011_claim_words"),
    ]

    operations = [
        migrations.AddField(
            model_name="project",
            name="organisation_logo",
            field=models.URLField(blank=True, default="", max_length=2000),
        ),
        migrations.AddField(
            model_name="project",
            name="organisation_name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddField(
            model_name="project",
            name="organisation_url",
            field=models.URLField(blank=True, default="", max_length=2000),
        ),
        migrations.CreateModel(
            name="ClaimReview",
            fields=[
                (
                    "annotation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="claim_review",
                        serialize=False,
                        to="annotations.annotation",
                    ),
                ),
                ("claimant", models.CharField(blank=True, max_length=200)),
                ("claim_date", models.DateField(null=True)),
                ("url", models.URLField(blank=True, max_length=2000)),
                ("version", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "db_table": "claim_review",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("url", ""), ("url__iregex", "^https?://"), _connector="OR"
                        ),
                        name="claim_review_url_is_http",
                    )
                ],
            },
        ),
    ]
