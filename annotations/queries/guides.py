"""Reads about a project's labelling guide."""

import datetime
from dataclasses import dataclass
from typing import Final

from django.conf import settings

from annotations.domain.history import Action
from annotations.models import Event, Project, User

SHIPPED: Final = settings.BASE_DIR / "fixtures" / "guide.md"


@dataclass(frozen=True)
class LastChange:
    """When the guide became what it is, and by whom; None for whoever has no account any more."""

    at: datetime.datetime
    by: User | None


def last_change(project: Project) -> LastChange | None:
    """The last change of the project's guide, from its history. Two queries at most."""
    about_itself = Event.objects.filter(project_id=project.pk, article_id=None)
    edits = about_itself.filter(action=Action.PROJECT_EDITED, changes__has_key="guidelines")
    last = edits.order_by("-id").values_list("at", "actor_id").first()
    if last is None:
        return None
    at, actor_id = last
    return LastChange(at, User.objects.filter(pk=actor_id or 0).first())


def shipped() -> str:
    """The guide that comes with the workbench, in Markdown: a start for a desk's own."""
    return SHIPPED.read_text(encoding="utf-8")
