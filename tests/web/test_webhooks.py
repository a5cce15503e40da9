"""The page of a project's webhooks."""

import pytest
from django.urls import reverse

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
