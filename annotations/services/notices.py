"""Who hears of what: decisions on one's claims, replies, assignments, voided approvals."""

import datetime
from collections.abc import Collection, Iterable
from typing import Final

from django.utils import timezone

from annotations.models import Annotation, Contributor, Event, Notice, User
from annotations.models.notices import NoticeQuerySet
from annotations.queries.reviews import approvals_that_stood

HELD: Final = datetime.timedelta(minutes=30)
"""How long a decision waits for the review to be finished before it is told all the same."""


def tell(kind: str, event: Event, recipients: Iterable[int], *, held: bool = False) -> None:
    """Have ``recipients`` (ids of people) hear of ``event``; never the one who did it.

    ``held`` keeps it back until ``release``, or for ``HELD`` at the longest.
    """
    assert event.article_id is not None
    told_at = timezone.now() + (HELD if held else datetime.timedelta())
    Notice.objects.bulk_create(
        [
            Notice(
                recipient_id=person,
                kind=kind,
                event_id=event.pk,
                project_id=event.project_id,
                article_id=event.article_id,
                annotation_id=event.annotation_id,
                told_at=told_at,
            )
            for person in sorted({*recipients} - {event.actor_id})
        ],
        ignore_conflicts=True,
    )


def release(actor_id: int, article_id: int) -> None:
    """Tell now what ``actor_id`` decided on the article and what was held back so far."""
    now = timezone.now()
    Notice.objects.filter(
        article_id=article_id,
        told_at__gt=now,
        event_id__in=Event.objects.filter(article_id=article_id, actor_id=actor_id).values("pk"),
    ).update(told_at=now)


def forget(annotation: Annotation, actor_id: int) -> bool:
    """Drop what ``actor_id`` decided on the claim and nobody heard of; whether there was any."""
    own = Event.objects.filter(annotation_id=annotation.pk, actor_id=actor_id)
    unheard = Notice.objects.filter(
        annotation_id=annotation.pk, told_at__gt=timezone.now(), event_id__in=own.values("pk")
    )
    return bool(unheard.delete()[0])


def mark_read(*, actor: User, notice_ids: Collection[int]) -> int:
    """Have ``actor`` seen some of their notices; how many were unread. Others' are left alone."""
    mine = Notice.objects.visible_to(actor).unread().filter(pk__in=notice_ids)
    return _read(mine)


def mark_all_read(*, actor: User, until: datetime.datetime, kind: str = "") -> int:
    """The same of all (of one ``kind``) that was told by ``until``; what came since stays."""
    mine = Notice.objects.visible_to(actor).unread().filter(told_at__lte=until)
    return _read(mine.filter(kind=kind) if kind else mine)


def _read(notices: NoticeQuerySet) -> int:
    ids = list(notices.values_list("pk", flat=True))
    return Notice.objects.filter(pk__in=ids, read_at=None).update(read_at=timezone.now())


def workers_of(annotation: Annotation) -> set[int]:
    """Ids of everybody who worked on an annotation."""
    return set(Contributor.objects.filter(annotation=annotation).values_list("user_id", flat=True))


def tell_of_voided(claim: Annotation, event: Event) -> None:
    """Tell whoever approved a claim, and whoever worked on it, that the sign-off is void."""
    signed = approvals_that_stood(claim)
    if signed:
        tell(Notice.Kind.VOIDED, event, signed | workers_of(claim))
