"""An older version stays open and says which of its tags fit the newer one; these can be moved."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotations.models import Annotation, Revision
from annotations.services.articles import add_revision
from tests.people import TEXT, tag

pytestmark = pytest.mark.django_db

NEW = "Corrected on Tuesday.\n\n" + TEXT.replace("12 crates and", "112 crates and")


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


@pytest.fixture
def newer(article, lena, revision) -> Revision:
    return add_revision(actor=lena, article_id=article.pk, text=NEW).revision


@pytest.fixture
def tags(edda, revision) -> dict[str, Annotation]:
    return {
        "fits": tag(edda, revision, "source", "Mayor Ona Rell"),
        "not": tag(edda, revision, "claim", "12 crates and 3 barrels"),
    }


def test_the_version_that_is_asked_for_stays_open_and_says_so(
    as_edda, article, revision, newer, tags
):
    url = reverse("article-annotate", args=[article.pk])
    page = as_edda.get(url, {"version": 1}).content.decode()
    assert f'data-revision="{revision.pk}" data-number="1"' in page
    words = re.sub(r"\s+", " ", page)
    assert re.search(
        r"This article was revised at \d\d:\d\d\. Your tags stay on the text you", words
    )
    assert "1 of 2 also fit the new text." in words
    assert reverse("article-compare", args=[article.pk, 1, 2]) in page
    newest = as_edda.get(url).content.decode()
    assert f'data-revision="{newer.pk}" data-number="2"' in newest
    assert "was revised at" not in newest
    assert as_edda.get(url, {"version": 3}).status_code == 404


def test_the_banner_can_be_asked_for(as_edda, article, revision, newer, tags):
    url = reverse("article-revised", args=[article.pk])
    assert "1 of 2 also fit" in as_edda.get(url, {"version": 1}).content.decode()
    assert "data-revised" not in as_edda.get(url, {"version": 2}).content.decode()


def test_both_quotes_are_shown_in_context(as_edda, article, newer, tags):
    page = as_edda.get(reverse("article-compare", args=[article.pk, 1, 2])).content.decode()
    assert "1 tag fits" in page
    assert page.count("<mark>Mayor Ona Rell</mark>") == 2
    assert "1 tag does not fit" in page
    assert "<mark>12 crates and 3 barrels</mark>" in page
    assert "<del>12</del><ins>112</ins>" in page


def test_ticked_tags_are_moved_and_told(as_edda, article, newer, tags):
    urls = [reverse(f"article-{name}", args=[article.pk, 1, 2]) for name in ("move", "compare")]
    both = {"tag": [str(each.pk) for each in tags.values()]}
    page = as_edda.post(urls[0], both, follow=True).content.decode()
    assert "1 tag is on version 2 now, as a draft." in page
    assert "Left, as they do not fit: C1." in page
    assert "1 tag was moved to version 2 before." in page
    assert "Everything that fits was moved." in page
    made = Annotation.objects.get(revision=newer)
    assert (made.quote, made.kind) == ("Mayor Ona Rell", "source")
    assert (
        "No tag was moved. Tick some first." in as_edda.post(urls[0], follow=True).content.decode()
    )


def test_one_version_is_not_compared_with_itself(as_edda, article, newer):
    for name in ("compare", "move"):
        url = reverse(f"article-{name}", args=[article.pk, 1, 1])
        assert as_edda.get(url).status_code in (404, 405)
        assert as_edda.post(url).status_code in (404, 405)


def test_comparing_takes_the_same_queries_whatever_is_tagged(
    as_edda, edda, article, revision, newer, tags, django_assert_max_num_queries
):
    url = reverse("article-compare", args=[article.pk, 1, 2])
    as_edda.get(url)
    with django_assert_max_num_queries(14) as few:
        as_edda.get(url)
    for words in ("Monday", "never", "risk"):
        tag(edda, revision, "claim", words)
    with django_assert_max_num_queries(14) as many:
        as_edda.get(url)
    assert len(few) == len(many)


def test_undo_in_the_story_takes_a_move_back(as_edda, article, revision, newer, tags):
    as_edda.post(reverse("article-move", args=[article.pk, 1, 2]), {"tag": [str(tags["fits"].pk)]})
    said = as_edda.post(reverse("article-undo", args=[article.pk]), follow=True)
    assert "Undone: moving tags." in said.content.decode()
    assert not Annotation.objects.alive().filter(revision=newer).exists()
    sent = as_edda.post(reverse("outbox-send", args=[newer.pk]), {"operation": "redo"})
    made = Annotation.objects.alive().get(revision=newer)
    assert f"chip-{made.pk}" in sent.content.decode()
