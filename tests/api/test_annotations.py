"""Annotations by API: idempotent creation, versions, units."""

import uuid
from typing import Any

import pytest

from annotations.models import Annotation, Event, Revision
from tests.api.client import Api
from tests.api.conftest import new_tag, part


@pytest.fixture
def body(revision: Revision) -> dict[str, Any]:
    return new_tag(revision, "claim", "12 crates", "were lost", desk_status="unverified")


def at(revision: Revision) -> str:
    return f"revisions/{revision.pk}/annotations/"


def test_create_answers_the_annotation_with_its_version(as_edda, revision, body):
    response = as_edda.post(at(revision), body)
    assert response.status_code == 201
    assert response.headers["ETag"] == '"1"'
    made = response.json()
    assert made["id"] == body["id"]
    assert (made["version"], made["state"], made["label"]) == (1, "draft", "C1")
    assert made["fragments"] == sorted(body["fragments"], key=lambda one: one["start"])
    assert made["desk_status"] == "unverified"


def test_create_takes_three_queries(as_edda, revision, body, django_assert_num_queries):
    as_edda.get("me/")
    with django_assert_num_queries(3):  # who, which terms, and the statement that does it all
        as_edda.post(at(revision), body)


def test_the_same_again_answers_todays_state(as_edda, revision, body):
    as_edda.post(at(revision), body)
    as_edda.patch(f"annotations/{body['id']}/", {"note": "seen"}, If_Match='"1"')
    again = as_edda.post(at(revision), body)
    assert again.status_code == 200
    assert again.json()["note"] == "seen"
    assert again.headers["ETag"] == '"2"'
    assert Annotation.objects.count() == 1


def test_the_same_id_with_another_body_is_refused(as_edda, revision, body):
    as_edda.post(at(revision), body)
    other = as_edda.post(at(revision), {**body, "note": "another"})
    assert other.status_code == 409
    assert other.json()["code"] == "id_taken"


def test_a_deleted_id_never_comes_back_by_itself(as_edda, revision, body):
    as_edda.post(at(revision), body)
    as_edda.delete(f"annotations/{body['id']}/", If_Match='"1"')
    again = as_edda.post(at(revision), body)
    assert again.status_code == 410
    assert Annotation.objects.get().deleted_at is not None


def test_a_quote_that_differs_is_refused_with_its_place(as_edda, revision, body):
    body["fragments"][1]["quote"] = "were found"
    refused = as_edda.post(at(revision), body)
    assert refused.status_code == 422
    assert refused.json()["code"] == "quote_mismatch"
    assert refused.json()["field"] == "fragments.1.quote"
    assert "“were lost”, not “were found”" in refused.json()["detail"]
    assert not Annotation.objects.exists()
    assert not Event.objects.filter(action="annotation.created").exists()


@pytest.mark.parametrize("sent", ['"1"', 'W/"1"', "1"], ids=["quoted", "weak", "bare"])
def test_a_change_names_the_version_it_changes(as_edda, revision, body, sent):
    as_edda.post(at(revision), body)
    changed = as_edda.patch(f"annotations/{body['id']}/", {"note": "n"}, If_Match=sent)
    assert changed.status_code == 200
    assert changed.json()["version"] == 2
    assert changed.headers["ETag"] == '"2"'


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_change_without_a_version_is_refused(as_edda, claim, method):
    refused = getattr(as_edda, method)(f"annotations/{claim.pk}/", {})
    assert refused.status_code == 428
    assert refused.json()["code"] == "version_required"


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_a_stale_version_is_refused_with_the_current_row(as_edda, claim, method):
    refused = getattr(as_edda, method)(f"annotations/{claim.pk}/", {}, If_Match='"1"')
    assert refused.status_code == 412
    assert refused.json()["code"] == "stale_version"
    assert refused.json()["current"]["version"] == claim.version
    assert refused.json()["current"]["id"] == str(claim.pk)
    assert refused.headers["ETag"] == f'"{claim.version}"'


