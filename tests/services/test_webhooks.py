"""Other programs are told of approvals: once each, signed, tried again, and never inside."""

import base64
import hmac
import json
import socket

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from annotations.domain.addresses import BadAddress
from annotations.domain.webhooks import WAITS, BadWebhook
from annotations.formats.releases.facts import Options
from annotations.models import Event, WebhookCall
from annotations.permissions import NotAllowed
from annotations.services import webhook_calls
from annotations.services.annotations import update_annotation
from annotations.services.exports import request_export
from annotations.services.locking import NotFound
from annotations.services.releases import make_release
from annotations.services.webhooks import create_webhook, remove_webhook, secret_of, send_test
from tests.services.receiving import receiving
from tests.signoff import decide

pytestmark = pytest.mark.django_db
TOLD = Options(state="all", notes="Ask Ilse.")
TOPICS = ["claim.approved", "claim.approval_ended"]


@pytest.fixture
def receiver(settings):
    with receiving() as receiver:
        settings.INNER_HOSTS = frozenset({receiver.host})
        yield receiver


@pytest.fixture
def webhook(lena, project, receiver):
    return create_webhook(actor=lena, project=project, url=receiver.url, topics=TOPICS)


def queued() -> list[str]:
    tasks = ProcrastinateJob.objects.filter(task_name="annotations.jobs.call_webhook")
    return [task.args["call_id"] for task in tasks.order_by("id")]


def test_an_approval_is_told_and_so_is_its_end(webhook, receiver, edda, rita, claim):
    decide(edda, rita, claim)
    claim.refresh_from_db()
    approved = claim.version
    update_annotation(actor=edda, annotation_id=claim.pk, version=approved, note="Ask again.")
    calls = list(WebhookCall.objects.order_by("created_at"))
    assert [call.topic for call in calls] == ["claim.approved", "claim.approval_ended"]
    assert queued() == [str(call.pk) for call in calls]
    for call in calls:
        webhook_calls.call(call.pk)
    told = [json.loads(body) for _, _, body in receiver.got]
    assert [one["type"] for one in told] == ["claim.approved", "claim.approval_ended"]
    assert [one["data"]["state"] for one in told] == ["approved", "draft"]
    assert {one["data"]["annotation"] for one in told} == {str(claim.pk)}
    assert told[0]["data"]["version"] == approved
    assert all(claim.quote not in json.dumps(one) for one in told)
    assert not WebhookCall.objects.filter(delivered_at=None).exists()


@pytest.mark.django_db(transaction=True)  # a release is read by another connection
def test_a_release_is_told_by_its_number(receiver, lena, project, claim, settings, tmp_path):
    settings.EXPORTS_DIR = tmp_path
    create_webhook(actor=lena, project=project, url=receiver.url, topics=["release.created"])
    create_webhook(actor=lena, project=project, url=receiver.url, topics=TOPICS)
    request_export(actor=lena, project=project, format="jsonl", state="approved")  # no approval
    release = make_release(
        actor=lena, project=project, options=Options(state="all", notes="Ask Ilse.")
    )
    call = WebhookCall.objects.get()
    webhook_calls.call(call.pk)
    ((_, _, body),) = receiver.got
    told = json.loads(body)
    assert (told["type"], told["data"]["project"]) == ("release.created", "harbour")
    assert told["data"]["release"] == release.number == 1
    assert told["data"]["api"].endswith("/api/v1/projects/harbour/releases/1/")
    assert "Ilse" not in body.decode()


def test_a_receiver_can_check_who_called(webhook, receiver, lena, project):
    call = send_test(actor=lena, project=project, webhook_id=webhook.pk)
    webhook_calls.call(call.pk)
    ((path, headers, body),) = receiver.got
    assert path == "/hook?desk=1"
    key = base64.b64decode(secret_of(webhook).removeprefix("whsec_"))
    signed = b".".join(
        [headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body]
    )
    mine = base64.b64encode(hmac.new(key, signed, "sha256").digest()).decode()
    assert headers["webhook-signature"] == f"v1,{mine}"
    assert headers["webhook-id"] == str(call.pk)
    assert headers["Host"] == receiver.host


