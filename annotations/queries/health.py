"""What the machine needs to know about itself."""

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

DURABLE = ("fsync", "synchronous_commit", "full_page_writes")


def pending_migrations() -> int:
    """Return how many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def undurable_settings() -> list[str]:
    """Return the settings of the database that put an acknowledged write at risk."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM pg_settings WHERE name = ANY(%s) AND setting = 'off'", [list(DURABLE)]
        )
        return sorted(name for (name,) in cursor.fetchall())


def queue_age() -> float:
    """Return how many seconds the oldest due job has waited; 0 when none does."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT extract(epoch FROM now() - min(greatest(job.scheduled_at, event.at)))
            FROM procrastinate_jobs job
            JOIN procrastinate_events event ON event.job_id = job.id AND event.type = 'deferred'
            WHERE job.status = 'todo' AND coalesce(job.scheduled_at, now()) <= now()
            """
        )
        return float(cursor.fetchone()[0] or 0)
