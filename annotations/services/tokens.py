"""Tokens in use."""

import datetime
from typing import Final

from django.utils import timezone

from annotations.models import ApiToken
from annotations.services.people import PREFIX, digest

LONGEST: Final = 200  # characters that could be a secret; more is not even hashed
NOTED_EVERY: Final = datetime.timedelta(minutes=1)


def use_token(secret: str) -> ApiToken | None:
    """Return the usable token with this secret, its user carrying its scopes; else None.

    One query; the time of last use is written once a minute at most.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    usable = ApiToken.objects.usable().select_related("user")
    token = usable.filter(sha256=digest(secret)).first()
    if token is None or token.user.is_system:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
    token.user.token_scopes = frozenset(token.scopes)
    return token
