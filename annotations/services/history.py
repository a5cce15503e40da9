"""The one place that writes the history."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import structlog

from annotations.domain.history import SECURITY, Action
from annotations.models import Annotation, Article, Event, Project, Revision, User
from annotations.services import webhook_calls
from annotations.services.announcing import announce_events

log = structlog.get_logger(__name__)
Target = Project | Article | Revision | Annotation
MOST_ABOUT = 60  # characters; a sign-in name may be longer


@dataclass
class Step:
    """Several events that people think of as one; ``first`` is the id of the first of them."""

    first: int | None = None

    @property
    def mark(self) -> dict[str, Any]:
        """What the changes of a later event say to name the step that it is part of."""
        return {"part_of": [None, self.first]} if self.first else {}


_open_step: ContextVar[Step | None] = ContextVar("open_step", default=None)


@contextmanager
def one_step() -> Iterator[Step]:
    """Have what is recorded inside be one step, which undo takes back as a whole.

    Steps do not nest: one inside another is part of the outer one.
    """
    outer = _open_step.get()
    if outer is not None:
        yield outer
        return
    token = _open_step.set(Step())
    try:
        step = _open_step.get()
        assert step is not None
        yield step
    finally:
        _open_step.reset(token)


def record(
    actor: User,
    action: Action,
    target: Target,
    *,
    about: str = "",
    before: int | None = None,
    after: int | None = None,
    changes: dict[str, Any] | None = None,
    undoes: int | None = None,
) -> Event:
    """Write one event in the caller's transaction; live streams hear of it once that is stored.

    ``about`` names what inside ``target`` it concerns; ``before`` and ``after`` are the
    target's versions; ``changes`` maps a field to ``[before, after]``. Inside ``one_step`` every
    event but the first names that one as ``part_of``.
    """
    project_id, article_id, annotation_id = _place(target)
    step = _open_step.get() or Step()
    event = Event.objects.create(
        project_id=project_id,
        article_id=article_id,
        annotation_id=annotation_id,
        actor_id=actor.pk,
        action=action.value,
        target=about[:MOST_ABOUT],
        version_before=before,
        version_after=after,
        changes={**(changes or {}), **step.mark},
        undoes=undoes,
    )
    step.first = step.first or event.pk
    announce_events()
    webhook_calls.note(event)
    if action in SECURITY:
        log.info(action.value, actor=actor.pk, project=project_id, event_id=event.pk)
    return event


def _place(target: Target) -> tuple[int, int | None, Any]:
    if isinstance(target, Project):
        return target.pk, None, None
    if isinstance(target, Article):
        return target.project_id, target.pk, None
    if isinstance(target, Revision):
        return target.project_id, target.article_id, None
    return target.project_id, target.article_id, target.pk
