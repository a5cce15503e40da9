"""Runs the scripts' own tests: by node where there is one, else in the browser."""

import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "annotations" / "static" / "annotations"
TESTS = ROOT / "tests" / "js"
PAGE = """<!doctype html><title>Tests</title>
<script type="importmap">{"imports": {
  "node:test": "./shims/test.js", "node:assert/strict": "./shims/assert.js"}}</script>"""
RUN = """async (names) => {
  for (const name of names) await import(`./tests/${name}`);
  return (await import("./shims/test.js")).runAll();
}"""


@pytest.fixture
def workshop(tmp_path: Path) -> Path:
    """The modules, and their tests beside them, in a folder that node takes for modules."""
    for module in MODULES.glob("*.js"):
        shutil.copy(module, tmp_path)
    (tmp_path / "package.json").write_text('{"type": "module"}')
    shutil.copytree(TESTS / "shims", tmp_path / "shims")
    (tmp_path / "tests").mkdir()
    for test in TESTS.glob("*.test.js"):
        shutil.copy(test, tmp_path / "tests")
    (tmp_path / "index.html").write_text(PAGE)
    return tmp_path


@pytest.fixture
def served(workshop: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_arguments: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(workshop)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_scripts_pass_their_tests(workshop: Path, request: pytest.FixtureRequest) -> None:
    node = shutil.which("node")
    if node is None:
        _in_browser(request)
        return
    command = [node, "--test", *map(str, sorted((workshop / "tests").iterdir()))]
    run = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    assert run.returncode == 0, run.stdout


def test_the_tests_run_in_a_browser_too(request: pytest.FixtureRequest) -> None:
    _in_browser(request)


def _in_browser(request: pytest.FixtureRequest) -> None:
    address = request.getfixturevalue("served")
    page = request.getfixturevalue("page")
    names = sorted(path.name for path in TESTS.glob("*.test.js"))
    page.goto(address)
    result = page.evaluate(RUN, names)
    assert result["failures"] == []
    assert result["ran"] > len(names)
