"""Asking people on an article's page, and what the queue shows of it."""

import datetime
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations.models import Assignment
from annotations.services.assignments import assign

pytestmark = pytest.mark.django_db


def page_of(client, article) -> str:
    page = client.get(reverse("article-read", args=[article.pk])).content.decode()
    section = page.partition('id="assignments"')[2].partition("</section>")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", "", section))


def test_a_lead_asks_by_the_form(client, lena, edda, article):
    client.force_login(lena)
    make = reverse("assignment-make", args=[article.pk])
    due = timezone.localdate() + datetime.timedelta(days=2)
    sent = client.post(make, {"user": "edda", "task": "annotate", "due": due.isoformat()})
    assert sent["Location"] == reverse("article-read", args=[article.pk]) + "#assignments"
    made = Assignment.objects.get()
    assert (made.assignee, made.task, made.due, made.assigned_by) == (edda, "annotate", due, lena)
    section = page_of(client, article)
    assert "Edda to annotate" in section
    assert "Take it back" in section
    assert (
        "asked edda to annotate the story"
        in client.get(reverse("article-history", args=[article.pk])).content.decode()
    )
    end = reverse("assignment-end", args=[article.pk, made.pk])
    client.post(end)
    assert "Nobody is asked yet." in page_of(client, article)


def test_an_editor_takes_it_and_gives_it_back(client, edda, article):
    client.force_login(edda)
    assert "Take it to annotate" in page_of(client, article)
    assert "Take it to review" not in page_of(client, article)
    client.post(reverse("assignment-make", args=[article.pk]), {"user": "edda", "task": "annotate"})
    section = page_of(client, article)
    assert "You to annotate" in section
    assert "Give it back" in section
    assert "Take it to annotate" not in section
    made = Assignment.objects.get()
    client.post(reverse("assignment-end", args=[article.pk, made.pk]))
    assert not Assignment.objects.standing().exists()


def test_a_viewer_sees_who_is_asked_and_no_button(client, lena, vera, article):
    assign(actor=lena, article_id=article.pk, username="lena", task="review")
    client.force_login(vera)
    section = page_of(client, article)
    assert "Lena to review" in section
    assert "Take it" not in section


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"user": "vera", "task": "annotate"}, "Vera cannot do this: it needs the role"),
        ({"user": "edda", "task": "review"}, "it needs the role reviewer or lead"),
        ({"user": "otto", "task": "annotate"}, "Choose a member."),
        ({"user": "edda", "task": "annotate", "due": "soon"}, "Enter a valid date."),
        ({"user": "edda", "task": "annotate", "due": "0026-12-01"}, "Check the year."),
        ({"user": "", "task": "annotate"}, "This field is required."),
        ({"user": "edda", "task": "praise"}, "Select a valid choice."),
    ],
)
def test_what_does_not_fit_is_told_beside_the_form(
    client, lena, edda, vera, otto, article, sent, said
):
    client.force_login(lena)
    answer = client.post(reverse("assignment-make", args=[article.pk]), sent)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert not Assignment.objects.exists()


def test_the_queue_shows_who_is_asked_and_what_is_late(client, lena, edda, emil, article, claim):
    late = timezone.localdate() - datetime.timedelta(days=1)
    assign(actor=lena, article_id=article.pk, username="emil", task="annotate", due=late)
    client.force_login(edda)
    page = client.get("/?tab=all").content.decode()
    row = page.partition("<tbody>")[2]
    assert re.search(r"<b><bdi>Emil</bdi></b><span class=\"visually-hidden\"> \(to annotate\)", row)
    assert '<span class="others muted"><bdi>You</bdi></span>' in row
    assert re.search(r"</svg>Overdue <time", row)
    assert 'aria-sort="ascending">Due<' in client.get("/?tab=all&sort=due").content.decode()


def test_a_row_opens_the_page_of_my_task(client, lena, rita, article):
    assign(actor=lena, article_id=article.pk, username="rita", task="review")
    client.force_login(rita)
    assert f'href="/articles/{article.pk}/review"' in client.get("/?tab=mine").content.decode()


def test_filters_and_order_stay_in_the_address(client, lena, edda, article):
    client.force_login(lena)
    assign(actor=lena, article_id=article.pk, username="edda", task="annotate")
    page = client.get("/?tab=all&assignee=edda&due=none&sort=due").content.decode()
    for name, value in [("assignee", "edda"), ("due", "none"), ("sort", "due")]:
        select = page.partition(f'name="{name}"')[2].partition("</select>")[0]
        assert f'value="{value}" selected' in select
    assert "Ferry to Quill" in page
    gone = client.get("/?tab=all&assignee=someone-gone").content.decode()
    assert 'value="someone-gone" selected' in gone
    assert "No story matches" in gone
