"""Work off background jobs: any number of these, on any number of machines."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector


class Command(BaseCommand):
    """A worker; it stops after the jobs in hand when told to by SIGINT or SIGTERM."""

    help = "Run background jobs (imports, exports, releases) until stopped."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="stop when no job is left")

    def handle(self, *_arguments: Any, **options: Any) -> None:
        with app.replace_connector(DjangoConnector().get_worker_connector()) as worker:
            worker.run_worker(
                wait=not options["once"],
                concurrency=settings.JOBS_AT_ONCE,
                shutdown_graceful_timeout=8,
            )
