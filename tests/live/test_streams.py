"""The stream as it is served: what is told, to whom, in which order, and when it ends."""

import datetime
import threading
import uuid

import psycopg
import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test import override_settings
from django.utils import timezone

from annotations.models import ApiToken, Event, Membership, User
from annotations.queries.streams import MOST, last_event
from annotations.services.annotations import delete_annotation, update_annotation
from annotations.services.articles import create_article
from annotations.services.comments import add_comment
from annotations.services.people import create_token, revoke_token
from annotations.services.projects import remove_member
from factcheck import postgres
from tests.conftest import server
from tests.people import TEXT, person, tag

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_stream_begins_with_where_it_stands(served, edda, revision):
    stream = served.listen(edda)
    hello = stream.next()
    assert (hello.event, hello.data) == ("hello", {"last": last_event(revision.project_id)})
    assert hello.id == str(hello.data["last"])
    assert stream.answer.headers["Content-Type"] == "text/event-stream; charset=utf-8"
    assert stream.answer.headers["Cache-Control"] == "no-store"
    assert stream.answer.headers["X-Accel-Buffering"] == "no"
    assert stream.answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_change_is_told_with_who_what_and_when_and_no_word_of_it(served, edda, emil, revision):
    stream = served.listen(edda)
    stream.next("hello")
    made = tag(emil, revision, "source", "The harbour office", note="secret words")
    told = stream.next()
    event = Event.objects.latest("id")
    assert told.event == "message"
    assert told.id == str(event.pk)
    assert datetime.datetime.fromisoformat(told.data.pop("at")) == event.at
    assert told.data == {
        "id": event.pk,
        "actor": {"username": "emil", "name": "Emil", "initials": "E"},
        "action": "annotation.created",
        "article": revision.article_id,
        "annotation": str(made.pk),
        "label": "S1",
        "revision": revision.pk,
        "version_after": 1,
    }


def test_changes_come_in_the_order_in_which_they_were_made(served, edda, emil, claim):
    stream = served.listen(edda)
    stream.next("hello")
    update_annotation(actor=emil, annotation_id=claim.pk, version=claim.version, note="One")
    add_comment(actor=emil, annotation_id=claim.pk, id=uuid.uuid4(), text="secret words")
    delete_annotation(actor=emil, annotation_id=claim.pk, version=claim.version + 1)
    told = [stream.next().data["action"] for _ in range(3)]
    assert told == ["annotation.edited", "comment.added", "annotation.deleted"]


def test_a_page_hears_of_its_own_article_alone(served, edda, emil, project, revision, lena):
    other = create_article(actor=lena, project=project, text=f"Another. {TEXT}").article
    stream = served.listen(edda, f"?article={other.pk}")
    stream.next("hello")
    tag(emil, revision, "source", "The harbour office")
    made = tag(emil, other.current_revision, "source", "The harbour office")
    assert stream.next().data["annotation"] == str(made.pk)


def test_whoever_comes_back_is_told_what_was_missed(served, edda, emil, revision):
    last = last_event(revision.project_id)
    made = [tag(emil, revision, "claim", words) for words in ("12 crates", "3 barrels")]
    for stream in (
        served.listen(edda, Last_Event_ID=str(last)),
        served.listen(edda, f"?after={last}"),
        served.listen(edda, "?after=0", Last_Event_ID=str(last)),
    ):
        told = [stream.next(), stream.next()]
        ids = [one.data["annotation"] for one in told if one.data["id"] > last]
        while len(ids) < 2:  # what came shortly before may be told again
            ids.append(stream.next().data["annotation"])
        assert ids == [str(one.pk) for one in made]
        assert stream.next().event == "hello"
    tag(emil, revision, "claim", "Monday")
    assert stream.next().data["label"] == "C3"


def test_who_missed_too_much_is_told_to_load_everything_anew(served, edda, revision):
    last = last_event(revision.project_id)
    Event.objects.bulk_create(
        Event(project_id=revision.project_id, article_id=revision.article_id, action="x.y")
        for _ in range(MOST + 1)
    )
    stream = served.listen(edda, f"?after={last}")
    assert [stream.next().event, stream.next().event] == ["resync", "hello"]


