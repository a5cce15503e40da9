"""Submit, decide, withdraw by API: four eyes, bound to what was seen."""

import pytest

from annotations.models import Decision
from tests.people import tag


@pytest.fixture
def waiting(as_edda, claim):
    """The answer to the submit of a complete claim."""
    return as_edda.post(f"annotations/{claim.pk}/submit/").json()


def decide(api, waiting, verdict="approve", **values):
    body = {"verdict": verdict, "seen": waiting["hash"], **values}
    return api.post(f"annotations/{waiting['id']}/decisions/", body)


def test_a_complete_claim_is_submitted_and_a_retry_answers_the_same(as_edda, claim):
    done = as_edda.post(f"annotations/{claim.pk}/submit/")
    again = as_edda.post(f"annotations/{claim.pk}/submit/")
    assert done.status_code == again.status_code == 200
    assert done.json() == again.json()
    assert done.json()["state"] == "submitted"
    assert done.json()["version"] == claim.version + 1
    shown = as_edda.get(f"annotations/{claim.pk}/").json()
    assert shown["hash"] == done.json()["hash"]


def test_a_claim_with_gaps_is_held_back_in_words(as_edda, edda, revision):
    bare = tag(edda, revision, "claim", "3 barrels")
    refused = as_edda.post(f"annotations/{bare.pk}/submit/")
    assert (refused.status_code, refused.json()["code"]) == (422, "incomplete")
    assert refused.json()["missing"] == ["It has no finding.", "It has no source."]


def test_an_articles_submit_says_what_was_held_back(as_edda, edda, article, revision, claim):
    bare = tag(edda, revision, "claim", "3 barrels")
    report = as_edda.post(f"articles/{article.pk}/submit/").json()
    assert [one["id"] for one in report["submitted"]] == [str(claim.pk)]
    assert [one["id"] for one in report["held"]] == [str(bare.pk)]
    assert report["held"][0]["gaps"][0]["code"] == "no_finding"


def test_somebody_else_approves(as_rita, as_vera, waiting):
    decided = decide(as_rita, waiting)
    assert decided.status_code == 201
    assert decided.json()["state"] == "approved"
    assert (decided.json()["have"], decided.json()["need"]) == (1, 1)
    listed = as_vera.get(f"annotations/{waiting['id']}/decisions/").json()["results"]
    assert [(one["reviewer"], one["verdict"]) for one in listed] == [("rita", "approve")]


def test_nobody_decides_on_their_own_work(as_lena, as_rita, waiting):
    version = as_lena.get(f"annotations/{waiting['id']}/").headers["ETag"]
    as_lena.patch(f"annotations/{waiting['id']}/", {"note": "mine too"}, If_Match=version)
    again = as_lena.post(f"annotations/{waiting['id']}/submit/").json()
    refused = decide(as_lena, again)
    assert (refused.status_code, refused.json()["code"]) == (403, "own_work")
    assert not Decision.objects.exists()


def test_a_decision_on_what_changed_since_is_refused(as_edda, as_rita, waiting):
    refused = decide(as_rita, {**waiting, "hash": "0" * 64})
    assert (refused.status_code, refused.json()["code"]) == (409, "changed_since_seen")
    assert refused.json()["hash"] == waiting["hash"]
    version = as_edda.get(f"annotations/{waiting['id']}/").headers["ETag"]
    as_edda.patch(f"annotations/{waiting['id']}/", {"note": "other"}, If_Match=version)
    as_edda.post(f"annotations/{waiting['id']}/submit/")
    assert decide(as_rita, waiting).json()["code"] == "changed_since_seen"


@pytest.mark.parametrize(
    ("values", "status", "code"),
    [
        ({"verdict": "reject"}, 422, "reason_required"),
        ({"verdict": "reject", "reasons": ["dull"]}, 422, "unknown_term"),
        ({"verdict": "retract"}, 422, "bad_value"),
        ({"verdict": 1}, 400, "wrong_type"),
        ({"reasons": "wrong_source"}, 400, "wrong_type"),
        ({"state": "approved"}, 400, "unknown_field"),
    ],
)
def test_a_decision_that_does_not_fit_is_refused(as_rita, waiting, values, status, code):
    refused = decide(as_rita, waiting, **values)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_a_reviewer_sends_back_and_takes_it_back(as_rita, waiting):
    sent = decide(as_rita, waiting, "request_changes", reasons=["wrong_source"], comment="Who?")
    assert (sent.status_code, sent.json()["state"]) == (201, "changes_requested")
    taken = as_rita.delete(f"annotations/{waiting['id']}/decisions/")
    assert (taken.status_code, taken.json()["state"]) == (200, "submitted")
    assert taken.json()["verdict"] == "retract"


def test_two_approvals_are_counted(as_lena, as_rita, as_roy, waiting):
    as_lena.patch("projects/harbour/", {"required_approvals": 2})
    one = decide(as_rita, waiting).json()
    assert (one["state"], one["have"], one["need"]) == ("submitted", 1, 2)
    two = decide(as_roy, waiting).json()
    assert (two["state"], two["have"], two["need"]) == ("approved", 2, 2)


def test_a_lead_withdraws_with_a_note(as_lena, as_rita, waiting):
    decide(as_rita, waiting)
    where = f"annotations/{waiting['id']}/withdraw/"
    assert as_rita.post(where, {"note": "Wrong."}).status_code == 403
    assert as_lena.post(where, {"note": " "}).json()["code"] == "note_required"
    done = as_lena.post(where, {"note": "Wrong."})
    assert (done.status_code, done.json()["state"]) == (200, "withdrawn")
    assert as_lena.post(where, {"note": "Again."}).status_code == 409


def test_the_queue_has_the_hash_and_whose_work_it_is(as_edda, as_rita, waiting):
    for api, own in ((as_edda, True), (as_rita, False)):
        results = api.get("projects/harbour/review-queue/").json()["results"]
        assert [one["id"] for one in results] == [waiting["id"]]
        assert results[0]["hash"] == waiting["hash"]
        assert results[0]["own_work"] is own
    decide(as_rita, waiting)
    assert as_rita.get("projects/harbour/review-queue/").json()["results"] == []


def test_the_queue_takes_the_same_queries_whatever_its_length(
    as_edda, as_rita, edda, revision, waiting, django_assert_max_num_queries
):
    as_rita.get("me/")
    for quote in ("3 barrels", "Monday", "Quill Island"):
        made = tag(edda, revision, "claim", quote, desk_status="unverified", no_source_given=True)
        as_edda.post(f"annotations/{made.pk}/submit/")
        with django_assert_max_num_queries(11):
            page = as_rita.get("projects/harbour/review-queue/").json()
    assert len(page["results"]) == 4
    first = as_rita.get("projects/harbour/review-queue/?limit=3").json()
    then = as_rita.get(first["next"].removeprefix("http://testserver")).json()
    labels = [one["label"] for one in first["results"] + then["results"]]
    assert labels == ["C1", "C2", "C3", "C4"]
