"""Threads of comments and suggested edits by API."""

import uuid

import pytest

from annotations.models import Contributor
from tests.api.conftest import part
from tests.services.steps import now


def where(claim, rest=""):
    return f"annotations/{claim.pk}/{rest}"


def say(api, claim, text="Who counted?", **more):
    body = {"id": str(uuid.uuid4()), "text": text, **more}
    answer = api.post(where(claim, "comments/"), body)
    assert answer.status_code == 201, answer.content
    return answer.json()


def suggest(api, claim, comment="", **changes):
    body = {"id": str(uuid.uuid4()), "changes": changes, "comment": comment}
    answer = api.post(where(claim, "suggested-edits/"), body)
    assert answer.status_code == 201, answer.content
    return answer.json()


# Threads ---------------------------------------------------------------------------------------


def test_a_reply_names_its_thread(as_edda, as_rita, claim):
    root = say(as_rita, claim)
    reply = say(as_edda, claim, "The harbour.", reply_to=root["id"])
    later = say(as_rita, claim, "When?", reply_to=reply["id"])
    assert (root["reply_to"], reply["reply_to"], later["reply_to"]) == (
        None,
        root["id"],
        root["id"],
    )


def test_a_thread_is_resolved_and_opened_again(as_edda, as_rita, claim):
    root = say(as_rita, claim)
    reply = say(as_edda, claim, "The harbour.", reply_to=root["id"])
    for _ in range(2):
        done = as_edda.post(where(claim, f"comments/{reply['id']}/resolve/"))
        assert done.status_code == 200
        assert (done.json()["id"], done.json()["resolved_by"]) == (root["id"], "edda")
    listed = as_rita.get(where(claim, "comments/")).json()["results"]
    assert [one["resolved_by"] for one in listed] == ["edda", None]
    again = as_rita.post(where(claim, f"comments/{root['id']}/reopen/"))
    assert again.json()["resolved_at"] is None


def test_a_reply_to_nothing_is_not_found(as_edda, claim, source):
    elsewhere = say(as_edda, source)
    for to in (str(uuid.uuid4()), elsewhere["id"]):
        body = {"id": str(uuid.uuid4()), "text": "Hm", "reply_to": to}
        assert as_edda.post(where(claim, "comments/"), body).status_code == 404
        assert as_edda.post(where(claim, f"comments/{to}/resolve/")).status_code == 404


# Suggested edits -------------------------------------------------------------------------------


def test_a_suggestion_is_made_once_and_listed(as_rita, claim, rita):
    body = {
        "id": str(uuid.uuid4()),
        "changes": {"note": "Ask the mayor.", "attributes": {"type": "event"}},
        "comment": "She was there.",
    }
    made = as_rita.post(where(claim, "suggested-edits/"), body)
    again = as_rita.post(where(claim, "suggested-edits/"), body)
    assert (made.status_code, again.status_code) == (201, 200)
    assert made.json()["changes"] == {
        "note": ["", "Ask the mayor."],
        "attributes": [{"type": None}, {"type": "event"}],
    }
    clash = as_rita.post(where(claim, "suggested-edits/"), {**body, "comment": "x"})
    assert (clash.status_code, clash.json()["code"]) == (409, "id_taken")
    listed = as_rita.get(where(claim, "suggested-edits/")).json()["results"]
    assert listed == [made.json()]
    assert now(claim).note == ""
    assert not Contributor.objects.filter(user=rita).exists()


