"""A story comes in: looked over first, frozen once, with the very bytes that came."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from annotations.models import Article, Revision
from tests.people import TEXT

pytestmark = pytest.mark.django_db
NEW, KEEP = reverse("article-create"), reverse("article-keep")
DAMAGED = """Harbour in trouble

The harbour‚Äôs office said nothing on Monday.

Read more: Other news
"""


@pytest.fixture
def desk(client: Client, edda, project) -> Client:
    client.force_login(edda)
    return client


def file(data: bytes, name: str = "story.txt", kind: str = "text/plain") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data, kind)


def preview(desk: Client, **data):
    response = desk.post(NEW, data)
    assert response.status_code == 200
    assert response.templates[0].name == "ingest/preview.html"
    return response


def fields(response, **changes) -> dict:
    """What the browser would send if the form were sent as it stands."""
    form = response.context["form"]
    values = {bound.name: bound.value() for bound in form}
    kinds = {f"kind-{each['index']}": each["kind"] for each in response.context["blocks"]}
    sent = {**values, **kinds, **changes}
    return {name: value for name, value in sent.items() if value not in (None, False)}


def test_nothing_is_stored_before_it_was_looked_over(desk):
    page = preview(desk, text=TEXT).content.decode()
    assert "Look it over before it is kept" in page
    assert not Article.objects.exists()


def test_a_pasted_text_is_kept_as_it_was_pasted(desk):
    browsers = TEXT.replace("\n", "\r\n")
    response = desk.post(KEEP, fields(preview(desk, text=browsers)))
    article = Article.objects.get()
    assert response["Location"] == reverse("article-annotate", args=[article.pk])
    revision = article.current_revision
    assert revision.text == TEXT
    assert revision.original_bytes == TEXT.encode()
    assert (article.headline, article.language) == (TEXT.split("\n")[0], "en")


@pytest.mark.parametrize(
    "data",
    [
        "\ufeffÄrger 🧊\r\nZweite Zeile\r\n".encode(),
        "Вибух у порту\r\n\r\nМерка сказала: 17 загиблих.".encode("cp1251"),
        "Plain\rold\rMac lines".encode("utf-16"),
    ],
    ids=["bom and crlf", "windows-1251", "utf-16"],
)
def test_the_bytes_of_an_upload_are_kept_exactly(desk, data):
    response = preview(desk, file=file(data))
    assert desk.post(KEEP, fields(response)).status_code == 302
    revision = Revision.objects.get()
    assert revision.original_bytes == data
    assert revision.original_sha256 == hashlib.sha256(data).hexdigest()
    assert "\r" not in revision.text
    assert not revision.text.startswith("\ufeff")


def test_damage_is_shown_before_and_after_and_left_alone(desk):
    response = preview(desk, text=DAMAGED)
    page = response.content.decode()
    assert "<del>‚Äô</del>" in page
    assert "<ins>’</ins>" in page
    assert "1 passage looks damaged" in page
    desk.post(KEEP, fields(response))
    assert "harbour‚Äôs" in Revision.objects.get().text


def test_an_accepted_repair_is_made_and_told(desk):
    response = preview(desk, text=DAMAGED)
    desk.post(KEEP, fields(response, repairs=["0"]))
    revision = Revision.objects.get()
    assert "harbour’s" in revision.text
    assert [each["before"] for each in revision.repairs] == ["‚Äô"]
    assert revision.original_bytes == DAMAGED.encode()


def test_what_the_page_calls_furniture_can_be_corrected(desk):
    response = preview(desk, text=DAMAGED)
    kinds = [each["kind"] for each in response.context["blocks"]]
    assert kinds == ["heading", "paragraph", "boilerplate"]
    desk.post(KEEP, fields(response, **{"kind-1": "quote", "kind-2": "caption"}))
    revision = Revision.objects.get()
    assert [block["kind"] for block in revision.blocks] == ["heading", "quote", "caption"]
    last = revision.blocks[-1]
    assert revision.text[last["start"] : last["end"]] == "Read more: Other news"


def test_metadata_is_stored_with_it(desk):
    told = {
        "headline": "Another headline",
        "byline": "Ona Rell",
        "publisher": "The Lantern",
        "source_url": "https://lantern.example/1",
        "published_at": "2026-03-01T09:30",
        "story": "ferry-strike",
        "licence": "CC BY 4.0",
    }
    desk.post(KEEP, fields(preview(desk, text=TEXT), **told))
    article = Article.objects.get()
    assert article.published_at.isoformat() == "2026-03-01T09:30:00+00:00"
    assert {name: getattr(article, name) for name in told if name != "published_at"} == {
        name: value for name, value in told.items() if name != "published_at"
    }


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "data:text/html,x", "vbscript:x", "ftp://x.example", "//"]
)
def test_an_address_that_is_not_the_webs_is_refused_and_what_was_typed_stays(desk, url):
    sent = fields(preview(desk, text=DAMAGED), source_url=url, byline="Ona", repairs=["0"])
    response = desk.post(KEEP, {**sent, "kind-1": "quote"})
    page = response.content.decode()
    assert response.status_code == 422
    assert "Nothing was stored yet" in page
    assert 'value="Ona"' in page
    assert 'name="repairs" value="0" checked' in page
    assert '<option value="quote" selected>' in page
    assert not Article.objects.exists()


def test_the_same_text_twice_needs_a_second_word(desk):
    desk.post(KEEP, fields(preview(desk, text=TEXT)))
    again = preview(desk, text=TEXT)
    assert "This text is here already" in again.content.decode()
    assert desk.post(KEEP, fields(again)).status_code == 422
    assert Article.objects.count() == 1
    assert desk.post(KEEP, fields(again, again="on")).status_code == 302
    assert Article.objects.count() == 2


def test_text_of_another_desk_is_not_told(desk, otto, other_project):
    other = Client()
    other.force_login(otto)
    other.post(KEEP, fields(preview(other, text=TEXT)))
    assert "This text is here already" not in preview(desk, text=TEXT).content.decode()


def test_what_nobody_sees_is_shown(desk):
    page = preview(desk, text="Zero\u200bwidth and \u202eturned.").content.decode()
    assert "U+200B ZERO WIDTH SPACE" in page
    assert "U+202E RIGHT-TO-LEFT OVERRIDE" in page


def test_a_right_to_left_text_is_guessed_so(desk):
    response = preview(desk, text="قال مسؤولون إن 1,900 منزل فقدت الكهرباء والمياه.")
    values = fields(response)
    assert (values["language"], values["direction"]) == ("ar", "rtl")


@pytest.mark.parametrize(
    ("sent", "status", "says"),
    [
        ({}, 422, "Paste an article or choose a file"),
        ({"text": " \n "}, 422, "Paste an article or choose a file"),
        ({"text": "\u200b"}, 422, "no visible text"),
        ({"file": file(b"")}, 422, "no visible text"),
        ({"file": file(b"x", "x.docx")}, 415, "cannot be read"),
        ({"file": file(b"%PDF-1.7", "x.txt")}, 415, "PDF"),
        ({"file": file(b"a\0b")}, 422, "NUL character at position 1"),
        ({"file": file(b"\xed\xa0\x80 half")}, 422, "Byte 0 does not fit"),
        ({"file": file(b"x" * (2 * 1024 * 1024 + 1))}, 413, "larger than"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(desk, sent, status, says):
    response = desk.post(NEW, sent)
    assert (response.status_code, says in response.content.decode()) == (status, True)
    assert not Article.objects.exists()


def test_what_is_carried_between_the_steps_cannot_be_made_up(desk, emil):
    sent = fields(preview(desk, text=TEXT))
    for carried in ("", "x", sent["carried"][:-2]):
        assert desk.post(KEEP, {**sent, "carried": carried}).status_code == 400
    other = Client()
    other.force_login(emil)
    assert other.post(KEEP, sent).status_code == 400
    assert desk.post(KEEP, {**sent, "kind-0": "poem"}).status_code == 400
    assert not Article.objects.exists()


def test_a_viewer_may_not_and_another_desk_is_not_there(client, vera, other_project):
    client.force_login(vera)
    response = client.get(NEW)
    assert response.status_code == 403
    assert "This needs the role editor" in response.content.decode()
    assert client.post(NEW, {"text": TEXT, "project": other_project.slug}).status_code == 404


def test_a_text_of_very_many_lines_goes_in(desk):
    response = preview(desk, text="\n".join(f"Line {each}." for each in range(1200)))
    page = response.content.decode()
    assert page.count("<select") < 1000
    sent = fields(response)
    sent = {name: value for name, value in sent.items() if f'name="{name}"' in page}
    assert desk.post(KEEP, sent).status_code == 302
    assert len(Revision.objects.get().blocks) == 1200
