"""Who comes to an article, stays and leaves. It locks nothing, and nothing depends on it.

The callers have checked that the people may see the articles.
"""

import datetime
from collections.abc import Collection
from typing import Final

from django.utils import timezone

from annotations.models import Presence
from annotations.queries.presence import STALE
from annotations.services.announcing import announce_presence

Place = tuple[int, int]
"""Ids of an article and of a person at it."""

OFTEN: Final = datetime.timedelta(seconds=15)  # a sign of life newer than that needs no other
SWEPT: Final = datetime.timedelta(hours=1)


def stay(places: Collection[Place]) -> None:
    """Note that these people are at these articles; whoever was not there before is announced."""
    now = timezone.now()
    seen = {
        (article, person): at
        for article, person, at in Presence.objects.filter(
            article_id__in={article for article, _ in places},
            user_id__in={person for _, person in places},
        ).values_list("article_id", "user_id", "seen_at")
    }
    due = [place for place in set(places) if place not in seen or now - seen[place] > OFTEN]
    if not due:
        return
    Presence.objects.bulk_create(
        [
            Presence(article_id=article, user_id=person, seen_at=now)
            for article, person in sorted(due)
        ],
        update_conflicts=True,
        unique_fields=["article", "user"],
        update_fields=["seen_at"],
    )
    Presence.objects.filter(seen_at__lt=now - SWEPT).delete()
    if any(place not in seen or now - seen[place] > STALE for place in due):
        announce_presence()


def leave(place: Place) -> None:
    """Note that somebody closed an article."""
    article, person = place
    if Presence.objects.filter(article_id=article, user_id=person).delete()[0]:
        announce_presence()
