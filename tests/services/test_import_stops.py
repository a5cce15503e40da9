"""Imports that somebody stops, or that the database refuses at the end: what is stored is whole."""

import io
import json
import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections, transaction

from annotations.domain.history import Action
from annotations.models import Annotation, Article, Decision, Event, Job, Link
from annotations.services import import_jobs, jobs
from annotations.services.articles import create_article
from annotations.services.links import add_link
from annotations.services.projects import set_member
from tests.people import TEXT, person, tag
from tests.services.importing import *  # noqa: F403
from tests.services.importing import bring, written
from tests.signoff import decide

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = 10_000
WAITING = """
SELECT count(*) FROM pg_locks
WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid))
"""


@pytest.fixture
def across(edda, rita, lena, claim, article) -> Annotation:
    """A claim that Rita approved, with a link to a claim of another article."""
    later = create_article(actor=lena, project=article.project, text=f"Later. {TEXT}").revision
    found = tag(
        edda, later, "claim", "12 crates", desk_status="attributed_only", no_source_given=True
    )
    add_link(actor=edda, annotation_id=found.pk, type="updates", target_id=claim.pk)
    decide(edda, rita, found)
    return found


@pytest.fixture
def queued(across, project, copy) -> Job:
    data = b"".join(json.dumps(tree).encode() + b"\n" for tree in written(project))
    lead = person("nora", copy, "lead")
    return import_jobs.request_import(
        actor=lead, project=copy, format="jsonl", data=io.BytesIO(data)
    )


def until_somebody_waits_for_a_lock() -> None:
    with connection.cursor() as cursor:
        for _ in range(LOOKS):
            cursor.execute(WAITING)
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waits for a lock")


def started(work: Callable[[], object]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_what_is_cancelled_as_its_worker_begins_stays_cancelled(queued, copy):
    with transaction.atomic():
        jobs.cancel(queued)
        worker = started(lambda: import_jobs.run_import(queued.pk))
        until_somebody_waits_for_a_lock()
    worker.join()
    queued.refresh_from_db()
    assert queued.state == Job.State.CANCELLED
    assert not Article.objects.filter(project=copy).exists()


def test_what_is_cancelled_before_the_first_article_stores_none(across, project, copy, files):
    def cancelled(_done: int, _of: int) -> None:
        raise jobs.Cancelled

    with pytest.raises(jobs.Cancelled):
        bring(copy, written(project), files, told=cancelled)
    assert not Article.objects.filter(project=copy).exists()


def test_a_cancelled_import_tells_what_is_stored_and_that_is_whole(queued, copy, monkeypatch):
    """Cancelled while the last batch is stored: links between articles come all the same."""
    monkeypatch.setattr("annotations.services.import_reading.AT_ONCE", 1)
    told = jobs.progress

    def stopped_after_one(job: Job, done: int, of: int) -> None:
        if done == 2:
            jobs.cancel(job)
        told(job, done, of)

    monkeypatch.setattr("annotations.services.jobs.progress", stopped_after_one)
    import_jobs.run_import(queued.pk)
    queued.refresh_from_db()
    assert (queued.state, queued.done, queued.of) == (Job.State.CANCELLED, 2, 2)
    assert queued.result["articles"] == 2
    link = Link.objects.get(project=copy, type="updates")
    assert Annotation.objects.get(pk=link.origin_id).state == "approved"
    assert Event.objects.filter(project_id=copy.pk, action=Action.IMPORT_REQUESTED).exists()


def test_whoever_brings_in_own_decisions_finds_those_left_out_and_told(
    across, rita, project, copy, files
):
    """Rita leads the copy: by importing she works on the claims, and their links wait."""
    set_member(actor=person("boss", copy, "lead"), project=copy, username="rita", role="lead")
    report = bring(copy, written(project), files, actor=rita)
    claim = Annotation.objects.get(project=copy, links__type="updates")
    assert claim.state == "submitted"
    assert not Decision.objects.filter(annotation=claim).exists()
    told = {problem.article for problem in report.problems if "worked on" in problem.reason}
    assert told == {claim.article_id}
    again = bring(copy, written(project), files, actor=rita)
    assert not again.counts["articles"]
    assert not again.counts["links"]
