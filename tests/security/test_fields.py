"""Every word has a longest, every structure a shape, and no body sets what is not its own."""

import importlib
import inspect
import json
import pkgutil
import uuid
from collections.abc import Iterator
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.db import models

from annotations import api, web
from annotations.api.fields import AnyOf, Field, Free, ListOf, Shape, Text
from annotations.models import Annotation, Article, ClaimReview, Comment, Evidence, User
from tests.api.client import Api
from tests.api.conftest import new_tag
from tests.security.conftest import client_of

CHECKED_BY_THE_READER = {
    ("PasteForm", "text"): "domain/text.py counts it",
    ("PreviewForm", "carried"): "signed by us; the body has a limit",
}
JSON = {
    "annotation.attributes": "domain/vocabulary.py: describe",
    "revision.blocks": "domain/blocks.py makes them",
    "revision.repairs": "domain/repair.py makes them",
    "event.changes": "the services make them",
    "job.parameters": "api/exports.py and api/imports.py: Shape",
    "importmapping.labels": "domain/mappings.py: Choices.check",
    "importmapping.links": "domain/mappings.py: Choices.check",
    "job.lost": "formats/records.py: Report",
    "job.result": "services/imports.py: ImportReport",
    "apitoken.scopes": "models/people.py: Scope",
    "person.preferences": "domain/shortcuts.py: with_keys; services/people.py: set_mail",
    "decision.snapshot": "domain/claims.py: canonical",
    "suggestededit.changes": "services/editing.py: edit",
    "release.options": "formats/releases/facts.py: Options",
    "release.figures": "services/release_jobs.py makes them",
    "release.lost": "formats/records.py: Report",
    "release.files": "services/release_jobs.py makes them",
}
"""JSON column → who says what may be in it."""


def _modules(package: Any) -> Iterator[Any]:
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        yield importlib.import_module(found.name)


def _forms() -> list[type[forms.Form]]:
    return [
        found
        for module in _modules(web)
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, forms.Form) and found.__module__ == module.__name__
    ]


@pytest.mark.parametrize("form", _forms(), ids=lambda form: form.__name__)
def test_every_word_of_a_form_has_a_longest(form: type[forms.Form]) -> None:
    """Line 9."""
    for name, field in form.base_fields.items():
        words = isinstance(field, forms.CharField) and not isinstance(field, forms.UUIDField)
        if words and (form.__name__, name) not in CHECKED_BY_THE_READER:
            assert field.max_length, name  # type: ignore[attr-defined]
        if isinstance(field, forms.IntegerField):
            assert field.min_value is not None, name
            assert field.max_value is not None, name


def _inside(field: Field) -> Iterator[Field]:
    yield field
    within: list[Field] = []
    if isinstance(field, Shape):
        within = list(field.fields.values())
    elif isinstance(field, ListOf):
        within = [field.of]
    elif isinstance(field, AnyOf):
        within = list(field.sorts)
    for one in within:
        yield from _inside(one)


def test_every_word_of_the_api_has_a_longest_and_one_object_is_free() -> None:
    """Line 9: tests/api/test_schema.py looks at what is published; this at what checks."""
    free = set()
    for module in _modules(api):
        for _, value in inspect.getmembers(module):
            fields = value.values() if isinstance(value, dict) else [value]
            for field in (one for one in fields if isinstance(one, Field)):
                for one in _inside(field):
                    if isinstance(one, Text | ListOf):
                        assert 0 < one.longest <= 2_500_000
                    if isinstance(one, Free):
                        free.add(module.__name__)
    attributes = {"annotations.api.annotations", "annotations.api.suggested_edits"}
    assert free == attributes  # which the domain checks


def test_every_json_column_has_somebody_who_checks_it() -> None:
    """Line 9."""
    found = {
        f"{model._meta.model_name}.{field.name}"
        for model in apps.get_app_config("annotations").get_models()
        for field in model._meta.get_fields()
        if isinstance(field, models.JSONField)
    }
    assert found - {"user.preferences"} == set(JSON) - {"person.preferences"}


