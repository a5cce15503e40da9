"""The article's own page: text to read, history in words, tags brought back, facts corrected."""

import datetime

import pytest
from django.urls import reverse

from annotations.models import Annotation, Article, Event
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.articles import add_revision, update_article
from annotations.services.evidence import add_evidence
from tests.people import TEXT, tag
from tests.signoff import decide

pytestmark = pytest.mark.django_db


def read(article: Article) -> str:
    return reverse("article-read", args=[article.pk])


def edit(article: Article) -> str:
    return reverse("article-edit", args=[article.pk])


def facts(article: Article, **changes) -> dict:
    stands = {
        "headline": article.headline,
        "language": article.language,
        "direction": article.direction,
        "version": article.version,
    }
    return {**stands, **changes}


def test_a_viewer_reads_text_marks_and_facts(client, vera, article, claim):
    client.force_login(vera)
    response = client.get(read(article))
    page = response.content.decode()
    assert response.status_code == 200
    assert f'data-a="{claim.pk}"' in page
    assert "The harbour office" in page
    assert "1 claim" in page
    assert "Annotate" not in page
    assert edit(article) not in page


def test_another_desks_article_is_not_there(client, otto, article, claim):
    client.force_login(otto)
    back = reverse("article-restore", args=[article.pk, claim.pk])
    assert client.get(read(article)).status_code == 404
    assert client.get(edit(article)).status_code == 404
    assert client.get(reverse("article-history", args=[article.pk])).status_code == 404
    assert client.post(back).status_code == 404


def test_the_history_tells_every_change_in_words(client, vera, edda, rita, lena, article, claim):
    decide(edda, rita, claim, verdict="request_changes", comment="Which barrels?")
    claim.refresh_from_db()
    update_annotation(
        actor=edda,
        annotation_id=claim.pk,
        version=claim.version,
        desk_status="disputed",
        attributes={"type": "casualty_count"},
    )
    update_article(actor=lena, article_id=article.pk, version=1, publisher="The Lantern")
    client.force_login(vera)
    page = " ".join(client.get(read(article)).content.decode().split())
    for sentence in (
        "<strong>Lena</strong> added the story",
        "<strong>Edda</strong> tagged C1",
        "<strong>Edda</strong> linked C1 with S1",
        '<dt>Link</dt><dd><ins dir="auto">rests on S1</ins></dd>',
        "<strong>Edda</strong> submitted C1 for sign-off",
        "<strong>Rita</strong> asked for changes of C1",
        '<del dir="auto">Waiting for sign-off</del> <ins dir="auto">Changes requested</ins>',
        '<dt>Reasons</dt><dd><ins dir="auto">Wrong source</ins></dd>',
        '<ins dir="auto">Which barrels?</ins>',
        '<dt>Our finding</dt><dd><del dir="auto">Not independently verified</del>',
        '<dt>Type</dt><dd><ins dir="auto">Casualty count</ins></dd>',
        "<strong>Lena</strong> corrected what is known about the story",
        '<ins dir="auto">The Lantern</ins>',
    ):
        assert sentence in page


def test_the_whole_history_goes_on_page_after_page(client, vera, edda, article, monkeypatch):
    monkeypatch.setattr("annotations.web.articles.EVENTS_A_PAGE", 3)
    for quote in ("12 crates", "3 barrels", "Monday"):
        tag(edda, article.current_revision, "claim", quote)
    client.force_login(vera)
    address = reverse("article-history", args=[article.pk])
    first = client.get(address)
    assert "tagged C3" in first.content.decode()
    last = client.get(address + first.context["older_url"]).content.decode()
    assert "added the story" in last
    assert "tagged C3" not in last


