"""Reads how far somebody is in their practice story, and who has yet to see it."""

from django.db.models import Exists, OuterRef, Q, Subquery, TextField, Value
from django.db.models.fields.json import KT
from django.db.models.functions import Coalesce

from annotations.domain.practice import Progress, Step, progress
from annotations.models import Annotation, Article, Event, Project, User

PREFERENCE = "practice"
"""Key of a person's preferences; whatever stands there, they do not want to be invited again."""


def article_of(user: User) -> Article | None:
    """The practice story that ``user`` works on: the newest. One query."""
    return Article.objects.filter(project__practice_of=user).order_by("-pk").first()


def progress_in(article: Article, user: User) -> Progress | None:
    """What ``user`` has done in their own practice story; None elsewhere, without a query.

    ``article`` came with its project.
    """
    if article.project.practice_of_id != user.pk:
        return None
    return progress_of(article.pk, user)


def invitation(user: User) -> Progress | None:
    """How far a newcomer is; None for whoever tagged something on a desk, is done, or declined.

    No query for those who declined, else one, and one more for whoever is in the middle of it.
    """
    if user.preferences.get(PREFERENCE):
        return None
    tags = Annotation.objects.filter(author=user, project__practice_of=None)
    asked = User.objects.filter(pk=user.pk)
    asked = asked.annotate(old_hand=Exists(tags), story=_newest_story(user))
    old_hand, story = asked.values_list("old_hand", "story").get()
    if old_hand:
        return None
    found = progress_of(story, user) if story else Progress()
    return None if found.finished else found


def _newest_story(user: User) -> Subquery:
    """By way of the project: for most people there is none, and no article is read."""
    stories = Article.objects.filter(project=OuterRef("pk")).order_by("-pk").values("pk")
    project = Project.objects.filter(practice_of=user)
    return Subquery(project.annotate(story=Subquery(stories[:1])).values("story"))


def progress_of(article_id: int, user: User) -> Progress:
    """What ``user`` has done in an article, whoever's it is. One query."""
    events = Event.objects.filter(article_id=article_id, actor_id=user.pk)
    kinds = events.annotate(
        kind=Coalesce(KT("changes__kind__1"), Value(""), output_field=TextField()),
        back=Q(undoes__isnull=False),
    )
    rows = kinds.order_by().values_list("action", "kind", "back").distinct()
    return progress(Step(*row) for row in rows)