@pytest.mark.parametrize("after", ["old", "unknown"])
def test_who_was_away_for_a_day_or_comes_from_elsewhere_loads_anew(served, edda, revision, after):
    newest = Event.objects.latest("id")
    old = Event.objects.create(
        project_id=newest.project_id,
        article_id=newest.article_id,
        action="x.y",
        at=timezone.now() - datetime.timedelta(days=1, minutes=1),
    )
    asked = {"old": old.pk, "unknown": newest.pk + 1000}[after]
    assert served.listen(edda, f"?after={asked}").next().event == "resync"


def test_what_commits_late_with_a_lower_number_is_missed_by_nobody(served, edda, emil, revision):
    stream = served.listen(edda)
    stream.next("hello")
    wrote, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        try:
            with transaction.atomic():
                tag(emil, revision, "source", "The harbour office")
                wrote.set()
                assert may_commit.wait(20)
        finally:
            connection.close()

    slow = threading.Thread(target=slowly)
    slow.start()
    assert wrote.wait(20)
    project = revision.project
    fast = create_article(actor=person("nina", project, "editor"), project=project, text="Fast one")
    early = stream.next()
    assert early.data["article"] == fast.article.pk
    leaver = served.listen(edda)
    seen = leaver.next("hello").id
    leaver.close()
    may_commit.set()
    slow.join()
    late = stream.until(lambda told: told.data.get("label") == "S1")
    assert late.data["id"] < early.data["id"]
    back = served.listen(edda, Last_Event_ID=seen)
    assert back.until(lambda told: told.data.get("label") == "S1").data["id"] == late.data["id"]


def test_what_was_rolled_back_is_never_told(served, edda, emil, revision):
    stream = served.listen(edda)
    stream.next("hello")
    with transaction.atomic():
        tag(emil, revision, "source", "The harbour office")
        transaction.set_rollback(True)
    kept = tag(emil, revision, "claim", "12 crates")
    assert stream.next().data["annotation"] == str(kept.pk)


def test_what_nobody_rang_for_is_told_all_the_same(served, edda, article):
    """Other processes, a notification that was lost, rows that were copied in."""
    stream = served.listen(edda)
    stream.next("hello")
    Event.objects.create(project_id=article.project_id, article_id=article.pk, action="x.copied")
    assert stream.next().data["action"] == "x.copied"


def test_a_stream_outlives_the_connections_of_its_database(served, edda, emil, revision):
    stream = served.listen(edda)
    stream.next("hello")
    name = connection.settings_dict["NAME"]
    with psycopg.connect(server().url(postgres.SUPERUSER, name), autocommit=True) as superuser:
        superuser.execute(
            "select pg_terminate_backend(pid) from pg_stat_activity"
            " where datname = %s and pid <> pg_backend_pid()",
            [name],
        )
    connection.close()
    made = tag(emil, revision, "claim", "12 crates")
    assert stream.next().data["annotation"] == str(made.pk)


# ---- who may listen ----


def test_nobody_listens_without_signing_in_or_to_what_they_cannot_see(served, edda, otto, article):
    assert served.ask("stet_unknown").status == 401
    assert served.ask(otto).status == 404
    assert served.ask(otto, slug="nowhere").status == 404
    assert served.ask(otto, f"?article={article.pk}", slug="other").status == 404
    for query in ("?article=x", "?after=-1", "?after=9223372036854775808", "?other=1"):
        assert served.ask(edda, query).status == 400


def test_a_token_listens_with_its_scope_to_read(served, edda, emil, revision):
    _, secret = create_token(user=edda, scopes=["read"])
    stream = served.listen(secret)
    stream.next("hello")
    made = tag(emil, revision, "claim", "12 crates")
    assert stream.next().data["annotation"] == str(made.pk)


