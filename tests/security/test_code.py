"""What the code itself must not do, whatever anybody sends."""

import ast
import base64
import pickle
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from factcheck import settings as as_shipped
from factcheck.owner import as_owner

ROOT = Path(__file__).parent.parent.parent
CODE = sorted(
    path for folder in ("annotations", "factcheck") for path in (ROOT / folder).rglob("*.py")
)
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
MODULES = {"pickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "jinja2"}
CALLS = {"eval", "exec", "compile", "Template", "from_string", "__import__", "load_module"}
TRUSTED_HTML = {
    "annotations/templatetags/rows.py": "joins numbers, classes and words that it escaped",
    "annotations/templatetags/drafts.py": "draws with segments.py",
    "annotations/templatetags/guides.py": "markdown.py's parser, and marks whose words it escapes",
    "annotations/templatetags/highlights.py": "draws with segments.py, which escapes every word",
    "annotations/templatetags/languages.py": "one word of its own",
    "annotations/templatetags/markdown.py": "the parser's output: it escapes all HTML",
    "annotations/templatetags/sheets.py": "draws with segments.py, which escapes every word",
}
"""Where a string is declared to be HTML, and why it may be."""


def test_no_code_is_read_from_data() -> None:
    """Lines 11, 13."""
    for path in CODE:
        _check_code(path)


def _check_code(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            assert not {alias.name.partition(".")[0] for alias in node.names} & MODULES
        if isinstance(node, ast.ImportFrom):
            assert (node.module or "").partition(".")[0] not in MODULES
            assert not {alias.name for alias in node.names} & {"Template", "Environment"}
        if isinstance(node, ast.Call):
            name = getattr(node.func, "id", None) or getattr(node.func, "attr", "")
            module = getattr(getattr(node.func, "value", None), "id", "")
            assert name not in CALLS or module in ("re", "regex"), f"{path}:{node.lineno} {name}"


def test_strings_become_html_only_where_it_is_said_why() -> None:
    """Lines 2, 11."""
    assert {str(path.relative_to(ROOT)) for path in CODE if _trusts(path)} == TRUSTED_HTML.keys()


def _trusts(path: Path) -> bool:
    calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
    made = {getattr(call.func, "id", "") or getattr(call.func, "attr", "") for call in calls}
    return bool(made & {"mark_safe", "SafeString", "SafeText", "html_safe"})


def test_templates_escape_all_and_hold_no_code() -> None:
    """Lines 4, 11, 23: no filter that trusts, nothing inline, no htmx that evaluates."""
    for path in TEMPLATES:
        _check_template(path)


def _check_template(path: Path) -> None:
    text = path.read_text()
    for word in ("|safe", "autoescape off", "safeseq", "javascript:", "hx-on", "hx-vars", "js:{"):
        assert word not in text, f"{path}: {word}"
    lowered = text.lower()
    assert " style=" not in lowered
    assert "<style" not in lowered
    for start in _places(lowered, "<script"):
        tag = lowered[start : lowered.index(">", start)]
        assert " src=" in tag or "application/json" in tag, tag
    assert not [event for event in ("onclick", "onload", "onerror", "onsubmit") if event in lowered]


def _places(text: str, word: str) -> list[int]:
    return [index for index in range(len(text)) if text.startswith(word, index)]


def test_templates_are_files_of_ours() -> None:
    """Line 11."""
    [engine] = settings.TEMPLATES
    assert engine["BACKEND"] == "django.template.backends.django.DjangoTemplates"
    assert engine["DIRS"] == [ROOT / "templates"]
    assert "loaders" not in engine["OPTIONS"]


def test_sessions_are_json(db: None) -> None:
    """Line 13."""
    assert as_shipped.__dict__.get("SESSION_SERIALIZER") in (None, settings.SESSION_SERIALIZER)
    assert settings.SESSION_SERIALIZER == "django.contrib.sessions.serializers.JSONSerializer"
    assert SessionStore().serializer.__name__ == "JSONSerializer"


class Bomb:
    """Unpickled, it would break the test that put it somewhere."""

    def __reduce__(self) -> Any:
        return (exec, ("raise SystemExit('a pickle was run')",))


@pytest.mark.django_db(transaction=True)
def test_the_cache_runs_nothing_that_is_in_its_table() -> None:
    """Line 13: the shipped cache, with a pickle where a value should be."""
    with override_settings(CACHES=as_shipped.CACHES), as_owner():
        call_command("createcachetable", verbosity=0)
        cache = caches.create_connection("default")
        cache.set("kept", [1.5, "é"], 60)
        assert cache.get("kept") == [1.5, "é"]
        bomb = base64.b64encode(pickle.dumps(Bomb())).decode()
        with connection.cursor() as cursor:
            cursor.execute("update stetdesk_cache set value = %s", [bomb])
            assert cursor.rowcount == 1
            assert cache.get("kept", "nothing") == "nothing"
            cursor.execute("drop table stetdesk_cache")
