"""Splitting and merging claims by API."""

import uuid

import pytest

from annotations.models import Annotation, Evidence
from annotations.services.evidence import add_evidence
from annotations.services.undo import undo
from tests.api.conftest import part
from tests.people import tag


@pytest.fixture
def split(as_edda, claim):
    """Send a split of the claim; ``version`` None sends no If-Match."""

    def send(body, version=claim.version, unit=""):
        headers = {} if version is None else {"If_Match": f'"{version}"'}
        return as_edda.post(f"annotations/{claim.pk}/split/{unit}", body, **headers)

    return send


@pytest.fixture
def other(edda, revision) -> Annotation:
    return tag(edda, revision, "claim", "3 barrels", note="Counted twice.")


@pytest.fixture
def merge(as_edda, claim, other):
    def send(version=claim.version, **changed):
        headers = {} if version is None else {"If_Match": f'"{version}"'}
        body = {"other": str(other.pk), "other_version": other.version, **changed}
        return as_edda.post(f"annotations/{claim.pk}/merge/", body, **headers)

    return send


def second_half(revision, **values):
    return {"id": str(uuid.uuid4()), "fragments": [part(revision, "were lost")], **values}


def test_a_claim_is_split_once(split, revision, claim):
    body = second_half(revision)
    made, again = split(body), split(body)
    assert (made.status_code, again.status_code) == (201, 200)
    first, second = made.json()["first"], made.json()["second"]
    assert (first["id"], first["quote"]) == (str(claim.pk), "12 crates")
    assert (second["id"], second["quote"]) == (body["id"], "were lost")
    assert len(second["links"]) == len(first["links"]) == 2
    assert made.headers["ETag"] == f'"{first["version"]}"'
    assert again.json() == made.json()
    assert Annotation.objects.claims().count() == 2


def test_evidence_goes_along_and_shared_words_stay_with_both(split, edda, revision, claim):
    added = add_evidence(
        actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), url="https://harbour.example/"
    )
    words = second_half(revision)["fragments"]
    body = second_half(revision, shared=words, evidence=[str(added.evidence.pk)])
    told = split(body, version=added.annotation.version).json()
    assert told["first"]["quote"] == "12 crates … were lost"
    assert [told[end]["evidence"] == [] for end in ("first", "second")] == [True, False]
    assert Evidence.objects.get(deleted_at=None).annotation_id == uuid.UUID(body["id"])


def test_offsets_of_a_split_may_be_counted_in_utf16(split, revision):
    words = part(revision, "were lost")
    shifted = {**words, "start": words["start"] + 1, "end": words["end"] + 1}
    body = second_half(revision, fragments=[shifted])
    assert split(body).json()["code"] == "quote_mismatch"
    told = split(body, unit="?unit=utf16").json()
    assert told["second"]["fragments"] == [shifted]


def test_another_split_under_the_same_id_is_refused(split, revision):
    body = second_half(revision)
    split(body)
    other = split({**body, "shared": body["fragments"]})
    assert (other.status_code, other.json()["code"]) == (409, "id_taken")


@pytest.mark.parametrize(
    ("changed", "code", "field"),
    [
        ({"fragments": []}, "empty_span", "fragments"),
        ({"fragments": ["The harbour office"]}, "bad_split", "fragments"),
        ({"fragments": ["12 crates", "were lost"]}, "bad_split", "fragments"),
        ({"shared": ["12 crates"]}, "bad_split", "shared"),
        ({"shared": [{"start": 0, "end": 5, "quote": "Harry"}]},
         "quote_mismatch", "shared.0.quote"),
    ],
)  # fmt: skip
def test_words_that_do_not_divide_the_claim_are_refused(split, revision, changed, code, field):
    places = {
        name: [part(revision, words) if isinstance(words, str) else words for words in given]
        for name, given in changed.items()
    }
    refused = split(second_half(revision, **places))
    assert refused.status_code == 422
    assert (refused.json()["code"], refused.json()["field"]) == (code, field)
    assert Annotation.objects.claims().count() == 1


def test_only_claims_are_split(as_edda, revision, source):
    body = second_half(revision, fragments=[part(revision, "harbour office")])
    refused = as_edda.post(f"annotations/{source.pk}/split/", body, If_Match='"1"')
    assert (refused.status_code, refused.json()["code"]) == (422, "bad_split")


def test_evidence_that_is_not_there_cannot_go_along(split, revision):
    assert split(second_half(revision, evidence=[str(uuid.uuid4())])).status_code == 404
    assert Annotation.objects.claims().count() == 1


def test_two_claims_are_merged_once_and_undo_parts_them(merge, as_edda, edda, claim, other):
    made, again = merge(), merge()
    assert (made.status_code, again.status_code) == (200, 200)
    told = made.json()
    assert told["kept"]["quote"] == "12 crates … 3 barrels were lost"
    assert told["kept"]["note"] == "Counted twice."
    assert (told["other"]["id"], told["other"]["deleted"]) == (str(other.pk), True)
    assert told["left"] == []
    assert made.headers["ETag"] == f'"{told["kept"]["version"]}"'
    undo(actor=edda, article_id=claim.article_id)
    assert as_edda.get(f"annotations/{other.pk}/").json()["deleted"] is False


def test_a_claim_is_not_merged_with_itself_or_a_source(merge, claim, source):
    for other in (claim, source):
        refused = merge(other=str(other.pk), other_version=other.version)
        assert (refused.status_code, refused.json()["code"]) == (422, "bad_merge")
        assert refused.json()["field"] == "other"


def test_both_versions_count(merge, split, edda, revision, claim, other):
    assert merge(version=None).status_code == split(second_half(revision), None).status_code == 428
    stale = merge(version=1)
    assert (stale.status_code, stale.json()["current"]["id"]) == (412, str(claim.pk))
    stale = merge(other_version=7)
    assert (stale.status_code, stale.json()["current"]["id"]) == (412, str(other.pk))
    assert split(second_half(revision), 1).json()["code"] == "stale_version"


def test_what_one_cannot_see_is_not_merged(merge, as_otto, otto, other_project):
    made = as_otto.post("projects/other/articles/", {"text": "Otters sleep."}).json()
    words = [{"start": 0, "end": 6, "quote": "Otters"}]
    far = {"id": str(uuid.uuid4()), "kind": "claim", "fragments": words}
    as_otto.post(f"revisions/{made['revision']['id']}/annotations/", far)
    assert merge(other=far["id"], other_version=1).status_code == 404