def test_two_desks_hear_nothing_of_each_other(served, edda, otto, revision, other_project):
    """Line 48."""
    stream = served.listen(otto, slug="other")
    assert stream.next("hello").data["last"] == last_event(other_project.pk)
    tag(edda, revision, "claim", "12 crates")
    own = create_article(actor=otto, project=other_project, text="Theirs")
    assert stream.next().data["article"] == own.article.pk


@pytest.fixture
def soon():
    with override_settings(LIVE_RECHECK_SECONDS=0.2):
        yield


def ends(stream, reason: str) -> None:
    last = stream.next()
    assert (last.event, last.data) == ("closed", {"reason": reason})
    assert stream.next() is None


def test_who_is_taken_out_of_the_project_hears_no_more(served, edda, lena, project, article):
    stream = served.listen(edda)
    stream.next("hello")
    remove_member(actor=lena, project=project, username="edda")
    ends(stream, "role")


@pytest.mark.usefixtures("soon")
def test_a_role_that_went_without_a_trace_ends_the_stream_as_well(served, edda, emil, article):
    stream, other = served.listen(edda), served.listen(emil)
    stream.next("hello")
    Membership.objects.filter(user=edda).delete()
    ends(stream, "role")
    other.next("hello")
    create_article(actor=emil, project=article.project, text="Still heard")
    assert other.next().data["action"] == "article.created"


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("how", ["signed out", "idle", "expired", "password", "deactivated"])
def test_a_session_that_ended_ends_its_stream(served, edda, article, how):
    stream = served.listen(edda)
    stream.next("hello")
    if how == "signed out":
        Session.objects.all().delete()
    elif how == "expired":
        Session.objects.update(expire_date=timezone.now())
    elif how == "password":
        edda.set_password("another long enough one")
        edda.save()
    elif how == "deactivated":
        User.objects.filter(pk=edda.pk).update(is_active=False)
    with override_settings(SESSION_IDLE_MINUTES=-1 if how == "idle" else 60):
        ends(stream, "session")


@pytest.mark.usefixtures("soon")
@pytest.mark.parametrize("how", ["revoked", "expired", "deactivated"])
def test_a_token_that_ended_ends_its_stream(served, edda, article, how):
    token, secret = create_token(user=edda)
    stream = served.listen(secret)
    stream.next("hello")
    if how == "revoked":
        revoke_token(user=edda, token_id=token.pk)
    elif how == "expired":
        ApiToken.objects.filter(pk=token.pk).update(expires_at=timezone.now())
    else:
        User.objects.filter(pk=edda.pk).update(is_active=False)
    ends(stream, "token")


def test_nobody_fills_a_process_with_streams(served, edda, article):
    first = served.listen(edda)
    first.next("hello")
    for _ in range(32):
        served.listen(edda).next("hello")
    ends(first, "many")


# ---- who is here ----


def names(told) -> list[str]:
    return [one["username"] for one in told.data["people"]]


def test_people_at_an_article_see_each_other_come_and_go(served, edda, emil, rita, article):
    query = f"?article={article.pk}&present=1"
    first = served.listen(edda, query)
    assert names(first.next("presence")) == []
    second = served.listen(emil, query)
    came = first.next("presence")
    assert came.data == {
        "article": article.pk,
        "people": [{"username": "emil", "name": "Emil", "initials": "E"}],
    }
    assert names(second.next("presence")) == ["edda"]
    served.listen(rita, f"?article={article.pk}")  # reads only
    second.close()
    assert names(first.next("presence")) == []


def test_programs_are_not_here(served, edda, emil, article):
    _, secret = create_token(user=edda)
    query = f"?article={article.pk}&present=1"
    served.listen(secret, query).next("hello")
    assert names(served.listen(emil, query).next("presence")) == []


def test_nothing_runs_while_nobody_listens(served, edda, article):
    """No connection to the database is open for it."""
    with psycopg.connect(server().url(postgres.SUPERUSER)) as superuser:
        listening = superuser.execute(
            "select count(*) from pg_stat_activity where query like 'LISTEN %%' and datname = %s",
            [settings.DATABASES["default"]["NAME"]],
        ).fetchone()
    assert listening == (0,)
