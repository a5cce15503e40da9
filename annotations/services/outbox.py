"""Carrying out what pages send: once, however often it is sent."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol, TypeVar
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from annotations.domain.errors import IdTaken
from annotations.models import Delivery, User

REMEMBERED: Final = datetime.timedelta(days=90)
"""How long a page may have been away with a change whose answer it never heard."""

CLAIM: Final = """
insert into delivery (key, actor_id) values (%s, %s) on conflict (key) do nothing returning key
"""


class Done(Protocol):
    """What a change did."""

    @property
    def annotation_id(self) -> UUID: ...
    @property
    def version(self) -> int | None:
        """The annotation's version after it, or None where it added none."""


Outcome = TypeVar("Outcome", bound=Done)


@dataclass(frozen=True)
class Repeated:
    """A change that was carried out before; this time nothing was done."""

    annotation_id: UUID
    version: int | None


@transaction.atomic
def once(*, actor: User, key: UUID, change: Callable[[], Outcome]) -> Outcome | Repeated:
    """Carry out ``change`` unless the same key was carried out before; one transaction.

    While another request with this key is under way, this one waits for its end.

    Raises IdTaken where the key is somebody else's, and whatever ``change`` raises: then nothing
    is remembered of it either.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key, actor.pk])
        is_first = cursor.fetchone() is not None
    if not is_first:
        return _repeated(actor, key)
    done = change()
    Delivery.objects.filter(pk=key).update(annotation_id=done.annotation_id, version=done.version)
    return done


def forget() -> int:
    """Forget what was carried out so long ago that nobody asks again; how many rows."""
    return Delivery.objects.filter(at__lt=timezone.now() - REMEMBERED).delete()[0]


def _repeated(actor: User, key: UUID) -> Repeated:
    delivery = Delivery.objects.get(pk=key)
    if delivery.actor_id != actor.pk or delivery.annotation_id is None:
        raise IdTaken(field="key")
    return Repeated(delivery.annotation_id, delivery.version)
