"""Practice, seen from outside: looking makes nothing, and no list shows it."""

import json
import uuid

import pytest
from django.urls import reverse

from annotations.models import Annotation, Article, Notice, Project
from annotations.queries.notices import unread
from annotations.services.comments import add_comment
from annotations.services.links import add_link
from annotations.services.mailing import due
from annotations.services.practice import start
from annotations.services.reviews import submit_article
from tests.api.client import Api
from tests.people import tag

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_edda(client, edda):
    client.force_login(edda)
    return client


def test_looking_makes_nothing(as_edda):
    page = as_edda.get(reverse("demo-read"))
    assert "Five tasks" in page.content.decode()
    assert not Project.objects.exclude(practice_of=None).exists()
    assert as_edda.get(reverse("demo-start")).status_code == 405


def test_starting_leads_to_the_story_with_its_tasks(as_edda, edda):
    answer = as_edda.post(reverse("demo-start"), follow=True)
    article = Article.objects.get(project__practice_of=edda)
    assert answer.redirect_chain[-1][0] == reverse("article-annotate", args=[article.pk])
    assert answer.content.decode().count('<li class="task') == 5
    assert "0 of 5" in answer.content.decode()


def test_another_desks_story_shows_no_tasks(as_edda, article):
    page = as_edda.get(reverse("article-annotate", args=[article.pk])).content.decode()
    assert 'id="practice"' not in page


def test_a_change_answers_with_the_tasks_and_says_what_is_done(as_edda, edda):
    article = start(actor=edda)
    revision = article.current_revision
    words = "Nobody is reported missing"
    at = revision.text.index(words)
    answer = as_edda.post(
        reverse("outbox-send", args=[revision.pk]),
        {
            "operation": "create",
            "id": "01920000-0000-7000-8000-000000000001",
            "kind": "claim",
            "fragments": json.dumps([{"start": at, "end": at + len(words), "quote": words}]),
        },
    )
    page = answer.content.decode()
    assert 'id="practice"' in page
    assert 'hx-swap-oob="true"' in page.partition('id="practice"')[2][:200]
    assert "1 of 5" in page
    said = json.loads(answer.headers["HX-Trigger-After-Settle"])["stet:saved"]["said"]
    assert said.endswith("Done: 1 of 5.")


def test_a_change_that_ticks_nothing_off_says_nothing_of_it(as_edda, edda):
    article = start(actor=edda)
    claim = tag(edda, article.current_revision, "claim", "Nobody is reported missing")
    answer = as_edda.post(
        reverse("outbox-send", args=[article.current_revision.pk]),
        {"operation": "edit", "id": claim.pk, "version": 1, "fields": "note", "note": "Hm"},
    )
    said = json.loads(answer.headers["HX-Trigger-After-Settle"])["stet:saved"]["said"]
    assert "Done" not in said


def test_it_is_in_no_list_of_desks(as_edda, edda, project):
    practice = start(actor=edda).project
    page = as_edda.get("/").content.decode()
    assert f"?project={practice.slug}" not in page
    assert as_edda.get("/").context["project"] == project
    shown = as_edda.get("/api/v1/projects/").json()["results"]
    assert [each["slug"] for each in shown] == ["harbour"]
    assert [each["slug"] for each in as_edda.get("/api/v1/me/").json()["projects"]] == ["harbour"]
    assert as_edda.get(f"/api/v1/projects/{practice.slug}/").status_code == 200


def test_readers_are_not_invited_to_tag(client, vera, project):
    client.force_login(vera)
    assert "New here?" not in client.get("/").content.decode()


def test_skipping_ends_the_invitation(as_edda, project):
    assert "New here?" in as_edda.get("/").content.decode()
    assert as_edda.post(reverse("demo-skip")).url == "/"
    assert "New here?" not in as_edda.get("/").content.decode()


def test_an_empty_queue_leads_to_practice(as_edda, project):
    as_edda.post(reverse("demo-skip"))
    assert (
        f'href="{reverse("demo-read")}"' in as_edda.get("/").content.decode().partition("<main")[2]
    )


PAGES = (
    "/",
    "/?tab=all",
    "/?tab=review",
    "/?tab=mine",
    "/?tab=all&q=launches",
    "/?tab=all&state=submitted",
    "/inbox/",
    "/projects/harbour/",
)
READS = (
    "me/",
    "projects/",
    "projects/harbour/articles/?q=launches",
    "projects/harbour/review-queue/",
)


@pytest.mark.parametrize("name", ["emil", "rita", "lena", "vera", "ada"])
def test_what_somebody_practises_meets_nobody_else(name, request, client, edda, article, practised):
    other = request.getfixturevalue(name)
    other.email = f"{name}@lantern.example"
    other.save()
    client.force_login(other)
    for address in PAGES:
        shown = client.get(address).content.decode()
        assert practised.headline not in shown, address
        assert practised.project.slug not in shown, address
    for address in READS:
        answer = Api(other).get(address)
        assert practised.project.slug not in answer.content.decode(), address
        assert practised.headline not in answer.content.decode(), address
    slug = practised.project.slug
    for address in (f"/events/{slug}/", f"/events/{slug}/poll", f"/?project={slug}"):
        assert client.get(address).status_code == 404, address
    assert unread(other) == 0
    assert other not in due()
    assert not Notice.objects.filter(project=practised.project, recipient=other).exists()


def test_ones_own_practice_is_on_no_desk_of_ones_own(client, edda, article, practised):
    client.force_login(edda)
    for address in PAGES:
        shown = client.get(address).content.decode()
        assert f"/articles/{practised.pk}/" not in shown, address
    for address in READS:
        assert practised.project.slug not in Api(edda).get(address).content.decode(), address


@pytest.fixture
def practised(edda) -> Article:
    """Edda's practice story, with everything done to it that a desk would hear of."""
    article = start(actor=edda)
    revision = article.current_revision
    claim = tag(edda, revision, "claim", "two pilot launches were sunk", desk_status="unverified")
    source = Annotation.objects.get(article=article, kind="source")
    add_link(actor=edda, annotation_id=claim.pk, type="attributed_to", target_id=source.pk)
    add_comment(actor=edda, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    submit_article(actor=edda, article_id=article.pk)
    return article
