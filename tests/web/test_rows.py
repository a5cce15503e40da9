"""What a page fetches when others changed something: rows, counts, nothing of the open card."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.fragments import Part
from tests.people import tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


def asked(client, revision, **query):
    given = {"page": "annotate", **query}
    return client.get(reverse("rows-read", args=[revision.pk]), given)


def rows(response) -> list[str]:
    return re.findall(r'id="(row-\d+)"', response.content.decode())


def ids(response) -> set[str]:
    return set(re.findall(r' id="([a-z]+)"', response.content.decode()))


def test_the_rows_of_a_tag_and_of_its_links_are_drawn(as_edda, revision, claim, marker):
    response = asked(as_edda, revision, tags=str(marker.pk))
    assert rows(response) == ["row-0", "row-1", "row-2"]  # its own, and those of its claim
    assert {"gate", "counts"} <= ids(response)
    assert "card-body" not in response.content.decode()


def test_the_rows_where_a_tag_was_are_drawn_without_it(as_edda, edda, revision):
    moved = tag(edda, revision, "claim", "12 crates")
    place = revision.text.index("3 barrels")
    update_annotation(
        actor=edda,
        annotation_id=moved.pk,
        version=1,
        fragments=[Part(place, place + 9, "3 barrels")],
    )
    response = asked(as_edda, revision, tags=str(moved.pk), rows="0")
    assert rows(response) == ["row-0", "row-1"]
    delete_annotation(actor=edda, annotation_id=moved.pk, version=2)
    response = asked(as_edda, revision, tags=str(moved.pk), rows="1")
    assert rows(response) == ["row-1"]
    assert str(moved.pk) not in response.content.decode()


def test_everything_is_drawn_for_whoever_missed_too_much(as_edda, revision, claim):
    assert len(rows(asked(as_edda, revision, all="1"))) == len(revision.blocks)


def test_each_page_gets_what_it_shows(as_edda, rita, article, revision, claim):
    review = Client()
    review.force_login(rita)
    told = asked(review, revision, page="review", all="1")
    assert {"tally", "finish"} <= ids(told)
    assert f"/articles/{article.pk}/review?claim={claim.pk}" in told.content.decode()
    read = asked(as_edda, revision, page="read", all="1")
    assert "legends" in ids(read)
    assert "gate" not in ids(read)


@pytest.mark.parametrize(
    "query",
    [
        {"page": "other"},
        {"tags": "x"},
        {"rows": "-1"},
        {"rows": "1,,2"},
        {"rows": "9999999"},
        {"tags": ",".join(["01920000-0000-7000-8000-000000000001"] * 501)},
    ],
)
def test_what_no_page_asks_is_refused(as_edda, revision, query):
    assert asked(as_edda, revision, **query).status_code == 400


def test_rows_that_are_not_there_are_left_out(as_edda, revision):
    assert rows(asked(as_edda, revision, rows="1,400")) == ["row-1"]


def test_queries_do_not_grow_with_what_changed(as_edda, edda, revision, django_assert_num_queries):
    made = [tag(edda, revision, "claim", words) for words in ("12 crates", "3 barrels", "Monday")]
    asked(as_edda, revision, all="1")
    for some in (made[:1], made):
        with django_assert_num_queries(12):
            asked(as_edda, revision, tags=",".join(str(one.pk) for one in some))
