"""The page of a project's webhooks."""

import re
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from annotations.models import Webhook, WebhookCall
from annotations.services.webhooks import create_webhook, secret_of

pytestmark = pytest.mark.django_db
ADDRESS = "https://cms.example.org/hooks"


def test_a_lead_sets_one_up_tests_it_and_removes_it(client, lena, project):
    client.force_login(lena)
    where = reverse("webhook-list", args=[project.slug])
    assert "No address is called." in client.get(where).content.decode()
    sent = {"url": ADDRESS, "topics": ["claim.approved"]}
    made = client.post(reverse("webhook-create", args=[project.slug]), sent, follow=True)
    webhook = Webhook.objects.get()
    page = made.content.decode()
    assert ADDRESS in page
    assert secret_of(webhook) in page
    assert "Nothing has been sent there yet." in page
    tested = client.post(reverse("webhook-test", args=[project.slug, webhook.pk]), follow=True)
    assert "On its way" in tested.content.decode()
    assert WebhookCall.objects.get().topic == "webhook.test"
    assert "webhook.test" not in tested.content.decode()
    gone = client.post(reverse("webhook-remove", args=[project.slug, webhook.pk]), follow=True)
    assert ADDRESS not in gone.content.decode().split("<main")[1].split("history")[0]


def test_how_a_call_went_is_told(client, lena, project):
    webhook = create_webhook(actor=lena, project=project, url=ADDRESS, topics=["claim.approved"])
    WebhookCall.objects.create(webhook=webhook, topic="x", body="{}", attempts=1, error="Gone.")
    client.force_login(lena)
    page = client.get(reverse("webhook-list", args=[project.slug])).content.decode()
    assert "Is tried again" in page
    assert "Gone." in page


def topics(page: str) -> list[str]:
    """What the calls on a page were about, as it shows them."""
    return re.findall(r"<td[^>]*>(call-\d+)</td>", page)


def called(lena: Any, project: Any, times: int) -> tuple[Webhook, list[str]]:
    """A webhook and what it was told, newest first; another one has been told more."""
    other = create_webhook(
        actor=lena, project=project, url=f"{ADDRESS}2", topics=["claim.approved"]
    )
    webhook = create_webhook(actor=lena, project=project, url=ADDRESS, topics=["claim.approved"])
    for number in range(times):
        WebhookCall.objects.create(webhook=webhook, topic=f"call-{number}", body="{}")
        WebhookCall.objects.create(webhook=other, topic="other", body="{}")
    at_once = WebhookCall.objects.filter(topic__in=["call-0", "call-1", "call-2"])
    at_once.update(created_at=timezone.now() - timedelta(days=1))
    order = WebhookCall.objects.filter(webhook=webhook).values_list("topic", flat=True)
    return webhook, list(order)


def test_older_calls_are_on_further_pages(client, lena, project, monkeypatch):
    monkeypatch.setattr("annotations.web.webhooks.A_PAGE", 3)
    webhook, order = called(lena, project, times=15)
    client.force_login(lena)
    where = reverse("webhook-list", args=[project.slug])
    calls = reverse("webhook-calls", args=[project.slug, webhook.pk])
    pages = [client.get(where).content.decode()]
    while older := re.search(rf'rel="next" href="({calls}\?[^"]+)"', pages[-1]):
        pages.append(client.get(older[1]).content.decode())
        assert f'href="{where}#webhook-{webhook.pk}"' in pages[-1]
        assert ">other<" not in pages[-1]
    assert [topics(page) for page in pages] == [order[:10], order[10:13], order[13:]]


def test_a_page_of_calls_asks_as_much_for_many_as_for_one(
    client, lena, project, django_assert_max_num_queries
):
    webhook, _ = called(lena, project, times=2)
    client.force_login(lena)
    where = reverse("webhook-calls", args=[project.slug, webhook.pk])
    with CaptureQueriesContext(connection) as few:
        client.get(where)
    for _ in range(20):
        WebhookCall.objects.create(webhook=webhook, topic="more", body="{}")
    with django_assert_max_num_queries(len(few)):
        assert client.get(where).content.decode().count("more") == 20


def test_calls_that_are_none_or_elsewhere_are_not_shown(client, lena, project):
    webhook, _ = called(lena, project, times=1)
    client.force_login(lena)
    where = reverse("webhook-calls", args=[project.slug, webhook.pk])
    assert client.get(where, {"before": "x"}).status_code == 400
    assert topics(client.get(where, {"before": str(UUID(int=7))}).content.decode()) == []
    assert client.get(reverse("webhook-calls", args=[project.slug, 99])).status_code == 404
    client.post(reverse("webhook-remove", args=[project.slug, webhook.pk]))
    assert client.get(where).status_code == 404


def test_what_was_typed_stays_with_the_reason(client, lena, project):
    client.force_login(lena)
    answer = client.post(
        reverse("webhook-create", args=[project.slug]),
        {"url": "https://cms.example.org:8443/", "topics": ["claim.approved"]},
    )
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Only the standard ports" in page
    assert "https://cms.example.org:8443/" in page
