"""Reads of a person's own account."""

from annotations.models import ApiToken, User


def tokens_of(user: User) -> list[ApiToken]:
    """The person's tokens, newest first, without revoked but with expired ones. One query."""
    return list(user.tokens.filter(revoked_at=None))
