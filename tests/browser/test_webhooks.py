"""The webhooks of a project on a telephone, and the question before one is removed."""

import pytest
from django.db import connection
from django.utils import timezone
from playwright.sync_api import expect

from annotations.models import Webhook, WebhookCall
from annotations.services.webhooks import create_webhook
from tests.browser.test_pages import check

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

BROKEN = """[
  ...[...document.querySelectorAll(".table-wrap")]
    .filter((one) => one.scrollWidth > one.clientWidth),
  ...[...document.querySelectorAll(":is(td, th) :is(code, time)")]
    .filter((one) => one.getClientRects().length > 1),
].map((one) => one.outerHTML)"""
"""Tables wider than their frame, and names and times in several lines."""


def test_calls_are_read_on_a_telephone_and_removing_asks_first(sign_in, live_server, lena, project):
    webhook = create_webhook(
        actor=lena,
        project=project,
        url="https://publishing.cms.example.org/hooks/of/the/desk?kind=fact-checks",
        topics=["claim.approved", "release.created"],
    )
    for topic, error in (("release.created", "The answer was 503."), ("claim.approved", "")):
        WebhookCall.objects.create(
            webhook=webhook, topic=topic, body="{}", attempts=2, error=error, next_at=timezone.now()
        )
    page = sign_in(lena)
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/projects/{project.slug}/webhooks")
    check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(BROKEN) == []
    page.goto(f"{page.url}/{webhook.pk}/calls")
    check(page)
    page.set_viewport_size({"width": 390, "height": 844})
    assert page.evaluate(BROKEN) == []
    page.go_back()
    page.get_by_text("Remove", exact=True).click()
    assert Webhook.objects.filter(removed_at=None).exists()
    page.get_by_role("button", name="Yes, remove it").click()
    expect(page.get_by_text("Nothing is sent there any more.")).to_be_visible()
    assert not Webhook.objects.filter(removed_at=None).exists()
    connection.close()
