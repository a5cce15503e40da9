"""Tokens in use."""

import datetime
from typing import Final

from django.utils import timezone

from annotations.models import ApiToken, User
from annotations.queries.tokens import usable_token
from annotations.services.people import PREFIX, digest

LONGEST: Final = 200  # characters that could be a secret; more is not even hashed
NOTED_EVERY: Final = datetime.timedelta(minutes=1)


def use_token(secret: str) -> User | None:
    """Return whose usable token this is, carrying the token's scopes; None if it is none.

    One query; the time of last use is written once a minute at most.
    """
    if not secret.startswith(PREFIX) or len(secret) > LONGEST:
        return None
    token = usable_token(digest(secret))
    if token is None:
        return None
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at >= NOTED_EVERY:
        ApiToken.objects.filter(pk=token.id).update(last_used_at=now)
    return token.user