@pytest.mark.parametrize("value", [1, True, None, [], {"a": 1}, "x" * 501, "a\u0000b", {"x": {}}])
def test_a_free_object_holds_only_what_its_kind_has(
    edda: User, source: Annotation, value: Any
) -> None:
    """Line 9."""
    where = f"annotations/{source.pk}/"
    for name in ("identity", "type", "party", "__proto__", "figure"):
        answer = Api(edda).patch(where, {"attributes": {name: value}}, If_Match='"1"')
        allowed = value is None or (name == "party" and value is True)
        assert answer.status_code in ((200, 412, 422) if allowed else (400, 412, 422)), name
    source.refresh_from_db()
    assert set(source.attributes) <= {"party"}


LONG = "x" * 10_001


def test_a_page_stores_nothing_longer_than_the_api(
    edda: User, claim: Annotation, source: Annotation
) -> None:
    """Line 9: what the outbox and its forms send, field by field, far too long."""
    client = client_of(edda)
    before = _kept()
    for sent in _too_long(claim, source):
        for path in (
            f"/revisions/{claim.revision_id}/changes",
            f"/annotations/{sent['id']}/change",
        ):
            answer = client.post(path, {**sent, "item": str(uuid.uuid4())})
            assert 400 <= answer.status_code < 500, (path, [*sent][-1], answer.status_code)
    assert _kept() == before


def _too_long(claim: Annotation, source: Annotation) -> Iterator[dict[str, Any]]:
    edit = {"operation": "edit", "id": str(claim.pk), "version": claim.version}
    names = ("note", "normalised_claim", "desk_status", "hedge", "independence", "figure_unit")
    for name in (*names, "figure_value", "type", "version"):
        yield {**edit, "fields": name, name: LONG}
    edit = {"operation": "edit", "id": str(source.pk), "version": source.version}
    for name in ("identity", "affiliation", "channel"):
        yield {**edit, "fields": name, name: LONG}
    new = {"operation": "add-evidence", "id": str(claim.pk), "url": "https://example.org/"}
    for name in ("excerpt", "locator", "checked_by", "capture_sha256", "medium", "stance"):
        yield {**new, name: LONG}
    for name in ("url", "archived_url"):
        yield {**new, name: f"https://example.org/{LONG}"}
    yield {"operation": "add-comment", "id": str(claim.pk), "text": LONG}
    link = {"operation": "link", "id": str(claim.pk), "target": str(source.pk)}
    yield {**link, "type": "repeats", "how": LONG}
    yield {**link, "type": LONG}
    yield {"operation": LONG, "id": str(claim.pk)}


def _kept() -> list[Any]:
    rows = [
        list(model.objects.order_by("pk").values()) for model in (Annotation, Evidence, Comment)
    ]
    return [*rows, list(Article.objects.values())]


# What a body may not carry along -----------------------------------------------------------------


def _everything(model: type[models.Model]) -> list[str]:
    return [field.attname for field in model._meta.concrete_fields]


def test_no_column_is_set_by_naming_it(edda: User, lena: User, claim: Annotation) -> None:
    """Line 57: every column of every row that can be written, one at a time."""
    editor, lead = Api(edda), Api(lena)
    revision = claim.revision
    article = claim.article
    taken = {
        "annotation": {"id", "kind", "fragments", "desk_status", "attributes", "note"}
        | {"normalised_claim", "no_source_given"},
        "article": {"headline", "byline", "publisher", "source_url", "language", "direction"}
        | {"published_at", "licence", "story", "embargo_until", "confidential_note"},
        "project": {"slug", "name", "mode", "required_approvals", "guidelines"}
        | {"editors_may_export", "organisation_name", "organisation_url", "organisation_logo"},
        "claim_review": {"claimant", "claimant_type", "claim_date", "url"},
    }
    for name in _everything(Annotation):
        if name not in taken["annotation"]:
            body = new_tag(revision, "claim", "Monday") | {name: 1}
            made = editor.post(f"revisions/{revision.pk}/annotations/", body)
            assert (made.status_code, made.json()["code"]) == (400, "unknown_field"), name
        if name not in taken["annotation"] - {"id"}:
            sent = editor.patch(f"annotations/{claim.pk}/", {name: 1}, If_Match="9")
            assert (sent.status_code, sent.json()["code"]) == (400, "unknown_field"), name
    for name in {*_everything(Article)} - taken["article"]:
        for answer in (
            lead.patch(f"articles/{article.pk}/", {name: 1}, If_Match='"1"'),
            lead.post("projects/harbour/articles/", {"text": "Words.", name: 1}),
        ):
            assert (answer.status_code, answer.json()["code"]) == (400, "unknown_field"), name
    for name in {*_everything(ClaimReview)} - taken["claim_review"]:
        where = f"projects/harbour/claim-reviews/{claim.pk}/"
        sent = lead.patch(where, {name: 1}, If_Match='"0"')
        assert (sent.status_code, sent.json()["code"]) == (400, "unknown_field"), name
    for name in {*_everything(type(article.project))} - taken["project"] | {"slug", "mode"}:
        sent = lead.patch("projects/harbour/", {name: 1})
        assert (sent.status_code, sent.json()["code"]) == (400, "unknown_field"), name


