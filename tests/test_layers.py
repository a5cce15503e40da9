"""The architecture: which folder may import which, held for every module of the app."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
APP = ROOT / "annotations"

# A layer may import itself and every layer on a line above its own.
STOREYS = [
    ["domain"],
    ["formats", "ingest"],
    ["models"],
    ["permissions"],
    ["queries"],
    ["services"],
    ["templatetags"],
    ["web", "api", "live", "jobs", "management"],
]
RANK = {layer: rank for rank, storey in enumerate(STOREYS) for layer in storey}
FACES = RANK["templatetags"]  # from here up, code may know HTTP
PURE = RANK["models"]  # below here, code may not know Django
HTTP = ("django.http", "django.forms", "django.shortcuts", "django.views", "django.urls")
FRAMEWORKS = ("django", "rest_framework", "psycopg", "procrastinate", "allauth")
PLUMBING = {"__init__", "apps", "migrations"}
VAGUE = {"utils", "common", "helpers", "functions", "mixins", "core", "misc"}


def layer_of(path: Path) -> str:
    return path.relative_to(APP).parts[0].removesuffix(".py")


def modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*.py") if "__pycache__" not in path.parts)


LAYERED = [path for path in modules(APP) if layer_of(path) not in PLUMBING]
EVERYWHERE = [*modules(APP), *modules(ROOT / "factcheck"), ROOT / "manage.py"]


def shown(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[tuple[str, ast.stmt]]:
    """Yield each imported name in full, with the statement that imports it."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from ((f"{node.module}.{alias.name}", node) for alias in node.names)


def is_or_is_in(name: str, packages: tuple[str, ...]) -> bool:
    return any(name == package or name.startswith(f"{package}.") for package in packages)


@pytest.mark.parametrize("path", LAYERED, ids=shown)
def test_a_module_imports_only_what_lies_below_it(path: Path) -> None:
    layer = layer_of(path)
    assert layer in RANK, f"{layer} is no layer of this house: give it a place in STOREYS"
    for name, _ in imports(path):
        if name.startswith("annotations."):
            other = name.split(".")[1]
            assert other in RANK, f"{shown(path)} imports {name}, which is no layer"
            assert other == layer or RANK[other] < RANK[layer], f"{layer} may not import {name}"
        if name.startswith("factcheck."):
            assert layer == "management", f"{layer} may not know the project, but imports {name}"


@pytest.mark.parametrize("path", LAYERED, ids=shown)
def test_frameworks_stay_in_the_layers_that_may_know_them(path: Path) -> None:
    rank = RANK[layer_of(path)]
    for name, _ in imports(path):
        if rank < PURE:
            assert not is_or_is_in(name, FRAMEWORKS), f"plain Python only, but imports {name}"
        if rank < FACES:
            assert not is_or_is_in(name, (*HTTP, "rest_framework")), f"no HTTP here, but {name}"


@pytest.mark.parametrize("path", EVERYWHERE, ids=shown)
def test_imports_are_absolute_and_at_the_top(path: Path) -> None:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: write the import in full"
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            for inner in ast.walk(node):
                hidden = isinstance(inner, ast.Import | ast.ImportFrom)
                assert not hidden, f"line {inner.lineno}: an import inside a function"


@pytest.mark.parametrize("path", modules(APP / "migrations"), ids=shown)
def test_migrations_rely_on_no_rule_that_may_change(path: Path) -> None:
    """Django writes the types and defaults of columns as imports; nothing else belongs there."""
    ours = [name for name, _ in imports(path) if name.startswith("annotations.")]
    assert [name for name in ours if not name.startswith("annotations.models.")] == []


@pytest.mark.parametrize("path", EVERYWHERE, ids=shown)
def test_file_names_say_what_is_inside(path: Path) -> None:
    assert path.stem not in VAGUE


def test_the_project_knows_only_the_faces_of_the_app() -> None:
    for path in modules(ROOT / "factcheck"):
        for name, _ in imports(path):
            if name.startswith("annotations."):
                assert RANK[name.split(".")[1]] > FACES, f"{shown(path)} imports {name}"
