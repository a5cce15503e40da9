"""Notices by e-mail: told once to whoever has an address and did not read them in the inbox.

What a mail says is the business of its writer (annotations/templatetags/mails.py); here is who is
due, and that nothing is lost: the rows are locked, the mail is sent, the rows are marked. Where we
die between sending and marking, the same mail is sent again.
"""

import contextlib
import datetime
import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from annotations.models import Notice, User
from annotations.models.notices import NoticeQuerySet
from annotations.queries.notices import Bundle, bundles_of

EACH, DAILY, OFF = "each", "daily", "off"
OFTEN: Final = (EACH, DAILY, OFF)
COLLECTED: Final = datetime.timedelta(minutes=5)
"""How long a mail waits for more to say after the first of its notices."""
MORNING: Final = datetime.time(7)
"""When the daily mail goes out, in the time zone of the site."""
OLDEST: Final = datetime.timedelta(days=7)
"""What could not be mailed for so long is told by the inbox alone."""
MOST: Final = 500
FAILURES: Final = (smtplib.SMTPException, OSError)

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Letter:
    """A subject and the lines below it, as plain text."""

    subject: str
    body: str
    unsubscribe: str


Write = Callable[[User, list[Bundle]], Letter]


class Unreachable(Exception):
    """The mail server does not answer, or does not let us in."""


def send_due(write: Write) -> int:
    """Mail everybody who is due; how many mails were sent. Does nothing without a mail server.

    A server that cannot be reached is logged and asked again at the next call.
    """
    if not settings.EMAIL_HOST:
        return 0
    sent, connection = 0, get_connection()
    try:
        for person in due():
            sent += _try(person, write, connection)
    except Unreachable as error:
        log.warning("mail.unreachable", error=type(error.__cause__).__name__)
    finally:
        _close(connection)
    return sent


def due() -> list[User]:
    """Who has waited long enough for what they have not read. Two queries."""
    now = timezone.now()
    first = _to_mail().values("recipient").annotate(first=Min("told_at")).order_by()
    oldest = {row["recipient"]: row["first"] for row in first}
    people = User.objects.filter(pk__in=oldest, is_active=True).exclude(email="").order_by("pk")
    return [
        person
        for person in people
        if how_often(person) != OFF
        and oldest[person.pk] <= _until(how_often(person), now)
        and _is_address(person.email)
    ]


def how_often(person: User) -> str:
    """``each``, ``daily`` or ``off``."""
    chosen = person.preferences.get("mail")
    return chosen if chosen in OFTEN else EACH


def _until(often: str, now: datetime.datetime) -> datetime.datetime:
    """What was told by then is mailed now."""
    if often == EACH:
        return now - COLLECTED
    local = timezone.localtime(now)
    morning = local.replace(hour=MORNING.hour, minute=0, second=0, microsecond=0)
    return morning if morning <= local else morning - datetime.timedelta(days=1)


def _to_mail() -> NoticeQuerySet:
    """Told, unread, not mailed and not too old."""
    since = timezone.now() - OLDEST
    return Notice.objects.told().unread().filter(mailed_at=None, told_at__gt=since)


def _is_address(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True


def _try(person: User, write: Write, connection: BaseEmailBackend) -> int:
    """Mail one person; what goes wrong with them keeps nobody else waiting. Raises Unreachable."""
    try:
        return _send(person, write, connection)
    except smtplib.SMTPRecipientsRefused as error:
        _refused(person, error)
    except FAILURES as error:
        log.warning("mail.failed", person=person.pk, error=type(error).__name__)
        _close(connection)
    return 0


@transaction.atomic
def _send(person: User, write: Write, connection: BaseEmailBackend) -> int:
    """One mail with all that ``person`` was told so far, if nobody else is sending it."""
    visible = Notice.objects.visible_to(person).filter(pk__in=_to_mail().values("pk"))
    locked = visible.select_for_update(skip_locked=True, of=("self",))
    notices = list(locked.select_related("article", "project")[:MOST])
    bundles = bundles_of(person, notices)
    if not bundles:
        return 0
    _open(connection)
    letter = write(person, bundles)
    EmailMessage(
        letter.subject,
        letter.body,
        to=[person.email],
        headers={"List-Unsubscribe": f"<{letter.unsubscribe}>", "Auto-Submitted": "auto-generated"},
        connection=connection,
    ).send()
    _mark(notices)
    log.info("mail.sent", person=person.pk, notices=len(notices))
    return 1


def _open(connection: BaseEmailBackend) -> None:
    try:
        connection.open()
    except FAILURES as error:
        raise Unreachable from error


def _close(connection: BaseEmailBackend) -> None:
    with contextlib.suppress(*FAILURES):
        connection.close()


def _mark(notices: list[Notice]) -> None:
    ids = [notice.pk for notice in notices]
    Notice.objects.filter(pk__in=ids).update(mailed_at=timezone.now())


def _refused(person: User, error: smtplib.SMTPRecipientsRefused) -> None:
    """An address that the server will never take is given up; the inbox still tells."""
    for_good = all(500 <= code < 600 for code, _ in error.recipients.values())
    log.warning("mail.refused", person=person.pk, for_good=for_good)
    if for_good:
        _to_mail().filter(recipient=person).update(mailed_at=timezone.now())
