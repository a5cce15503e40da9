"""What rows of the table share: a running workbench, its people, and articles in projects."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.test import Client

from annotations.formats import jsonl
from annotations.models import Project, Revision, User
from annotations.services.imports import import_file
from annotations.services.long_articles import make_long_article
from annotations.services.people import create_token, create_user, system_actor
from annotations.services.projects import create_project, set_member
from benchmarks.calls import Caller
from benchmarks.data import documents
from benchmarks.filling import analyse
from benchmarks.long_article import Figures, measure
from benchmarks.workbench import Workbench


@dataclass
class Desk:
    """A running workbench with a lead, and what rows share."""

    workbench: Workbench
    folder: Path
    started: float
    spans: int
    projects: dict[str, Project] = field(default_factory=dict)

    @cached_property
    def lead(self) -> User:
        return create_user(username="bench", password=None)

    def project(self, slug: str) -> Project:
        """The project of that name, made at the first call, with our lead in it."""
        if slug not in self.projects:
            made = create_project(actor=system_actor(), slug=slug, name=slug)
            member = self.lead.username
            set_member(actor=system_actor(), project=made, username=member, role="lead")
            self.projects[slug] = made
        return self.projects[slug]

    @cached_property
    def cookies(self) -> dict[str, str]:
        client = Client()
        client.force_login(self.lead)
        return {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

    @cached_property
    def token(self) -> str:
        return create_token(user=self.lead)[1]

    def program(self) -> Caller:
        return Caller(self.workbench, {"Authorization": f"Bearer {self.token}"})

    def person(self) -> Caller:
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        return Caller(self.workbench, {"Cookie": cookie})

    def revisions(self, slug: str, count: int, size: tuple[int, int]) -> list[Revision]:
        """So many articles of that size in a project of their own."""
        project = self.project(slug)
        if not Revision.objects.filter(project=project).exists():
            words, tags = size
            path = self.folder / "some.jsonl"
            with path.open("wb") as file:
                made = documents(count, words=words, tags=max(tags, 4), seed=len(self.projects))
                file.writelines(jsonl.encode(one) for one in made)
            import_file(actor=system_actor(), project=project, format="jsonl", path=path)
            analyse()
        return list(Revision.objects.filter(project=project).order_by("id"))

    def long_article(self, words: int, annotations: int) -> Figures:
        """Work on an invented article of that length in the browser."""
        project = self.project("invented")
        article = make_long_article(
            actor=system_actor(), project=project, words=words, annotations=annotations
        )
        analyse()
        path = f"/articles/{article.pk}/annotate"
        return measure(self.workbench, self.cookies, path, annotations)


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    work: str
    must: str
    measure: Callable[[Desk], str]
