"""Several people deciding on one claim at the same moment."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from django.utils import timezone

from annotations.domain.errors import (
    DomainError,
    IllegalState,
)
from annotations.models import (
    Annotation,
    Decision,
    User,
)
from annotations.services import reviews
from tests.people import person
from tests.services.steps import (
    decide,
    edit,
    need,
    now,
    seen,
)

# At the same time ------------------------------------------------------------------------------


def at_once(jobs: list[Callable[[], object]]) -> list[object]:
    """Run all jobs in threads with connections of their own; return results and errors."""
    ready = threading.Barrier(len(jobs))
    results: list[object] = [None] * len(jobs)

    def run(place: int) -> None:
        try:
            connection.ensure_connection()
            ready.wait()
            results[place] = jobs[place]()
        except DomainError as error:
            results[place] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(jobs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def approval(reviewer: User, claim: Annotation, hash_: str) -> Callable[[], object]:
    return lambda: reviews.decide(
        actor=reviewer, annotation_id=claim.pk, verdict="approve", seen=hash_
    )


@pytest.mark.django_db(transaction=True)
def test_of_fifty_approvals_at_once_exactly_one_wins(submitted, project):
    reviewers = [person(f"reviewer{number}", project, "reviewer") for number in range(50)]
    hash_ = seen(submitted)
    results = at_once([approval(reviewer, submitted, hash_) for reviewer in reviewers])
    assert sum(isinstance(result, reviews.Decided) for result in results) == 1
    assert sum(isinstance(result, IllegalState) for result in results) == 49
    assert Decision.objects.count() == 1
    assert now(submitted).version == submitted.version + 1


@pytest.mark.django_db(transaction=True)
def test_one_person_pressing_fifty_times_approves_once(submitted, project, rita):
    need(project, 2)
    results = at_once([approval(rita, submitted, seen(submitted))] * 50)
    assert sum(isinstance(result, reviews.Decided) for result in results) == 1
    assert (Decision.objects.count(), now(submitted).state) == (1, "submitted")


@pytest.mark.django_db(transaction=True)
def test_an_edit_and_an_approval_at_once_never_leave_an_unseen_text_approved(
    submitted, source, edda, rita
):
    hash_ = seen(submitted)
    at_once(
        [
            approval(rita, submitted, hash_),
            lambda: edit(edda, source, attributes={"identity": "Quill harbour"}),
        ]
    )
    assert now(submitted).state == "draft"  # whichever came first
    assert seen(submitted) != hash_


def test_a_decision_names_the_time_and_the_person(submitted, rita):
    before = timezone.now()
    decision = decide(rita, submitted).decision
    assert decision.reviewer == rita
    assert before <= decision.created_at <= timezone.now()
