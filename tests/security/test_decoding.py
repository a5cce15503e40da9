"""What comes in is decoded once: never again when it is stored, read or shown."""

import html

import pytest

from annotations.models import Annotation, Article, Event, Revision, User
from tests.api.client import Api
from tests.api.conftest import new_tag
from tests.security.conftest import client_of

TWICE = [
    "%252e%252e%252f",
    "%25%32%65",
    "&amp;lt;script&amp;gt;",
    "&#38;#60;b&#38;#62;",
    "\\\\u003cscript\\\\u003e",
    '\\"note\\": \\"\\\\n\\"',
    "%u003c",
    "+%2B%20+",
    "\\x3cimg\\x3e",
    "=?utf-8?q?=3Cb=3E?=",
    "Ã©",
    "\u2028\u2029\ufeff",
]


def test_json_is_decoded_once(edda: User, revision: Revision) -> None:
    """Line 1."""
    client = Api(edda)
    for words in TWICE:
        body = new_tag(revision, "source", "The harbour office", note=words)
        made = client.post(f"revisions/{revision.pk}/annotations/", body)
        assert made.json()["note"] == words
        assert Annotation.objects.get(pk=body["id"]).note == words
        assert client.get(f"annotations/{body['id']}/").json()["note"] == words


def test_a_form_is_decoded_once_and_shown_as_it_was_written(edda: User, article: Article) -> None:
    """Line 1."""
    client = client_of(edda)
    known = {"language": "en", "direction": "ltr"}
    for words in TWICE:
        sent = {**known, "headline": words, "version": article.version}
        assert client.post(f"/articles/{article.pk}/edit", sent).status_code == 302
        article.refresh_from_db()
        shown = words.strip("\u2028\u2029")  # white space at the ends of a line of text
        assert article.headline == shown
        assert html.escape(shown).encode() in client.get(f"/articles/{article.pk}/").content
        told = Event.objects.filter(action="article.edited").latest("pk")
        assert told.changes["headline"][1] == shown


def test_a_text_is_taken_as_it_is(lena: User, project: object) -> None:
    """Line 1: entities and escapes in an article are its words."""
    text = "\n\n".join(TWICE[:-2])
    made = Api(lena).post("projects/harbour/articles/", {"text": text})
    assert made.status_code == 201, made.content
    assert Revision.objects.get().text == text


@pytest.mark.parametrize("path", ["/%252e%252e/settings/", "/articles%252f1/", "/%2e%2e%2fs/"])
def test_an_address_is_decoded_once(edda: User, path: str) -> None:
    """Line 1."""
    assert client_of(edda).get(path).status_code == 404


@pytest.mark.parametrize("name", ["harbour%2500", "harbour%00", "har%0abour", "h%c0%af", "%ff"])
def test_an_address_with_what_no_name_holds_is_not_found(lena: User, name: str) -> None:
    """Line 1: NUL, line feed, overlong UTF-8."""
    client = client_of(lena)
    for path in (f"/projects/{name}/", f"/api/v1/projects/{name}/"):
        assert client.get(path).status_code == 404
    assert client.post(f"/projects/harbour/members/{name}/remove").status_code == 404
    assert client.delete(f"/api/v1/projects/harbour/members/{name}/").status_code == 404
