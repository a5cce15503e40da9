"""Short ways to take the steps of sign-off, for the tests of the services."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import transaction

from annotations.domain.claims import approval_hash
from annotations.models import (
    Annotation,
    Link,
    Project,
    User,
)
from annotations.queries import claims
from annotations.services import reviews
from annotations.services.annotations import (
    delete_annotation,
    update_annotation,
)
from annotations.services.evidence import add_evidence
from annotations.services.links import add_link, remove_link
from tests.people import tag


def now(claim: Annotation) -> Annotation:
    return Annotation.objects.select_related("article__project").get(pk=claim.pk)


def seen(claim: Annotation) -> str:
    return approval_hash(claims.content(now(claim)))


def decide(
    actor: User, claim: Annotation, verdict: str = "approve", **more: Any
) -> reviews.Decided:
    reasons = [] if verdict == "approve" else ["wrong_source"]
    given = {"verdict": verdict, "seen": seen(claim), "reasons": reasons, **more}
    return reviews.decide(actor=actor, annotation_id=claim.pk, **given)


def submit(actor: User, claim: Annotation) -> None:
    reviews.submit_claim(actor=actor, annotation_id=claim.pk)


def edit(actor: User, annotation: Annotation, **values: Any) -> Annotation:
    return update_annotation(
        actor=actor, annotation_id=annotation.pk, version=now(annotation).version, **values
    )


@contextmanager
def taken_back() -> Iterator[None]:
    """What happens inside is rolled back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def need(project: Project, approvals: int) -> None:
    Project.objects.filter(pk=project.pk).update(required_approvals=approvals)


def contribute_by_evidence(actor: User, claim: Annotation) -> Annotation:
    values = {"medium": "call", "stance": "context", "excerpt": "The harbour master."}
    return add_evidence(actor=actor, annotation_id=claim.pk, id=uuid.uuid4(), **values).annotation


def contribute_by_linking(actor: User, claim: Annotation) -> Annotation:
    other = tag(actor, claim.revision, "source", "Mayor Ona Rell")
    return add_link(
        actor=actor, annotation_id=claim.pk, type="denied_by", target_id=other.pk
    ).origin


def contribute_by_unlinking(actor: User, claim: Annotation) -> Annotation:
    link = Link.objects.get(origin=claim, type="qualified_by")
    return remove_link(
        actor=actor, annotation_id=claim.pk, type="qualified_by", target_id=link.target_id
    )


def contribute_through_the_source(actor: User, claim: Annotation) -> Annotation:
    source = Link.objects.get(origin=claim, type="attributed_to").target
    edit(actor, source, attributes={"identity": "Quill Island harbour office"})
    return claim


def gone(actor: User, annotation: Annotation) -> Annotation:
    return delete_annotation(
        actor=actor, annotation_id=annotation.pk, version=now(annotation).version
    )
