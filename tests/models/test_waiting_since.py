"""Since when an article waits for sign-off: kept by the database, whatever changes its claims."""

import pytest
from django.utils import timezone

from annotations.models import Annotation, Article, Submission
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.reviews import retract, submit_article
from annotations.services.undo import undo
from tests.people import tag
from tests.signoff import decide, submit

pytestmark = pytest.mark.django_db
READY = {"desk_status": "unverified", "no_source_given": True}


@pytest.fixture
def second(edda, revision) -> Annotation:
    return tag(edda, revision, "claim", "3 barrels", **READY)


def waits(article: Article):
    article.refresh_from_db()
    return article.waiting_since


def handed_in(claim: Annotation):
    return Submission.objects.filter(annotation=claim).latest("id").created_at


def now(claim: Annotation) -> Annotation:
    claim.refresh_from_db()
    return claim


def test_nothing_waits_before_anything_is_handed_in(article, claim):
    assert waits(article) is None


def test_the_oldest_counts_until_it_is_decided(edda, rita, article, claim, second):
    submit(edda, claim)
    first = handed_in(claim)
    submit(edda, second)
    assert waits(article) == first < handed_in(second)
    decide(edda, rita, claim)
    assert waits(article) == handed_in(second)
    decide(edda, rita, second, verdict="reject")
    assert waits(article) is None


def test_deciding_a_later_one_changes_nothing(edda, rita, article, claim, second):
    submit(edda, claim)
    submit(edda, second)
    decide(edda, rita, second)
    assert waits(article) == handed_in(claim)


def test_a_decision_taken_back_waits_as_long_as_before(edda, rita, article, claim, second):
    submit(edda, claim)
    submit(edda, second)
    decide(edda, rita, claim)
    retract(actor=rita, annotation_id=claim.pk)
    assert waits(article) == handed_in(claim)


def test_handed_in_anew_it_waits_anew(edda, rita, article, claim):
    decide(edda, rita, claim, verdict="request_changes")
    before = handed_in(claim)
    submit(edda, claim)
    assert waits(article) == handed_in(claim) > before


def test_an_edit_ends_the_wait(edda, article, claim, source):
    submit(edda, claim)
    update_annotation(
        actor=edda, annotation_id=claim.pk, version=now(claim).version, note="Called."
    )
    assert waits(article) is None
    submit(edda, claim)
    given = {"attributes": {"identity": "Harbour office"}}
    update_annotation(actor=edda, annotation_id=source.pk, version=now(source).version, **given)
    assert waits(article) is None


def test_deleting_and_undoing_it(edda, article, claim, second):
    submit(edda, claim)
    submit(edda, second)
    delete_annotation(actor=edda, annotation_id=claim.pk, version=now(claim).version)
    assert waits(article) == handed_in(second)
    undo(actor=edda, article_id=article.pk)
    assert now(claim).state == "draft"
    assert waits(article) == handed_in(second)


def test_a_claim_made_a_source_waits_no_more(edda, article, second):
    submit(edda, second)
    Annotation.objects.filter(pk=second.pk).update(
        kind="source", state=None, desk_status="", no_source_given=False
    )
    assert waits(article) is None


def test_a_whole_article_at_once(edda, article, claim, second):
    submit_article(actor=edda, article_id=article.pk)
    assert waits(article) == min(handed_in(claim), handed_in(second))


def test_rows_that_come_after_their_state_count_too(edda, article, claim, second):
    """As an import writes them: the claims first, then every submission in one statement."""
    Annotation.objects.filter(pk__in=[claim.pk, second.pk]).update(state="submitted")
    assert waits(article) is None
    moment = timezone.now().replace(year=2025)
    rows = [
        Submission(annotation=each, submitted_by=edda, hash="", version=1)
        for each in (claim, claim, second)
    ]
    Submission.objects.bulk_create(rows)
    assert waits(article) == handed_in(claim)
    Submission.objects.bulk_create(
        [Submission(annotation=second, submitted_by=edda, hash="", version=1, created_at=moment)]
    )
    assert waits(article) is not None
