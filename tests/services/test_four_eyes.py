"""Nobody decides on their own work, by whatever way it became theirs."""

import uuid

import pytest
from django.db import IntegrityError, connection, transaction

from annotations.domain.errors import (
    OwnWork,
)
from annotations.models import (
    Annotation,
    Contributor,
    User,
)
from annotations.services import reviews
from annotations.services.annotations import (
    delete_annotation,
    restore_annotation,
)
from annotations.services.comments import add_comment
from annotations.services.links import add_link
from annotations.services.undo import undo
from tests.people import tag
from tests.services.steps import (
    contribute_by_evidence,
    contribute_by_linking,
    contribute_by_unlinking,
    contribute_through_the_source,
    decide,
    edit,
    now,
    submit,
    taken_back,
)

# Four eyes -------------------------------------------------------------------------------------


def contribute_by_creating(actor: User, claim: Annotation) -> Annotation:
    made = tag(actor, claim.revision, "claim", "3 barrels", desk_status="unverified")
    return edit(actor, made, no_source_given=True)


def contribute_by_editing(actor: User, claim: Annotation) -> Annotation:
    return edit(actor, claim, normalised_claim="Twelve crates were lost.")


def contribute_before_the_link(actor: User, claim: Annotation) -> Annotation:
    """The actor tags a marker; somebody else links it."""
    author = claim.author
    other = tag(actor, claim.revision, "status", "These figures")
    return add_link(
        actor=author, annotation_id=claim.pk, type="qualified_by", target_id=other.pk
    ).origin


def contribute_by_submitting(actor: User, claim: Annotation) -> Annotation:
    submit(actor, claim)
    return claim


def contribute_by_restoring(actor: User, claim: Annotation) -> Annotation:
    author = claim.author
    delete_annotation(actor=author, annotation_id=claim.pk, version=now(claim).version)
    return restore_annotation(actor=actor, annotation_id=claim.pk)


def contribute_and_undo(actor: User, claim: Annotation) -> Annotation:
    edit(actor, claim, note="A slip.")
    undo(actor=actor, article_id=claim.article_id)
    return claim


@pytest.mark.parametrize(
    "contribute",
    [
        contribute_by_creating,
        contribute_by_editing,
        contribute_by_evidence,
        contribute_by_linking,
        contribute_by_unlinking,
        contribute_through_the_source,
        contribute_before_the_link,
        contribute_by_submitting,
        contribute_by_restoring,
        contribute_and_undo,
    ],
)
def test_nobody_decides_on_what_they_worked_on(contribute, claim, edda, rita, lena):
    worked_on = contribute(rita, claim)
    submit(edda, worked_on)
    for verdict in ("approve", "request_changes", "reject"):
        with pytest.raises(OwnWork) as refused:
            decide(rita, worked_on, verdict)
        assert (refused.value.code, refused.value.status) == ("own_work", 403)
        assert now(worked_on).state == "submitted"
        with taken_back():
            decide(lena, worked_on, verdict)  # somebody else may


def test_a_lead_is_bound_by_four_eyes_as_well(claim, edda, lena):
    edit(lena, claim, note="Ask the mayor.")
    submit(edda, claim)
    with pytest.raises(OwnWork):
        decide(lena, claim)


def test_comments_and_taking_the_article_in_make_nobody_a_contributor(claim, edda, lena):
    """Lena took the article in; here she comments as well."""
    add_comment(actor=lena, annotation_id=claim.pk, id=uuid.uuid4(), text="Who counted?")
    submit(edda, claim)
    assert decide(lena, claim).annotation.state == "approved"


@pytest.mark.parametrize("verdict", ["approve", "request_changes", "reject"])
@pytest.mark.parametrize("who", ["edda", "emil"])
def test_the_database_refuses_a_contributors_decision_whoever_writes_it(
    verdict, who, people, submitted
):
    """Plain SQL under the app's own role: Edda made it; Emil is named by a row of his own."""
    if who == "emil":
        Contributor.objects.create(annotation=submitted, user=people["emil"])
    with pytest.raises(IntegrityError, match="nobody decides"), transaction.atomic():
        insert_decision(submitted, people[who], verdict)
    insert_decision(submitted, people["rita"], verdict)


def test_the_database_knows_the_authors_of_linked_sources(submitted, source, roy):
    Contributor.objects.create(annotation=source, user=roy)
    with pytest.raises(IntegrityError, match="nobody decides"), transaction.atomic():
        insert_decision(submitted, roy, "approve")


def test_the_database_approves_nothing_without_a_decision(submitted):
    def by_hand() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("update annotation set state = 'approved' where id = %s", [submitted.pk])
            cursor.execute("set constraints all immediate")

    with pytest.raises(IntegrityError, match="approved by a decision"):
        by_hand()


def test_an_approval_taken_back_in_the_same_transaction_is_no_approval(submitted, rita):
    decide(rita, submitted)
    reviews.retract(actor=rita, annotation_id=submitted.pk)
    connection.check_constraints()


@pytest.mark.parametrize("table", ["decision", "submission", "contributor"])
@pytest.mark.parametrize("verb", ["update {} set id = id", "delete from {}"])
def test_sign_off_is_kept_as_it_was_written(table, verb, approved):
    with (
        pytest.raises(IntegrityError, match="refused"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb.format(table))


def insert_decision(claim: Annotation, reviewer: User, verdict: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into decision (annotation_id, reviewer_id, verdict, reasons, comment, hash,"
            " snapshot, imported, created_at)"
            " values (%s, %s, %s, '{wrong_source}', '', %s, '{}', false, now())",
            [claim.pk, reviewer.pk, verdict, "0" * 64],
        )
