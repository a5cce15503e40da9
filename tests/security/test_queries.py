"""Addresses choose from lists of ours; what people search for is words, never a program."""

import ast
from itertools import cycle, islice
from pathlib import Path
from urllib.parse import quote

from annotations.models import Article, User
from tests.api.client import Api
from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import Desk

ROOT = Path(__file__).parent.parent.parent
LOOKUPS = [
    "_connector=OR",
    "_negated=1",
    "project__slug=other",
    "headline__regex=.*",
    "user__password__startswith=a",
    "author__is_superuser=1",
    "q=a&q=b",
]
WORDS = [
    "(a+)+$",
    "((((((((((a*)*)*)*)*)*)*)*)*)*)!",
    "[" * 100,
    "\\" * 99,
    "%_%",
    "' or 1=1 --",
    "$$;drop table article;$$",
    '"unclosed',
    "-",
    "or or or",
    "a:*b & !c | <-> d",
    "\u202e\u200b\ufeff",
    "𝕏" * 200,
]
RAW_SQL = {"raw", "extra", "RawSQL", "executescript", "mogrify"}


def test_no_address_takes_a_lookup(hostile: Desk, db: None) -> None:
    """Lines 5, 59: every address that answers a GET, with two of them each."""
    client = client_of(hostile["lead"])
    turn = cycle(LOOKUPS)
    for address in every_address():
        path = address.path(hostile.values)
        if client.get(path).status_code == 200:
            for query in islice(turn, 2):
                assert client.get(f"{path}?{query}").status_code == 400, f"{address.name}?{query}"


def test_no_list_takes_what_it_does_not_name(hostile: Desk, db: None) -> None:
    """Line 5."""
    client = client_of(hostile["lead"])
    article = hostile.article.pk
    turn = cycle(["order=password", "ordering=-id", "sort=x", "fields=x", "offset=9", "page=2"])
    for path in (
        *("/", f"/articles/{article}/", f"/articles/{article}/history", "/api/v1/projects/"),
        *(f"/api/v1/projects/hostile/{name}/" for name in ("articles", "members", "exports")),
    ):
        for query in islice(turn, 2):
            assert client.get(f"{path}?{query}").status_code == 400, f"{path}?{query}"


def test_a_search_takes_any_words(lena: User, article: Article) -> None:
    """Line 6."""
    client, api = client_of(lena), Api(lena)
    for words in WORDS:
        assert client.get("/", {"q": words}).status_code == 200, words
        found = api.get(f"projects/harbour/articles/?q={quote(words)}")
        assert found.status_code == 200, words


def test_a_search_of_ten_kilobytes_is_refused_before_it_is_searched_for(
    lena: User, article: Article
) -> None:
    """Line 6."""
    assert client_of(lena).get("/", {"q": "a" * 10_000}).status_code == 400
    assert Api(lena).get(f"projects/harbour/articles/?q={'a' * 10_000}").status_code == 400


def test_a_number_that_no_column_holds_names_nothing(lena: User, article: Article) -> None:
    """Line 5."""
    client = client_of(lena)
    for number in (2**31, 2**63, 10**30):
        for path in (f"/articles/{number}/", f"/settings/tokens/{number}/revoke"):
            assert client.generic("POST" if "revoke" in path else "GET", path).status_code == 404
        for name in ("articles", "revisions", "exports"):
            assert client.get(f"/api/v1/{name}/{number}/").status_code == 404


def _sources() -> list[Path]:
    return [
        path
        for folder in ("annotations", "factcheck")
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    ]


def test_statements_are_ours_and_values_are_parameters() -> None:
    """Lines 5, 6: no statement and no pattern is put together from what somebody sent."""
    for path in _sources():
        for node in ast.walk(ast.parse(path.read_text())):
            where = f"{path}:{getattr(node, 'lineno', 0)}"
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                assert node.func.attr not in RAW_SQL, where
                if node.func.attr == "execute":
                    assert not isinstance(node.args[0], ast.JoinedStr), where
            if isinstance(node, ast.keyword) and node.arg:
                ours = node.arg in {"source_url__iregex", "url__iregex", "archived_url__iregex"}
                assert "regex" not in node.arg or ours, where