def test_a_form_sets_only_its_own_fields(edda: User, article: Article) -> None:
    """Line 57: everything about a person and an article beside what the form asks for."""
    client = client_of(edda)
    rows = {**dict.fromkeys(_everything(User), "1"), "first_name": "Edda", "last_name": "L"}
    before = User.objects.values().get(pk=edda.pk)
    assert client.post("/settings/name", rows).status_code == 302
    after = User.objects.values().get(pk=edda.pk)
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"first_name", "last_name", "last_login"}
    before = Article.objects.values().get(pk=article.pk)
    everything = dict.fromkeys(_everything(Article), "7")
    sent = {"headline": "New", "language": "en", "direction": "ltr", "version": 1}
    dates = {"published_at": "", "embargo_until": "", "source_url": ""}
    client.post(f"/articles/{article.pk}/edit", {**everything, **sent, **dates})
    after = Article.objects.values().get(pk=article.pk)
    changed = {name for name in before if before[name] != after[name]}
    words = {"headline", "byline", "publisher", "licence", "story", "confidential_note"}
    assert changed <= words | {"version", "updated_at"}


def test_an_annotation_form_sets_only_what_its_operation_has(edda: User, claim: Annotation) -> None:
    """Line 57."""
    before = Annotation.objects.values().get(pk=claim.pk)
    everything = {name: "1" for name in _everything(Annotation) if name not in ("id", "version")}
    sent = {"operation": "edit", "id": str(claim.pk), "version": str(claim.version)}
    client = client_of(edda)
    path = f"/revisions/{claim.revision_id}/changes"
    answer = client.post(path, {**everything, **sent, "fields": "note", "note": "Called."})
    assert answer.status_code == 200
    after = Annotation.objects.values().get(pk=claim.pk)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"note", "version", "updated_at"}
    for name in ("state", "author_id", "ordinal"):
        asked = {**everything, **sent, "version": "4", "fields": name}
        assert client.post(path, asked).status_code == 400, name


OTHER_TYPES: list[tuple[str, Any]] = [
    ("id", 1),
    ("id", "{not}"),
    ("kind", 1),
    ("fragments", {}),
    ("fragments", [{"start": "0", "end": 5, "quote": "x"}]),
    ("fragments", [{"start": True, "end": 5, "quote": "x"}]),
    ("fragments", [{"start": 0.0, "end": 5, "quote": "x"}]),
    ("fragments", [{"start": 2**63, "end": 5, "quote": "x"}]),
    ("fragments", [{"start": 0, "end": 5, "quote": 5}]),
    ("fragments", [[0, 5, "x"]]),
    ("note", 1),
    ("note", None),
    ("no_source_given", "true"),
    ("no_source_given", 1),
    ("attributes", []),
    ("desk_status", ["unverified"]),
]


def test_a_value_of_another_type_is_refused_and_not_turned(edda: User, article: Article) -> None:
    """Line 59: tests/api/test_parsers.py has keys that stand twice, NaN, depth and NUL."""
    revision = article.current_revision
    assert revision is not None
    api = Api(edda)
    for name, value in OTHER_TYPES:
        body = new_tag(revision, "claim", "Monday") | {name: value}
        answer = api.post(f"revisions/{revision.pk}/annotations/", body)
        assert answer.status_code == 400, (name, value)
        told = json.loads(answer.content)
        assert told["code"] == "bad_number" or told["field"].startswith(name), (name, value)
    assert not Annotation.objects.exists()
