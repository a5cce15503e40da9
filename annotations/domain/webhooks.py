"""What is told to other programs by webhook, and how such a call is signed.

Calls follow the Standard Webhooks specification: the headers ``webhook-id``, ``webhook-timestamp``
and ``webhook-signature``, the last an HMAC-SHA256 of "id.timestamp.body" in base64 after "v1,".
"""

import base64
import hmac
from collections.abc import Mapping
from typing import Any, Final

from annotations.domain.errors import DomainError
from annotations.domain.history import Action
from annotations.domain.reviews import APPROVED

APPROVED_CLAIM: Final = "claim.approved"
APPROVAL_ENDED: Final = "claim.approval_ended"
RELEASED: Final = "release.created"
TEST: Final = "webhook.test"
TOPICS: Final = (APPROVED_CLAIM, APPROVAL_ENDED, RELEASED)

WAITS: Final = (60, 300, 1800, 7200, 21600, 43200, 86400)
"""Seconds until the next attempt, after the first, the second …: two days in all."""


class BadWebhook(DomainError):
    """A webhook that cannot be as asked."""

    code = "bad_webhook"
    message = "This webhook cannot be made. Nothing was changed."


def topic_of(action: str, changes: Mapping[str, Any]) -> str:
    """What an event of the history is to other programs; "" where it is nothing to them."""
    if action == Action.RELEASE_MADE:
        return RELEASED
    was, now = changes.get("state") or (None, None)
    if was == now or APPROVED not in (was, now):
        return ""
    return APPROVED_CLAIM if now == APPROVED else APPROVAL_ENDED


def spelled(key: bytes) -> str:
    """A secret as people copy it: by its prefix programs that look for leaked ones know it."""
    return "whsec_" + base64.b64encode(key).decode()


def signature(key: bytes, call_id: str, timestamp: int, body: bytes) -> str:
    """The value of ``webhook-signature``; ``timestamp`` in seconds since 1970."""
    signed = f"{call_id}.{timestamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()


def wait_after(attempts: int) -> int | None:
    """Seconds until the next attempt when so many have failed; None where it was the last."""
    return WAITS[attempts - 1] if attempts <= len(WAITS) else None
