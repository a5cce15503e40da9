"""Imports and exports: seconds, and the memory of a process that exports."""

import json
import subprocess
import sys
import time
from pathlib import Path

import psycopg
from django.conf import settings

from annotations.formats import jsonl
from annotations.models import Project
from annotations.services.imports import import_file
from annotations.services.people import system_actor
from benchmarks.data import documents
from factcheck import postgres

EXPORT = """
import resource, sys, time
import django
django.setup()
from annotations.formats.report import Report
from annotations.models import Project
from annotations.services.exports import Order, stream_export
from annotations.services.people import system_actor
actor, project = system_actor(), Project.objects.get(slug=sys.argv[1])
began = time.perf_counter()
with open(sys.argv[2], "wb") as file:
    order = Order(project, sys.argv[3], "all")
    for chunk in stream_export(actor=actor, order=order, report=Report()):
        file.write(chunk)
seconds = time.perf_counter() - began
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""


IMPORT = """
import json, pathlib, resource, sys, time
import django
django.setup()
from annotations.models import Project
from annotations.services.imports import import_file
from annotations.services.people import system_actor
actor, project = system_actor(), Project.objects.get(slug=sys.argv[1])
path, began = pathlib.Path(sys.argv[2]), time.perf_counter()
report = import_file(actor=actor, project=project, format=sys.argv[3], path=path)
seconds = time.perf_counter() - began
if report.problems:
    sys.exit(json.dumps(report.as_dict())[:1000])
print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000)
"""

RAW = (
    "SELECT * FROM revision WHERE project_id = {}",
    "SELECT * FROM annotation WHERE project_id = {}",
    "SELECT link.* FROM link JOIN annotation a ON a.id = origin_id WHERE a.project_id = {}",
)


def written(articles: int, path: Path, seed: int = 1) -> None:
    """Write so many articles with 20 annotations each as a file of our own format."""
    with path.open("wb") as file:
        file.writelines(jsonl.encode(one) for one in documents(articles, seed=seed))


def imported(project: Project, articles: int, folder: Path) -> float:
    """Import so many articles with 20 annotations each; return the seconds."""
    path = folder / "import.jsonl"
    written(articles, path)
    began = time.perf_counter()
    report = import_file(actor=system_actor(), project=project, format="jsonl", path=path)
    seconds = time.perf_counter() - began
    path.unlink()
    if report.problems:
        raise RuntimeError(json.dumps(report.as_dict())[:1000])
    return seconds


def brought(project: Project, path: Path, format: str = "jsonl") -> tuple[float, float]:
    """Import a file in a process of its own; return seconds, and its largest RSS in MB."""
    return _measured(IMPORT, project.slug, str(path), format)


def copied(project: Project) -> float:
    """Seconds for PostgreSQL's own COPY of the same annotations, links and texts, as they are."""
    began = time.perf_counter()
    with psycopg.connect(settings.SERVER.url(postgres.OWNER)) as raw, raw.cursor() as cursor:
        for query in RAW:
            with cursor.copy(f"COPY ({query.format(project.pk)}) TO STDOUT") as rows:
                for _ in rows:
                    pass
    return time.perf_counter() - began


def exported(
    project: Project, folder: Path, format: str = "jsonl", keep: Path | None = None
) -> tuple[float, float]:
    """Export a project in a process of its own; return seconds, and its largest RSS in MB."""
    path = keep or folder / "export"
    measured = _measured(EXPORT, project.slug, str(path), format)
    if not keep:
        path.unlink()
    return measured


def _measured(script: str, *arguments: str) -> tuple[float, float]:
    command = [sys.executable, "-c", script, *arguments]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise RuntimeError(answer.stderr[-1000:])
    seconds, memory = map(float, answer.stdout.split())
    return seconds, memory
