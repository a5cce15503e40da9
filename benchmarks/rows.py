"""The rows of the table: what is measured, what it must be, and how."""

import contextlib
import importlib.metadata
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from django.conf import settings
from django.test import Client

from annotations.formats import jsonl
from annotations.models import Annotation, Article, Project, Revision, User
from annotations.services.imports import import_file
from annotations.services.long_articles import make_long_article
from annotations.services.people import create_token, create_user, system_actor
from annotations.services.projects import create_project, set_member
from benchmarks import browsing, streams
from benchmarks.calls import Caller, create, p50, p95, timed, together
from benchmarks.data import documents
from benchmarks.datasets import copied, exported, imported
from benchmarks.filling import analyse, fill
from benchmarks.long_article import Figures, measure
from benchmarks.workbench import Workbench

SHORT, LONG = (600, 20), (20_000, 2_000)  # words, annotations
LISTED = 100_000
EACH = 2_000  # articles of one import


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


def open_in_browser(desk: Desk, slug: str, size: tuple[int, int]) -> str:
    (revision,) = desk.revisions(slug, 1, size)
    path = f"/articles/{revision.article_id}/annotate"
    visible, loaded = browsing.opened(desk.workbench, desk.cookies, path, size[1])
    return f"{visible:.2f} s (scripts loaded: {loaded:.2f} s)"


def create_one(desk: Desk) -> str:
    (revision,) = desk.revisions("create", 1, SHORT)
    caller, chance = desk.program(), random.Random(1)
    took = timed(lambda: create(caller, revision.pk, revision.text, chance), 300, warm_up=30)
    return f"{p50(took):.1f} / {p95(took):.1f} ms"


def create_many(desk: Desk) -> str:
    revisions = desk.revisions("many", 8, SHORT)
    each = 250

    def work(number: int) -> int:
        revision, chance = revisions[number], random.Random(number)
        caller = desk.program()
        return sum(create(caller, revision.pk, revision.text, chance) for _ in range(each))

    stored, seconds = together(work, 8)
    return f"{stored / seconds:.0f} /s, {8 * each - stored} errors"


def two_clients(desk: Desk) -> str:
    (revision,) = desk.revisions("two", 1, SHORT)
    before = Annotation.objects.filter(revision=revision).count()

    def work(number: int) -> int:
        caller, chance = desk.program(), random.Random(number)
        return sum(create(caller, revision.pk, revision.text, chance) for _ in range(100))

    together(work, 2)
    return f"{Annotation.objects.filter(revision=revision).count() - before} of 200"


def fetch(desk: Desk) -> str:
    caller = desk.program()
    told = []
    for slug, size in (("short", SHORT), ("long", LONG)):
        (revision,) = desk.revisions(slug, 1, size)
        path = f"/api/v1/revisions/{revision.pk}/annotations/"
        took = timed(lambda: caller.get(path), 50)  # noqa: B023 (called at once)
        told.append(f"{p50(took):.1f}")
    return f"{' / '.join(told)} ms"


def annotate_page(desk: Desk) -> str:
    person = desk.person()
    told = []
    for slug, size in (("short", SHORT), ("long", LONG)):
        (revision,) = desk.revisions(slug, 1, size)
        path = f"/articles/{revision.article_id}/annotate"
        took = timed(lambda: person.get(path), 30)  # noqa: B023 (called at once)
        told.append(f"{p50(took):.1f}")
    return f"{' / '.join(told)} ms"


def article_list(desk: Desk) -> str:
    project = desk.project("listed")
    fill(project, desk.lead, LISTED)
    analyse()
    person = desk.person()
    took = timed(lambda: person.get("/?project=listed&tab=all"), 60)
    return f"{p50(took):.1f} / {p95(took):.1f} ms"


def import_some(desk: Desk) -> str:
    return f"{imported(desk.project('datasets'), EACH, desk.folder):.1f} s"


def export_some(desk: Desk) -> str:
    project = desk.project("datasets")
    if not Article.objects.filter(project=project).exists():
        imported(project, EACH, desk.folder)
    return f"{exported(project, desk.folder)[0]:.2f} s"


