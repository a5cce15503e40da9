"""Reads of a project's webhooks and of what they were told."""

from django.db.models import QuerySet

from annotations.models import Project, Webhook, WebhookCall

NEWEST = 10  # calls of each webhook on its project's page


def webhooks_of(project: Project) -> list[Webhook]:
    """The webhooks that are called, in the order of their making. One query."""
    standing = Webhook.objects.filter(project=project, removed_at=None)
    return list(standing.select_related("created_by"))


def webhook_of(project: Project, webhook_id: int) -> Webhook | None:
    """One of them. One query."""
    return Webhook.objects.filter(project=project, removed_at=None, pk=webhook_id).first()


def calls_of(webhook: Webhook, *, newest: int = NEWEST) -> "QuerySet[WebhookCall]":
    """What it was told, or is being told, newest first. One query."""
    return WebhookCall.objects.filter(webhook=webhook)[:newest]


def calls_of_all(webhooks: list[Webhook]) -> dict[int, list[WebhookCall]]:
    """The newest calls of each. One query a webhook, of which a project has few."""
    return {webhook.pk: list(calls_of(webhook)) for webhook in webhooks}