def test_the_list_goes_on_page_by_page(as_rita, claim):
    for number in range(3):
        suggest(as_rita, claim, note=f"Note {number}")
    page = as_rita.get(where(claim, "suggested-edits/?limit=2")).json()
    rest = as_rita.get(page["next"].replace("http://testserver", "")).json()
    notes = [one["changes"]["note"][1] for one in [*page["results"], *rest["results"]]]
    assert notes == ["Note 0", "Note 1", "Note 2"]
    assert rest["next"] is None


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({}, 422, "nothing_suggested"),
        ({"desk_status": "unverified"}, 422, "nothing_suggested"),
        ({"desk_status": "rumour"}, 422, "unknown_term"),
        ({"attributes": {"identity": "x"}}, 422, "bad_attribute"),
        ({"kind": "source"}, 400, "unknown_field"),
        ({"state": "approved"}, 400, "unknown_field"),
        ({"note": 1}, 400, "wrong_type"),
    ],
)
def test_it_is_refused_as_the_edit_would_be(as_rita, claim, changes, status, code):
    body = {"id": str(uuid.uuid4()), "changes": changes}
    refused = as_rita.post(where(claim, "suggested-edits/"), body)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_other_words_are_compared_with_the_text(as_rita, claim, revision):
    wanted = part(revision, "12 crates and 3 barrels were lost")
    made = suggest(as_rita, claim, fragments=[wanted])
    assert made["changes"]["quote"] == ["12 crates … were lost", wanted["quote"]]
    body = {"id": str(uuid.uuid4()), "changes": {"fragments": [{**wanted, "quote": "x"}]}}
    refused = as_rita.post(where(claim, "suggested-edits/"), body)
    assert refused.json()["code"] == "quote_mismatch"


def test_it_is_taken_by_somebody_else(as_edda, as_rita, claim):
    made = suggest(as_rita, claim, note="Ask the mayor.")
    own = as_rita.post(where(claim, f"suggested-edits/{made['id']}/accept/"))
    assert (own.status_code, own.json()["code"]) == (403, "own_suggestion")
    for _ in range(2):
        done = as_edda.post(where(claim, f"suggested-edits/{made['id']}/accept/"))
        assert done.status_code == 200
        assert (done.json()["state"], done.json()["settled_by"]) == ("accepted", "edda")
        assert done.headers["ETag"] == f'"{now(claim).version}"'
    assert now(claim).note == "Ask the mayor."
    left = as_edda.post(where(claim, f"suggested-edits/{made['id']}/decline/"))
    assert (left.status_code, left.json()["code"]) == (409, "illegal_state")


def test_what_was_changed_since_is_replaced_only_knowingly(as_edda, as_rita, claim):
    made = suggest(as_rita, claim, note="Ask the mayor.")
    as_edda.patch(where(claim), {"note": "Called."}, If_Match=f'"{claim.version}"')
    address = where(claim, f"suggested-edits/{made['id']}/accept/")
    refused = as_edda.post(address)
    assert (refused.status_code, refused.json()["code"]) == (409, "suggestion_overtaken")
    assert refused.json()["now"] == {"note": "Called."}
    assert as_edda.post(address, {"anyway": True}).status_code == 428
    stale = as_edda.post(address, {"anyway": True}, If_Match='"1"')
    assert stale.json()["code"] == "suggestion_overtaken"
    version = refused.json()["version"]
    assert as_edda.post(address, {"anyway": True}, If_Match=f'"{version}"').status_code == 200


def test_it_is_left_with_a_word(as_edda, as_rita, claim):
    made = suggest(as_rita, claim, note="Ask the mayor.")
    address = where(claim, f"suggested-edits/{made['id']}/decline/")
    done = as_edda.post(address, {"comment": "She is abroad."})
    assert (done.status_code, done.json()["state"]) == (200, "declined")
    refused = as_edda.post(where(claim, f"suggested-edits/{made['id']}/accept/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "illegal_state")


def test_a_token_for_reviewing_suggests_and_takes_nothing(rita, emil, claim, as_emil):
    from_reviewer = type(as_emil)(rita, ["review"])
    suggest(from_reviewer, claim, note="Ask the mayor.")
    made = suggest(as_emil, claim, note="Ask the captain.")
    refused = from_reviewer.post(where(claim, f"suggested-edits/{made['id']}/accept/"))
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")


def test_nothing_is_found_under_another_tag(as_edda, as_rita, claim, source):
    made = suggest(as_rita, claim, note="Ask the mayor.")
    for verb in ("accept", "decline"):
        found = as_edda.post(where(source, f"suggested-edits/{made['id']}/{verb}/"))
        assert found.status_code == 404
