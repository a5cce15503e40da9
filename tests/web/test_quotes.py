"""Tagging by quoted text: what is found, what is asked, what is stored."""

import pytest
from django.test import Client
from django.urls import reverse

from annotations.domain.spans import Span
from annotations.models import Annotation
from annotations.web.quotes import places_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(edda) -> Client:
    client = Client()
    client.force_login(edda)
    return client


@pytest.fixture
def url(article) -> str:
    return reverse("annotation-create", args=[article.pk])


def test_words_that_stand_once_are_tagged(as_edda, url, revision):
    response = as_edda.post(url, {"quote": "3 barrels\r\n were", "kind": "claim"})
    made = Annotation.objects.get()
    assert response.status_code == 302
    assert response.url.endswith(f"/annotate#chip-{made.pk}")
    assert made.quote == "3 barrels were"


def test_words_that_stand_at_several_places_are_asked_about(as_edda, url, revision):
    response = as_edda.post(url, {"quote": "12 crates", "kind": "claim"})
    assert "These words stand at 2 places" in response.content.decode()
    assert not Annotation.objects.exists()
    as_edda.post(url, {"quote": "12 crates", "kind": "claim", "place": "1"})
    [span] = Annotation.objects.get().fragments
    assert span.start == revision.text.rindex("12 crates")


@pytest.mark.parametrize("quote", ["not in the article", " ", "", "nul\0"])
def test_other_words_are_refused_in_words(as_edda, url, revision, quote):
    response = as_edda.post(url, {"quote": quote, "kind": "claim"})
    assert response.status_code == 422
    assert 'class="error"' in response.content.decode()


def test_a_place_that_is_none_of_them_is_asked_again(as_edda, url, revision):
    as_edda.post(url, {"quote": "12 crates", "kind": "claim", "place": "7"})
    assert not Annotation.objects.exists()


def test_a_viewer_may_not(vera, url):
    client = Client()
    client.force_login(vera)
    assert client.get(url).status_code == 403


def test_signs_are_taken_literally():
    assert places_of("a.c (abc) a.c", "a.c") == [Span(0, 3), Span(10, 13)]
