"""Background tasks: the queue's names for what services do."""

from uuid import UUID

from django.db import close_old_connections
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from annotations.services import (
    exports,
    import_jobs,
    jobs,
    mailing,
    outbox,
    releases,
    webhook_calls,
)
from annotations.templatetags import mails

STALLED = 30  # seconds without a sign of life from a job's worker
KEPT = 24  # hours that the queue remembers a finished job; our own Job row stays
AGAIN = RetryStrategy(max_attempts=5, linear_wait=5)  # when even the failure cannot be written


@app.task(name="annotations.jobs.run_export", retry=AGAIN)
def run_export(job_id: int) -> None:
    """Write the file of an export."""
    close_old_connections()
    exports.run_export(job_id)


@app.task(name="annotations.jobs.run_import", retry=AGAIN)
def run_import(job_id: int) -> None:
    """Read the file of an import."""
    close_old_connections()
    import_jobs.run_import(job_id)


@app.task(name="annotations.jobs.run_release", retry=AGAIN)
def run_release(job_id: int) -> None:
    """Write the zip of a release."""
    close_old_connections()
    releases.run_release(job_id)


@app.task(name="annotations.jobs.call_webhook", retry=AGAIN)
def call_webhook(call_id: str) -> None:
    """Tell another program what happened."""
    close_old_connections()
    webhook_calls.call(UUID(call_id))


@app.periodic(cron="* * * * *")
@app.task(name="annotations.jobs.send_mail", queueing_lock="send_mail", lock="send_mail")
def send_mail(timestamp: int) -> None:  # noqa: ARG001 (given)
    """Mail people what came back to them; one worker at a time."""
    close_old_connections()
    mailing.send_due(mails.letter)


@app.periodic(cron="17 3 * * *")
@app.task(name="annotations.jobs.forget_deliveries", queueing_lock="forget_deliveries")
def forget_deliveries(timestamp: int) -> None:  # noqa: ARG001 (given)
    """Forget what pages sent so long ago that none of them asks again."""
    close_old_connections()
    outbox.forget()


@app.periodic(cron="27 3 * * *")
@app.task(name="annotations.jobs.forget_uploads", queueing_lock="forget_uploads")
def forget_uploads(timestamp: int) -> None:  # noqa: ARG001 (given)
    """Remove uploaded files that nobody went on to import."""
    close_old_connections()
    jobs.forget_uploads()


@app.periodic(cron="* * * * *")
@app.task(name="annotations.jobs.retry_stalled", queueing_lock="retry_stalled", pass_context=True)
async def retry_stalled(context: JobContext, timestamp: int) -> None:  # noqa: ARG001 (given)
    """Put jobs whose worker died back into the queue, and forget those that are long done."""
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=STALLED):
        await manager.retry_job(job)
    await manager.delete_old_jobs(nb_hours=KEPT)