def test_two_webhooks_have_two_secrets(webhook, lena, project, receiver):
    other = create_webhook(actor=lena, project=project, url=receiver.url, topics=TOPICS)
    assert secret_of(webhook) != secret_of(other)
    assert len(base64.b64decode(secret_of(other).removeprefix("whsec_"))) == 32


@pytest.mark.parametrize("status", [500, 404, 302])
def test_what_is_not_taken_is_sent_again_later_under_the_same_id(
    webhook, receiver, lena, project, status
):
    call = send_test(actor=lena, project=project, webhook_id=webhook.pk)
    receiver.answers = [status]
    webhook_calls.call(call.pk)
    call.refresh_from_db()
    assert (call.attempts, call.status, call.delivered_at) == (1, status, None)
    assert call.next_at
    assert queued() == [str(call.pk)] * 2
    webhook_calls.call(call.pk)
    call.refresh_from_db()
    assert (call.attempts, call.status, call.error) == (2, 200, "")
    assert call.delivered_at
    webhook_calls.call(call.pk)  # a task that was there twice
    assert [headers["webhook-id"] for _, headers, _ in receiver.got] == [str(call.pk)] * 2


def test_after_two_days_it_is_given_up(webhook, receiver, lena, project):
    call = send_test(actor=lena, project=project, webhook_id=webhook.pk)
    receiver.server.socket.close()  # nobody is there any more
    for _ in range(len(WAITS) + 2):
        webhook_calls.call(call.pk)
    call.refresh_from_db()
    assert call.given_up_at
    assert call.attempts == len(WAITS) + 1
    assert call.status is None
    assert call.error


def test_a_removed_webhook_is_called_no_more(webhook, receiver, edda, rita, lena, project, claim):
    waiting = send_test(actor=lena, project=project, webhook_id=webhook.pk)
    remove_webhook(actor=lena, project=project, webhook_id=webhook.pk)
    decide(edda, rita, claim)
    webhook_calls.call(waiting.pk)
    assert receiver.got == []
    assert WebhookCall.objects.count() == 1
    with pytest.raises(NotFound):
        remove_webhook(actor=lena, project=project, webhook_id=webhook.pk)


def test_what_resolves_to_the_inside_is_never_called(lena, project, monkeypatch):
    place = ("127.0.0.1", 443)
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", place)])
    url = "https://cms.example.org/"
    webhook = create_webhook(actor=lena, project=project, url=url, topics=TOPICS)
    call = send_test(actor=lena, project=project, webhook_id=webhook.pk)
    webhook_calls.call(call.pk)
    call.refresh_from_db()
    assert call.status is None
    assert "private network" in call.error


def test_only_a_lead_sets_one_up_and_the_history_tells(lena, rita, project, receiver):
    with pytest.raises(NotAllowed):
        create_webhook(actor=rita, project=project, url=receiver.url, topics=TOPICS)
    made = create_webhook(actor=lena, project=project, url=receiver.url, topics=TOPICS)
    remove_webhook(actor=lena, project=project, webhook_id=made.pk)
    told = Event.objects.filter(project_id=project.pk).values_list("action", flat=True)
    assert list(told.order_by("id"))[-2:] == ["webhook.created", "webhook.removed"]


def test_a_bad_one_is_refused_in_words(lena, project):
    with pytest.raises(BadWebhook, match="Choose some of"):
        create_webhook(actor=lena, project=project, url="https://desk.example.org/", topics=[])
    with pytest.raises(BadWebhook, match="Choose some of"):
        create_webhook(
            actor=lena, project=project, url="https://hooks.example.org/", topics=["all"]
        )
    with pytest.raises(BadAddress) as refused:
        create_webhook(actor=lena, project=project, url="ftp://a.example/", topics=TOPICS)
    assert refused.value.field == "url"
