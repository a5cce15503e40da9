"""What pages say of a hostile desk, read as a browser would: its words are never elements."""

import re
from html.parser import HTMLParser
from typing import Any

import pytest

from tests.security.addresses import every_address
from tests.security.conftest import client_of
from tests.security.desks import HOSTILE, Desk

URLS = ("href", "src", "action", "formaction", "poster", "data", "srcset", "xlink:href")


class Reader(HTMLParser):
    """Collects what would act: elements, attributes, addresses, scripts of data."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.wrong: list[str] = []
        self.words: list[str] = []
        self.inside = ""

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        named = {name: value or "" for name, value in attributes}
        odd = [name for name in named if name.startswith("on") or name in ("style", "srcdoc")]
        odd += [name for name, value in named.items() if name == "hx-get" and value == "/owned"]
        for name in URLS:
            scheme = re.sub(r"[\x00-\x20]", "", named.get(name, "")).partition(":")[0].lower()
            if scheme in ("javascript", "data", "vbscript"):
                odd.append(name)
        if odd or tag in ("iframe", "object", "embed", "base") or named.get("src") == "x":
            self.wrong.append(self.get_starttag_text() or tag)
        self.inside = "" if named.get("type", "").endswith("json") else tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)
        if self.inside == "script" and data.strip():
            self.wrong.append(f"script: {data[:80]}")

    def handle_endtag(self, _tag: str) -> None:
        self.inside = ""


def read(html: str) -> Reader:
    reader = Reader()
    reader.feed(html)
    reader.close()
    return reader


def pages(hostile: Desk, role: str) -> list[tuple[str, str]]:
    """Address and HTML of every page, and of every refusal that shows what was sent."""
    client = client_of(hostile[role])
    found = []
    for address in every_address():
        path = address.path(hostile.values)
        for method in ("GET", "POST"):
            response = client.generic(method, path) if method == "GET" else _post(client, path)
            if response.headers.get("Content-Type", "").startswith("text/html"):
                found.append((f"{method} {path}", response.content.decode()))
    return found


def _post(client: Any, path: str) -> Any:
    if path.startswith(("/accounts/logout", "/api/")):
        return client.get(path)
    names = ("headline", "name", "username", "slug", "label", "q", "text", "login", "first_name")
    return client.post(path, {**dict.fromkeys(names, HOSTILE), "operation": HOSTILE, "id": HOSTILE})


@pytest.mark.parametrize("role", ["viewer", "lead"])
def test_no_word_of_a_desk_becomes_an_element(hostile: Desk, db: None, role: str) -> None:
    """Lines 2, 3, 4, 11: pages, parts of pages, and forms shown again with what was sent."""
    shown = 0
    for where, html in pages(hostile, role):
        reader = read(html)
        assert reader.wrong == [], where
        shown += HOSTILE[:60] in "".join(reader.words)
        assert "{{7*7}}" in html or "7*7" not in html, where
        assert "&amp;lt;script" not in html, f"{where} escapes twice"
    assert shown >= 5


def test_the_reader_finds_what_it_looks_for() -> None:
    """Line 2."""
    for html in (
        f"<p title={HOSTILE}>",
        f'<p title="{HOSTILE}">',
        f"<script type='application/json'>{HOSTILE}</script>",
        '<a href=" java\nscript:x">',
        "<p style='x'>",
    ):
        assert read(html).wrong, html


def test_nothing_is_worked_out_that_was_written(hostile: Desk, db: None) -> None:
    """Line 11: {{7*7}} is text."""
    page = client_of(hostile["lead"]).get(f"/articles/{hostile.article.pk}/").content.decode()
    assert "{{7*7}}" in page
    assert ">49" not in page


@pytest.mark.parametrize("number", range(3))
def test_markdown_brings_no_html_no_image_and_no_script(
    hostile: Desk, db: None, number: int
) -> None:
    """Lines 2, 3: the guidelines, which leads write and everybody reads."""
    written = (
        "<img src=x onerror=owned()>\n\n<script>owned()</script>",
        "[a](javascript:owned()) [b](data:text/html,x) [c](VBSCRIPT:x) <javascript:owned()>",
        '![x](https://example.org/pixel.png "t") [t](https://example.org/ "\\" onclick=owned()")',
    )[number]
    hostile.project.__class__.objects.filter(pk=hostile.project.pk).update(guidelines=written)
    page = client_of(hostile["viewer"]).get("/projects/hostile/").content.decode()
    reader = read(page)
    assert reader.wrong == []
    assert "<img" not in page
