"""What the log tells whoever watches over an installation: who signed in, who could not.

Each line has its time in UTC and the request's id (factcheck/logs.py, django-structlog). None has
a password, a token, what was typed as a name, or a word of an article. Roles, exports and
decisions are in the history; services/history.py logs them as well.
"""

from typing import Any

import structlog
from allauth.account.signals import password_changed, password_reset
from allauth.mfa.signals import authenticator_added, authenticator_removed, authenticator_reset
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest

from annotations.models import User

REFUSED = (401, 403, 429)
log = structlog.get_logger(__name__)


@receiver(user_logged_in)
def session_started(user: User, **_: Any) -> None:
    log.info("session.started", actor=user.pk)


@receiver(user_logged_out)
def session_ended(user: User | None, **_: Any) -> None:
    if user is not None:
        log.info("session.ended", actor=user.pk)


@receiver(user_login_failed)
def session_refused(credentials: dict[str, Any], **_: Any) -> None:
    """The person is told where the name is one; what was typed may be a password."""
    typed = str(credentials.get("username") or credentials.get("login") or "")
    known = User.objects.filter(username=typed).values_list("pk", flat=True).first()
    log.warning("session.refused", person=known)


@receiver([password_changed, password_reset])
def password_set(user: User, **_: Any) -> None:
    log.info("password.changed", actor=user.pk)


@receiver([authenticator_added, authenticator_removed, authenticator_reset])
def second_factor_changed(user: User, **_: Any) -> None:
    log.info("second_factor.changed", actor=user.pk)


def access_refused(request: HttpRequest, status: int) -> None:
    """Somebody asked for what is not theirs; the address holds ids and names of routes only."""
    actor = getattr(getattr(request, "user", None), "pk", None)
    log.info("access.refused", actor=actor, status=status, method=request.method, at=request.path)
