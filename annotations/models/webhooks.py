"""Programs that are told what happens, and what they were told."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.crypto import get_random_string

from annotations.models.projects import Project


def random_salt() -> str:
    return get_random_string(32)


class Webhook(models.Model):
    """An address that is called when one of ``topics`` happens.

    Its secret is made of ``salt`` and the key of the site, and stored nowhere.
    """

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="webhooks")
    url = models.CharField(max_length=2000)
    topics = ArrayField(models.CharField(max_length=40))
    salt = models.CharField(max_length=32, default=random_salt)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(auto_now_add=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook"
        ordering = ["id"]
        indexes = [
            models.Index(
                fields=["project"], condition=Q(removed_at=None), name="webhook_of_project"
            )
        ]

    def __str__(self) -> str:
        return self.url


class WebhookCall(models.Model):
    """One thing that a program is told, however many attempts it takes.

    ``body`` is sent as it stands; ``status`` and ``error`` are those of the last attempt.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    webhook = models.ForeignKey(Webhook, on_delete=models.PROTECT, related_name="calls")
    topic = models.CharField(max_length=40)
    body = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    delivered_at = models.DateTimeField(null=True)
    given_up_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "webhook_call"
        ordering = ["-created_at", "-id"]
        indexes = [models.Index(fields=["webhook", "-created_at"], name="webhook_call_newest")]

    def __str__(self) -> str:
        return f"{self.topic} {self.pk}"
