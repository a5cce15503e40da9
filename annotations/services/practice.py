"""A practice project for each person: a story of their own to try everything on.

Its only member is its person, as editor; what is done there counts on no desk.
"""

import uuid
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotations.models import Article, Project, Role, User
from annotations.queries import guides
from annotations.queries.practice import PREFERENCE, article_of
from annotations.services import annotations, articles, people, projects
from annotations.services.fragments import Part

STORY: Final = settings.BASE_DIR / "fixtures" / "practice.txt"
TAGGED: Final = "The Lorne harbour office"
"""The source that is there from the start, so that the first claim has something to rest on."""
LONGEST: Final = 50  # characters of a project's short name


@transaction.atomic
def start(*, actor: User, again: bool = False) -> Article:
    """The actor's practice story: the one there is, or with ``again`` a fresh one.

    Stories of before stay, with their history.
    """
    User.objects.select_for_update().get(pk=actor.pk)  # a second press of the button waits here
    standing = article_of(actor)
    if standing and not again:
        return standing
    project = Project.objects.filter(practice_of=actor).first() or _project(actor)
    return _article(project)


@transaction.atomic
def decline(*, actor: User) -> None:
    """Do not invite the actor any more; the practice story stays where it is."""
    person = User.objects.select_for_update().get(pk=actor.pk)
    person.preferences = {**person.preferences, PREFERENCE: "declined"}
    person.save(update_fields=["preferences"])


def _project(person: User) -> Project:
    system = people.system_actor()
    project = projects.create_project(
        actor=system, slug=_slug(person), name=_("Practice"), practice_of=person
    )
    projects.set_member(actor=system, project=project, username=person.username, role=Role.EDITOR)
    return projects.update_project(actor=system, project=project, guidelines=guides.shipped())


def _slug(person: User) -> str:
    """The sign-in name, as far as it fits into an address; with a number where that is taken."""
    number = f"-{person.pk}"
    whole = f"practice-{person.username}"
    name = f"practice-{slugify(person.username)}"[: LONGEST - len(number)].rstrip("-")
    return name + number if name != whole or Project.objects.filter(slug=name).exists() else name


def _article(project: Project) -> Article:
    system = people.system_actor()
    text = STORY.read_text(encoding="utf-8")
    stored = articles.create_article(
        actor=system,
        project=project,
        text=text,
        language="en",
        direction="ltr",
        publisher="Tidewater Gazette",
    )
    start = stored.revision.text.index(TAGGED)
    annotations.create_annotation(
        actor=system,
        revision_id=stored.revision.pk,
        id=uuid.uuid4(),
        kind="source",
        fragments=[Part(start, start + len(TAGGED), TAGGED)],
        attributes={"identity": "Lorne harbour office", "type": "named_group"},
    )
    return stored.article