def export_all(desk: Desk, format: str) -> str:
    project = desk.project("million")
    if not Article.objects.filter(project=project).exists():
        for seed in range(100, 100 + desk.spans // (EACH * 20)):
            imported(project, EACH, desk.folder, seed)
        analyse()
    raw = copied(project)
    seconds, memory = exported(project, desk.folder, format)
    spans = Annotation.objects.filter(project=project).count()
    return f"{spans:,} in {seconds:.1f} s, {memory:.0f} MB; {seconds / raw:.1f} times raw COPY"


def install_size(_desk: Desk) -> str:
    """Megabytes and number of the packages that requirements/run.txt pins and that are here."""
    pinned = re.findall(r"^([\w.-]+)==", Path("requirements/run.txt").read_text(), re.MULTILINE)
    found, size = 0, 0
    for name in pinned:
        try:
            files = importlib.metadata.distribution(name).files or []
        except importlib.metadata.PackageNotFoundError:
            continue  # for another system
        found += 1
        paths = (Path(str(file.locate())) for file in files)
        size += sum(path.stat().st_size for path in paths if path.is_file())
    return f"{size / 1e6:.0f} MB / {found}"


def idle_streams(desk: Desk) -> str:
    """Of 20 people with 25 streams each, in the one process that serves."""
    project = desk.project("streams")
    with contextlib.ExitStack() as held:
        for number in range(20):
            person = create_user(username=f"listener{number}", password=None)
            name = person.username
            set_member(actor=system_actor(), project=project, username=name, role="viewer")
            token = create_token(user=person)[1]
            held.enter_context(streams.idle(desk.workbench, "/events/streams/", token, 25))
        return streams.weight(desk.workbench)


def arrival(desk: Desk) -> str:
    (revision,) = desk.revisions("arrival", 1, SHORT)
    place = revision.article_id, revision.pk, revision.text
    return streams.told(streams.arrivals(desk.workbench, desk.token, *place, times=100))


ROWS = [
    Row("cold start to the first page, second start", "≤ 2.5 s", lambda d: f"{d.started:.1f} s"),
    Row(
        "memory of all processes at rest (PSS)",
        "≤ 200 MB",
        lambda d: f"{d.workbench.memory():.0f} MB",
    ),
    Row("install of the runtime set, MB / packages", "≤ 400 MB / ≤ 90", install_size),
    Row(
        "open 600 words, 20 annotations, in the browser",
        "≤ 0.3 s",
        lambda d: open_in_browser(d, "short", SHORT),
    ),
    Row(
        "open 20,000 words, 2,000 annotations, in the browser",
        "≤ 0.8 s",
        lambda d: open_in_browser(d, "long", LONG),
    ),
    Row(
        "work on 20,000 words, 2,000 annotations, in the browser",
        "in view ≤ 0.8 s, new span ≤ 100 ms",
        lambda d: str(d.long_article(*LONG)),
    ),
    Row("create an annotation by API, p50 / p95", "≤ 6 / 12 ms", create_one),
    Row("create, 8 clients on different articles", "≥ 350 /s, 0 errors", create_many),
    Row("two clients, 100 annotations each on one article", "200 of 200", two_clients),
    Row("500 idle streams in one process, memory of that process", "< 150 MB", idle_streams),
    Row("live: from a stored change to its arrival, p50 / p95", "≤ 1000 ms", arrival),
    Row("fetch 20 / 2,000 annotations by API, p50", "≤ 6 / 50 ms", fetch),
    Row("annotate page, server time, 20 / 2,000 annotations", "≤ 12 / 90 ms", annotate_page),
    Row("page of the article list among 100,000, p50 / p95", "≤ 20 / 40 ms", article_list),
    Row("import 2,000 articles with 40,000 spans", "≤ 2.5 s", import_some),
    Row("export 40,000 spans as JSONL", "≤ 0.5 s", export_some),
    Row(
        "export 1,000,000 spans as JSONL",
        "≤ 12 s, < 200 MB",
        lambda d: export_all(d, "jsonl"),
    ),
    Row(
        "export 1,000,000 spans as Parquet",
        "≤ 20 s, < 300 MB",
        lambda d: export_all(d, "parquet"),
    ),
]
