"""The one place that writes the history."""

from typing import Any

import structlog

from annotations.domain.history import SECURITY, Action
from annotations.models import Annotation, Article, Event, Project, Revision, User
from annotations.services.announcing import announce_events

log = structlog.get_logger(__name__)
Target = Project | Article | Revision | Annotation
MOST_ABOUT = 60  # characters; a sign-in name may be longer


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
    target's versions; ``changes`` maps a field to ``[before, after]``.
    """
    project_id, article_id, annotation_id = _place(target)
    event = Event.objects.create(
        project_id=project_id,
        article_id=article_id,
        annotation_id=annotation_id,
        actor_id=actor.pk,
        action=action.value,
        target=about[:MOST_ABOUT],
        version_before=before,
        version_after=after,
        changes=changes or {},
        undoes=undoes,
    )
    announce_events()
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
