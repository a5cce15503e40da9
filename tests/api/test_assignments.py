"""Assignments by API: the same rules as on the page."""

import pytest

pytestmark = pytest.mark.django_db


def test_a_lead_asks_moves_the_day_and_takes_it_back(as_lena, as_vera, edda, article):
    where = f"articles/{article.pk}/assignments/"
    made = as_lena.post(where, {"user": "edda", "task": "annotate"})
    assert made.status_code == 201
    assert made.json()["due"] is None
    again = as_lena.post(where, {"user": "edda", "task": "annotate", "due": "2026-12-24"})
    assert (again.status_code, again.json()["due"]) == (200, "2026-12-24")
    [listed] = as_vera.get(where).json()["results"]
    assert (listed["user"], listed["name"], listed["assigned_by"]) == ("edda", "Edda", "lena")
    gone = {"user": "edda", "task": "annotate"}
    assert as_lena.delete(where, gone).status_code == 204
    assert as_lena.delete(where, gone).status_code == 404
    assert as_vera.get(where).json() == {"results": [], "next": None}


def test_an_editor_takes_it_on_and_asks_nobody(as_edda, emil, article):
    where = f"articles/{article.pk}/assignments/"
    assert as_edda.post(where, {"user": "edda", "task": "annotate"}).status_code == 201
    assert as_edda.post(where, {"user": "emil", "task": "annotate"}).status_code == 403
    assert as_edda.post(where, {"user": "edda", "task": "review"}).status_code == 403


@pytest.mark.parametrize(
    ("sent", "status", "code", "field"),
    [
        ({"user": "vera", "task": "annotate"}, 422, "bad_assignment", "user"),
        ({"user": "nobody", "task": "annotate"}, 422, "bad_assignment", "user"),
        ({"user": "edda", "task": "praise"}, 422, "bad_value", "task"),
        ({"user": "edda", "task": "annotate", "due": "1.12.2026"}, 400, "wrong_type", "due"),
        ({"user": "edda", "task": "annotate", "due": "2026-02-30"}, 400, "wrong_type", "due"),
        ({"user": "edda", "task": "annotate", "due": "9999-12-31"}, 422, "bad_assignment", "due"),
        ({"task": "annotate"}, 400, "required", "user"),
    ],
)
def test_what_does_not_fit_is_refused(as_lena, edda, vera, article, sent, status, code, field):
    answer = as_lena.post(f"articles/{article.pk}/assignments/", sent)
    assert answer.status_code == status
    assert (answer.json()["code"], answer.json()["field"]) == (code, field)


def test_a_stranger_finds_no_article(as_otto, edda, article):
    where = f"articles/{article.pk}/assignments/"
    assert as_otto.get(where).status_code == 404
    assert as_otto.post(where, {"user": "otto", "task": "annotate"}).status_code == 404
    assert as_otto.delete(where, {"user": "edda", "task": "annotate"}).status_code == 404
