"""Who has an article open right now."""

import datetime
from collections import defaultdict
from collections.abc import Collection
from typing import Final

from django.db.models import F
from django.utils import timezone

from annotations.models import Presence, User
from annotations.queries.streams import named

STALE: Final = datetime.timedelta(seconds=60)
"""Without a sign of life for so long, nobody is there."""
NAMES: Final = ("username", "first_name", "last_name")
People = dict[int, dict[str, str]]
"""Id of a person → ``{username, name, initials}``."""


def people_at(article_ids: Collection[int]) -> dict[int, People]:
    """Article → the members of its project who are at it, by name. One query.

    An article that nobody is at is not there.
    """
    rows = (
        Presence.objects.filter(
            article_id__in=article_ids,
            seen_at__gt=timezone.now() - STALE,
            user__is_active=True,
            user__memberships__project_id=F("article__project_id"),
        )
        .order_by("user__username")
        .values_list("article_id", "user_id", *(f"user__{name}" for name in NAMES))
    )
    found: dict[int, People] = defaultdict(dict)
    for article, person, *names in rows:
        found[article][person] = named(User(**dict(zip(NAMES, names, strict=True))))
    return dict(found)
