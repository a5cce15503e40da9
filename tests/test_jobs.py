"""The queue's side of background work: tasks by their names, and workers that died."""

import os
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations import jobs
from annotations.models import Job, Notice
from annotations.services import exports, import_jobs, mailing
from annotations.services import jobs as services
from annotations.services.assignments import assign
from tests.postbox import open_postbox

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> None:
    settings.EXPORTS_DIR = tmp_path


def work() -> None:
    """Run a worker until the queue is empty; in a thread, as Playwright's loop may run in ours."""

    def run() -> None:
        call_command("run_jobs", once=True)
        connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(run).result()


def test_a_worker_does_what_was_asked_for_and_stops(rita, project, claim):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    work()
    job.refresh_from_db()
    assert (job.state, job.rows) == (Job.State.READY, 1)
    assert ProcrastinateJob.objects.get(args={"job_id": job.pk}).status == "succeeded"


def test_a_job_whose_worker_is_gone_is_taken_up_again(rita, project, claim):
    job = exports.request_export(actor=rita, project=project, format="jsonl", state="all")
    Job.objects.filter(pk=job.pk).update(state=Job.State.RUNNING, done=1)
    with connection.cursor() as cursor:  # as a worker leaves it that was killed
        cursor.execute("UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL")
    jobs.retry_stalled.defer(timestamp=0)
    work()  # puts it back
    work()
    job.refresh_from_db()
    assert (job.state, job.rows) == (Job.State.READY, 1)


def test_files_that_were_only_looked_at_are_forgotten_after_a_week(lena, project):
    def uploaded() -> Path:
        sent = {"format": "jsonl", "data": BytesIO(b"")}
        job = import_jobs.request_survey(actor=lena, project=project, **sent)
        return services.folder() / job.parameters["file"]

    looked_at, fresh = uploaded(), uploaded()
    work()
    awaited = uploaded()
    for path in (looked_at, awaited):
        os.utime(path, (0, 0))
    jobs.forget_uploads(timestamp=0)
    assert [path.exists() for path in (looked_at, fresh, awaited)] == [False, True, True]


def test_what_a_dead_command_was_building_is_forgotten_after_a_week(lena, project):
    def building(job: Job) -> Path:
        path = services.workshop(job) / "data"
        path.mkdir(parents=True)
        os.utime(path.parent, (0, 0))
        return path.parent

    release = {"project": project, "kind": Job.Kind.RELEASE, "requested_by": lena}
    over = building(Job.objects.create(**release, state=Job.State.FAILED))
    at_it = building(Job.objects.create(**release, state=Job.State.RUNNING))
    jobs.forget_uploads(timestamp=0)
    assert [path.exists() for path in (over, at_it)] == [False, True]


def test_a_worker_mails_what_came_back(settings, lena, edda, article):
    edda.email = "edda@desk.example.org"
    edda.save()
    assign(actor=lena, article_id=article.pk, username="edda", task="annotate")
    Notice.objects.update(told_at=timezone.now() - mailing.COLLECTED)
    with open_postbox() as postbox:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", postbox.port
        settings.EMAIL_USE_TLS = False
        jobs.send_mail.defer(timestamp=0)
        work()
        assert [to for to, _ in postbox.letters] == [["edda@desk.example.org"]]
    assert Notice.objects.get().mailed_at is not None
