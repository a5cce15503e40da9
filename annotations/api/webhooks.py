"""Which programs are told of approvals and releases, and what they were told."""

from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse

from annotations.api import shapes
from annotations.api.answers import answer, nothing
from annotations.api.fields import Choice, ListOf, Shape, Text
from annotations.api.operations import Call, Endpoint, operation
from annotations.api.pages import USUAL, following, paging, place
from annotations.api.projects import visible_project
from annotations.domain.addresses import LONGEST, BadAddress
from annotations.domain.webhooks import TOPICS, BadWebhook
from annotations.models import Project, Webhook, WebhookCall
from annotations.permissions import Can, NotAllowed, require
from annotations.queries.annotations import iso
from annotations.queries.webhooks import calls_of, webhook_of, webhooks_of
from annotations.services.locking import NotFound
from annotations.services.webhooks import create_webhook, remove_webhook, secret_of, send_test

NEW: Final = Shape(
    fields={
        "url": Text(longest=LONGEST, required=True, about="https://…, at a standard port."),
        "topics": ListOf(of=Choice(options=TOPICS), longest=len(TOPICS), required=True),
    }
)
FIELDS: Final = {
    "id": shapes.NUMBER,
    "url": shapes.TEXT,
    "topics": shapes.array(shapes.choice(*TOPICS)),
    "created_by": shapes.TEXT,
    "created_at": shapes.MOMENT,
}
WEBHOOK: Final = shapes.shape("Webhook", FIELDS)
MADE: Final = shapes.shape(
    "WebhookMade",
    {**FIELDS, "secret": shapes.text("Checks signatures, as the Standard Webhooks say.")},
)
CALL: Final = shapes.shape(
    "WebhookCall",
    {
        "id": shapes.UUID,
        "topic": shapes.TEXT,
        "body": shapes.text("What is sent, byte by byte."),
        "created_at": shapes.MOMENT,
        "attempts": shapes.NUMBER,
        "next_at": shapes.null(shapes.MOMENT),
        "status": shapes.null(shapes.NUMBER),
        "error": shapes.TEXT,
        "delivered_at": shapes.null(shapes.MOMENT),
        "given_up_at": shapes.null(shapes.MOMENT),
    },
)


class Webhooks(Endpoint):
    """projects/{slug}/webhooks/"""

    @operation(
        "Webhooks of a project",
        id="webhook_list",
        answers={200: (shapes.listed(WEBHOOK), "All; `next` is null.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str) -> HttpResponse:
        """For leads. Secrets are not shown again."""
        project = _managed(call, slug)
        return answer({"results": [_shown(one) for one in webhooks_of(project)], "next": None})

    @operation(
        "Have an address called",
        id="webhook_create",
        body=NEW,
        answers={201: (MADE, "Called from now on. Keep the secret.")},
        refusals=(BadWebhook, BadAddress),
    )
    def post(self, call: Call, slug: str) -> HttpResponse:
        """For leads. A call says what happened and where to look, never what stands there. What is
        not answered with 2xx within ten seconds is sent again for two days, under one `webhook-id`.
        """
        project = visible_project(call.actor, slug)
        made = create_webhook(actor=call.actor, project=project, **call.body)
        return answer({**_shown(made), "secret": secret_of(made)}, 201)


class OneWebhook(Endpoint):
    """projects/{slug}/webhooks/{id}/"""

    @operation(
        "Call it no more",
        id="webhook_delete",
        answers={204: (None, "Nothing is sent there any more, what waits included.")},
    )
    def delete(self, call: Call, slug: str, webhook_id: int) -> HttpResponse:
        """For leads."""
        project = visible_project(call.actor, slug)
        remove_webhook(actor=call.actor, project=project, webhook_id=webhook_id)
        return nothing()


class WebhookCalls(Endpoint):
    """projects/{slug}/webhooks/{id}/calls/"""

    @operation(
        "What a webhook was told",
        id="webhook_call_list",
        query=paging(),
        answers={200: (shapes.listed(CALL), "Newest first.")},
        refusals=(NotAllowed,),
    )
    def get(self, call: Call, slug: str, webhook_id: int) -> HttpResponse:
        """For leads. `status` and `error` are those of the last attempt."""
        project = _managed(call, slug)
        webhook = webhook_of(project, webhook_id)
        if webhook is None:
            raise NotFound("webhook")
        limit = call.query.get("limit", USUAL)
        before = place(call.query.get("cursor"), UUID)
        found = calls_of(webhook, before=before[0] if before else None, limit=limit)
        more, found = len(found) > limit, found[:limit]
        further = following(call.request, found[-1].pk) if more else None
        return answer({"results": [_shown_call(one) for one in found], "next": further})

    @operation(
        "Send a test",
        id="webhook_test",
        answers={202: (CALL, "Queued; the list tells what came of it.")},
    )
    def post(self, call: Call, slug: str, webhook_id: int) -> HttpResponse:
        """For leads. The topic is `webhook.test`."""
        project = visible_project(call.actor, slug)
        made = send_test(actor=call.actor, project=project, webhook_id=webhook_id)
        return answer(_shown_call(made), 202)


def _managed(call: Call, slug: str) -> Project:
    project = visible_project(call.actor, slug)
    require(call.actor, Can.MANAGE, project)
    return project


def _shown(webhook: Webhook) -> dict[str, Any]:
    return {
        "id": webhook.pk,
        "url": webhook.url,
        "topics": webhook.topics,
        "created_by": webhook.created_by.username,
        "created_at": iso(webhook.created_at),
    }


def _shown_call(call: WebhookCall) -> dict[str, Any]:
    return {
        "id": str(call.pk),
        "topic": call.topic,
        "body": call.body,
        "created_at": iso(call.created_at),
        "attempts": call.attempts,
        "next_at": call.next_at and iso(call.next_at),
        "status": call.status,
        "error": call.error,
        "delivered_at": call.delivered_at and iso(call.delivered_at),
        "given_up_at": call.given_up_at and iso(call.given_up_at),
    }