@pytest.mark.parametrize("sent", ["*", "abc", '"1", "2"', '"-1"', '"1.0"', ""])
def test_an_if_match_that_names_no_version_is_malformed(as_edda, claim, sent):
    refused = as_edda.patch(f"annotations/{claim.pk}/", {"note": ""}, If_Match=sent)
    assert refused.status_code == 400
    assert refused.json()["code"] == "bad_if_match"


def test_a_deleted_annotation_can_be_restored(as_edda, claim):
    gone = as_edda.delete(f"annotations/{claim.pk}/", If_Match=f'"{claim.version}"')
    assert (gone.status_code, gone.content) == (204, b"")
    assert gone.headers["ETag"] == f'"{claim.version + 1}"'
    assert as_edda.get(f"annotations/{claim.pk}/").json()["deleted"] is True
    back = as_edda.post(f"annotations/{claim.pk}/restore/")
    assert back.status_code == 200
    assert (back.json()["deleted"], back.json()["state"]) == (False, "draft")


def test_changing_what_is_deleted_is_gone(as_edda, claim):
    as_edda.delete(f"annotations/{claim.pk}/", If_Match=f'"{claim.version}"')
    refused = as_edda.patch(f"annotations/{claim.pk}/", {"note": ""}, If_Match='"9"')
    assert refused.status_code == 410


def test_a_claim_comes_with_hash_approvals_and_gaps(as_edda, revision, body):
    made = as_edda.post(at(revision), body).json()
    claim = as_edda.get(f"annotations/{made['id']}/").json()
    assert len(claim["hash"]) == 64
    assert claim["approvals"] == {"have": 0, "need": 1}
    assert claim["gaps"] == [{"code": "no_source", "sentence": "It has no source."}]


def test_a_source_has_no_hash_and_no_state(as_edda, source):
    shown = as_edda.get(f"annotations/{source.pk}/").json()
    assert shown["state"] is None
    assert "hash" not in shown


def test_attributes_are_merged_and_checked(as_edda, source):
    where = f"annotations/{source.pk}/"
    one = as_edda.patch(where, {"attributes": {"identity": "Harbour office"}}, If_Match='"1"')
    two = as_edda.patch(where, {"attributes": {"type": "named_group"}}, If_Match='"2"')
    assert two.json()["attributes"] == {"identity": "Harbour office", "type": "named_group"}
    bad = as_edda.patch(where, {"attributes": {"type": "martian"}}, If_Match='"3"')
    assert one.status_code == 200
    assert (bad.status_code, bad.json()["code"]) == (422, "unknown_term")
    odd = as_edda.patch(where, {"attributes": {"colour": "red"}}, If_Match='"3"')
    assert (odd.status_code, odd.json()["code"]) == (422, "bad_attribute")


# Units ------------------------------------------------------------------------------------------


def test_utf16_offsets_are_converted_in_and_out(as_edda, revision):
    body = new_tag(revision, "claim", "12 crates and 3")  # after the 🧊, which has two units
    found = body["fragments"][0]
    found["start"] += 1
    found["end"] += 1
    made = as_edda.post(f"{at(revision)}?unit=utf16", body)
    assert made.status_code == 201, made.content
    assert made.json()["fragments"] == [found]
    stored = Annotation.objects.get()
    assert stored.fragments[0].start == found["start"] - 1
    plain = as_edda.get(f"annotations/{body['id']}/").json()
    assert plain["fragments"][0]["start"] == found["start"] - 1
    units = as_edda.get(f"annotations/{body['id']}/?unit=utf16").json()
    assert units["fragments"] == [found]
    listed = as_edda.get(f"{at(revision)}?unit=utf16").json()
    assert listed["results"][0]["fragments"] == [found]


