"""People and their tokens."""

import datetime
import hashlib
import re
import secrets
from collections.abc import Sequence

import structlog
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.utils import timezone

from annotations.domain.errors import DomainError, IdTaken
from annotations.models import ApiToken, Notice, User
from annotations.services.locking import NotFound
from annotations.services.mailing import OFF, OFTEN, how_often

PREFIX = "stet_"
LONGEST_DAYS = 366
MOST_TOKENS = 50

log = structlog.get_logger(__name__)
NAME = re.compile(r"[\w.@+-]{1,150}")  # as Django's own form asks


class BadToken(DomainError):
    """A token with scopes or days that cannot be given."""

    code = "bad_token"
    message = "This token cannot be made."


class BadName(DomainError):
    """A sign-in name that cannot be typed or put into an address."""

    code = "bad_name"
    message = "A sign-in name has letters, digits and @ . + - _ only, at most 150 of them."


class BadPassword(DomainError):
    """A password that is too short, too common or too like the name."""

    code = "bad_password"
    message = "Choose another password."


def system_actor() -> User:
    """The actor of commands that nobody in particular runs; it can never decide."""
    user, _ = User.objects.get_or_create(
        username=User.SYSTEM,
        defaults={"is_system": True, "is_active": False, "first_name": "System"},
    )
    return user


class BadAddress(DomainError):
    """No address that a mail could go to."""

    code = "bad_address"
    message = "This is no e-mail address. Nothing was changed."


class BadPreference(DomainError):
    """A choice that there is not."""

    code = "bad_preference"
    message = "There is no such choice."


@transaction.atomic
def create_user(
    *,
    username: str,
    password: str | None,
    email: str = "",
    first_name: str = "",
    last_name: str = "",
    is_superuser: bool = False,
) -> User:
    """Make a person who can sign in. Raises BadName, IdTaken or BadPassword."""
    if not NAME.fullmatch(username):
        raise BadName(field="username")
    if User.objects.filter(username__iexact=username).exists():
        raise IdTaken(f"There is somebody called “{username}” already.", field="username")
    user = User(username=username, email=email, first_name=first_name, last_name=last_name)
    user.is_superuser = user.is_staff = is_superuser
    if password is None:
        user.set_unusable_password()
    else:
        try:
            validate_password(password, user)
        except ValidationError as error:
            raise BadPassword(" ".join(error.messages), field="password") from error
        user.set_password(password)
    user.save()
    return user


def rename(*, user: User, first_name: str, last_name: str) -> User:
    """Change how a person is called everywhere, in the history too; the sign-in name stays."""
    user.first_name, user.last_name = first_name.strip(), last_name.strip()
    user.save(update_fields=["first_name", "last_name"])
    return user


@transaction.atomic
def set_mail(*, user: User, email: str, often: str) -> User:
    """Change where a person is mailed and how often; what came before, when it was off, is not.

    Two people may give one address: to say that it is taken would tell who works here.
    Raises BadAddress or BadPreference.
    """
    email = email.strip()
    if email:
        try:
            validate_email(email)
        except ValidationError as error:
            raise BadAddress(field="email") from error
    if often not in OFTEN:
        raise BadPreference(f"Known are: {', '.join(OFTEN)}.", field="often")
    stored = User.objects.select_for_update().get(pk=user.pk)
    if email and (not stored.email or how_often(stored) == OFF):
        Notice.objects.told().filter(recipient=stored, mailed_at=None).update(
            mailed_at=timezone.now()
        )
    if email != stored.email:
        log.info("address.changed", actor=user.pk)
    stored.email, stored.preferences = email, {**stored.preferences, "mail": often}
    stored.save(update_fields=["email", "preferences"])
    user.email, user.preferences = stored.email, stored.preferences
    return user


@transaction.atomic
def create_token(
    *,
    user: User,
    name: str = "",
    scopes: Sequence[str] = ApiToken.DEFAULT_SCOPES,
    days: int = 90,
) -> tuple[ApiToken, str]:
    """Make a bearer token of 256 random bits; the secret is returned once and never stored.

    Raises BadToken.
    """
    unknown = sorted(set(scopes) - set(ApiToken.Scope.values))
    if unknown or not scopes:
        wrong = f"There is no scope “{unknown[0]}”." if unknown else "Choose at least one scope."
        known = ", ".join(ApiToken.Scope.values)
        raise BadToken(f"{wrong} Known are: {known}.", field="scopes")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadToken(f"A token lives 1 to {LONGEST_DAYS} days.", field="days")
    if user.tokens.usable().count() >= MOST_TOKENS:
        raise BadToken(f"At most {MOST_TOKENS} tokens can be in use. Revoke one first.")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        user=user,
        name=name,
        prefix=secret[: len(PREFIX) + 5],
        sha256=digest(secret),
        scopes=sorted(set(scopes)),
        expires_at=timezone.now() + datetime.timedelta(days=days),
    )
    log.info("token.created", actor=user.pk, token=token.pk, scopes=token.scopes)
    return token, secret


def revoke_token(*, user: User, token_id: int) -> None:
    """End one of the user's own tokens. Raises NotFound."""
    mine = ApiToken.objects.filter(user=user, pk=token_id, revoked_at=None)
    if not mine.update(revoked_at=timezone.now()):
        raise NotFound("token")
    log.info("token.revoked", actor=user.pk, token=token_id)


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
