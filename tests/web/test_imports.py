"""Imports on the page: a file, what its words become, what came of it, and who may."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import Annotation, Article, ImportMapping, Job, Term, User
from annotations.services import import_reports
from annotations.services.annotations import delete_annotation
from annotations.services.import_jobs import run_import
from annotations.web import forms_imports
from annotations.web.watching import look_again

pytestmark = pytest.mark.django_db(transaction=True)
TEXT = "The harbour office said 12 boats burnt."
LABELS = [[0, 18, "Source"], [24, 38, "Fact"], [24, 26, "Fact"]]


@pytest.fixture(autouse=True)
def files(settings: Any, tmp_path: Path) -> Path:
    settings.EXPORTS_DIR = tmp_path
    return tmp_path


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def as_lena(lena) -> Client:
    return browser(lena)


def doccano(text: str = TEXT, labels: list[Any] = LABELS) -> bytes:
    return json.dumps({"id": 1, "text": text, "label": labels}).encode() + b"\n"


CREATE = "/imports/new/harbour"


def send(client: Client, data: bytes, format: str = "doccano") -> Any:
    file = SimpleUploadedFile("in.jsonl", data)
    return client.post(CREATE, {"format": format, "file": file})


def looked(client: Client, data: bytes | None = None, format: str = "doccano") -> Job:
    """Send a file and look at it, as the worker would."""
    response = send(client, doccano() if data is None else data, format)
    job = Job.objects.first()
    assert job is not None
    assert response.headers["Location"] == reverse("import-read", args=[job.pk])
    run_import(job.pk)
    job.refresh_from_db()
    return job


def start(client: Client, job: Job, **fields: str) -> Job:
    response = client.post(reverse("import-start", args=[job.pk]), fields)
    started = Job.objects.first()
    assert started is not None
    assert response.headers["Location"] == reverse("import-read", args=[started.pk])
    run_import(started.pk)
    started.refresh_from_db()
    return started


def page_of(client: Client, job: Job) -> str:
    return client.get(reverse("import-read", args=[job.pk])).content.decode()


def test_a_file_is_looked_at_before_anything_is_stored(as_lena, project):
    send(as_lena, doccano())
    job = Job.objects.get()
    running = as_lena.get(reverse("import-progress", args=[job.pk])).content.decode()
    assert "hx-trigger" in running
    assert "<html" not in running
    run_import(job.pk)
    page = page_of(as_lena, job)
    assert "hx-trigger" not in page
    for told in ("Fact", "× 2", "12 boats burnt", "nothing is stored yet", "Only try it"):
        assert told in page
    assert '<option value="source" selected>' in page
    assert not Article.objects.exists()


def test_the_words_become_what_was_chosen_and_that_is_remembered(as_lena, project):
    job = looked(as_lena)
    done = start(as_lena, job, **{"labels-0": "claim", "labels-1": "source"})
    assert done.state == Job.State.READY
    assert sorted(Annotation.objects.values_list("kind", flat=True)) == ["claim", "claim", "source"]
    assert ImportMapping.objects.get().labels == {"Fact": "claim"}  # “Source” is ours
    assert "New articles" in page_of(as_lena, done)
    again = looked(as_lena)
    assert '<option value="claim" selected>' in page_of(as_lena, again)


def test_a_try_keeps_nothing_and_leads_back_to_the_choices(as_lena, project):
    job = looked(as_lena)
    chosen = {"labels-0": "claim", "labels-1": "ignore"}
    tried = start(as_lena, job, dry_run="1", **chosen)
    page = page_of(as_lena, tried)
    assert "Only tried" in page
    back = f"{reverse('import-read', args=[job.pk])}?like={tried.pk}"
    assert f'href="{back}"' in page
    assert not Article.objects.exists()
    start(as_lena, job, **chosen)
    assert Article.objects.count() == 1


def test_a_try_is_gone_back_from_with_its_choices(as_lena, project):
    job = looked(as_lena, doccano("🔥 Fire here.", [[3, 7, "Fact"]]))
    tried = start(as_lena, job, dry_run="1", unit="utf16", **{"labels-0": "claim"})
    address = reverse("import-read", args=[job.pk])
    page = as_lena.get(address, {"like": tried.pk}).content.decode()
    assert '<option value="claim" selected>' in page
    assert re.search(r'value="utf16"[^>]* checked', page)
    for like in ("x", "9" * 18, "9" * 5000, "", str(job.pk)):
        answer = as_lena.get(address, {"like": like})
        assert '<option value="claim" selected>' not in answer.content.decode()
        assert answer.status_code == (404 if like == "9" * 18 else 200)


def test_a_word_that_would_become_nothing_we_know_is_refused_on_the_page(as_lena, project):
    job = looked(as_lena)
    given = {"labels-0": "rumour", "labels-1": "source"}
    response = as_lena.post(reverse("import-start", args=[job.pk]), given)
    assert response.status_code == 422
    assert "rumour is not one of the available choices" in response.content.decode()
    assert Job.objects.count() == 1


def test_it_is_asked_before_every_label_is_left_out_and_that_is_not_remembered(as_lena, project):
    job = looked(as_lena)
    out = {"labels-0": "ignore", "labels-1": "ignore"}
    asked = as_lena.post(reverse("import-start", args=[job.pk]), out)
    assert asked.status_code == 422
    assert "Nothing of this file would become a tag" in asked.content.decode()
    assert Job.objects.count() == 1
    [hidden] = re.findall(r'<input type="hidden" name="(texts_only)" value="1">', asked.text)
    done = start(as_lena, job, **out, **{hidden: "1"})
    assert (Article.objects.count(), Annotation.objects.count()) == (1, 0)
    assert "Nothing of this file became a tag" in page_of(as_lena, done)
    assert not ImportMapping.objects.exists()


def test_a_try_that_leaves_every_label_out_says_so(as_lena, project):
    job = looked(as_lena)
    assert "would become a tag" not in page_of(as_lena, job)
    tried = start(as_lena, job, dry_run="1", **{"labels-0": "ignore", "labels-1": "ignore"})
    assert "Nothing of this file became a tag" in page_of(as_lena, tried)


def test_a_file_without_a_label_is_not_asked_about(as_lena, project):
    done = start(as_lena, looked(as_lena, doccano(labels=[])))
    assert Article.objects.count() == 1
    assert "Nothing of this file became a tag" not in page_of(as_lena, done)


def test_the_unit_is_asked_for_only_where_the_file_leaves_it_open(as_lena, project):
    assert 'name="unit"' not in page_of(as_lena, looked(as_lena))
    job = looked(as_lena, doccano("🔥 Fire here.", [[3, 7, "Claim"]]))
    if not job.result["undecided"]:
        pytest.fail(f"the file was meant to leave it open: {job.result}")
    assert 'name="unit"' in page_of(as_lena, job)
    given = {"labels-0": "claim"}
    assert as_lena.post(reverse("import-start", args=[job.pk]), given).status_code == 422
    done = start(as_lena, job, unit="utf16", **given)
    assert done.state == Job.State.READY
    assert Annotation.objects.get().quote == "Fire"


def test_both_readings_of_an_offset_stand_beside_the_choice_of_the_unit(as_lena, project):
    labels = [[5, 9, "Claim"], [0, 1, "Claim"]]
    page = page_of(as_lena, looked(as_lena, doccano("A 🔥 Fire here.", labels)))
    assert "what was drawn on doccano’s page" in page.partition("UTF-16 units")[2]
    assert "doccano" not in page.partition("Characters (code points)")[2].partition("UTF-16")[0]
    assert re.search(r"as characters: <q[^>]*>ire </q>", page)
    assert re.search(r"as UTF-16: <q[^>]*>Fire</q>", page)
    assert page.count("as characters:") == 1  # what stands before an emoji is the same either way


def test_the_arrow_of_a_relation_points_from_its_origin_to_its_target(as_lena, project):
    row = {
        "text": "قال حارس الميناء إن القارب غرق.",
        "entities": [
            {"id": 1, "label": "source", "start_offset": 4, "end_offset": 8},
            {"id": 2, "label": "claim", "start_offset": 20, "end_offset": 26},
        ],
        "relations": [{"from_id": 1, "to_id": 2, "type": "said"}],
    }
    page = page_of(as_lena, looked(as_lena, json.dumps(row).encode()))
    ends = [row["text"][part] for part in (slice(4, 8), slice(20, 26))]
    assert f'<q dir="ltr"><bdi>{ends[0]}</bdi> → <bdi>{ends[1]}</bdi></q>' in page


def test_rows_that_were_left_out_are_told_and_can_be_taken(as_lena, project):
    job = looked(as_lena, doccano(labels=[*LABELS, [30, 900, "Fact"]]))
    done = start(as_lena, job, **{"labels-0": "claim", "labels-1": "source"})
    page = page_of(as_lena, done)
    problem = done.result["problems"][0]
    assert problem["where"] in page
    report = as_lena.get(reverse("import-report", args=[done.pk]))
    assert report.headers["Content-Disposition"].startswith("attachment")
    assert report.json() == done.result
    table = as_lena.get(reverse("import-table", args=[done.pk]))
    assert b"file,line,where,reason" in table.getvalue()


def test_a_row_leads_to_the_article_that_it_is_about_where_that_is_here(as_lena, project):
    job = looked(as_lena, doccano(labels=[*LABELS, [30, 900, "Fact"]]))
    choices = {"labels-0": "claim", "labels-1": "source"}
    tried = page_of(as_lena, start(as_lena, job, dry_run="1", **choices))
    assert "/articles/" not in tried.partition("Rows to look at")[2]
    done = start(as_lena, job, **choices)
    article = Article.objects.get()
    rows = page_of(as_lena, done).partition("Rows to look at</h2>")[2]
    link = f'<a href="{reverse("article-read", args=[article.pk])}">'
    assert f"{link}<bdi>{article.headline}</bdi></a>" in rows
    later = Job.objects.filter(pk=done.pk)
    for told in ({"article": 2**40}, {}):
        one = {"file": "", "line": 1, "where": "x", "reason": "It is here."} | told
        later.update(result={**done.result, "problems": [one]})  # as older ones were kept
        rows = page_of(as_lena, done).partition("Rows to look at</h2>")[2]
        assert "It is here." in rows
        assert "/articles/" not in rows


def test_a_hostile_word_is_shown_and_not_run(as_lena, project):
    page = page_of(as_lena, looked(as_lena, doccano(labels=[[0, 3, "<script>alert(1)"]])))
    assert "&lt;script&gt;alert(1)" in page
    assert "<script>alert" not in page


def test_a_file_that_is_too_large_is_refused_at_once(as_lena, project, monkeypatch):
    monkeypatch.setattr(forms_imports, "LARGEST_FILE", 10)
    response = send(as_lena, doccano())
    assert response.status_code == 422
    assert "The file is too large" in response.content.decode()
    assert not Job.objects.exists()


@pytest.mark.parametrize("format", ["brat", "doccano", "labelstudio", "webannotation", "jsonl"])
def test_a_file_that_is_something_else_says_so(as_lena, project, format):
    job = looked(as_lena, b"\x89PNG not a dataset", format)
    page = page_of(as_lena, job)
    assert job.state == Job.State.FAILED
    assert 'role="alert"' in page
    assert "Something broke" not in page


def test_a_file_in_which_nothing_is_recognised_says_so(as_lena, project):
    page = page_of(as_lena, looked(as_lena, b"\n\n", "jsonl"))
    assert "Nothing was recognised" in page
    assert reverse("import-start", args=[Job.objects.get().pk]) not in page


def test_no_file_is_asked_for_again(as_lena, project):
    response = as_lena.post(CREATE, {"format": "doccano"})
    assert response.status_code == 422
    assert "This field is required" in response.content.decode()


def test_past_imports_tell_who_what_and_what_came_of_it(as_lena, project):
    start(as_lena, looked(as_lena), **{"labels-0": "claim", "labels-1": "source"})
    with CaptureQueriesContext(
        connection,
    ) as few:
        page = as_lena.get(reverse("import-list"), {"project": "harbour"}).content.decode()
    for told in ("doccano", "Lena", "Ready", "only looked at"):
        assert told in page
    assert page.count(">in.jsonl<") == 2  # of the look, and of the import
    assert "in.jsonl" in page_of(as_lena, Job.objects.all()[0])
    looked(as_lena)
    with CaptureQueriesContext(connection) as more:
        as_lena.get(reverse("import-list"), {"project": "harbour"})
    assert len(more) == len(few)


def test_past_imports_tell_how_many_tags_are_new_otherwise_or_unchanged(as_lena, lena, project):
    def counted() -> list[str]:
        """What the rows of the list say of tags, newest first."""
        page = as_lena.get(reverse("import-list"), {"project": "harbour"}).content.decode()
        cells = re.findall(r'<td data-label="Tags">(.*?)</td>', page, re.DOTALL)
        return [" ".join(re.sub(r"<[^>]+>", " ", cell).split()) for cell in cells]

    choices = {"labels-0": "claim", "labels-1": "source"}
    start(as_lena, looked(as_lena), **choices)
    assert counted() == ["3 new", "–"]
    one = Annotation.objects.get(kind="source")
    delete_annotation(actor=lena, annotation_id=one.pk, version=one.version)
    labels = [*LABELS, [4, 11, "Fact"]]
    start(as_lena, looked(as_lena, doccano(labels=labels)), dry_run="1", **choices)
    assert counted()[0] == "1 new 1 otherwise here 2 unchanged"
    start(as_lena, looked(as_lena, doccano(labels=[])))
    assert counted()[0] == "none"
    send(as_lena, doccano())
    assert counted()[0] == "–"


def test_an_import_can_be_cancelled(as_lena, project):
    send(as_lena, doccano())
    job = Job.objects.get()
    page = as_lena.post(reverse("import-cancel", args=[job.pk]), follow=True).content.decode()
    job.refresh_from_db()
    assert job.state == Job.State.CANCELLED
    assert "nothing was stored" in page


def test_a_file_that_nobody_looked_at_is_not_imported(as_lena, project):
    send(as_lena, doccano())
    job = Job.objects.get()
    assert as_lena.post(reverse("import-start", args=[job.pk])).status_code == 409


def test_leads_find_the_page(as_lena, rita, project):
    address = f'{reverse("import-list")}?project=harbour"'
    for client, there in ((as_lena, True), (browser(rita), False)):
        exports = client.get(reverse("export-list"), {"project": "harbour"}).content.decode()
        mine = client.get(reverse("project-read", args=["harbour"])).content.decode()
        assert (address in exports, address in mine) == (there, there)


@pytest.mark.parametrize(("name", "status"), [("vera", 403), ("rita", 403), ("otto", 404)])
def test_others_see_no_imports(name, status, request, as_lena, project):
    job = looked(as_lena)
    client = browser(request.getfixturevalue(name))
    assert client.get(reverse("import-list"), {"project": "harbour"}).status_code == status
    assert send(client, doccano()).status_code == status
    for view in ("import-read", "import-progress", "import-report", "import-table"):
        assert client.get(reverse(view, args=[job.pk])).status_code == status
    for view in ("import-cancel", "import-start"):
        assert client.post(reverse(view, args=[job.pk])).status_code == status


class Body(io.BytesIO):
    """A body that knows whether anybody read of it."""

    was_read = False

    def read(self, size: int | None = -1) -> bytes:
        self.was_read = True
        return super().read(size)


def upload(client: Client, length: int | None = None) -> tuple[Any, Body]:
    """Post a file as a browser does, with a token from the form."""
    form = {"format": "doccano", "file": SimpleUploadedFile("in.jsonl", doccano())}
    data = encode_multipart(BOUNDARY, form)
    body = Body(data)
    request: dict[str, Any] = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": CREATE,
        "CONTENT_TYPE": MULTIPART_CONTENT,
        "CONTENT_LENGTH": len(data) if length is None else length,
        "wsgi.input": body,
    }
    return client.request(**request), body


@pytest.mark.parametrize(
    ("name", "status"), [("", 302), ("vera", 403), ("rita", 403), ("otto", 404)]
)
def test_nothing_is_read_of_a_file_that_nobody_may_send(name, status, request, project):
    client = Client(enforce_csrf_checks=True)
    if name:
        client.force_login(request.getfixturevalue(name))
    response, body = upload(client)
    assert response.status_code == status
    assert not body.was_read


def test_nothing_is_read_of_a_file_that_says_it_is_too_large(as_lena, project):
    response, body = upload(as_lena, length=600 * 1024 * 1024)
    assert response.status_code == 413
    assert "The file is too large" in response.content.decode()
    assert not body.was_read


def test_the_body_of_who_may_send_it_is_read(as_lena, project):
    response, body = upload(as_lena)
    assert response.status_code == 302
    assert body.was_read
    assert Job.objects.count() == 1


def test_a_file_without_the_token_of_our_form_is_refused(lena, project):
    client = Client(enforce_csrf_checks=True)
    client.force_login(lena)
    response, _ = upload(client)
    assert response.status_code == 403
    assert not Job.objects.exists()


def test_terms_are_called_by_their_labels(as_lena, project):
    page = page_of(as_lena, looked(as_lena))
    term = Term.objects.get(project=project, vocabulary__name="polarity", slug="not_verified")
    assert f'value="status:polarity=not_verified">Status, It says: {term.label}<' in page
    assert "not_verified</option>" not in page


def test_rows_that_cannot_be_read_are_shown_before_anything_is_chosen(as_lena, project):
    page = page_of(as_lena, looked(as_lena, doccano() + b'{"id": 2}\n'))
    assert "1 row cannot come in" in page
    assert "A row of doccano has a “text”" in page
    assert "Only try it" in page


def test_a_file_of_another_tool_under_this_name_says_which_it_seems_to_be(as_lena, project):
    page = page_of(as_lena, looked(as_lena, doccano(), "labelstudio"))
    assert "It looks like doccano’s JSON Lines: choose that format." in page
    assert "Nothing of this file can come in" in page
    assert "Nothing to bring in" in page
    assert "Only try it" not in page


def test_annotations_whose_text_is_not_here_say_so_one_by_one(as_lena, project):
    """More than three are in a list that opens; nothing is called ready."""
    notes = [
        {
            "@context": "http://www.w3.org/ns/anno.jsonld",
            "type": "Annotation",
            "body": {"type": "TextualBody", "value": "Fact"},
            "target": {
                "source": f"https://elsewhere.example/{number}",
                "selector": {"type": "TextPositionSelector", "start": 0, "end": 4},
            },
        }
        for number in range(5)
    ]
    page = page_of(as_lena, looked(as_lena, json.dumps(notes).encode(), "webannotation"))
    assert page.count("The project has no article of this text") == 5
    assert "5 rows cannot come in" in page
    assert "2 more" in page
    assert "Ready" not in page
    assert "Nothing was recognised" not in page


def test_a_page_asks_soon_and_then_less_often(as_lena, project):
    """A tenth of a second more or less does not matter: it never falls, and has a ceiling."""
    job = Job.objects.get(pk=looked(as_lena).pk)
    job.created_at = timezone.now()
    assert look_again(job) == 300
    job.created_at -= timedelta(seconds=1)
    assert 1000 <= look_again(job) <= 2000
    job.created_at -= timedelta(hours=1)
    assert look_again(job) == 2000


def test_a_cancelled_import_tells_how_far_it_came(as_lena, project):
    start(as_lena, looked(as_lena), **{"labels-0": "claim", "labels-1": "source"})
    job = Job.objects.latest("pk")
    Job.objects.filter(pk=job.pk).update(state=Job.State.CANCELLED, done=1800, of=3000)
    assert "1,800 of 3,000 articles" in page_of(as_lena, job)


@pytest.mark.parametrize("to", ["import-start", "import-create"])
def test_the_address_of_a_form_that_was_sent_leads_to_its_page(as_lena, project, to):
    asked = looked(as_lena).pk if to == "import-start" else "harbour"
    page = as_lena.get(reverse(to, args=[asked]), follow=True)
    assert page.redirect_chain
    assert page.status_code == 200
    assert reverse(to, args=[asked]) in page.content.decode()


def test_an_address_that_takes_forms_alone_says_so(as_lena, project):
    response = as_lena.get(reverse("import-cancel", args=[looked(as_lena).pk]))
    assert response.status_code == 405
    assert response.headers["Allow"] == "POST"
    assert "This address only takes what a form sends" in response.content.decode()


def test_more_problems_than_a_report_holds_are_said_to_be_in_the_table(
    as_lena, project, monkeypatch
):
    monkeypatch.setattr(import_reports, "MOST_TOLD", 2)
    wrong = [[number, 900, "Fact"] for number in range(5)]
    job = looked(as_lena, doccano(labels=[*LABELS, *wrong]))
    done = start(as_lena, job, **{"labels-0": "claim", "labels-1": "source"})
    report = as_lena.get(reverse("import-report", args=[done.pk])).json()
    assert (len(report["problems"]), report["problems_in_all"]) == (2, 5)
    assert report["problems_note"] == "These are the first 2 of 5; all of them are in the CSV."
    assert "The first 2 of 5; all are in the CSV below." in page_of(as_lena, done)
    table = as_lena.get(reverse("import-table", args=[done.pk])).getvalue().decode()
    assert len(table.splitlines()) == 6
