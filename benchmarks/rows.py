"""The rows of the table: what is measured, what it must be, and how."""

import contextlib
import importlib.metadata
import random
import re
from pathlib import Path

from annotations.models import Annotation
from annotations.services.people import create_token, create_user, system_actor
from annotations.services.projects import set_member
from benchmarks import browsing, streams
from benchmarks.calls import create, p50, p95, timed, together
from benchmarks.dataset_rows import DATASETS
from benchmarks.desk import Desk, Row
from benchmarks.filling import analyse, fill

SHORT, LONG = (600, 20), (20_000, 2_000)  # words, annotations
LISTED = 100_000


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
    *DATASETS,
]
