"""Calls to other programs: queued with the change that they tell of, signed, tried again."""

import json
import time
from datetime import timedelta
from typing import Any, Final
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app

from annotations.domain.addresses import BadAddress
from annotations.domain.webhooks import signature, topic_of, wait_after
from annotations.models import Event, Project, Webhook, WebhookCall
from annotations.services import calling

GOOD: Final = range(200, 300)
TASK: Final = "annotations.jobs.call_webhook"


def note(event: Event) -> None:
    """Queue the calls that an event of the history asks for, in the caller's transaction."""
    topic = topic_of(event.action, event.changes)
    if not topic:
        return
    wanted = Webhook.objects.filter(
        project_id=event.project_id, removed_at=None, topics__contains=[topic]
    )
    for webhook in wanted.select_related("project"):
        queue(webhook, topic, _data(webhook.project, event))


def call(call_id: UUID) -> None:
    """Make one attempt. What fails is tried again later, for two days; then it is given up.

    An attempt that was made and not noted, as when the worker died, is made again: the receiver
    knows it by its ``webhook-id``.
    """
    waiting = WebhookCall.objects.select_related("webhook").get(pk=call_id)
    if waiting.delivered_at or waiting.given_up_at or waiting.webhook.removed_at:
        return
    status, error = _attempt(waiting)
    attempts, now = waiting.attempts + 1, timezone.now()
    told: dict[str, Any] = {"attempts": attempts, "status": status, "error": error}
    wait = wait_after(attempts)
    if status in GOOD:
        told |= {"delivered_at": now, "next_at": None}
    elif wait is None:
        told |= {"given_up_at": now, "next_at": None}
    else:
        told |= {"next_at": now + timedelta(seconds=wait)}
    with transaction.atomic():
        WebhookCall.objects.filter(pk=call_id).update(**told)
        if told["next_at"]:
            app.configure_task(TASK, schedule_in={"seconds": wait}).defer(call_id=str(call_id))


def _attempt(waiting: WebhookCall) -> tuple[int | None, str]:
    """The status that came back, or None and why there is none."""
    body, now = waiting.body.encode(), int(time.time())
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Stetdesk",
        "webhook-id": str(waiting.pk),
        "webhook-timestamp": str(now),
        "webhook-signature": signature(key_of(waiting.webhook), str(waiting.pk), now, body),
    }
    try:
        status = calling.post(waiting.webhook.url, body, headers)
    except calling.CallFailed as error:
        return None, str(error)
    except BadAddress as error:
        return None, error.detail
    return status, "" if status in GOOD else f"The answer was {status}."


def queue(webhook: Webhook, topic: str, data: dict[str, Any]) -> WebhookCall:
    now = timezone.now()
    body = json.dumps({"type": topic, "timestamp": now.isoformat(), "data": data})
    made = WebhookCall.objects.create(webhook=webhook, topic=topic, body=body, next_at=now)
    app.configure_task(TASK).defer(call_id=str(made.pk))
    return made


def _data(project: Project, event: Event) -> dict[str, Any]:
    """Where to look, and nothing of what stands there: who may read it asks for it."""
    data: dict[str, Any] = {"project": project.slug, "event": event.pk}
    if event.annotation_id:
        path = f"/annotations/{event.annotation_id}"
        data |= {
            "article": event.article_id,
            "annotation": str(event.annotation_id),
            "version": event.version_after,
            "state": event.changes["state"][1],
            "page": f"{settings.SITE_URL}{path}",
            "api": f"{settings.SITE_URL}/api/v1{path}/",
        }
    else:
        number = event.target
        data |= {
            "release": int(number) if number.isdigit() else number,
            "api": f"{settings.SITE_URL}/api/v1/projects/{project.slug}/releases/{number}/",
        }
    return data


def key_of(webhook: Webhook) -> bytes:
    return salted_hmac("annotations.webhooks", webhook.salt, algorithm="sha256").digest()