def test_a_change_in_utf16_is_converted_too(as_edda, revision, body):
    as_edda.post(at(revision), body)
    found = part(revision, "3 barrels")
    found["start"] += 1
    found["end"] += 1
    changed = as_edda.patch(
        f"annotations/{body['id']}/?unit=utf16", {"fragments": [found]}, If_Match="1"
    )
    assert changed.status_code == 200
    assert changed.json()["fragments"] == [found]
    assert changed.json()["quote"] == "3 barrels"


def test_an_offset_inside_a_surrogate_pair_is_refused(as_edda, revision):
    body = new_tag(revision, "claim", "🧊")
    body["fragments"][0]["start"] += 1
    refused = as_edda.post(f"{at(revision)}?unit=utf16", body)
    assert refused.status_code == 422
    assert refused.json()["code"] == "splits_surrogate"


# Lists ------------------------------------------------------------------------------------------


def test_a_list_goes_on_where_the_last_page_ended(as_edda, revision, claim, source, marker):
    seen = []
    where = f"{at(revision)}?limit=2"
    while where:
        page = as_edda.get(where).json()
        seen += [one["id"] for one in page["results"]]
        where = page["next"] and page["next"].removeprefix("http://testserver")
    assert sorted(seen) == sorted(str(one.pk) for one in (claim, source, marker))
    assert len(seen) == 3


def test_deleted_ones_are_listed_only_when_asked_for(as_edda, revision, source):
    as_edda.delete(f"annotations/{source.pk}/", If_Match='"1"')
    assert as_edda.get(at(revision)).json()["results"] == []
    assert len(as_edda.get(f"{at(revision)}?deleted=true").json()["results"]) == 1


def test_listing_takes_the_same_queries_whatever_the_number(
    as_edda, edda, revision, django_assert_num_queries
):
    as_edda.get("me/")
    for quote in ("12 crates", "3 barrels", "Monday"):
        as_edda.post(at(revision), new_tag(revision, "claim", quote))
        with django_assert_num_queries(3):
            as_edda.get(at(revision))


@pytest.mark.parametrize(
    "query",
    [
        "limit=0",
        "limit=2001",
        "limit=x",
        "limit=1000000000000000000000",
        "cursor=x",
        "cursor=MSAy",
        "unit=bytes",
        "page_size=10",
        "kind__ne=1",
        "_connector=OR",
        "limit=1&limit=2",
    ],
)
def test_a_query_that_is_not_on_the_list_is_refused(as_edda, revision, query):
    refused = as_edda.get(f"{at(revision)}?{query}")
    assert refused.status_code == 400
    assert refused.json()["code"] in ("bad_parameter", "unknown_parameter", "repeated_parameter")


# History ----------------------------------------------------------------------------------------


def test_history_tells_who_changed_what(as_edda, as_emil, claim):
    as_emil.patch(f"annotations/{claim.pk}/", {"note": "why"}, If_Match=f'"{claim.version}"')
    told = as_edda.get(f"annotations/{claim.pk}/history/").json()["results"]
    assert [event["action"] for event in told] == [
        "annotation.edited",
        "link.added",
        "link.added",
        "annotation.created",
    ]
    assert told[0]["actor"] == "emil"
    assert told[0]["changes"] == {"note": ["", "why"]}
    first = as_edda.get(f"annotations/{claim.pk}/history/?limit=1").json()
    assert len(first["results"]) == 1
    assert first["next"]


def test_an_id_in_capitals_is_the_same_id(as_edda: Api, claim: Annotation) -> None:
    assert as_edda.get(f"annotations/{str(claim.pk).upper()}/").status_code == 200


def test_nobody_elses_annotation_exists(as_otto, as_edda, claim):
    assert as_otto.get(f"annotations/{claim.pk}/").status_code == 404
    assert as_otto.get(f"annotations/{claim.pk}/").json() == (
        as_edda.get(f"annotations/{uuid.uuid4()}/").json()
    )
