"""Which programs are told of approvals and releases: set up by leads."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from annotations.domain.addresses import BadAddress
from annotations.domain.history import Action
from annotations.domain.webhooks import TEST, TOPICS, BadWebhook, spelled
from annotations.models import Project, User, Webhook, WebhookCall
from annotations.permissions import Can, require
from annotations.services import calling, history, webhook_calls
from annotations.services.locking import NotFound

MOST = 20  # webhooks of one project


@transaction.atomic
def create_webhook(*, actor: User, project: Project, url: str, topics: list[str]) -> Webhook:
    """Have an address called from now on.

    Raises NotAllowed, BadAddress or BadWebhook.
    """
    require(actor, Can.MANAGE, project)
    unknown = [topic for topic in topics if topic not in TOPICS]
    if unknown or not topics:
        raise BadWebhook(f"Choose some of: {', '.join(TOPICS)}.", field="topics")
    try:
        calling.check(url)
    except BadAddress as error:
        raise BadAddress(error.detail, field="url") from None
    Project.objects.select_for_update().get(pk=project.pk)
    if _standing(project).count() >= MOST:
        raise BadWebhook(f"A project has at most {MOST} webhooks. Remove one first.")
    made = Webhook.objects.create(
        project=project, url=url, topics=sorted(set(topics)), created_by=actor
    )
    _tell(actor, project, made, Action.WEBHOOK_CREATED)
    return made


@transaction.atomic
def remove_webhook(*, actor: User, project: Project, webhook_id: int) -> None:
    """Call the address no more; what was called stays to be read. Raises NotAllowed or NotFound."""
    webhook = _webhook(actor, project, webhook_id)
    Webhook.objects.filter(pk=webhook.pk).update(removed_at=timezone.now())
    _tell(actor, project, webhook, Action.WEBHOOK_REMOVED)


@transaction.atomic
def send_test(*, actor: User, project: Project, webhook_id: int) -> WebhookCall:
    """Call the address once, for its owner to see that it works. Raises NotAllowed or NotFound."""
    webhook = _webhook(actor, project, webhook_id)
    return webhook_calls.queue(webhook, TEST, {"project": project.slug})


def secret_of(webhook: Webhook) -> str:
    """What the receiver needs to check signatures, as people copy it."""
    return spelled(webhook_calls.key_of(webhook))


def _standing(project: Project) -> "QuerySet[Webhook]":
    return Webhook.objects.filter(project=project, removed_at=None)


def _webhook(actor: User, project: Project, webhook_id: int) -> Webhook:
    require(actor, Can.MANAGE, project)
    found = _standing(project).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound("webhook")
    return found


def _tell(actor: User, project: Project, webhook: Webhook, action: Action) -> None:
    history.record(
        actor, action, project, about=webhook.url, changes={"topics": [None, webhook.topics]}
    )
