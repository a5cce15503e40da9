"""An address that a browser would run is kept nowhere, and shown nowhere as a link."""

import json
import uuid
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, models, transaction

from annotations.domain.addresses import BadAddress, parse
from annotations.formats.report import Report
from annotations.models import Annotation, Article, Evidence, User
from annotations.services import exports
from annotations.services.evidence import add_evidence
from annotations.services.exports import Order
from annotations.services.imports import import_file
from annotations.services.people import system_actor
from annotations.services.projects import create_project
from tests.api.client import Api
from tests.security.conftest import client_of

RUN = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    " javascript:alert(1)",
    "\tjavascript:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://https://example.org/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "view-source:https://example.org/",
    "blob:https://example.org/x",
    "file:///etc/passwd",
    "ftp://example.org/",
    "//example.org/",
    "https:example.org",
]
FIELDS = {
    *(("article", "source_url"), ("evidence", "url"), ("evidence", "archived_url")),
    *(("claimreview", "url"), ("project", "organisation_url"), ("project", "organisation_logo")),
    ("webhook", "url"),
}


def test_the_fields_of_this_file_are_all_that_hold_an_address() -> None:
    """Line 3."""
    found = {
        (model._meta.model_name, field.name)
        for model in apps.get_app_config("annotations").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.URLField) or field.name.endswith("url")
    }
    assert found == FIELDS


@pytest.mark.parametrize("address", RUN)
def test_what_is_published_and_called_is_a_web_address(lena: User, address: str) -> None:
    """Line 3."""
    for field in ("organisation_url", "organisation_logo"):
        answer = Api(lena).patch("projects/harbour/", {field: address})
        assert (answer.status_code, answer.json()["field"]) == (422, field)
    with pytest.raises(BadAddress):
        parse(address)


def test_the_api_refuses_it(edda: User, lena: User, claim: Annotation) -> None:
    """Line 3."""
    editor, lead = Api(edda), Api(lena)
    for address in RUN:
        _send(editor, lead, claim, address)
    assert not Evidence.objects.exists()
    assert not Article.objects.exclude(source_url="").exists()


def _send(editor: Api, lead: Api, claim: Annotation, address: str) -> None:
    for name in ("url", "archived_url"):
        body = {"id": str(uuid.uuid4()), "excerpt": "x", name: address}
        refused = editor.post(f"annotations/{claim.pk}/evidence/", body)
        assert refused.status_code in (400, 422), refused.content
    for_article = {"text": "Some words.", "source_url": address}
    assert lead.post("projects/harbour/articles/", for_article).status_code in (400, 422)
    changed = lead.patch(f"articles/{claim.article_id}/", {"source_url": address}, If_Match='"1"')
    assert changed.status_code in (400, 422)
    assert not Evidence.objects.exists()
    assert not Article.objects.exclude(source_url="").exists()


def test_forms_refuse_it(edda: User, claim: Annotation) -> None:
    """Line 3."""
    client = client_of(edda)
    known: dict[str, Any] = {"headline": "x", "language": "en", "direction": "ltr", "version": 1}
    outbox = f"/revisions/{claim.revision_id}/changes", f"/annotations/{claim.pk}/change"
    for address, name, path in zip(
        RUN, cycle(("url", "archived_url", "url")), cycle(outbox), strict=False
    ):
        client.post(f"/articles/{claim.article_id}/edit", {**known, "source_url": address})
        new = {"operation": "add-evidence", "id": str(claim.pk), "item": str(uuid.uuid4())}
        client.post(path, {**new, "excerpt": "x", name: address})
    kept = [*Article.objects.values_list("source_url", flat=True)]
    for piece in Evidence.objects.all():
        kept += [piece.url, piece.archived_url]
    assert all(one == "" or one.startswith(("http://", "https://")) for one in kept), kept


def test_the_database_refuses_it_whoever_writes(edda: User, claim: Annotation) -> None:
    """Line 3: bulk_create and update pass every check but this."""
    for address in RUN:
        for name in ("url", "archived_url"):
            row = Evidence(id=uuid.uuid4(), annotation=claim, author=edda, **{name: address})
            with pytest.raises(IntegrityError), transaction.atomic():
                Evidence.objects.bulk_create([row])
        with pytest.raises(IntegrityError), transaction.atomic():
            Article.objects.update(source_url=address)


@pytest.mark.django_db(transaction=True)
def test_an_import_leaves_it_out(lena: User, claim: Annotation, tmp_path: Path) -> None:
    """Line 3: one row for every such address in every field; none is stored."""
    add_evidence(actor=lena, annotation_id=claim.pk, id=uuid.uuid4(), url="https://example.org/a")
    order = Order(claim.project, "jsonl", "all", unmasked=True)
    lines = exports.stream_export(actor=lena, order=order, report=Report())
    [tree] = [json.loads(line) for line in lines]
    copies = [_with(tree, name, address) for name in ("", "url", "archived_url") for address in RUN]
    file = tmp_path / "in.jsonl"
    file.write_text("".join(f"{json.dumps(copy)}\n" for copy in copies))
    other = create_project(actor=system_actor(), slug="copy", name="Copy")
    import_file(actor=system_actor(), project=other, path=file, format="jsonl")
    for name in ("url", "archived_url"):
        kept = Evidence.objects.filter(annotation__project=other).exclude(**{name: ""})
        assert not kept.exclude(**{f"{name}__iregex": "^https?://"}).exists()
    kept = Article.objects.filter(project=other).exclude(source_url="")
    assert not kept.exclude(source_url__iregex="^https?://").exists()


def _with(tree: Any, name: str, address: str) -> Any:
    """A copy with ids of its own that has ``address`` in the article ("") or in its evidence."""
    copy = json.loads(json.dumps(tree))
    copy["article"]["headline"] = str(uuid.uuid4())
    if not name:
        copy["article"]["source_url"] = address
    for note in copy["annotations"]:
        note["id"] = str(uuid.uuid4())
        note["links"] = []
        for piece in note.get("evidence", []):
            piece["id"] = str(uuid.uuid4())
            if name:
                piece[name] = address
    return copy


@pytest.mark.parametrize("address", ["https://example.org/a", "HTTP://example.org/"])
def test_addresses_of_the_web_are_taken(edda: User, claim: Annotation, address: str) -> None:
    """Line 3."""
    add_evidence(actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), url=address)
    assert Evidence.objects.get().url == address


def test_a_link_out_says_nothing_and_gives_nothing(edda: User, claim: Annotation) -> None:
    """Line 3: the page that is opened learns neither where it was linked nor gets hold of ours."""
    add_evidence(actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), url="https://example.org/a")
    shown = client_of(edda).get(f"/annotations/{claim.pk}").content.decode()
    assert 'href="https://example.org/a"' in shown
    link = shown[shown.index('href="https://example.org/a"') :].partition(">")[0]
    assert "target" not in link or 'rel="noreferrer noopener"' in link
