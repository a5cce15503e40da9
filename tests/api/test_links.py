"""Links, evidence and comments by API."""

import uuid

import pytest

from annotations.models import Comment, Evidence, Link
from tests.people import tag


@pytest.fixture
def linked(as_edda, claim, source):
    """The link that the claim has, and where links are."""
    return f"annotations/{claim.pk}/links/", Link.objects.get(type="attributed_to")


def test_a_link_is_made_once(as_edda, edda, revision, claim):
    other = tag(edda, revision, "source", "Mayor Ona Rell")
    body = {"type": "denied_by", "target": str(other.pk)}
    made = as_edda.post(f"annotations/{claim.pk}/links/", body)
    again = as_edda.post(f"annotations/{claim.pk}/links/", body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["version"] == claim.version + 1
    assert made.headers["ETag"] == f'"{claim.version + 1}"'
    assert again.json()["id"] == made.json()["id"]
    assert again.json()["version"] == claim.version + 1


def test_a_link_between_wrong_kinds_is_refused(as_edda, claim, marker):
    refused = as_edda.post(
        f"annotations/{claim.pk}/links/", {"type": "attributed_to", "target": str(marker.pk)}
    )
    assert (refused.status_code, refused.json()["code"]) == (422, "link_not_allowed")


def test_a_link_to_what_one_cannot_see_is_not_found(as_edda, claim):
    refused = as_edda.post(
        f"annotations/{claim.pk}/links/", {"type": "repeats", "target": str(uuid.uuid4())}
    )
    assert refused.status_code == 404


def test_a_stale_version_is_honoured_where_it_is_sent(as_edda, claim, source):
    body = {"type": "relayed_by", "target": str(source.pk)}
    refused = as_edda.post(f"annotations/{claim.pk}/links/", body, If_Match='"1"')
    assert refused.status_code == 412
    assert refused.json()["current"]["version"] == claim.version


@pytest.mark.parametrize("by", ["ends", "id", "address"])
def test_a_link_is_taken_away(as_edda, linked, by):
    where, link = linked
    if by == "ends":
        gone = as_edda.delete(where, {"type": link.type, "target": str(link.target_id)})
    elif by == "id":
        gone = as_edda.delete(where, {"id": link.pk})
    else:
        gone = as_edda.delete(f"{where}{link.pk}/")
    assert gone.status_code == 204
    assert not Link.objects.filter(pk=link.pk).exists()


def test_a_link_is_named_by_its_ends_or_its_id(as_edda, linked):
    where, link = linked
    assert as_edda.delete(where, {}).json()["code"] == "required"
    assert as_edda.delete(where, {"type": link.type}).json()["field"] == "target"
    assert as_edda.delete(where, {"id": 2_000_000_000}).status_code == 404


def piece(**values):
    return {
        "id": str(uuid.uuid4()),
        "medium": "document",
        "stance": "supports",
        "url": "https://harbour.example/log",
        "excerpt": "  12 crates ",
        **values,
    }


def test_evidence_is_added_once_and_kept_exactly(as_edda, claim):
    where, body = f"annotations/{claim.pk}/evidence/", piece()
    made = as_edda.post(where, body)
    again = as_edda.post(where, body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["excerpt"] == "  12 crates "
    assert made.json()["version"] == claim.version + 1
    other = as_edda.post(where, {**body, "stance": "refutes"})
    assert (other.status_code, other.json()["code"]) == (409, "id_taken")


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"url": "javascript:alert(1)"}, 422, "bad_evidence"),
        ({"archived_url": "data:text/html,x"}, 422, "bad_evidence"),
        ({"url": "", "excerpt": ""}, 422, "bad_evidence"),
        ({"medium": "pigeon"}, 422, "unknown_term"),
        ({"captured_at": "yesterday"}, 400, "wrong_type"),
        ({"captured_at": "0000-00-00"}, 400, "wrong_type"),
        ({"capture_sha256": "abc"}, 422, "bad_value"),
        ({"url": "https://x.example/" + "y" * 2000}, 422, "bad_value"),
        ({"id": 7}, 400, "wrong_type"),
        ({"author": "rita"}, 400, "unknown_field"),
    ],
)
def test_evidence_that_does_not_fit_is_refused(as_edda, claim, values, status, code):
    refused = as_edda.post(f"annotations/{claim.pk}/evidence/", piece(**values))
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert not Evidence.objects.exists()


@pytest.mark.parametrize("by", ["id", "address"])
def test_evidence_is_removed(as_edda, claim, by):
    where, body = f"annotations/{claim.pk}/evidence/", piece()
    as_edda.post(where, body)
    if by == "id":
        gone = as_edda.delete(where, {"id": body["id"]})
    else:
        gone = as_edda.delete(f"{where}{body['id']}/")
    assert gone.status_code == 204
    assert as_edda.get(f"annotations/{claim.pk}/").json()["evidence"] == []
    assert as_edda.post(where, body).status_code == 410


def test_comments_are_a_thread_by_pages(as_edda, as_rita, claim):
    where = f"annotations/{claim.pk}/comments/"
    for text in ("One", "Two", "Three"):
        body = {"id": str(uuid.uuid4()), "text": text}
        assert as_rita.post(where, body).status_code == 201
        assert as_rita.post(where, body).status_code == 200
    first = as_edda.get(f"{where}?limit=2").json()
    then = as_edda.get(first["next"].removeprefix("http://testserver")).json()
    assert [one["text"] for one in first["results"] + then["results"]] == ["One", "Two", "Three"]
    assert then["next"] is None
    assert as_edda.get(f"annotations/{claim.pk}/").json()["version"] == claim.version


def test_a_comment_is_removed_by_its_author_or_a_lead(as_edda, as_emil, as_lena, claim):
    where = f"annotations/{claim.pk}/comments/"
    ids = [str(uuid.uuid4()) for _ in range(2)]
    for identity in ids:
        as_edda.post(where, {"id": identity, "text": "Hm"})
    assert as_emil.delete(f"{where}{ids[0]}/").status_code == 403
    assert as_edda.delete(f"{where}{ids[0]}/").status_code == 204
    assert as_lena.delete(where, {"id": ids[1]}).status_code == 204
    assert Comment.objects.filter(deleted_at=None).count() == 0


def test_an_empty_comment_is_refused(as_edda, claim):
    body = {"id": str(uuid.uuid4()), "text": "  "}
    refused = as_edda.post(f"annotations/{claim.pk}/comments/", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "empty_comment")
