"""Reads of a project's webhooks and of what they were told."""

from uuid import UUID

from django.db.models import Q

from annotations.models import Project, Webhook, WebhookCall

NEWEST = 10  # calls of each webhook on its project's page


def webhooks_of(project: Project) -> list[Webhook]:
    """The webhooks that are called, in the order of their making. One query."""
    standing = Webhook.objects.filter(project=project, removed_at=None)
    return list(standing.select_related("created_by"))


def webhook_of(project: Project, webhook_id: int) -> Webhook | None:
    """One of them. One query."""
    return Webhook.objects.filter(project=project, removed_at=None, pk=webhook_id).first()


def calls_of(webhook: Webhook, *, limit: int, before: UUID | None = None) -> list[WebhookCall]:
    """What it was told, or is being told, newest first; one more than ``limit``.

    Only what is older than the call ``before``, where that is given: none if there is no such call.
    Two queries.
    """
    calls = WebhookCall.objects.filter(webhook=webhook)
    if before is not None:
        last = calls.filter(pk=before).first()
        if last is None:
            return []
        older = Q(created_at__lt=last.created_at)
        calls = calls.filter(older | Q(created_at=last.created_at, pk__lt=last.pk))
    return list(calls[: limit + 1])


def calls_of_all(webhooks: list[Webhook]) -> dict[int, list[WebhookCall]]:
    """The newest calls of each, and one more. One query a webhook, of which a project has few."""
    return {webhook.pk: calls_of(webhook, limit=NEWEST) for webhook in webhooks}