def test_a_deleted_tag_is_listed_and_brought_back(client, vera, edda, article, marker):
    delete_annotation(actor=edda, annotation_id=marker.pk, version=1)
    back = reverse("article-restore", args=[article.pk, marker.pk])
    client.force_login(vera)
    page = client.get(read(article)).content.decode()
    assert "could not be independently verified" in page
    assert back not in page
    assert client.post(back).status_code == 403
    client.force_login(edda)
    assert back in client.get(read(article)).content.decode()
    assert client.get(back).status_code == 405
    response = client.post(back, follow=True)
    assert "V1 is back." in response.content.decode()
    assert Annotation.objects.get(pk=marker.pk).deleted_at is None


def test_an_older_version_of_the_text_stays_readable(client, vera, lena, article, claim):
    add_revision(actor=lena, article_id=article.pk, text=TEXT.replace("12", "14"))
    client.force_login(vera)
    assert "said 14 crates" in client.get(read(article)).content.decode()
    old = client.get(read(article), {"version": 1}).content.decode()
    assert "There is a newer one" in old
    assert f'data-a="{claim.pk}"' in old
    assert client.get(read(article), {"version": 9}).status_code == 404
    assert client.get(read(article), {"revision": 1}).status_code == 400


def test_facts_are_corrected_by_who_may_bring_stories_in(client, vera, edda, article):
    client.force_login(vera)
    assert client.get(edit(article)).status_code == 403
    client.force_login(edda)
    assert client.get(edit(article)).status_code == 200
    moment = datetime.datetime(2026, 5, 1, 6, 0, tzinfo=datetime.UTC)
    sent = facts(article, headline="Mended", embargo_until="2026-05-01T06:00", byline=" Ona ")
    assert client.post(edit(article), sent)["Location"] == read(article)
    article.refresh_from_db()
    assert (article.headline, article.embargo_until, article.byline) == ("Mended", moment, "Ona")
    assert Event.objects.filter(article_id=article.pk, action="article.edited").count() == 1


def test_what_cannot_be_stored_is_said_beside_the_field(client, edda, article):
    client.force_login(edda)
    sent = facts(article, headline="", source_url="javascript:alert(1)", publisher="Kept")
    response = client.post(edit(article), sent)
    assert response.status_code == 422
    assert set(response.context["form"].errors) == {"headline", "source_url"}
    assert 'value="Kept"' in response.content.decode()


def test_who_was_slower_sees_both_versions_and_can_go_on(client, edda, lena, article):
    sent = facts(article, publisher="Mine")
    update_article(actor=lena, article_id=article.pk, version=1, publisher="Theirs")
    client.force_login(edda)
    response = client.post(edit(article), sent)
    page = response.content.decode()
    assert response.status_code == 409
    assert "This changed while you were editing" in page
    assert 'value="Mine"' in page
    assert "Theirs" in page
    again = {**sent, "version": response.context["form"]["version"].value()}
    assert client.post(edit(article), again).status_code == 302
    article.refresh_from_db()
    assert article.publisher == "Mine"


def test_a_stored_script_is_text_and_a_bad_address_no_link(client, vera, lena, article):
    attack = '"><img src=x onerror=alert(1)>'
    update_article(
        actor=lena, article_id=article.pk, version=1, headline=attack, confidential_note=attack
    )
    client.force_login(vera)
    page = client.get(read(article)).content.decode()
    assert "<img" not in page
    assert "&lt;img src=x onerror=alert(1)&gt;" in page


def test_the_page_costs_the_same_for_more_tags(
    client, edda, article, claim, marker, django_assert_num_queries
):
    client.force_login(edda)
    client.get(read(article))

    def more(number: int) -> None:
        for each in range(number):
            made = tag(edda, article.current_revision, "claim", "crates", note=str(each))
            uuid = made.pk
            add_evidence(actor=edda, annotation_id=uuid, id=uuid, url="https://x.example/")
            made.refresh_from_db()
            if each % 2:
                delete_annotation(actor=edda, annotation_id=uuid, version=made.version)

    more(2)
    with django_assert_num_queries(19):
        client.get(read(article))
    more(18)
    with django_assert_num_queries(19):
        client.get(read(article))
