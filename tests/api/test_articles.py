"""Articles and revisions by API."""

import hashlib

import pytest

from annotations.models import Article, Revision

NEW = {
    "headline": "Tide came late",
    "text": "Tide came late\n\nIt came at noon 🧊, they said.\n",
    "language": "en",
    "source_url": "https://news.example/tide",
}


def test_an_article_is_added_with_revision_one(as_edda, project):
    made = as_edda.post("projects/harbour/articles/", NEW)
    assert made.status_code == 201
    body = made.json()
    assert body["revision"]["number"] == 1
    assert body["revision"]["length"] == len(NEW["text"])
    assert body["revision"]["sha256"] == hashlib.sha256(NEW["text"].encode()).hexdigest()
    assert body["proposals"] == []
    assert made.headers["Location"] == f"/api/v1/articles/{body['id']}/"
    assert as_edda.get(made.headers["Location"]).json()["headline"] == "Tide came late"


def test_repairs_are_proposed_and_only_made_when_accepted(as_edda, project):
    text = "The cafÃ© of Russia‚Äôs embassy closed."
    kept = as_edda.post("projects/harbour/articles/", {**NEW, "text": text}).json()
    assert kept["proposals"]
    stored = Revision.objects.get(pk=kept["revision"]["id"])
    assert stored.text == text
    mended = as_edda.post(
        "projects/harbour/articles/", {**NEW, "text": text, "accept_repairs": True}
    ).json()
    assert Revision.objects.get(pk=mended["revision"]["id"]).text.startswith("The café of Russia’s")
    first = {**NEW, "text": text, "accept_repairs": [0]}
    some = as_edda.post("projects/harbour/articles/", first).json()
    assert len(some["proposals"]) == len(kept["proposals"]) - 1


@pytest.mark.parametrize(
    ("values", "status", "code", "field"),
    [
        ({"text": None}, 400, "wrong_type", "text"),
        ({"text": " \n"}, 422, "empty_document", None),
        ({"source_url": "javascript:alert(1)"}, 422, "bad_article", "source_url"),
        ({"language": "not a tag"}, 422, "bad_article", "language"),
        ({"headline": "x" * 501}, 422, "bad_value", "headline"),
        ({"published_at": "2026-02-30T00:00:00Z"}, 400, "wrong_type", "published_at"),
        ({"published_at": "2026-02-20"}, 400, "wrong_type", "published_at"),
        ({"direction": "up"}, 422, "bad_value", "direction"),
        ({"version": 9}, 400, "unknown_field", "version"),
        ({"created_at": "2999-01-01T00:00:00Z"}, 400, "unknown_field", "created_at"),
        ({"accept_repairs": "yes"}, 400, "wrong_type", "accept_repairs"),
    ],
)
def test_an_article_that_does_not_fit_is_refused(as_edda, project, values, status, code, field):
    refused = as_edda.post("projects/harbour/articles/", {**NEW, **values})
    assert (refused.status_code, refused.json()["code"]) == (status, code)
    assert refused.json().get("field") == field
    assert not Article.objects.exists()


def test_metadata_is_corrected_by_version(as_edda, article):
    where = f"articles/{article.pk}/"
    assert as_edda.patch(where, {"byline": "A. Reed"}).status_code == 428
    done = as_edda.patch(where, {"byline": "A. Reed", "published_at": None}, If_Match='"1"')
    assert (done.status_code, done.json()["version"]) == (200, 2)
    assert done.headers["ETag"] == '"2"'
    stale = as_edda.patch(where, {"byline": "B. Reed"}, If_Match='"1"')
    assert stale.status_code == 412
    assert stale.json()["current"]["byline"] == "A. Reed"
    assert stale.headers["ETag"] == '"2"'


def test_the_confidential_note_is_for_whoever_may_write_it(as_edda, as_vera, article):
    where = f"articles/{article.pk}/"
    as_edda.patch(where, {"confidential_note": "Call Ona first"}, If_Match='"1"')
    assert as_edda.get(where).json()["confidential_note"] == "Call Ona first"
    assert b"Call Ona" not in as_vera.get(where).content
    assert b"Call Ona" not in as_edda.get("projects/harbour/articles/").content


def test_articles_are_found_by_words_and_listed_by_pages(as_edda, article):
    for number in range(3):
        text = f"Story number {number} about lanterns."
        as_edda.post("projects/harbour/articles/", {"text": text, "story": f"s{number}"})
    where = "projects/harbour/articles/"
    found = as_edda.get(f"{where}?q=lanterns&limit=2").json()
    then = as_edda.get(found["next"].removeprefix("http://testserver")).json()
    assert [one["story"] for one in found["results"] + then["results"]] == ["s2", "s1", "s0"]
    assert then["next"] is None
    assert len(as_edda.get(f"{where}?story=s1").json()["results"]) == 1
    assert as_edda.get(f"{where}?q=(((%7C%26!*").status_code == 200
    assert as_edda.get(f"{where}?headline__icontains=a").status_code == 400


def test_the_list_takes_the_same_queries_whatever_the_number(
    as_edda, article, django_assert_num_queries
):
    as_edda.get("me/")
    for number in range(3):
        as_edda.post("projects/harbour/articles/", {"text": f"Story {number}"})
        with django_assert_num_queries(3):
            as_edda.get("projects/harbour/articles/")


# Revisions --------------------------------------------------------------------------------------


def test_a_revision_has_its_text_and_blocks(as_vera, revision):
    shown = as_vera.get(f"revisions/{revision.pk}/").json()
    assert shown["text"] == revision.text
    assert shown["length"] == len(revision.text)
    units = as_vera.get(f"revisions/{revision.pk}/?unit=utf16").json()
    assert units["length"] == len(revision.text) + 1
    assert units["blocks"][-1]["end"] == shown["blocks"][-1]["end"] + 1


def test_the_text_is_answered_once(as_vera, revision):
    first = as_vera.get(f"revisions/{revision.pk}/text")
    assert first.content.decode() == revision.text
    assert first.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert first.headers["ETag"] == f'"{revision.sha256}"'
    again = as_vera.get(f"revisions/{revision.pk}/text", If_None_Match=first.headers["ETag"])
    assert (again.status_code, again.content) == (304, b"")


def test_another_text_is_another_revision(as_edda, article, revision):
    where = f"articles/{article.pk}/revisions/"
    made = as_edda.post(where, {"text": "Another text."})
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert as_edda.post(where, {"text": "Another text."}).status_code == 200
    assert as_edda.post(where, {"text": revision.text}).json()["id"] == revision.pk
    assert [one["number"] for one in as_edda.get(where).json()["results"]] == [1, 2]
    assert as_edda.get(f"articles/{article.pk}/").json()["revision"]["number"] == 2


def test_blocks_are_marked_as_fully_annotated(as_edda, revision):
    where = f"revisions/{revision.pk}/"
    assert as_edda.patch(where, {"complete_blocks": [1, 0, 1]}).json()["complete_blocks"] == [0, 1]
    refused = as_edda.patch(where, {"complete_blocks": [99]})
    assert (refused.status_code, refused.json()["code"]) == (422, "out_of_range")
    assert as_edda.patch(where, {"text": "other"}).json()["code"] == "unknown_field"


def test_an_articles_history_is_told(as_edda, article, claim):
    told = as_edda.get(f"articles/{article.pk}/history/").json()["results"]
    assert told[-1]["action"] == "article.created"
    assert told[0]["label"] == "C1"
