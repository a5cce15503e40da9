"""Webhooks by API: for leads."""

import pytest

pytestmark = pytest.mark.django_db
WHERE = "projects/harbour/webhooks/"
NEW = {"url": "https://cms.example.org/hooks", "topics": ["claim.approved", "release.created"]}


def test_a_lead_makes_one_sees_its_calls_and_deletes_it(as_lena):
    made = as_lena.post(WHERE, NEW)
    assert made.status_code == 201
    assert made.json()["secret"].startswith("whsec_")
    [listed] = as_lena.get(WHERE).json()["results"]
    assert listed["url"] == NEW["url"]
    assert "secret" not in listed
    one = f"{WHERE}{listed['id']}/"
    sent = as_lena.post(f"{one}calls/", {})
    assert (sent.status_code, sent.json()["topic"]) == (202, "webhook.test")
    [call] = as_lena.get(f"{one}calls/").json()["results"]
    assert (call["attempts"], call["status"], call["delivered_at"]) == (0, None, None)
    assert as_lena.delete(one).status_code == 204
    assert as_lena.delete(one).status_code == 404
    assert as_lena.get(WHERE).json()["results"] == []


def test_calls_are_listed_page_by_page(as_lena):
    where = f"{WHERE}{as_lena.post(WHERE, NEW).json()['id']}/calls/"
    made = [as_lena.post(where, {}).json()["id"] for _ in range(5)]
    found, further = [], f"/api/v1/{where}?limit=2"
    while further:
        page = as_lena.get(further.removeprefix("http://testserver")).json()
        found.append([one["id"] for one in page["results"]])
        further = page["next"]
    assert found == [[made[4], made[3]], [made[2], made[1]], [made[0]]]
    assert as_lena.get(f"{where}?cursor=x").json()["code"] == "bad_parameter"


def test_others_cannot(as_vera, as_otto, lena):
    assert as_vera.post(WHERE, NEW).status_code == 403
    assert as_vera.get(WHERE).status_code == 403
    assert as_otto.get(WHERE).status_code == 404


@pytest.mark.parametrize(
    ("sent", "status", "code", "field"),
    [
        ({**NEW, "url": "http://localhost:9/"}, 422, "bad_address", "url"),
        ({**NEW, "url": "javascript:alert(1)"}, 422, "bad_address", "url"),
        ({**NEW, "topics": []}, 422, "bad_webhook", "topics"),
        ({**NEW, "topics": ["all"]}, 422, "bad_value", "topics.0"),
        ({"topics": ["claim.approved"]}, 400, "required", "url"),
    ],
)
def test_what_does_not_fit_is_refused(as_lena, sent, status, code, field):
    answer = as_lena.post(WHERE, sent)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)
