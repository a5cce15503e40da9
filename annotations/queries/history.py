"""Reads the history for pages and API."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from annotations.domain.history import Action
from annotations.models import Annotation, Event, User


@dataclass(frozen=True)
class Told:
    """An event with the names that a reader needs beside it."""

    event: Event
    actor: User | None
    label: str

    @property
    def verdict(self) -> str:
        """Of a decision, "retract" where it was taken back, else ""."""
        if self.event.action == Action.DECISION_MADE:
            return self.event.target
        return "retract" if self.event.action == Action.DECISION_RETRACTED else ""


def of_article(article_id: int, *, before: int | None = None, limit: int = 50) -> list[Told]:
    """Newest first; ``before`` is the id of the last event already shown. Three queries."""
    return _tell(Event.objects.filter(article_id=article_id), before, limit)


def of_annotation(annotation_id: UUID, *, before: int | None = None, limit: int = 50) -> list[Told]:
    return _tell(Event.objects.filter(annotation_id=annotation_id), before, limit)


def since(annotation_id: UUID, version: int) -> list[Told]:
    """What happened to an annotation after ``version``, oldest first. Three queries."""
    later = Event.objects.filter(annotation_id=annotation_id, version_after__gt=version)
    return _tell(later, None, 50)[::-1]


def is_retyped_link(event: Event) -> bool:
    """Whether the link that a step took away came back as another type of link. One query."""
    target = event.changes["link"][0]["target"]
    added = Event.objects.filter(annotation_id=event.annotation_id, action=Action.LINK_ADDED.value)
    other = {"changes__part_of__1": event.pk, "changes__link__1__target": target}
    return added.filter(pk__gt=event.pk, **other).exists()


def of_project(project_id: int, *, before: int | None = None, limit: int = 50) -> list[Told]:
    """What happened to the project itself: members, vocabularies, settings."""
    events = Event.objects.filter(project_id=project_id, article_id=None)
    return _tell(events, before, limit)


def only_own_since(user: User, annotation_id: UUID, version: int) -> bool:
    """Whether nobody but ``user`` changed the annotation after ``version``. One query."""
    later = Event.objects.filter(annotation_id=annotation_id, version_after__gt=version)
    return not later.exclude(actor_id=user.pk).exists()


def _tell(events: Any, before: int | None, limit: int) -> list[Told]:
    if before is not None:
        events = events.filter(pk__lt=before)
    return tell(events.order_by("-pk")[:limit])


def tell(events: Iterable[Event]) -> list[Told]:
    """Events with their names, in the order given. Two queries more."""
    found = list(events)
    people = User.objects.in_bulk({event.actor_id for event in found if event.actor_id})
    annotations = Annotation.objects.only("kind", "ordinal").in_bulk(
        {event.annotation_id for event in found if event.annotation_id}
    )
    return [
        Told(
            event,
            people.get(event.actor_id or 0),
            annotations[event.annotation_id].label if event.annotation_id in annotations else "",
        )
        for event in found
    ]
