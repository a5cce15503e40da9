"""Imports by API."""

import json
from urllib.parse import urlencode

import pytest

from annotations.api import imports
from annotations.models import Annotation, Job
from annotations.services.exports import run_export
from annotations.services.import_jobs import run_import
from tests.api.client import openapi

FILE = {"Content-Type": imports.FILE}


@pytest.mark.django_db(transaction=True)  # the worker reads by another connection
def test_what_one_desk_takes_out_another_takes_in(as_lena, as_otto, claim):
    order = {"format": "jsonl", "state": "all", "unmasked": True}
    export = as_lena.post("projects/harbour/exports/", order).json()
    run_export(export["id"])
    data = b"".join(as_lena.get(f"exports/{export['id']}/file").streaming_content)
    queued = as_otto.send("POST", "projects/other/imports/?format=jsonl", data, **FILE)
    assert (queued.status_code, queued.json()["state"]) == (202, "queued")
    run_import(queued.json()["id"])
    done = as_otto.get(f"imports/{queued.json()['id']}/").json()
    assert (done["state"], done["rows"], done["result"]["problems"]) == ("ready", 1, [])
    assert Annotation.objects.filter(project__slug="other", kind="claim").count() == 1
    listed = as_otto.get("projects/other/imports/").json()["results"]
    assert [one["id"] for one in listed] == [done["id"]]


@pytest.mark.parametrize(
    ("query", "sent", "status", "code"),
    [
        ("format=yaml", imports.FILE, 422, "unknown_format"),
        ("dry_run=1", imports.FILE, 400, "bad_parameter"),
        ("file=/etc/passwd", imports.FILE, 400, "unknown_parameter"),
        ("", "application/json", 415, "unsupported_media_type"),
        ("", "application/x-yaml", 415, "unsupported_media_type"),
    ],
)
def test_a_file_that_does_not_fit_is_refused(as_lena, project, query, sent, status, code):
    refused = as_lena.send(
        "POST", f"projects/harbour/imports/?{query}", b"{}", **{"Content-Type": sent}
    )
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Job.objects.exists()


ODD = ("who said; when", "a=b", "[x]", "'\"", "قال", "🔥")


def asked(api, **order):
    return api.send("POST", f"projects/harbour/imports/?{urlencode(order)}", b"{}", **FILE)


@pytest.mark.parametrize(("name", "key"), [("map", "labels"), ("map_links", "links")])
def test_a_mapping_names_any_word_as_an_object_or_a_list_of_pairs(as_lena, project, name, key):
    link = "attributed_to:reversed" if key == "links" else "claim"
    given = dict.fromkeys(ODD, link)
    for written in (json.dumps(given), json.dumps(list(given.items()))):
        queued = asked(as_lena, format="brat", **{name: written})
        assert queued.status_code == 202
        assert queued.json()["parameters"][key] == given


def test_the_examples_of_the_description_are_taken(as_lena, project):
    told = openapi()["paths"]["/api/v1/projects/{slug}/imports/"]["post"]["parameters"]
    examples = {one["name"]: one["schema"].get("example") for one in told}
    queued = asked(as_lena, format="brat", map=examples["map"], map_links=examples["map_links"])
    assert queued.status_code == 202
    assert queued.json()["parameters"]["labels"] == json.loads(examples["map"])
    assert queued.json()["parameters"]["links"] == json.loads(examples["map_links"])


def test_a_mapping_may_be_as_long_as_many_words_are(as_lena, project):
    given = {f"label {number} ".ljust(30, "x"): "claim" for number in range(1000)}
    written = json.dumps(given, separators=(",", ":"))
    assert len(written) > 10 * 4000
    assert len(urlencode({"map": written})) < 65_000  # as much as the server takes
    queued = asked(as_lena, format="brat", map=written)
    assert queued.json()["parameters"]["labels"] == given


def test_pairs_in_words_stay_what_they_were_brackets_or_not(as_lena, project):
    queued = asked(
        as_lena, format="brat", map="[Attribution]=claim;{cue}=status;a=b=source;12=ignore"
    )
    assert queued.json()["parameters"]["labels"] == {
        "[Attribution]": "claim",
        "{cue}": "status",
        "a=b": "source",
        "12": "ignore",
    }


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        ('{"a": "claim", "a": "source"}', 400, "duplicate_key"),
        ('[["a", "claim"], ["a", "source"]]', 422, "bad_mapping"),
        ('{"a": "rumour"}', 422, "bad_mapping"),
        ('{"a": 1}', 422, "bad_mapping"),
        ('{"a": {"b": "claim"}}', 422, "bad_mapping"),
        ('["a=claim"]', 422, "bad_mapping"),
        ('[["a"]]', 422, "bad_mapping"),
        ('{"": "claim"}', 422, "bad_mapping"),
        ('{"a": "claim"', 422, "bad_mapping"),
        ('{"a; b": "claim",}', 422, "bad_mapping"),
        ('{"a\\u0000": "claim"}', 400, "nul_not_allowed"),
        ('{"a\\ud800": "claim"}', 400, "invalid_unicode"),
        ("[" * 5000 + "]" * 5000, 400, "too_deep"),
        ("x" * 60_001, 400, "bad_parameter"),
    ],
)
def test_a_mapping_that_nobody_could_follow_is_refused(as_lena, project, written, status, code):
    refused = asked(as_lena, format="brat", map=written)
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Job.objects.exists()


@pytest.mark.parametrize(
    ("order", "code"),
    [
        ({"map": "a=claim"}, "bad_mapping"),
        ({"map_links": '{"a": "repeats"}'}, "bad_mapping"),
        ({"unit": "utf16"}, "unknown_unit"),
    ],
    ids=str,
)
def test_what_our_own_format_has_no_use_for_is_refused(as_lena, project, order, code):
    for named in ({}, {"format": "jsonl"}):
        refused = asked(as_lena, **named, **order)
        assert (refused.status_code, refused.json()["code"]) == (422, code)
        assert "choose the format of the tool" in refused.json()["detail"]
    assert asked(as_lena, map="", unit="code_point").status_code == 202


def test_a_file_over_the_limit_is_refused(as_lena, project, monkeypatch):
    monkeypatch.setattr(imports, "LARGEST_FILE", 10)
    refused = as_lena.send("POST", "projects/harbour/imports/", b"x" * 11, **FILE)
    assert (refused.status_code, refused.json()["code"]) == (413, "too_large")
    assert not Job.objects.exists()


def test_only_leads_import(as_rita, as_otto, project):
    for api, status in ((as_rita, 403), (as_otto, 404)):
        refused = api.send("POST", "projects/harbour/imports/", b"{}", **FILE)
        assert refused.status_code == status
        assert api.get("projects/harbour/imports/").status_code == status
