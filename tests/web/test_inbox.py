"""The inbox's page: what it says, where its buttons lead, what they change."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from annotations.models import Membership, Notice
from annotations.services import notices
from annotations.services.annotations import update_annotation
from annotations.services.assignments import assign, end_assignment
from tests.people import tag
from tests.signoff import decide

pytestmark = pytest.mark.django_db
INBOX = reverse("inbox-list")
READ = reverse("inbox-read")


@pytest.fixture
def own(client, edda):
    client.force_login(edda)
    return client


@pytest.fixture
def sent_back(edda, rita, article, claim):
    decide(edda, rita, claim, "request_changes", comment="The office says 11.")
    notices.release(rita.pk, article.pk)
    return Notice.objects.get(recipient=edda)


def words(response) -> str:
    """The text of a page, without tags and doubled blanks."""
    text = re.sub(r"<[^>]*>", "", response.content.decode())
    return re.sub(r"\s+", " ", text)


def asked(lena, article, who="edda", task="annotate", due=None):
    assign(actor=lena, article_id=article.pk, username=who, task=task, due=due)
    return Notice.objects.filter(recipient__username=who).latest("pk")


def test_asks_to_sign_in(client):
    assert client.get(INBOX)["Location"].startswith(reverse("account_login"))


def test_says_who_did_what_with_reasons_and_comment(own, sent_back):
    text = words(own.get(INBOX))
    assert "Rita asked for changes of C1 in “Ferry to Quill Island" in text
    assert "Wrong source" in text
    assert "The office says 11." in text
    assert "Unread:" in text


def test_many_decisions_of_one_review_are_one_line(own, edda, rita, article, sent_back):
    ready = {"desk_status": "unverified", "no_source_given": True}
    for quote in ("3 barrels", "Monday"):
        decide(edda, rita, tag(edda, article.current_revision, "claim", quote, **ready))
    notices.release(rita.pk, article.pk)
    text = words(own.get(INBOX))
    assert "Rita reviewed “Ferry to Quill Island lost 12 crates, harbour says”:" in text
    assert "2 approved, 1 sent back" in text
    assert "Asked for changes of C1" in text
    assert "Approved:C2C3" in text


def test_says_what_one_is_asked_for(own, lena, article):
    made = asked(lena, article, due=timezone.localdate().replace(year=2026, month=12, day=1))
    assert "Lena asked you to annotate “Ferry" in words(own.get(INBOX))
    assert "by 1 Dec 2026" in words(own.get(INBOX))
    assignment = article.assignments.get()
    end_assignment(actor=lena, article_id=article.pk, assignment_id=assignment.pk)
    assert "Lena no longer asks you to annotate “Ferry" in words(own.get(INBOX))
    assert made.kind == "assignment"


def test_says_that_a_sign_off_is_void(client, edda, rita, claim, source):
    decide(edda, rita, claim)
    claim.refresh_from_db()
    update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note="Called.")
    client.force_login(rita)
    assert "Edda edited C1 in “Ferry" in words(client.get(INBOX))
    assert "so it needs sign-off again" in words(client.get(INBOX))


def test_opening_marks_as_read_and_leads_to_the_claim(own, sent_back):
    there = reverse("article-annotate", args=[sent_back.article_id])
    opened = own.post(reverse("inbox-open", args=[sent_back.pk]))
    assert opened["Location"] == f"{there}#chip-{sent_back.annotation_id}"
    sent_back.refresh_from_db()
    assert sent_back.read_at is not None
    assert "Unread:" not in words(own.get(INBOX))


def test_a_reviewer_is_led_to_the_review(client, edda, rita, claim):
    decide(edda, rita, claim)
    claim.refresh_from_db()
    update_annotation(actor=edda, annotation_id=claim.pk, version=claim.version, note="Called.")
    client.force_login(rita)
    notice = Notice.objects.get(recipient=rita)
    opened = client.post(reverse("inbox-open", args=[notice.pk]))
    there = reverse("article-review", args=[claim.article_id])
    assert opened["Location"] == f"{there}?claim={claim.pk}#chip-{claim.pk}"
    assert client.get(opened["Location"]).status_code == 200


def test_looking_marks_nothing(own, sent_back):
    own.get(INBOX)
    own.get(reverse("inbox-open", args=[sent_back.pk]))
    sent_back.refresh_from_db()
    assert sent_back.read_at is None


def test_one_or_all_are_marked_as_read_and_the_same_page_comes_again(own, lena, article, sent_back):
    other = asked(lena, article)
    back = own.post(f"{READ}?kind=decision", {"notice": [str(sent_back.pk)]})
    assert back["Location"] == f"{INBOX}?kind=decision"
    assert "1 is read now." in words(own.get(INBOX))
    own.post(READ, {"until": timezone.now().isoformat()})
    other.refresh_from_db()
    assert other.read_at is not None


@pytest.mark.parametrize(
    "sent",
    [
        {},
        {"notice": ["x"]},
        {"until": "yesterday"},
        {"notice": ["1"], "until": "2026-11-25T10:00Z"},
    ],
)
def test_a_form_that_says_nothing_is_refused(own, sent):
    assert own.post(READ, sent).status_code == 400


def test_others_notices_are_not_there(own, client, rita, sent_back):
    client.force_login(rita)
    assert client.post(reverse("inbox-open", args=[sent_back.pk])).status_code == 404
    client.post(READ, {"notice": [str(sent_back.pk)]})
    sent_back.refresh_from_db()
    assert sent_back.read_at is None


def test_who_left_the_project_sees_and_opens_nothing_of_it(own, edda, sent_back):
    Membership.objects.filter(user=edda).delete()
    page = words(own.get(INBOX))
    assert "Nothing came back yet." in page
    assert "Quill" not in page
    assert own.post(reverse("inbox-open", args=[sent_back.pk])).status_code == 404


def test_every_page_counts_what_is_unread(own, edda, lena, article, sent_back):
    page = own.get("/").content.decode()
    assert '<span class="badge num" aria-hidden="true">1</span>' in page
    assert "1 unread" in words(own.get("/settings/"))
    notices.mark_read(actor=edda, notice_ids=[sent_back.pk])
    assert "badge" not in own.get("/").content.decode()


def test_more_than_99_are_not_counted_on(own, edda, lena, article):
    made = asked(lena, article)
    rows = [
        Notice(
            recipient=edda,
            kind="reply",
            event_id=made.event_id + number,
            project=article.project,
            article=article,
            told_at=timezone.now(),
        )
        for number in range(1, 120)
    ]
    Notice.objects.bulk_create(rows)
    page = own.get("/").content.decode()
    assert ">99+</span>" in page
    assert "more than 99 unread" in page


@pytest.mark.parametrize(
    "query",
    [
        "?kind=gossip",
        "?unread=yes",
        "?before=7",
        "?before=2026-11-25T10:00:00_7",
        "?before=9999-99-99T10:00:00Z_7",
        "?page=2",
        "?kind=reply&kind=decision",
        "?recipient=1",
    ],
)
def test_an_address_it_does_not_know_is_refused(own, query):
    assert own.get(INBOX + query).status_code == 400
    assert own.post(READ + query, {"notice": ["1"]}).status_code == 400


def test_what_people_typed_is_shown_as_text(own, edda, rita, article, claim):
    decide(edda, rita, claim, "reject", comment="<img src=x onerror=alert(1)> {who}")
    rita.first_name = "<b>{story}</b>"
    rita.save()
    notices.release(rita.pk, article.pk)
    page = own.get(INBOX).content.decode()
    assert "&lt;img src=x onerror=alert(1)&gt; {who}" in page
    assert "&lt;b&gt;{story}&lt;/b&gt;" in page


def test_the_page_costs_the_same_for_more(own, lena, article, sent_back, django_assert_num_queries):
    own.get(INBOX)
    asked(lena, article)
    with django_assert_num_queries(12):
        own.get(INBOX)
    for number in range(9):
        due = timezone.localdate().replace(day=number + 1)
        asked(lena, article, due=due)
    with django_assert_num_queries(12):
        own.get(INBOX)
