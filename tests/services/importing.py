"""A project that imports what another exported."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pytest

from annotations.formats.report import Report
from annotations.models import Project
from annotations.services import exports
from annotations.services.exports import Order
from annotations.services.imports import ImportReport, import_file
from annotations.services.people import system_actor
from annotations.services.projects import create_project

Tree = dict[str, Any]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORTS_DIR = tmp_path / "exports"
    return tmp_path


@pytest.fixture
def copy(db: None) -> Project:
    return create_project(actor=system_actor(), slug="copy", name="The copy")


def written(project: Project, state: str = "all", **more: Any) -> list[Tree]:
    order = Order(project, "jsonl", state, **{"unmasked": True} | more)
    lines = exports.stream_export(actor=system_actor(), order=order, report=Report())
    return [json.loads(line) for line in lines]


def bring(project: Project, trees: Iterable[Tree], path: Path, **more: Any) -> ImportReport:
    file = path / "in.jsonl"
    file.write_text("".join(f"{json.dumps(tree)}\n" for tree in trees))
    given = {"actor": system_actor(), "format": "jsonl"} | more
    return import_file(project=project, path=file, **given)
